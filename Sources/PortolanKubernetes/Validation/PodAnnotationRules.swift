// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of annotations that the API server reads on pods and templates.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:171-194, 5143-5330, 5497-5560, pkg/apis/core/helper/helpers.go.
extension Validation {
    /// `ValidatePodSpecificAnnotations`, from inside the metadata's path.
    mutating func podAnnotations(_ metadata: YAMLNode?, _ spec: YAMLNode) {
        guard let node = metadata?.field("annotations") else { return }
        for entry in node.sortedEntries {
            let value = entry.value.decodedString
            let place = "annotations[\(entry.key)]"
            switch entry.key {
            case "kubernetes.io/config.mirror":
                guard spec.string("nodeName").isEmpty else { continue }
                let detail = "must set spec.nodeName if mirror pod annotation is set"
                invalid(place, at: entry.keyNode, "\"\(value)\"", detail)
            case "controller.kubernetes.io/pod-deletion-cost":
                if !Self.isCost(value) { invalid(place, at: entry.value, "\"\(value)\"", "must be a 32bit integer") }
            case "seccomp.security.alpha.kubernetes.io/pod":
                seccompAnnotation(entry.key, value, at: entry.value)
            default:
                let container = "container.seccomp.security.alpha.kubernetes.io/"
                if entry.key.hasPrefix(container) { seccompAnnotation(entry.key, value, at: entry.value) }
                appArmorAnnotation(entry, spec)
            }
        }
    }

    private static func isCost(_ text: String) -> Bool {
        guard text.first != "+", !text.hasPrefix("0") || text == "0" else { return false }
        return Int32(text) != nil
    }

    private mutating func seccompAnnotation(_ key: String, _ profile: String, at node: YAMLNode) {
        guard !["runtime/default", "docker/default", "unconfined"].contains(profile) else { return }
        if profile.hasPrefix("localhost/") {
            descendingPath("annotations.\(key)", at: node, String(profile.dropFirst("localhost/".count)))
        } else {
            invalid("annotations.\(key)", at: node, "\"\(profile)\"", "must be a valid seccomp profile")
        }
    }

    private mutating func appArmorAnnotation(_ entry: JSONEntry, _ spec: YAMLNode) {
        let prefix = "container.apparmor.security.beta.kubernetes.io/"
        guard entry.key.hasPrefix(prefix) else { return }
        let name = entry.key.dropFirst(prefix.count)
        let containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec.items($0) }
        if !containers.contains(where: { $0.string("name") == name }) {
            invalid("annotations[\(entry.key)]", at: entry.keyNode, "\"\(name)\"", "container not found")
        }
        let profile = entry.value.decodedString
        guard !["", "runtime/default", "unconfined"].contains(profile), !profile.hasPrefix("localhost/") else { return }
        invalid("annotations[\(entry.key)]", at: entry.value, "\"\(profile)\"", "invalid AppArmor profile name: \"\(profile)\"")
    }

    /// Where a profile stands in an annotation and a field, both must say the same.
    mutating func profileAnnotations(_ metadata: YAMLNode?, _ spec: YAMLNode) {
        guard let annotations = metadata?.stringMap("annotations"),
            annotations.contains(where: { $0.key.contains("seccomp") || $0.key.contains("apparmor") })
        else { return }
        let profile = spec.field("securityContext")?.field("seccompProfile")
        seccompAgrees(annotations["seccomp.security.alpha.kubernetes.io/pod"], profile, "spec.securityContext.seccompProfile")
        eachSecured(of: spec) { validation, path, container in
            let annotation = annotations["container.seccomp.security.alpha.kubernetes.io/\(container.string("name"))"]
            let profile = container.field("securityContext")?.field("seccompProfile")
            validation.seccompAgrees(annotation, profile, "\(path).securityContext.seccompProfile")
        }
        guard spec.field("os")?.string("name") != "windows" else { return }
        let ofPod = spec.field("securityContext")?.field("appArmorProfile")
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.items(list).enumerated() {
                let annotation = annotations["container.apparmor.security.beta.kubernetes.io/\(container.string("name"))"]
                let profile = container.field("securityContext")?.field("appArmorProfile") ?? ofPod
                appArmorAgrees(annotation, profile, "spec.\(list)[\(index)].securityContext.appArmorProfile")
            }
        }
    }

    private mutating func appArmorAgrees(_ annotation: String?, _ profile: YAMLNode?, _ path: String) {
        guard let annotation, let profile else { return }
        let prefix = "localhost/"
        switch profile.string("type") {
        case "Unconfined" where annotation != "unconfined", "RuntimeDefault" where annotation != "runtime/default",
            "Localhost" where !annotation.hasPrefix(prefix):
            forbidden("\(path).type", at: profile.field("type"), "apparmor type in annotation and field must match")
        case "Localhost" where profile.optionalString("localhostProfile") != String(annotation.dropFirst(prefix.count)):
            forbidden("\(path).localhostProfile", at: profile, "apparmor profile in annotation and field must match")
        default:
            return
        }
    }

    private mutating func seccompAgrees(_ annotation: String?, _ profile: YAMLNode?, _ path: String) {
        guard let annotation, let profile else { return }
        let prefix = "localhost/"
        switch profile.string("type") {
        case "Unconfined" where annotation != "unconfined",
            "RuntimeDefault" where annotation != "runtime/default" && annotation != "docker/default",
            "Localhost" where !annotation.hasPrefix(prefix):
            forbidden("\(path).type", at: profile.field("type"), "seccomp type in annotation and field must match")
        case "Localhost" where profile.optionalString("localhostProfile") != String(annotation.dropFirst(prefix.count)):
            forbidden("\(path).localhostProfile", at: profile, "seccomp profile in annotation and field must match")
        default:
            return
        }
    }
}
