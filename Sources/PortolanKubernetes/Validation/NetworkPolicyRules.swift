// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// The rules of NetworkPolicy.
// Source: kubernetes v1.34.9 pkg/apis/networking/validation/validation.go:68-295, v1/defaults.go.
extension Validation {
    mutating func networkPolicy(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            validation.labelSelector("podSelector", spec?.field("podSelector"))
            validation.policyRules("ingress", peers: "from", of: spec)
            validation.policyRules("egress", peers: "to", of: spec)
            let types = spec?.items("policyTypes") ?? []
            guard types.count <= 2 else {
                validation.invalid("policyTypes", at: spec?.field("policyTypes"), "", "may not specify more than two policyTypes")
                return
            }
            for (index, node) in types.enumerated() where !["Ingress", "Egress"].contains(node.decodedString) {
                validation.notSupported("policyTypes[\(index)]", at: node, node.decodedString, ["Ingress", "Egress"])
            }
        }
    }

    private mutating func policyRules(_ field: String, peers: String, of spec: YAMLNode?) {
        each(field, spec?.items(field) ?? []) { validation, _, rule in
            validation.each("ports", rule.items("ports")) { validation, _, port in validation.policyPort(port) }
            validation.each(peers, rule.items(peers)) { validation, _, peer in validation.policyPeer(peer) }
        }
    }

    private mutating func policyPort(_ port: YAMLNode) {
        let protocols = ["TCP", "UDP", "SCTP"]
        if let transport = port.optionalString("protocol"), !protocols.contains(transport) {
            notSupported("protocol", at: port.field("protocol"), transport, protocols)
        }
        let end = port.integer("endPort")
        let endNode = port.field("endPort")
        guard port.field("port") != nil else {
            if let end { invalid("endPort", at: endNode, "\(end)", "may not be specified when `port` is not specified") }
            return
        }
        switch port.intOrString("port") {
        case .int(let number):
            portNumber("port", at: port.field("port"), number)
            guard let end else { return }
            if end < number { invalid("endPort", at: endNode, "\(number)", "must be greater than or equal to `port`") }
            portNumber("endPort", at: endNode, end)
        case .string(let name):
            if let end { invalid("endPort", at: endNode, "\(end)", "may not be specified when `port` is non-numeric") }
            invalid("port", at: port.field("port"), text: name, Names.portNameFaults(name))
        }
    }

    private mutating func policyPeer(_ peer: YAMLNode) {
        let selectors = ["podSelector", "namespaceSelector"].filter { peer.field($0) != nil }
        for field in selectors { labelSelector(field, peer.field(field)) }
        let block = peer.field("ipBlock")
        if let block { inside("ipBlock", block) { $0.ipBlock(block) } }
        if selectors.isEmpty, block == nil {
            required("", at: peer, "must specify a peer")
        } else if !selectors.isEmpty, block != nil {
            forbidden("", at: peer, "may not specify both ipBlock and another peer")
        }
    }

    private mutating func ipBlock(_ block: YAMLNode) {
        let text = block.string("cidr")
        guard !text.isEmpty else {
            required("cidr", at: block.field("cidr") ?? block)
            return
        }
        cidr("cidr", at: block.field("cidr"), text[...])
        guard let outer = Addresses.sloppyPrefix(text) else { return }
        for (index, node) in block.items("except").enumerated() {
            let text = node.decodedString
            cidr("except[\(index)]", at: node, text[...])
            guard let inner = Addresses.sloppyPrefix(text) else { continue }
            if !outer.contains(inner.address) || outer.length >= inner.length {
                invalid("except[\(index)]", at: node, "\"\(text)\"", "must be a strict subset of `cidr`")
            }
        }
    }
}
