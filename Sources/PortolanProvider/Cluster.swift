// SPDX-License-Identifier: Apache-2.0

public import PortolanGraph
public import PortolanKubernetes
public import PortolanModel

/// The cluster that a target stands for, as its controller sees it: the target's options and what the manifests hold.
///
/// Kubernetes 1.34, three ready nodes in one region, unless an option says otherwise.
public struct Cluster: Sendable {
    /// The cluster's IP families, primary first (option `clusterIPFamilies` of every target).
    public let families: [IPFamily]
    /// The target's options, defaults filled in from its catalogue.
    public let options: TargetOptions
    /// The release of the controller that is asked: what it does already.
    public let release: ControllerRelease
    /// Everything the manifests hold.
    public let inventory: Inventory
    /// Which Service reaches which pods.
    public let graph: ServiceGraph
    /// What became of the Services on this target, by namespace and name: the address of a proxy is that of the Service in front of it.
    ///
    /// Empty for the controllers of Services themselves.
    public let services: [ObjectReference: Exposure]
    /// The classes of Ingresses and Gateways, looked through once: controllers ask for them at every object.
    public let classes: ClassObjects
    private let created: (@Sendable ([Service]) -> [Exposure])?

    /// Makes a cluster.
    ///
    /// - Parameters:
    ///   - families: The IP families, primary first.
    ///   - options: The target's options.
    ///   - release: The release of the controller.
    ///   - inventory: Everything the manifests hold.
    ///   - graph: Which Service reaches which pods.
    ///   - services: What became of the Services on this target.
    ///   - created: What the target's own controllers make of Services that stand beside those of the input; see
    ///     `exposures(ofCreated:)`.
    public init(
        families: [IPFamily], options: TargetOptions, release: ControllerRelease = .newest, inventory: Inventory, graph: ServiceGraph,
        services: [ObjectReference: Exposure] = [:], classes: ClassObjects? = nil,
        created: (@Sendable ([Service]) -> [Exposure])? = nil
    ) {
        self.families = families
        self.options = options
        self.release = release
        self.inventory = inventory
        self.graph = graph
        self.services = services
        self.classes = classes ?? ClassObjects(inventory)
        self.created = created
    }

    /// What the target's own Service controllers make of Services that a routing controller creates, one each in their order.
    ///
    /// Such is the Service in front of a Gateway's proxies. None where nobody can say. All at once: where Services share something (host
    /// ports, address pools) each call asks about the input's Services again.
    public func exposures(ofCreated services: [Service]) -> [Exposure] {
        guard let created, !services.isEmpty else { return [] }
        return created(services)
    }

    /// The IngressClasses of the input, in its order.
    public var ingressClasses: [IngressClass] { classes.ingressClasses }

    /// The GatewayClasses of the input, in its order.
    public var gatewayClasses: [GatewayClass] { classes.gatewayClasses }

    /// Whether the API server writes the cluster's default IngressClass into an Ingress.
    ///
    /// It does where the Ingress names no class in either way; an annotation that is there, though empty, counts.
    /// Source: kubernetes v1.34.9 plugin/pkg/admission/network/defaultingressclass/admission.go (Admit).
    public func defaultsClass(of ingress: Ingress) -> Bool {
        ingress.className == nil && ingress.metadata.annotations["kubernetes.io/ingress.class"] == nil
            && ingressClasses.contains(where: \.isDefault)
    }

    /// Whether a Service has endpoints, as far as the input knows better than that every Service has some: an alias has none, and one without
    /// selector those that its Endpoints and EndpointSlices name.
    public func hasEndpoints(_ service: Service) -> Bool {
        guard service.type != .externalName else { return false }
        let endpoints = graph.endpoints(of: service)
        return endpoints.isEmpty || endpoints.contains { !$0.addresses.isEmpty }
    }

    /// The families that the API server assigns to a Service in this cluster, in order.
    public func families(of service: Service) -> [IPFamily] { service.assignedFamilies(in: families) }

    /// The pod port behind a Service's port: what a load balancer dials that reaches pods directly.
    public func podPort(of port: ServicePort, in service: Service) -> PortValue { graph.podPort(of: port, in: service) }
}

/// A target's options by name: what `--set` or the configuration gave, else the catalogue's default.
public struct TargetOptions: Hashable, Sendable {
    private let values: [String: String]

    /// Takes options whose names and values have been held against the catalogue.
    public init(_ values: [String: String] = [:]) { self.values = values }

    /// An option's value; `nil` where it is neither set nor has a default.
    public subscript(name: String) -> String? { values[name] }

    /// A boolean option; false where it has no value.
    public func isOn(_ name: String) -> Bool { values[name] == "true" }

    /// A whole-number option.
    public func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    /// A list option: parts between commas, trimmed, the empty ones left out.
    public func list(_ name: String) -> [String] {
        (values[name] ?? "").split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }
}
