// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// The rules of Endpoints and EndpointSlice.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:7929-8055, pkg/apis/discovery/validation/validation.go:54-290.
extension Validation {
    mutating func endpoints(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        each("subsets", object.items("subsets")) { validation, _, subset in
            let lists = ["addresses", "notReadyAddresses"]
            if lists.allSatisfy({ subset.items($0).isEmpty }) {
                validation.required("", at: subset, "must specify `addresses` or `notReadyAddresses`")
            }
            for list in lists {
                validation.each(list, subset.items(list)) { validation, _, address in validation.endpointAddress(address) }
            }
            let ports = subset.items("ports")
            validation.each("ports", ports) { validation, _, port in
                validation.endpointPort(port, needsName: ports.count > 1)
            }
        }
    }

    private mutating func endpointAddress(_ address: YAMLNode) {
        let text = address.string("ip")
        let node = address.field("ip") ?? address
        let parsed = self.address("ip", at: node, text)
        let host = address.string("hostname")
        if !host.isEmpty { invalid("hostname", at: address.field("hostname"), text: host, Names.dnsLabelFaults(host)) }
        if let name = address.optionalString("nodeName") {
            invalid("nodeName", at: address.field("nodeName"), text: name, Names.dnsSubdomainFaults(name))
        }
        let faults = parsed.map { Addresses.endpointFaults($0, text: text) } ?? ["must be a valid IP address"]
        invalid("ip", at: node, text: text, faults)
    }

    private mutating func endpointPort(_ port: YAMLNode, needsName: Bool) {
        let name = port.string("name")
        if !name.isEmpty {
            invalid("name", at: port.field("name"), text: name, Names.dnsLabelFaults(name))
        } else if needsName {
            required("name", at: port)
        }
        portNumber("port", at: port.field("port") ?? port, port.integer("port") ?? 0)
        let transport = port.string("protocol")
        transportProtocol(at: port.field("protocol"), transport.isEmpty ? "TCP" : transport)
        appProtocol(port)
    }

    private mutating func appProtocol(_ port: YAMLNode) {
        guard let name = port.optionalString("appProtocol") else { return }
        invalid("appProtocol", at: port.field("appProtocol"), text: name, Names.qualifiedNameFaults(name))
    }

    mutating func endpointSlice(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let type = object.string("addressType")
        oneOf("addressType", at: object.field("addressType"), type, ["FQDN", "IPv4", "IPv6"])
        slicePorts(object)
        let endpoints = object.items("endpoints")
        guard endpoints.count <= 1000 else {
            tooMany("endpoints", at: object.field("endpoints"), count: endpoints.count, limit: 1000)
            return
        }
        each("endpoints", endpoints) { validation, _, endpoint in validation.sliceEndpoint(endpoint, type: type) }
    }

    private mutating func slicePorts(_ object: YAMLNode) {
        let ports = object.items("ports")
        guard ports.count <= 20000 else {
            tooMany("ports", at: object.field("ports"), count: ports.count, limit: 20000)
            return
        }
        var names: Set<String> = []
        each("ports", ports) { validation, _, port in
            let name = port.string("name")
            if !name.isEmpty { validation.invalid("name", at: port.field("name"), text: name, Names.dnsLabelFaults(name)) }
            if !names.insert(name).inserted { validation.duplicate("name", at: port.field("name") ?? port, "\"\(name)\"") }
            let protocols = ["SCTP", "TCP", "UDP"]
            if let transport = port.optionalString("protocol"), !protocols.contains(transport) {
                validation.notSupported("protocol", at: port.field("protocol"), transport, protocols)
            }
            validation.appProtocol(port)
        }
    }

    private mutating func sliceEndpoint(_ endpoint: YAMLNode, type: String) {
        let addresses = endpoint.items("addresses")
        let list = endpoint.field("addresses") ?? endpoint
        if addresses.isEmpty {
            required("addresses", at: list, "must contain at least 1 address")
        } else if addresses.count > 100 {
            tooMany("addresses", at: list, count: addresses.count, limit: 100)
        }
        for (index, node) in addresses.enumerated() { sliceAddress("addresses[\(index)]", node, type: type) }
        if let name = endpoint.optionalString("nodeName") {
            invalid("nodeName", at: endpoint.field("nodeName"), text: name, Names.dnsSubdomainFaults(name))
        }
        // Only `topology.kubernetes.io/zone` has a field of its own; in v1 the rest of the map is dropped before it is looked at.
        if let host = endpoint.optionalString("hostname") {
            invalid("hostname", at: endpoint.field("hostname"), text: host, Names.dnsLabelFaults(host))
        }
        if let hints = endpoint.field("hints") { inside("hints", hints) { $0.endpointHints(hints) } }
    }

    private mutating func sliceAddress(_ field: String, _ node: YAMLNode, type: String) {
        let text = node.decodedString
        switch type {
        case "IPv4":
            guard let address = address(field, at: node, text) else { return }
            if address.unmapped.family != .ipv4 { invalid("addresses", at: node, "\"\(text)\"", "must be an IPv4 address") }
            invalid(field, at: node, text: text, Addresses.endpointFaults(address, text: text))
        case "IPv6":
            let faults = Addresses.strictFaults(text)
            guard faults.isEmpty, let address = Addresses.sloppy(text) else {
                invalid(field, at: node, text: text, faults)
                return
            }
            if address.family != .ipv6 { invalid("addresses", at: node, "\"\(text)\"", "must be an IPv6 address") }
            invalid(field, at: node, text: text, Addresses.endpointFaults(address, text: text))
        case "FQDN":
            fullyQualifiedDomainName(field, at: node, text)
        default:
            return
        }
    }

    /// `IsFullyQualifiedDomainName`: at least two labels.
    private mutating func fullyQualifiedDomainName(_ field: String, at node: YAMLNode, _ text: String) {
        guard !text.isEmpty else {
            required(field, at: node)
            return
        }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        let faults = Names.dnsSubdomainFaults(name)
        let labels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if !faults.isEmpty {
            invalid(field, at: node, "\"\(name)\"", faults.joined(separator: ","))
        } else if labels.count < 2 {
            invalid(field, at: node, "\"\(name)\"", "should be a domain with at least two segments separated by dots")
        } else if let label = labels.first(where: { !Names.dnsLabelFaults($0).isEmpty }) {
            invalid(field, at: node, "\"\(label)\"", Names.dnsLabelFaults(label).joined(separator: ","))
        }
    }

    private mutating func endpointHints(_ hints: YAMLNode) {
        for (list, limit) in [("forZones", 8), ("forNodes", 8)] {
            let nodes = hints.items(list)
            guard nodes.count <= limit else {
                tooMany(list, at: hints.field(list), count: nodes.count, limit: limit)
                return
            }
            var names: Set<String> = []
            each(list, nodes) { validation, _, hint in
                let name = hint.string("name")
                if !names.insert(name).inserted { validation.duplicate("name", at: hint.field("name") ?? hint, "\"\(name)\"") }
                let faults = list == "forZones" ? Names.labelValueFaults(name) : Names.dnsSubdomainFaults(name)
                validation.invalid("name", at: hint.field("name") ?? hint, text: name, faults)
            }
        }
    }
}
