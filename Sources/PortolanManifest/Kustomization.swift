// SPDX-License-Identifier: Apache-2.0

/// What a kustomization of the input puts together, as far as it can be told without building it.
package struct Kustomization: Sendable {
    /// The folder that it stands in, as the input's files are named.
    package var folder: String
    /// Whether it is a component, which only others use.
    package var isComponent: Bool
    /// The files and folders that it takes objects from.
    package var resources: [String]
    /// The components that it uses.
    package var components: [String]
    /// What it takes from the network.
    package var remotes: [String]
    /// The fields by which it makes something else of the objects than their files say, in the order written.
    package var changes: [String]

    /// Fields that change no object's exposure: what they make is ConfigMaps, image names, labels that selectors follow.
    private static let harmless: Set<String> = [
        "apiVersion", "kind", "metadata", "resources", "bases", "configMapGenerator", "secretGenerator", "generatorOptions", "images",
        "crds", "openapi", "sortOptions", "buildMetadata", "configurations", "labels", "commonLabels", "components", "replicas",
    ]

    /// The kustomizations among files.
    package static func all(in files: [ManifestFile]) -> [Kustomization] {
        files.filter(KustomizePatches.isKustomization).map(Kustomization.init)
    }

    private init(_ file: ManifestFile) {
        folder = file.folder
        let parts = folder == "." ? [] : folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let root = file.documents.first
        isComponent = root?.value("kind")?.isText("Component") == true
        func named(_ keys: [String]) -> [String] { keys.flatMap { root?.value($0)?.elements ?? [] }.compactMap(\.text) }
        let named = named(["resources", "bases"])
        remotes = named.filter(Self.isRemote)
        resources = named.filter { !Self.isRemote($0) }.map { Self.resolve($0, in: parts) }
        components = (root?.value("components")?.elements ?? []).compactMap(\.text).filter { !Self.isRemote($0) }
            .map { Self.resolve($0, in: parts) }
        changes = (root?.writtenEntries ?? []).compactMap(\.key.text).filter { !Self.harmless.contains($0) }
    }

    private static func resolve(_ path: String, in folder: [String]) -> String {
        let resolved = KustomizePatches.resolve(path, in: folder)
        return resolved.isEmpty ? "." : resolved
    }

    private static func isRemote(_ name: String) -> Bool {
        name.contains("://") || name.hasPrefix("git@") || name.hasPrefix("github.com/") || name.contains("?ref=")
    }
}
