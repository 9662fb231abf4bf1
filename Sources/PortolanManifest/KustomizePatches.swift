// SPDX-License-Identifier: Apache-2.0

/// Files that a kustomization of the same input uses as patches: pieces of objects, which no API server is ever given.
public enum KustomizePatches {
    /// The names of kustomization files.
    private static let names = ["kustomization.yaml", "kustomization.yml"]

    /// Whether a file is a kustomization, which lists manifests and is none.
    public static func isKustomization(_ file: ManifestFile) -> Bool {
        names.contains { file.path == $0 || file.path.hasSuffix("/" + $0) }
    }

    /// The paths of the files that the kustomizations among these use as patches.
    public static func paths(in files: [ManifestFile]) -> Set<String> {
        var result: Set<String> = []
        for file in files where isKustomization(file) {
            let folder = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
            for document in file.documents {
                for name in patches(of: document) { result.insert(resolve(name, in: folder)) }
            }
        }
        return result
    }

    private static func patches(of kustomization: YAMLNode) -> [String] {
        let named = ["patches", "patchesJson6902"].flatMap { kustomization.value($0)?.elements ?? [] }.compactMap { $0.value("path")?.text }
        let merged = ["patchesStrategicMerge", "configurations"].flatMap { kustomization.value($0)?.elements ?? [] }.compactMap(\.text)
        return named + merged + (kustomization.value("replacements")?.elements ?? []).compactMap { $0.value("path")?.text }
    }

    /// The path that a kustomization means, as the input's files are named.
    static func resolve(_ path: String, in folder: [String]) -> String {
        var parts = folder
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": if parts.isEmpty || parts.last == ".." { parts.append("..") } else { parts.removeLast() }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
