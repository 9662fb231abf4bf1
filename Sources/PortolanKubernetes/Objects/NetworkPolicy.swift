// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest

/// A NetworkPolicy.
public struct NetworkPolicy: Sendable {
    /// What one rule lets in or out.
    public struct Rule: Sendable {
        /// Whom; empty for everybody.
        public var peers: [Peer]
        /// On which ports; empty for all.
        public var ports: [Port]
        /// The rule's mapping.
        public var node: YAMLNode
    }

    /// One peer of a rule.
    public struct Peer: Sendable {
        /// A CIDR, with what it leaves out.
        public var cidr: String?
        /// The parts of the CIDR that do not count.
        public var except: [String]
        /// Pods by label; `nil` where all of the namespaces' pods count.
        public var podSelector: LabelSelector?
        /// Namespaces by label; `nil` for the policy's own.
        public var namespaceSelector: LabelSelector?
    }

    /// One port of a rule.
    public struct Port: Sendable {
        /// The port of the pod, by number or name; `nil` for all.
        public var port: IntOrString?
        /// The last port of a range.
        public var endPort: Int?
        /// `protocol`, defaulted to TCP.
        public var `protocol`: TransportProtocol

        /// Whether a pod's port is meant.
        public func covers(_ number: Int, named name: String?, _ protocol: TransportProtocol) -> Bool {
            guard `protocol` == self.protocol else { return false }
            return switch port {
            case nil: true
            case .int(let first)?: (first...max(first, endPort ?? first)).contains(number)
            case .string(let wanted)?: wanted == name
            }
        }
    }

    /// Metadata.
    public var metadata: ObjectMeta
    /// The pods that it holds for.
    public var podSelector: LabelSelector
    /// Whether it says who may come in; if so, nobody else may.
    public var isIngress: Bool
    /// Whether it says where pods may go; if so, nowhere else.
    public var isEgress: Bool
    /// Who may come in.
    public var ingress: [Rule]
    /// Where pods may go.
    public var egress: [Rule]

    /// Reads a policy.
    public init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        let spec = metadata.node.field("spec")
        podSelector = LabelSelector(spec?.field("podSelector"))
        ingress = (spec?.items("ingress") ?? []).map { Rule($0, peers: "from") }
        egress = (spec?.items("egress") ?? []).map { Rule($0, peers: "to") }
        // Where no type is written, ingress counts always and egress where it has rules (SetDefaults_NetworkPolicy).
        let types = spec?.strings("policyTypes") ?? []
        isIngress = types.isEmpty || types.contains("Ingress")
        isEgress = types.isEmpty ? !egress.isEmpty : types.contains("Egress")
    }
}

extension NetworkPolicy.Rule {
    fileprivate init(_ node: YAMLNode, peers: String) {
        let items = node.kind == .mapping ? node.items(peers) : []
        let ports = node.kind == .mapping ? node.items("ports") : []
        self.init(peers: items.map(NetworkPolicy.Peer.init), ports: ports.map(NetworkPolicy.Port.init), node: node)
    }
}

extension NetworkPolicy.Peer {
    fileprivate init(_ node: YAMLNode) {
        let block = node.field("ipBlock")
        self.init(
            cidr: block?.optionalString("cidr"), except: block?.strings("except") ?? [],
            podSelector: node.field("podSelector").map { LabelSelector($0) },
            namespaceSelector: node.field("namespaceSelector").map { LabelSelector($0) })
    }
}

extension NetworkPolicy.Port {
    fileprivate init(_ node: YAMLNode) {
        self.init(
            port: node.field("port").map { _ in node.intOrString("port") }, endPort: node.integer("endPort"),
            protocol: TransportProtocol(rawValue: node.string("protocol")) ?? .tcp)
    }
}
