// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
import PortolanModel

/// Where a Service without selector leads: an Endpoints object, or one EndpointSlice of several.
public struct ServiceEndpoints: Sendable {
    /// A port of the endpoints.
    public struct Port: Sendable {
        /// `name`, which is the Service port's; `nil` where absent or empty.
        public var name: String?
        /// `port`; `nil` for all of them (EndpointSlice only).
        public var port: Int?
        /// `protocol`, defaulted to TCP.
        public var `protocol`: TransportProtocol
        /// The port's mapping.
        public var node: YAMLNode
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// The Service's name: an Endpoints object has the same, an EndpointSlice names it in a label. `nil` where the label is missing.
    public var service: String?
    /// The addresses, those that are not ready included.
    public var addresses: [String]
    /// The ports.
    public var ports: [Port]

    /// Reads an Endpoints object or an EndpointSlice.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let node = metadata.node
        if metadata.reference.kind == "EndpointSlice" {
            service = metadata.labels["kubernetes.io/service-name"]
            addresses = node.items("endpoints").flatMap { $0.strings("addresses") }
            ports = node.items("ports").map(Port.init)
        } else {
            service = metadata.name
            let subsets = node.items("subsets")
            addresses = subsets.flatMap { ($0.items("addresses") + $0.items("notReadyAddresses")).map { $0.string("ip") } }
            ports = subsets.flatMap { $0.items("ports") }.map(Port.init)
        }
    }
}

extension ServiceEndpoints.Port {
    fileprivate init(_ node: YAMLNode) {
        self.init(
            name: node.optionalString("name").flatMap { $0.isEmpty ? nil : $0 }, port: node.integer("port"),
            protocol: TransportProtocol(rawValue: node.string("protocol")) ?? .tcp, node: node)
    }
}
