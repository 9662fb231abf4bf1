// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanFiles
import PortolanManifest
import PortolanModel

/// What a kustomization would take from the network when it is built.
///
/// kustomize reads every path that it is given as a URL or a git repository where it is no file: so whatever does not lie beside the
/// kustomization counts as remote.
struct RemoteResources: Error, CustomStringConvertible {
    let location: SourceLocation
    let name: String

    var description: String {
        "\(location): \(name.printable) is no file of this directory, and kustomize would fetch it\n  --allow-remote lets it"
    }

    /// Fields whose texts are paths, whatever lies between.
    private static let fields: Set<String> = [
        "resources", "bases", "components", "crds", "configurations", "generators", "transformers", "validators", "patches",
        "patchesStrategicMerge", "patchesJson6902", "replacements", "openapi", "configMapGenerator", "secretGenerator",
    ]
    /// Fields in them that hold lists of paths, or a path.
    private static let pathFields: Set<String> = ["path", "files", "envs", "env"]
    private static let mostFolders = 10_000

    /// The first thing that a folder's kustomization, or one that it builds on, would fetch.
    static func first(in folder: String) throws -> RemoteResources? {
        var open = [folder]
        var seen: Set<String> = []
        while let folder = open.popLast() {
            guard let real = RegularFile.resolved(folder), seen.insert(real).inserted, seen.count <= mostFolders else { continue }
            let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map { "\(folder)/\($0)" }
            for path in names where access(path, F_OK) == 0 {
                let (tree, error) = YAMLTree.compose(try InputFiles.read(path, limit: Limits.smallFileBytes), file: path)
                if let error { throw Configuration.Problem(location: error.location, message: error.message) }
                for entry in tree.documents.flatMap({ $0.kind == .mapping ? $0.entries : [] }) where fields.contains(entry.key.text ?? "") {
                    for node in paths(entry.value) {
                        guard let text = node.text, !text.isEmpty else { continue }
                        // `key=file` of a generator.
                        let file = text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? text
                        let place = file.hasPrefix("/") ? file : "\(folder)/\(file)"
                        guard !text.contains("://"), let goal = RegularFile.resolved(place) else {
                            return RemoteResources(location: node.location, name: text)
                        }
                        open.append(goal)
                    }
                }
            }
        }
        return nil
    }

    /// The texts of a field that are paths: its elements, and what stands under `path`, `files` or `envs` in them.
    private static func paths(_ node: YAMLNode) -> [YAMLNode] {
        let elements = node.kind == .sequence ? node.elements : [node]
        return elements.flatMap { element -> [YAMLNode] in
            guard element.kind == .mapping else {
                // An object or a patch that is written out.
                return element.text?.contains("\n") == true ? [] : [element]
            }
            return element.entries.filter { pathFields.contains($0.key.text ?? "") }.flatMap { entry in
                entry.value.kind == .sequence ? entry.value.elements : [entry.value]
            }
        }
    }
}
