// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules that depend on the operating system of a pod.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:4720-4830, 8149-8306.
extension Validation {
    /// `validateOS` and what follows from it, from inside the pod spec's path.
    mutating func operatingSystem(_ spec: YAMLNode) {
        guard let os = spec.field("os") else { return }
        let name = os.string("name")
        switch name {
        case "": required("os.name", at: os)
        case "linux": linuxOnly(spec)
        case "windows": windowsOnly(spec)
        default: notSupported("os", at: os.field("name"), name, ["linux", "windows"])
        }
    }

    private mutating func linuxOnly(_ spec: YAMLNode) {
        let detail = "windows options cannot be set for a linux pod"
        if let options = spec.field("securityContext")?.field("windowsOptions") {
            forbidden("securityContext.windowsOptions", at: options, detail)
        }
        eachSecured(of: spec, prefix: "") { validation, path, container in
            guard let options = container.field("securityContext")?.field("windowsOptions") else { return }
            validation.forbidden("\(path).securityContext.windowsOptions", at: options, detail)
        }
    }

    /// The fields of a pod that only Linux has, in the server's order; a dot in front stands for those of its security context.
    private static let linuxFieldsOfPods = [
        ".appArmorProfile", ".seLinuxOptions", "hostUsers", "hostPID", "hostIPC", ".seccompProfile", ".fsGroup", ".fsGroupChangePolicy",
        ".sysctls", "shareProcessNamespace", ".runAsUser", ".runAsGroup", ".supplementalGroups", ".supplementalGroupsPolicy",
        ".seLinuxChangePolicy",
    ]

    private static let linuxFieldsOfContainers = [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
        "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
    ]

    private mutating func windowsOnly(_ spec: YAMLNode) {
        let detail = "cannot be set for a windows pod"
        for field in Self.linuxFieldsOfPods {
            let name = field.hasPrefix(".") ? String(field.dropFirst()) : field
            let holder = field.hasPrefix(".") ? spec.field("securityContext") : spec
            guard let node = holder?.field(name) else { continue }
            // A plain truth value that is false, and a list that is empty, count as absent.
            if ["hostPID", "hostIPC"].contains(name), holder?.boolean(name) != true { continue }
            if name == "sysctls", node.elements.isEmpty { continue }
            forbidden(field.hasPrefix(".") ? "securityContext\(field)" : field, at: node, detail)
        }
        eachSecured(of: spec, prefix: "") { validation, path, container in
            let context = container.field("securityContext")
            for field in Self.linuxFieldsOfContainers {
                guard let node = context?.field(field) else { continue }
                validation.forbidden("\(path).securityContext.\(field)", at: node, detail)
            }
        }
    }

    /// `validateWindowsHostProcessPod`, from inside the pod spec's path.
    mutating func hostProcess(_ spec: YAMLNode, _ pod: PodContext) {
        let ofPod = spec.field("securityContext")?.field("windowsOptions")?.boolean("hostProcess")
        let all = ["initContainers", "containers", "ephemeralContainers"].reduce(0) { $0 + spec.items($1).count }
        var (secured, onHost) = (0, 0)
        eachSecured(of: spec, prefix: "") { validation, path, container in
            let options = container.field("securityContext")?.field("windowsOptions")
            let own = options?.boolean("hostProcess")
            if let ofPod, let own, ofPod != own {
                let detail = "pod hostProcess value must be identical if both are specified, was \(ofPod)"
                let field = "\(path).securityContext.windowsOptions.hostProcess"
                validation.invalid(field, at: options?.field("hostProcess"), "\(own)", detail)
            }
            secured += 1
            if own ?? ofPod ?? false { onHost += 1 }
        }
        // A container without a security context is as the pod is.
        if ofPod == true { onHost += all - secured }
        guard onHost > 0 else { return }
        if onHost != all {
            invalid("", at: spec, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers")
        }
        if !pod.hostNetwork {
            let detail = "hostNetwork must be true if pod contains any hostProcess containers"
            invalid("hostNetwork", at: spec.field("hostNetwork"), "false", detail)
        }
    }

    /// `validateWindowsSecurityContextOptions`.
    mutating func windowsOptions(_ options: YAMLNode?) {
        guard let options else { return }
        inside("windowsOptions", options) { validation in
            if let name = options.optionalString("gmsaCredentialSpecName") {
                let node = options.field("gmsaCredentialSpecName")
                validation.invalid("gmsaCredentialSpecName", at: node, text: name, Names.dnsSubdomainFaults(name))
            }
            if let text = options.optionalString("gmsaCredentialSpec"), text.isEmpty || text.utf8.count > 64 << 10 {
                let detail =
                    text.isEmpty ? "gmsaCredentialSpec cannot be an empty string" : "gmsaCredentialSpec size must be under 64 KiB"
                validation.invalid("gmsaCredentialSpec", at: options.field("gmsaCredentialSpec"), "", detail)
            }
            guard let name = options.optionalString("runAsUserName") else { return }
            for fault in WindowsUser.faults(name) {
                let detail = "runAsUserName\(fault)"
                validation.invalid("runAsUserName", at: options.field("runAsUserName"), "\"\(name)\"", detail)
            }
        }
    }
}

/// The name of a Windows user: `DOMAIN\user`, or the user alone.
private enum WindowsUser {
    static func faults(_ name: String) -> [String] {
        if name.isEmpty { return [" cannot be an empty string"] }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return [" cannot contain control characters"]
        }
        let parts = name.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
        guard let user = parts.last, parts.count <= 2 else { return [" cannot contain more than one backslash"] }
        var faults: [String] = []
        if parts.count == 2 {
            if parts[0].utf8.count >= 256 { faults.append("'s Domain length must be under 256 characters") }
            if !isNetBIOS(parts[0]), !isDomain(parts[0]) {
                faults.append("'s Domain doesn't match the NetBios nor the DNS format")
            }
        }
        if user.isEmpty {
            faults.append("'s User cannot be empty")
        } else if user.utf8.count > 104 {
            faults.append("'s User length must not be longer than 104 characters")
        }
        if !user.isEmpty, user.allSatisfy({ $0 == "." || $0 == " " }) { faults.append("'s User cannot contain only periods or spaces") }
        if user.contains(where: { "\"/\\:;|=,+*?<>@[]".contains($0) }) {
            faults.append("'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]")
        }
        return faults
    }

    private static func isNetBIOS(_ name: String) -> Bool {
        (1...15).contains(name.utf8.count) && !name.contains { "\\/:*?\"<>|".contains($0) } && !name.hasPrefix(".")
    }

    private static func isDomain(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }
}
