// SPDX-License-Identifier: Apache-2.0

import PortolanAdapt
import PortolanManifest
import PortolanModel

/// The manifests as a kustomize base: the files that hold Kubernetes objects, and a kustomization that lists them.
struct AdaptedBase {
    struct File {
        let name: String
        let content: [UInt8]
    }

    /// The kustomization first.
    let files: [File]
    /// Says which object stands twice in the input, which kustomize refuses; `nil` where none does.
    let twin: String?

    /// Puts a base together.
    ///
    /// - Parameters:
    ///   - input: The files.
    ///   - roots: The paths of the call, below which the files are named.
    init(_ input: [Intake.File], below roots: [String]) {
        var files: [File] = []
        var taken: Set<String> = ["kustomization.yaml"]
        var seen: [ObjectReference: SourceLocation] = [:]
        var twin: String?
        let patches = KustomizePatches.paths(in: input.map(\.manifest))
        for file in input where !KustomizePatches.isKustomization(file.manifest) && !patches.contains(file.manifest.path) {
            let objects = file.manifest.objects
            guard !objects.isEmpty else { continue }
            for object in objects {
                let reference = ObjectReference(
                    kind: (object.value("apiVersion")?.text?.groupName ?? "") + (object.value("kind")?.text ?? ""),
                    namespace: object.at("metadata", "namespace")?.text ?? "", name: object.at("metadata", "name")?.text ?? "")
                if let other = seen[reference], twin == nil, !reference.name.isEmpty {
                    let name = "\(object.value("kind")?.text ?? "") \(reference.name)"
                    twin =
                        "\(name) stands at \(other) and again at \(object.location), and kustomize takes an object once; adapt one variant of the app at a time"
                }
                seen[reference] = object.location
            }
            files.append(File(name: Self.name(file.manifest.path, below: roots, taken: &taken), content: file.content))
        }
        let list = files.map { "  - \"\($0.name)\"\n" }.joined()
        let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n" + list
        self.files = [File(name: "kustomization.yaml", content: Array(kustomization.utf8))] + files
        self.twin = twin
    }

    /// The file's path below the path that was given, of letters that every file system takes; another number behind it where it is taken.
    private static func name(_ path: String, below roots: [String], taken: inout Set<String>) -> String {
        let root = roots.filter { $0 != "." && path.hasPrefix($0 + "/") }.max { $0.count < $1.count }
        let relative = root.map { String(path.dropFirst($0.count + 1)) } ?? (roots.contains(".") && !path.hasPrefix("/") ? path : nil)
        let rendered = path.hasSuffix(" (kustomize)") || path.hasSuffix(" (helm)") ? "rendered.yaml" : nil
        let last = path == "-" ? "input.yaml" : path.split(separator: "/").last.map(String.init) ?? "input.yaml"
        let parts = (rendered ?? relative ?? last).split(separator: "/").filter { $0 != ".." && $0 != "." }.map { part in
            String(
                String.UnicodeScalarView(
                    part.unicodeScalars.map { scalar in
                        let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                        return isPlain || "-_.".unicodeScalars.contains(scalar) ? scalar : "-"
                    }))
        }
        let name = parts.joined(separator: "/")
        var unique = name.isEmpty ? "input.yaml" : name
        var number = 2
        while !taken.insert(unique).inserted {
            let dot = name.lastIndex(of: ".") ?? name.endIndex
            unique = "\(name[..<dot])-\(number)\(name[dot...])"
            number += 1
        }
        return unique
    }
}

extension String {
    /// The API group of an `apiVersion`, with a slash behind it; empty for the core group.
    fileprivate var groupName: String { firstIndex(of: "/").map { String(self[...$0]) } ?? "" }
}
