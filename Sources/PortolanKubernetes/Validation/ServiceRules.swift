// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// `ValidateServiceCreate` on a Service that was defaulted and allocated, in the API server's order.
// Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:6570 ff. (validateService).
extension Validation {
    mutating func service(_ draft: ServiceDraft) {
        objectMeta(draft.object, name: .dns1035Label)
        let metadata = draft.object.field("metadata")
        let annotations = metadata?.stringMap("annotations") ?? StringMap()
        topologyAnnotations(annotations, at: metadata?.field("annotations"))
        inside("spec", draft.spec) { validation in
            validation.portsAndType(draft)
            validation.servicePorts(draft)
            validation.labels("selector", draft.selector, at: draft.spec?.field("selector"))
            validation.sessionAffinity(draft)
            validation.externalIPs(draft)
            if !["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"].contains(draft.type) {
                let supported = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
                validation.notSupported("type", at: draft.spec?.field("type"), draft.type, supported)
            }
            validation.portCollisions(draft)
        }
        sourceRanges(draft, annotations, at: metadata?.field("annotations"))
        inside("spec", draft.spec) { validation in
            validation.loadBalancerOnly(draft)
            validation.externalTraffic(draft)
            validation.distribution(draft)
        }
    }

    private mutating func topologyAnnotations(_ annotations: StringMap, at node: YAMLNode?) {
        let (hintsKey, modeKey) = ("service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode")
        guard let mode = annotations[modeKey], let hints = annotations[hintsKey], mode != hints else { return }
        let detail = "must match annotations[\(hintsKey)] when both are specified"
        invalid("metadata.annotations[\(modeKey)]", at: node?.value(modeKey), "\"\(mode)\"", detail)
    }

    private mutating func portsAndType(_ draft: ServiceDraft) {
        if draft.ports.isEmpty, !draft.isHeadless, draft.type != "ExternalName" { required("ports", at: draft.spec?.field("ports")) }
        let clusterIPs = draft.spec?.field("clusterIPs") ?? draft.spec?.field("clusterIP")
        switch draft.type {
        case "LoadBalancer", "NodePort":
            guard draft.isHeadless else { return }
            invalid("clusterIPs[0]", at: clusterIPs, "\"None\"", "may not be set to 'None' for \(draft.type) services")
        case "ExternalName":
            let detail = "may not be set for ExternalName services"
            if !draft.clusterIPs.isEmpty { forbidden("clusterIPs", at: clusterIPs, detail) }
            if !draft.ipFamilies.isEmpty { forbidden("ipFamilies", at: draft.spec?.field("ipFamilies"), detail) }
            if draft.ipFamilyPolicy != nil { forbidden("ipFamilyPolicy", at: draft.spec?.field("ipFamilyPolicy"), detail) }
            externalName(draft)
        default:
            return
        }
    }

    private mutating func externalName(_ draft: ServiceDraft) {
        let name = draft.spec?.string("externalName") ?? ""
        let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
        let node = draft.spec?.field("externalName")
        if bare.isEmpty {
            required("externalName", at: node)
        } else {
            invalid("externalName", at: node, text: bare, Names.dnsSubdomainFaults(bare))
        }
    }

    private mutating func servicePorts(_ draft: ServiceDraft) {
        var names: Set<String> = []
        for (index, port) in draft.ports.enumerated() {
            inside("ports[\(index)]", port.node) { validation in
                if !port.name.isEmpty {
                    validation.invalid("name", at: port.node.field("name"), text: port.name, Names.dnsLabelFaults(port.name))
                    if !names.insert(port.name).inserted {
                        validation.duplicate("name", at: port.node.field("name"), "\"\(port.name)\"")
                    }
                } else if draft.ports.count > 1 {
                    validation.required("name", at: port.node.field("name"))
                }
                validation.portNumber("port", at: port.node.field("port"), port.number)
                validation.transportProtocol(at: port.node.field("protocol"), port.transport)
                validation.port("targetPort", at: port.node.field("targetPort"), port.targetPort)
                if let name = port.appProtocol {
                    validation.invalid("appProtocol", at: port.node.field("appProtocol"), text: name, Names.qualifiedNameFaults(name))
                }
            }
        }
    }

    private mutating func sessionAffinity(_ draft: ServiceDraft) {
        if draft.sessionAffinity == "ClientIP" {
            guard let timeout = draft.affinityTimeout, !(1...86400).contains(timeout) else { return }
            let node = draft.spec?.at("sessionAffinityConfig", "clientIP", "timeoutSeconds")
            let detail = "must be greater than 0 and less than 86400"
            invalid("sessionAffinityConfig.clientIP.timeoutSeconds", at: node, "\(timeout)", detail)
        } else if draft.sessionAffinity != "None" {
            notSupported("sessionAffinity", at: draft.spec?.field("sessionAffinity"), draft.sessionAffinity, ["ClientIP", "None"])
        }
    }

    private mutating func externalIPs(_ draft: ServiceDraft) {
        for (index, node) in (draft.spec?.items("externalIPs") ?? []).enumerated() {
            let text = node.decodedString
            guard let parsed = address("externalIPs[\(index)]", at: node, text) else { continue }
            for fault in Addresses.endpointFaults(parsed, text: text) { invalid("externalIPs[\(index)]", at: node, "\"\(text)\"", fault) }
        }
    }

    /// Node ports where there are none, then twice the same node port, then twice the same port, each for a protocol.
    private mutating func portCollisions(_ draft: ServiceDraft) {
        if draft.type == "ClusterIP" {
            for (index, port) in draft.ports.enumerated() where port.nodePort != 0 {
                forbidden("ports[\(index)].nodePort", at: port.node.field("nodePort"), "may not be used when `type` is 'ClusterIP'")
            }
        }
        for (index, port) in draft.ports.enumerated() where port.nodePort != 0 {
            let isTaken = draft.ports[..<index].contains { $0.nodePort == port.nodePort && $0.transport == port.transport }
            let shown = port.nodePort > 1 << 32 ? "allocated" : "\(port.nodePort)"
            if isTaken { duplicate("ports[\(index)].nodePort", at: port.node.field("nodePort") ?? port.node, shown) }
        }
        for (index, port) in draft.ports.enumerated() {
            let isTaken = draft.ports[..<index].contains { $0.number == port.number && $0.transport == port.transport }
            if isTaken { duplicate("ports[\(index)]", at: port.node, "{\"protocol\":\"\(port.transport)\",\"port\":\(port.number)}") }
        }
    }

    private mutating func sourceRanges(_ draft: ServiceDraft, _ annotations: StringMap, at node: YAMLNode?) {
        let key = "service.beta.kubernetes.io/load-balancer-source-ranges"
        let ranges = draft.spec?.items("loadBalancerSourceRanges") ?? []
        let detail = "may only be used when `type` is 'LoadBalancer'"
        if !ranges.isEmpty {
            inside("spec", draft.spec) { validation in
                // The capital is the API server's own.
                let field = "LoadBalancerSourceRanges"
                if draft.type != "LoadBalancer" { validation.forbidden(field, at: draft.spec?.field("loadBalancerSourceRanges"), detail) }
                for (index, range) in ranges.enumerated() {
                    validation.cidr("\(field)[\(index)]", at: range, GoText.trimmed(range.decodedString))
                }
            }
        } else if let written = annotations[key] {
            let field = "metadata.annotations[\(key)]"
            let place = node?.value(key) ?? node
            if draft.type != "LoadBalancer" { forbidden(field, at: place, detail) }
            let value = GoText.trimmed(written)
            guard !value.isEmpty else { return }
            for range in value.split(separator: ",", omittingEmptySubsequences: false) { cidr(field, at: place, GoText.trimmed(range)) }
        }
    }

    private mutating func loadBalancerOnly(_ draft: ServiceDraft) {
        let isLoadBalancer = draft.type == "LoadBalancer"
        let detail = "may only be used when `type` is 'LoadBalancer'"
        if draft.allocateLoadBalancerNodePorts != nil, !isLoadBalancer {
            forbidden("allocateLoadBalancerNodePorts", at: draft.spec?.field("allocateLoadBalancerNodePorts"), detail)
        }
        guard let name = draft.loadBalancerClass else { return }
        let node = draft.spec?.field("loadBalancerClass")
        if isLoadBalancer {
            invalid("loadBalancerClass", at: node, text: name, Names.qualifiedNameFaults(name))
        } else {
            forbidden("loadBalancerClass", at: node, detail)
        }
    }

    private mutating func externalTraffic(_ draft: ServiceDraft) {
        let node = draft.spec?.field("externalTrafficPolicy")
        let policy = draft.externalTrafficPolicy
        if !draft.isExternallyAccessible {
            let detail = "may only be set for externally-accessible services"
            if !policy.isEmpty { invalid("externalTrafficPolicy", at: node, "\"\(policy)\"", detail) }
        } else {
            oneOf("externalTrafficPolicy", at: node, policy, ["Cluster", "Local"])
        }
        if !draft.needsHealthCheck, draft.healthCheckNodePort != 0 {
            let detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
            invalid("healthCheckNodePort", at: draft.spec?.field("healthCheckNodePort"), "\(draft.healthCheckNodePort)", detail)
        }
    }

    private mutating func distribution(_ draft: ServiceDraft) {
        if let policy = draft.internalTrafficPolicy, policy != "Cluster", policy != "Local" {
            notSupported("internalTrafficPolicy", at: draft.spec?.field("internalTrafficPolicy"), policy, ["Cluster", "Local"])
        }
        let supported = ["PreferClose", "PreferSameZone", "PreferSameNode"]
        if let distribution = draft.spec?.optionalString("trafficDistribution"), !supported.contains(distribution) {
            notSupported("trafficDistribution", at: draft.spec?.field("trafficDistribution"), distribution, supported)
        }
    }
}

/// Text as Go's standard library treats it.
enum GoText {
    /// `strings.TrimSpace`.
    static func trimmed(_ text: some StringProtocol) -> Substring {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let front = Substring(text).drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return "" }
        return front[...last]
    }
}
