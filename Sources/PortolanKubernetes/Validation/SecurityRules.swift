// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of what a container may do, and of the profiles that keep it from more.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:5083-5215, 8058-8112.
extension Validation {
    /// `ValidateSecurityContext` of a container.
    mutating func securityContext(ofContainer container: YAMLNode, _ pod: PodContext) {
        guard let context = container.field("securityContext") else { return }
        inside("securityContext", context) { validation in
            for field in ["runAsUser", "runAsGroup"] {
                guard let id = context.integer(field) else { continue }
                validation.unixID(field, at: context.field(field), id)
            }
            validation.procMount(context, pod)
            validation.seccompProfile(context.field("seccompProfile"))
            validation.privileges(context)
            validation.windowsOptions(context.field("windowsOptions"))
            validation.appArmorProfile(context.field("appArmorProfile"))
        }
    }

    private mutating func procMount(_ context: YAMLNode, _ pod: PodContext) {
        guard let type = context.optionalString("procMount") else { return }
        let node = context.field("procMount")
        if type != "Default", type != "Unmasked" { notSupported("procMount", at: node, type, ["Default", "Unmasked"]) }
        guard type == "Unmasked", pod.sharesUsers else { return }
        invalid("procMount", at: node, "\"\(type)\"", "`hostUsers` must be false to use `Unmasked`")
    }

    /// Nothing may gain what is taken from it.
    private mutating func privileges(_ context: YAMLNode) {
        guard context.boolean("allowPrivilegeEscalation") == false else { return }
        if context.boolean("privileged") == true {
            let detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            invalid("", at: context.field("privileged"), "", detail)
        }
        // Only this spelling is looked for; runtimes want it without `CAP_`.
        for node in context.field("capabilities")?.items("add") ?? [] where node.decodedString == "CAP_SYS_ADMIN" {
            invalid("", at: node, "", "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
        }
    }

    /// `validateSeccompProfileField`.
    mutating func seccompProfile(_ profile: YAMLNode?) {
        guard let profile else { return }
        inside("seccompProfile", profile) { validation in
            let type = profile.string("type")
            if type.isEmpty {
                validation.required("type", at: profile, "type is required when seccompProfile is set")
            } else if !Self.profileTypes.contains(type) {
                validation.notSupported("type", at: profile.field("type"), type, Self.profileTypes)
            }
            let path = profile.optionalString("localhostProfile")
            let node = profile.field("localhostProfile")
            if type != "Localhost" {
                if path != nil { validation.invalid("localhostProfile", at: node, "", "can only be set when seccomp type is Localhost") }
            } else if let path {
                validation.descendingPath("localhostProfile", at: node, path)
            } else {
                validation.required("localhostProfile", at: profile, "must be set when seccomp type is Localhost")
            }
        }
    }

    private static let profileTypes = ["Localhost", "RuntimeDefault", "Unconfined"]

    /// `ValidateAppArmorProfileField`.
    mutating func appArmorProfile(_ profile: YAMLNode?) {
        guard let profile else { return }
        inside("appArmorProfile", profile) { validation in
            let type = profile.string("type")
            let path = profile.optionalString("localhostProfile")
            let node = profile.field("localhostProfile")
            switch type {
            case "Localhost":
                validation.appArmorPath(path, at: node ?? profile)
            case "RuntimeDefault", "Unconfined":
                if path != nil { validation.invalid("localhostProfile", at: node, "", "can only be set when AppArmor type is Localhost") }
            case "":
                validation.required("type", at: profile, "type is required when appArmorProfile is set")
            default:
                validation.notSupported("type", at: profile.field("type"), type, Self.profileTypes)
            }
        }
    }

    private mutating func appArmorPath(_ path: String?, at node: YAMLNode) {
        let detail = "must be set when AppArmor type is Localhost"
        guard let path else {
            required("localhostProfile", at: node, detail)
            return
        }
        if GoText.trimmed(path).utf8.count != path.utf8.count {
            invalid("localhostProfile", at: node, "\"\(path)\"", "must not be padded with whitespace")
        } else if path.isEmpty {
            required("localhostProfile", at: node, detail)
        }
        if path.utf8.count > 4095 { tooLong("localhostProfile", at: node, limit: 4095) }
    }

    mutating func unixID(_ field: String, at node: YAMLNode?, _ id: Int) {
        guard !(0...Int(Int32.max)).contains(id) else { return }
        invalid(field, at: node, "\(id)", "must be between 0 and \(Int32.max), inclusive")
    }

    /// Walks init containers, containers and ephemeral ones that have a security context, with their paths below the template or object, as
    /// `VisitContainersWithPath`.
    mutating func eachSecured(of spec: YAMLNode, prefix: String = "spec.", _ body: (inout Validation, String, YAMLNode) -> Void) {
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.items(list).enumerated() where container.field("securityContext") != nil {
                body(&self, "\(prefix)\(list)[\(index)]", container)
            }
        }
    }
}
