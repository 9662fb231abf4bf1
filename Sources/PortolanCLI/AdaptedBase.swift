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

    init(_ input: [Intake.File]) {
        var files: [File] = []
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
            files.append(File(name: Self.name(file.manifest.path, number: files.count), content: file.content))
        }
        let list = files.map { "  - \"\($0.name)\"\n" }.joined()
        let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n" + list
        self.files = [File(name: "kustomization.yaml", content: Array(kustomization.utf8))] + files
        self.twin = twin
    }

    /// A flat name that tells where the file came from and is no path.
    private static func name(_ path: String, number: Int) -> String {
        let safe = path.unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-")
                ? Character(scalar) : "-"
        }
        let stem = String(String(safe).drop { $0 == "-" }.suffix(80))
        return "\(number + 1)-\(stem).yaml"
    }
}

extension String {
    /// The API group of an `apiVersion`, with a slash behind it; empty for the core group.
    fileprivate var groupName: String { firstIndex(of: "/").map { String(self[...$0]) } ?? "" }
}
