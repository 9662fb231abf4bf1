// SPDX-License-Identifier: Apache-2.0

/// An address family, spelt as Kubernetes spells it.
public enum IPFamily: String, Hashable, Sendable, CaseIterable {
    /// Version 4.
    case ipv4 = "IPv4"
    /// Version 6.
    case ipv6 = "IPv6"
}

/// Who can reach an address.
public enum Scope: String, Hashable, Sendable {
    /// The internet.
    case `public`
    /// The cloud's private network only.
    case `private`
}

/// What a target's own controller would do with an object exactly as written (contract: `exposure.md`).
public struct Exposure: Hashable, Sendable {
    /// What becomes of the object.
    public enum Status: String, Hashable, Sendable {
        /// A controller claims it and creates a load balancer, or assigns an address.
        case provisioned
        /// A controller claims it and refuses with an error event: the address stays `<pending>`.
        case failed
        /// No controller acts on it.
        case unclaimed
        /// The API server rejects the object.
        case invalid
        /// NodePort: reachable on the nodes' own addresses.
        case nodeOnly = "node-only"
        /// ClusterIP or headless.
        case clusterOnly = "cluster-only"
        /// ExternalName.
        case alias
    }

    /// What becomes of the object.
    public var status: Status
    /// Why, where the status is `failed`, `unclaimed` or `invalid`: the controller's own message where it has one.
    public var reason: String?
    /// What clients connect to.
    public var address: Address?
    /// One element for each load balancer, or for each frontend where the cloud has no such object.
    public var loadBalancers: [LoadBalancer]
    /// Side effects and oddities that the contract has no field for, one sentence each: what the controller ignores or warns of.
    public var notes: [String]
    /// The routing controller that claims an Ingress or Gateway, by its id; `nil` for Services, and where nobody claims it.
    public var controller: String?
    /// The Service in front of a proxy, whose address this one is; `nil` where there is no proxy, or its Service is not in the input.
    public var through: ObjectReference?
    /// The load balancers of the Service that is created in front of its proxies; none where none is created, or where it is in the input.
    public var fronts: [LoadBalancer] = []
    /// Of a Gateway: what became of each route that names it.
    public var routes: [RouteStatus]
    /// Of a Gateway: the conditions of its listeners.
    public var listenerStatus: [ListenerStatus]
    /// Why nothing is foretold here: what is planned stays `nil`; where it is set, no score is made of the exposure, and every output says so.
    public var unjudged: String?
    /// Of an Ingress or Gateway: what its controller knows to be wrong beyond its own state.
    public var troubles: [RoutingTrouble] = []

    /// Makes an exposure.
    public init(
        status: Status, reason: String? = nil, address: Address? = nil, loadBalancers: [LoadBalancer] = [], notes: [String] = [],
        controller: String? = nil, through: ObjectReference? = nil, routes: [RouteStatus] = [], listenerStatus: [ListenerStatus] = []
    ) {
        self.status = status
        self.reason = reason
        self.address = address
        self.loadBalancers = loadBalancers
        self.notes = notes
        self.controller = controller
        self.through = through
        self.routes = routes
        self.listenerStatus = listenerStatus
        unjudged = nil
    }

    /// A controller claims the object and refuses it; `reason` is the controller's own message.
    public static func failed(_ reason: String) -> Exposure { Exposure(status: .failed, reason: reason) }

    /// No controller acts on the object.
    public static func unclaimed(_ reason: String) -> Exposure { Exposure(status: .unclaimed, reason: reason) }
}

/// What clients connect to.
public struct Address: Hashable, Sendable {
    /// The form in which the address is published in `status.loadBalancer.ingress`.
    public enum Kind: String, Hashable, Sendable {
        /// An IP address.
        case ip
        /// A DNS name.
        case hostname
    }

    /// How the address comes about.
    public enum Allocation: String, Hashable, Sendable {
        /// Picked at creation and lost on deletion.
        case ephemeral
        /// An address or allocation that the manifest names.
        case reserved
    }

    /// IP or host name.
    public var kind: Kind
    /// Who can reach it.
    public var scope: Scope
    /// The families in the order in which they are assigned.
    public var families: [IPFamily]
    /// Whether it outlives the object.
    public var allocation: Allocation
    /// The named addresses or allocations, as written.
    public var requested: [String]

    /// Makes an address.
    public init(kind: Kind, scope: Scope, families: [IPFamily], allocation: Allocation = .ephemeral, requested: [String] = []) {
        self.kind = kind
        self.scope = scope
        self.families = families
        self.allocation = allocation
        self.requested = requested
    }
}

/// What a pod sees as its peer.
public enum ClientIP: String, Hashable, Sendable {
    /// The client's own address.
    case preserved
    /// The load balancer's address, with the client's in a PROXY protocol header.
    case proxyProtocol = "proxy-protocol"
    /// The load balancer's address, with the client's in `X-Forwarded-For`.
    case forwardedHeader = "forwarded-header"
    /// An address of a node or of the load balancer: the client's is rewritten on the way.
    case node
}

/// One load balancer, or one frontend of it where the cloud has no such object.
public struct LoadBalancer: Hashable, Sendable {
    /// The provider module's own id for the product, `aws-nlb` say.
    public var product: String
    /// Who can reach it; `nil` where that is not known, as of a proxy whose own Service is not in the input.
    public var scope: Scope?
    /// The families that it listens on.
    public var families: [IPFamily]
    /// The product's name in the cloud, where the controller derives it from the manifest alone.
    public var name: String?
    /// One for each port that clients can reach, in the order of the manifest.
    public var listeners: [Listener]
    /// Who may connect, canonical and sorted; `nil` where all may, empty where nobody outside may.
    public var sourceRanges: [String]?
    /// What the pod sees as its peer; `nil` where it is not known.
    public var clientIP: ClientIP?
    /// Subnets that the manifest asks for, as written.
    public var subnets: [String]
    /// Security groups that the manifest asks for, as written.
    public var securityGroups: [String]
    /// Tags that the manifest asks for, as written.
    public var tags: Settings
    /// Every other property that the controller sets explicitly, under the cloud API's own name.
    public var settings: Settings
    /// Where its listeners route: the pools that their rules send to, one for each pair of Service and port in the order of first use.
    public var backends: [Pool]
    /// Where its listeners route: how it reads requests; `nil` for one that passes connections on.
    public var dataPlane: DataPlane?
    /// Equal for endpoints that share the load balancer, which is then counted, drawn and asked once; `nil` where it is one endpoint's own.
    public var identity: String?

    /// Makes a load balancer.
    public init(
        product: String, scope: Scope?, families: [IPFamily], name: String? = nil, listeners: [Listener] = [],
        sourceRanges: [String]? = nil, clientIP: ClientIP? = nil, subnets: [String] = [], securityGroups: [String] = [],
        tags: Settings = [:], settings: Settings = [:], backends: [Pool] = [], dataPlane: DataPlane? = nil, identity: String? = nil
    ) {
        self.product = product
        self.scope = scope
        self.families = families
        self.name = name
        self.listeners = listeners
        self.sourceRanges = sourceRanges
        self.clientIP = clientIP
        self.subnets = subnets
        self.securityGroups = securityGroups
        self.tags = tags
        self.settings = settings
        self.backends = backends
        self.dataPlane = dataPlane
        self.identity = identity
    }
}

/// A port that clients can reach.
public struct Listener: Hashable, Sendable {
    /// What the load balancer speaks to the client: `TCP`, `UDP`, `TCP_UDP`, `SCTP`, `TLS`, `QUIC`, `HTTP`, `HTTPS` and others.
    public var `protocol`: String
    /// The port that clients connect to.
    public var port: Int
    /// What it does with what it gets.
    public var duty: Duty
    /// The health check, as far as the controller sets it explicitly.
    public var healthCheck: HealthCheck?
    /// Certificates and policy, where the load balancer ends TLS.
    public var tls: TLS?
    /// Where it routes over TLS: the server names for which there is a certificate; `nil` where every handshake succeeds.
    public var serverNames: [String]?
    /// Where it routes and is made of sections (a Gateway's listeners on one port): their host patterns, `*` for any host.
    ///
    /// The most specific one takes a request, by the server name over TLS and else by the host, and only rules of that section are tried.
    public var sections: [String]?
    /// Every other property set on the listener, its rule, pool, target group, backend set or backend service.
    public var settings: Settings

    /// What a listener does with what it gets.
    public enum Duty: Hashable, Sendable {
        /// Passes connections or requests on to one pool.
        case pass(Backend)
        /// Chooses by rules, in the order in which they are tried.
        case route([Rule])
    }

    /// Where all its traffic goes; `nil` where it chooses by rules.
    public var backend: Backend? {
        get {
            guard case .pass(let backend) = duty else { return nil }
            return backend
        }
        set { if let newValue { duty = .pass(newValue) } }
    }

    /// Its rules, in the order in which they are tried; none where it passes everything on.
    public var rules: [Rule] {
        guard case .route(let rules) = duty else { return [] }
        return rules
    }

    /// Makes a listener that routes.
    public init(
        port: Int, protocol: String, rules: [Rule], tls: TLS? = nil, serverNames: [String]? = nil, sections: [String]? = nil,
        settings: Settings = [:]
    ) {
        self.port = port
        self.protocol = `protocol`
        duty = .route(rules)
        self.tls = tls
        self.serverNames = serverNames
        self.sections = sections
        self.settings = settings
    }

    /// Makes a listener that passes everything on to one pool.
    public init(
        port: Int, protocol: String, backend: Backend, healthCheck: HealthCheck? = nil, tls: TLS? = nil, settings: Settings = [:]
    ) {
        self.port = port
        self.protocol = `protocol`
        duty = .pass(backend)
        self.healthCheck = healthCheck
        self.tls = tls
        self.settings = settings
    }
}

/// A port number, or the word that stands for one.
public enum PortValue: Hashable, Sendable {
    /// A number that the manifest or the controller fixes.
    case number(Int)
    /// A node port, or health-check node port, that the cluster picks: written `allocated`.
    case allocated
    /// The backend's own port: written `traffic`.
    case traffic
    /// A target port that is named and that no workload in the manifest resolves.
    case name(String)

    /// The node port of a Service's port: the number that the manifest names, else one that the cluster picks.
    public init(nodePort: Int?) {
        if let nodePort, nodePort != 0 { self = .number(nodePort) } else { self = .allocated }
    }
}

/// Where a listener's traffic goes.
public struct Backend: Hashable, Sendable {
    /// The way into the cluster.
    public enum Via: String, Hashable, Sendable {
        /// By a node, where kube-proxy or its like forwards it.
        case node
        /// The load balancer dials the pod.
        case pod
        /// A proxy in the cluster dials the pods itself.
        case proxy
    }

    /// The way into the cluster.
    public var via: Via
    /// The node port or pod port; `nil` where the load balancer has no members at all.
    public var port: PortValue?
    /// What the load balancer speaks to the backend.
    public var `protocol`: String
    /// `v1` or `v2`; `nil` where none.
    public var proxyProtocol: String?

    /// Makes a backend.
    public init(via: Via, port: PortValue?, protocol: String, proxyProtocol: String? = nil) {
        self.via = via
        self.port = port
        self.protocol = `protocol`
        self.proxyProtocol = proxyProtocol
    }
}

/// A health check, as far as the controller sets it explicitly.
public struct HealthCheck: Hashable, Sendable {
    /// `TCP`, `HTTP`, `HTTPS`, `UDP`, `GRPC`, `PING` and others.
    public var `protocol`: String
    /// The port that is probed.
    public var port: PortValue?
    /// The path of an HTTP check.
    public var path: String?
    /// Seconds between checks.
    public var interval: Int?
    /// Seconds until a check counts as failed.
    public var timeout: Int?
    /// Successes until a backend is in.
    public var healthyThreshold: Int?
    /// Failures until a backend is out.
    public var unhealthyThreshold: Int?

    /// Makes a health check.
    public init(
        protocol: String, port: PortValue? = nil, path: String? = nil, interval: Int? = nil, timeout: Int? = nil,
        healthyThreshold: Int? = nil, unhealthyThreshold: Int? = nil
    ) {
        self.protocol = `protocol`
        self.port = port
        self.path = path
        self.interval = interval
        self.timeout = timeout
        self.healthyThreshold = healthyThreshold
        self.unhealthyThreshold = unhealthyThreshold
    }
}

/// TLS that ends at the load balancer.
public struct TLS: Hashable, Sendable {
    /// Certificates as written, in order.
    public var certificates: [String]
    /// The negotiation policy.
    public var policy: String?

    /// Makes the TLS part of a listener.
    public init(certificates: [String] = [], policy: String? = nil) {
        self.certificates = certificates
        self.policy = policy
    }
}
