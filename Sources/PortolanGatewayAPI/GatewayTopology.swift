// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
package import PortolanKubernetes
import PortolanManifest
import PortolanModel
package import PortolanProvider

/// All that the input holds of the Gateway API, indexed for one implementation: made once for all Gateways that it claims.
package struct GatewayTopology: Sendable {
    /// A route with one of its parent references.
    package struct Attachment: Sendable {
        /// The route.
        package var route: Route
        /// Where it wants to attach.
        package var parent: Route.Parent
    }

    /// What the implementation decides for itself.
    package let implementation: GatewayImplementation
    /// The cluster.
    package let cluster: Cluster
    /// Which references into other namespaces are permitted.
    package let grants: ReferenceGrants
    /// The labels of namespaces that the input holds.
    private let namespaceLabels: [String: StringMap]
    /// Routes by what they name as parent, in the order of the input.
    private let attachments: [TypedReference: [Attachment]]
    /// ListenerSets by their Gateway, in the order of precedence.
    private let listenerSets: [TypedReference: [ListenerSet]]
    /// Secrets that the input holds.
    private let secrets: [String: Inventory.Object]
    /// BackendTLSPolicies.
    let backendTLS: BackendTLS
    /// Whether the input says of Services whether there is something behind them.
    private let knowsEndpoints: Bool

    /// Indexes a cluster.
    package init(_ cluster: Cluster, for implementation: GatewayImplementation) {
        self.cluster = cluster
        self.implementation = implementation
        let inventory = cluster.inventory
        grants = ReferenceGrants(inventory)
        namespaceLabels = Dictionary(inventory.namespaces.map { ($0.metadata.name, $0.labels) }) { _, last in last }
        let routes = Self.routes(inventory)
        var attachments: [TypedReference: [Attachment]] = [:]
        for route in routes {
            for parent in route.parents {
                attachments[parent.reference.served, default: []].append(Attachment(route: route, parent: parent))
            }
        }
        self.attachments = attachments
        let sets = Self.listenerSetGroups.flatMap { inventory.objects(kind: $0.kind, group: $0.group) }.map { ListenerSet($0.metadata) }
        listenerSets = Dictionary(grouping: sets, by: \.parent).mapValues { $0.sorted { $0.precedence < $1.precedence } }
        secrets = Dictionary(
            inventory.objects(kind: "Secret", group: "").map { ("\($0.metadata.namespace)/\($0.metadata.name)", $0) }
        ) { _, last in last }
        backendTLS = BackendTLS(inventory)
        knowsEndpoints = !inventory.workloads.isEmpty || !inventory.serviceEndpoints.isEmpty
    }

    private static let listenerSetGroups = [
        (kind: "ListenerSet", group: TypedReference.gatewayGroup), (kind: "XListenerSet", group: "gateway.networking.x-k8s.io"),
    ]

    /// The routes of all kinds, in the order of the input.
    private static func routes(_ inventory: Inventory) -> [Route] {
        Route.Kind.allCases.flatMap { kind in
            inventory.objects(kind: kind.rawValue, group: TypedReference.gatewayGroup).map { Route($0.metadata, kind: kind) }
        }.sorted { $0.metadata.location < $1.metadata.location }
    }

    /// The routes that name an object as parent, in the order of the input.
    package func attachments(to parent: TypedReference) -> [Attachment] { attachments[parent] ?? [] }

    /// The ListenerSets that name a Gateway and that it allows, the older first, then by namespace and name (gateway-api v1.6,
    /// apis/v1/listenerset_types.go:83).
    package func listenerSets(of gateway: Gateway) -> [ListenerSet] {
        guard let sets = listenerSets[gateway.typedReference] else { return [] }
        let allowed = gateway.metadata.node.at("spec", "allowedListeners", "namespaces")
        let choice = NamespaceChoice(allowed, default: .none)
        return sets.filter { admits($0.metadata.namespace, choice, from: gateway.metadata.namespace) }
    }

    /// Whether a namespace is among those that may attach.
    package func admits(_ namespace: String, _ choice: NamespaceChoice, from own: String) -> Bool {
        switch choice {
        case .same: namespace == own
        case .all: true
        case .none: false
        case .selector(let selector): selector.matches(labels(of: namespace))
        }
    }

    /// A namespace's labels; of one that the input lacks the one that every namespace has.
    private func labels(of namespace: String) -> StringMap {
        namespaceLabels[namespace] ?? StringMap([StringMap.Entry(key: "kubernetes.io/metadata.name", value: namespace)])
    }

    // MARK: Whether references lead somewhere

    /// The Secret of a name, where the input holds it.
    func secret(_ reference: TypedReference) -> Inventory.Object? { secrets[reference.path] }

    /// Whether the input shows that nothing is behind a Service: it has pods or endpoints, but none for this one.
    package func isEmpty(_ service: Service) -> Bool {
        guard knowsEndpoints, service.type != .externalName else { return false }
        if service.selector?.isEmpty ?? true {
            return cluster.graph.endpoints(of: service).allSatisfy(\.addresses.isEmpty)
        }
        return cluster.graph.positions(behind: service).isEmpty
    }
}

extension Gateway {
    /// The Gateway as routes name it.
    package var typedReference: TypedReference {
        TypedReference(group: TypedReference.gatewayGroup, kind: "Gateway", namespace: metadata.namespace, name: metadata.name)
    }
}

extension ListenerSet {
    /// The set as routes name it, whatever version it is of.
    package var typedReference: TypedReference {
        TypedReference(
            group: TypedReference.gatewayGroup, kind: "ListenerSet", namespace: metadata.namespace, name: metadata.name)
    }

    fileprivate var precedence: (String, String, String) { (metadata.creationTimestamp, metadata.namespace, metadata.name) }
}

extension TypedReference {
    /// The reference with the experimental name of a ListenerSet made the later one.
    fileprivate var served: TypedReference {
        guard kind == "XListenerSet" else { return self }
        return TypedReference(group: TypedReference.gatewayGroup, kind: "ListenerSet", namespace: namespace, name: name)
    }
}
