// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The parts of `ValidatePodSpec` about name resolution, gates, tolerations and the pod's security context.
// Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:4134-4420, 5461-5577.
extension Validation {
    /// `validatePodDNSConfig`.
    mutating func dnsConfig(_ spec: YAMLNode) {
        let config = spec.field("dnsConfig")
        let nameservers = config?.items("nameservers") ?? []
        if spec.string("dnsPolicy") == "None", nameservers.isEmpty {
            let field = config == nil ? "dnsConfig" : "dnsConfig.nameservers"
            let need = config == nil ? "`dnsConfig`" : "at least one DNS nameserver"
            required(field, at: config ?? spec.field("dnsPolicy"), "must provide \(need) when `dnsPolicy` is None")
            return
        }
        guard let config else { return }
        inside("dnsConfig", config) { validation in
            let list = config.field("nameservers")
            if nameservers.count > 3 { validation.invalid("nameservers", at: list, "", "must not have more than 3 nameservers") }
            for (index, node) in nameservers.enumerated() {
                _ = validation.address("nameservers[\(index)]", at: node, node.decodedString)
            }
            validation.searches(config)
            for (index, option) in config.items("options").enumerated() where option.string("name").isEmpty {
                validation.required("options[\(index)]", at: option, "must not be empty")
            }
        }
    }

    private mutating func searches(_ config: YAMLNode) {
        let nodes = config.items("searches")
        let list = config.field("searches")
        if nodes.count > 32 { invalid("searches", at: list, "", "must not have more than 32 search paths") }
        let length = nodes.reduce(nodes.count - 1) { $0 + $1.decodedString.utf8.count }
        if length > 2048 {
            invalid("searches", at: list, "", "must not have more than 2048 characters (including spaces) in the search list")
        }
        for (index, node) in nodes.enumerated() {
            let text = node.decodedString
            guard text != "." else { continue }
            let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
            invalid("searches[\(index)]", at: node, text: bare, Names.underscoredSubdomainFaults(bare))
        }
    }

    /// Readiness and scheduling gates.
    mutating func gates(_ spec: YAMLNode) {
        for (index, gate) in spec.items("readinessGates").enumerated() {
            let type = gate.string("conditionType")
            let field = "readinessGates[\(index)].conditionType"
            invalid(field, at: gate.field("conditionType") ?? gate, text: type, Names.qualifiedNameFaults(type))
        }
        var seen: Set<String> = []
        for (index, gate) in spec.items("schedulingGates").enumerated() {
            let name = gate.string("name")
            invalid("schedulingGates[\(index)]", at: gate, text: name, Names.qualifiedNameFaults(name))
            if !seen.insert(name).inserted { duplicate("schedulingGates[\(index)]", at: gate, "\"\(name)\"") }
        }
    }

    /// `ValidateHostAliases`.
    mutating func hostAliases(_ spec: YAMLNode) {
        each("hostAliases", spec.items("hostAliases")) { validation, _, alias in
            _ = validation.address("ip", at: alias.field("ip"), alias.string("ip"))
            for (index, node) in alias.items("hostnames").enumerated() {
                let name = node.decodedString
                validation.invalid("hostnames[\(index)]", at: node, text: name, Names.dnsSubdomainFaults(name))
            }
        }
    }

    /// `ValidateTolerations`.
    mutating func tolerations(_ spec: YAMLNode) {
        each("tolerations", spec.items("tolerations")) { validation, _, toleration in
            let (key, effect) = (toleration.string("key"), toleration.string("effect"))
            let operation = toleration.string("operator")
            let node = toleration.field("operator")
            if !key.isEmpty { validation.invalid("key", at: toleration.field("key"), text: key, Names.qualifiedNameFaults(key)) }
            if key.isEmpty, operation != "Exists" {
                let detail = "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
                validation.invalid("operator", at: node, "\"\(operation)\"", detail)
            }
            if toleration.field("tolerationSeconds") != nil, effect != "NoExecute" {
                let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
                validation.invalid("effect", at: toleration.field("effect"), "\"\(effect)\"", detail)
            }
            validation.tolerationOperator(operation, value: toleration.string("value"), at: node)
            let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]
            if !effect.isEmpty, !effects.contains(effect) {
                validation.notSupported("effect", at: toleration.field("effect"), effect, effects)
            }
        }
    }

    private mutating func tolerationOperator(_ operation: String, value: String, at node: YAMLNode?) {
        switch operation {
        case "", "Equal":
            let faults = Names.labelValueFaults(value)
            if !faults.isEmpty { invalid("operator", at: node, "\"\(value)\"", faults.joined(separator: ";")) }
        case "Exists":
            if !value.isEmpty { invalid("operator", at: node, "\"\(value)\"", "value must be empty when `operator` is 'Exists'") }
        default:
            notSupported("operator", at: node, operation, ["Equal", "Exists"])
        }
    }

    /// `validatePodSpecSecurityContext`, with what the pod shares with its node.
    mutating func securityContext(_ spec: YAMLNode, _ pod: PodContext) {
        let context = spec.field("securityContext")
        let isShared = spec.boolean("shareProcessNamespace") == true && spec.boolean("hostPID") == true
        guard context != nil || isShared else { return }
        inside("securityContext", context) { validation in
            for field in ["fsGroup", "runAsUser", "runAsGroup"] {
                guard let id = context?.integer(field) else { continue }
                validation.unixID(field, at: context?.field(field), id)
            }
            for (index, node) in (context?.items("supplementalGroups") ?? []).enumerated() {
                validation.unixID("supplementalGroups[\(index)]", at: node, node.decodedInteger ?? 0)
            }
            if isShared {
                let detail = "ShareProcessNamespace and HostPID cannot both be enabled"
                validation.invalid("shareProcessNamespace", at: spec.field("shareProcessNamespace"), "true", detail)
            }
            validation.sysctls(context, spec, pod)
            let policies = ["Always", "OnRootMismatch"]
            if let policy = context?.optionalString("fsGroupChangePolicy"), !policies.contains(policy) {
                validation.notSupported("fsGroupChangePolicy", at: context?.field("fsGroupChangePolicy"), policy, policies)
            }
            validation.seccompProfile(context?.field("seccompProfile"))
            validation.windowsOptions(context?.field("windowsOptions"))
            validation.appArmorProfile(context?.field("appArmorProfile"))
            // SELinuxMount is off in 1.34, so that only one way of relabelling is known.
            for (field, known) in [("supplementalGroupsPolicy", ["Merge", "Strict"]), ("seLinuxChangePolicy", ["Recursive"])] {
                guard let policy = context?.optionalString(field), !known.contains(policy) else { continue }
                validation.notSupported(field, at: context?.field(field), policy, known)
            }
        }
    }

    private mutating func sysctls(_ context: YAMLNode?, _ spec: YAMLNode, _ pod: PodContext) {
        var seen: Set<String> = []
        each("sysctls", context?.items("sysctls") ?? []) { validation, _, sysctl in
            let name = sysctl.string("name")
            let node = sysctl.field("name")
            if name.isEmpty {
                validation.required("name", at: node)
            } else if !Names.isSysctlName(name) {
                let detail =
                    "must have at most 253 characters and match regex "
                    + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
                validation.invalid("name", at: node, "\"\(name)\"", detail)
            } else if seen.contains(name) {
                validation.duplicate("name", at: node, "\"\(name)\"")
            }
            seen.insert(name)
            switch SysctlNamespace(name) {
            case .net? where pod.hostNetwork:
                validation.invalid("name", at: node, "\"\(name)\"", "may not be specified when 'hostNetwork' is true")
            case .ipc? where spec.boolean("hostIPC") == true:
                validation.invalid("name", at: node, "\"\(name)\"", "may not be specified when 'hostIPC' is true")
            default:
                return
            }
        }
    }
}

/// The Linux namespace that a kernel parameter belongs to.
// Source: k8s.io/component-helpers v0.35.5 node/util/sysctl/namespace.go.
private enum SysctlNamespace {
    case net, ipc

    init?(_ name: String) {
        // Slashes may stand for dots where the first separator is one.
        let first = name.first { $0 == "." || $0 == "/" }
        let dotted = first == "/" ? String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 }) : name
        let known = dotted.prefix { $0 != "*" }
        if known.hasPrefix("net.") {
            self = .net
        } else if known.hasPrefix("fs.mqueue.") || Self.ipcNames.contains(known) {
            self = .ipc
        } else {
            return nil
        }
    }

    private static let ipcNames: Set<Substring> = [
        "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced", "kernel.shm", "kernel.msgmax",
        "kernel.msgmnb", "kernel.msgmni", "kernel.msg",
    ]
}
