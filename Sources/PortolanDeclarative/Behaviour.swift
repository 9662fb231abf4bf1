// SPDX-License-Identifier: Apache-2.0

/// What a provider file says of its controller: the `behaviour` section, read and checked.
struct Behaviour: Sendable {
    /// Whether a controller takes a Service: the first row whose condition holds decides.
    struct Claim: Sendable {
        var condition: Condition
        var isClaimed: Bool
        var reason: Template?
    }

    /// Something that the controller refuses, with its own message.
    struct Refusal: Sendable {
        var condition: Condition
        var message: Template
        /// Whether it looks at single ports.
        var isPerPort: Bool
    }

    /// Ports that get no listener.
    struct SkippedPort: Sendable {
        var condition: Condition
    }

    /// A side effect that the contract has no field for.
    struct Note: Sendable {
        var condition: Condition
        var text: Template
    }

    /// What clients connect to.
    struct AddressRule: Sendable {
        var kind = Choice()
        var scope = Choice()
        var families = Choice()
        var requested = Choice()
    }

    /// A load balancer that is made where its condition holds.
    struct LoadBalancerRule: Sendable {
        var condition = Condition()
        var product = Choice()
        var scope = Choice()
        var families = Choice()
        var name = Choice()
        var clientIP = Choice()
        var sourceRanges = Choice()
        var subnets = Choice()
        var securityGroups = Choice()
        var tags = Choice()
        var settings: [NamedChoice] = []
        var listener = ListenerRule()
    }

    /// A setting under the cloud API's own name.
    struct NamedChoice: Sendable {
        var name: String
        var choice: Choice
    }

    /// The listener of each port.
    struct ListenerRule: Sendable {
        var `protocol` = Choice()
        var port = Choice()
        var via = Choice()
        var backendPort = Choice()
        var backendProtocol = Choice()
        var proxyProtocol = Choice()
        var certificates = Choice()
        var policy = Choice()
        var settings: [NamedChoice] = []
        var healthCheck = HealthCheckRule()
    }

    /// The health check of each port's backends.
    struct HealthCheckRule: Sendable {
        var `protocol` = Choice()
        var port = Choice()
        var path = Choice()
        var interval = Choice()
        var timeout = Choice()
        var healthyThreshold = Choice()
        var unhealthyThreshold = Choice()
    }

    var values: [ValueRule] = []
    var claims: [Claim] = []
    var refusals: [Refusal] = []
    var skippedPorts: [SkippedPort] = []
    var pools: PoolRule?
    var address = AddressRule()
    var loadBalancers: [LoadBalancerRule] = []
    var notes: [Note] = []
}

/// A named value: where its text comes from, what type it has, and what happens where it is missing or bad.
struct ValueRule: Sendable {
    /// Where the text comes from.
    enum Source: Sendable {
        /// The first of these annotations that is there.
        case annotation([String])
        /// A label of the Service.
        case label(String)
        /// Other values, options and fields.
        case text(Choice)
        /// A place in the JSON that another value holds.
        case json(value: Reference, path: [JSONStep])
    }

    /// A step down into JSON.
    enum JSONStep: Sendable {
        /// The member of this name.
        case key(String)
        /// The list's element one of whose members has this value.
        case element(key: String, value: Template)
        /// How many elements a list has, or members an object.
        case count
    }

    enum ValueType: String, CaseIterable, Sendable {
        case string, boolean, integer, duration, list, addresses, cidrs, json
        case `enum`
        /// Exactly `true`, anything else false.
        case trueOnly = "true-only"
        /// `80,443`: true for the ports listed.
        case portList = "port-list"
        /// A boolean or `*` for all ports, or a port list.
        case portSet = "port-set"
        /// `https:443,http:80`: a value for each port listed.
        case portMap = "port-map"
        /// `80:http;443,8443:https`: the same with ports first and a default without them.
        case portRules = "port-rules"
        /// `80,443:id,id;id`: lists for the ports named, and for all where none is.
        case portLists = "port-lists"
        /// `10.0.0.0/8,80;cloudflare,443`: pairs of a CIDR, or one of the values, and a port; it stands for the CIDRs.
        case cidrPorts = "cidr-ports"
        /// `zone-a:net-1,zone-b:net-2`: pairs; it stands for their second parts.
        case pairs
        case keyValues = "key-values"
        /// What stands from the first slash on: `example.org/healthz` is `/healthz`.
        case urlPath = "url-path"
    }

    enum Spaces: String, CaseIterable, Sendable { case keep, trim, remove }
    enum LetterCase: String, CaseIterable, Sendable { case keep, lower, upper }
    enum Unit: String, CaseIterable, Sendable { case seconds, milliseconds }

    /// What a bad value does.
    enum Failure: Sendable {
        /// The default counts.
        case ignored
        /// The controller refuses the Service.
        case refused(Template)
    }

    var name: String
    var source: Source
    var condition = Condition()
    /// Whether it differs from port to port.
    var isPerPort = false
    var type = ValueType.string
    var allowed: [String] = []
    var map: [String: String] = [:]
    var defaultValue = Choice()
    var spaces = Spaces.keep
    var letterCase = LetterCase.keep
    var isBlankAbsent = false
    var failure = Failure.ignored
    var minimum: Int?
    var maximum: Int?
    var isOdd = false
    var unit = Unit.seconds

    /// Whether it has a value of its own for each port, whatever it refers to.
    var isPerPortByType: Bool { [.portList, .portSet, .portMap, .portRules, .portLists].contains(type) }

    /// The names that it refers to.
    var references: [Reference] {
        var names = condition.references + defaultValue.references
        switch source {
        case .annotation, .label: break
        case .text(let choice): names += choice.references
        case .json(let value, let path):
            names.append(value)
            for case .element(_, let template) in path { names += template.references }
        }
        return names
    }
}

/// Where addresses come from that the cluster itself hands out.
struct PoolRule: Sendable {
    enum Format: Sendable {
        /// `CiliumLoadBalancerIPPool` objects.
        case cilium
        /// kube-vip's ConfigMap with `cidr-NAMESPACE`, `range-global`, ….
        case kubeVIP(name: Choice, namespace: Choice)
        /// Only what the fallback says.
        case none
    }

    var format = Format.none
    /// CIDRs and ranges that hold where the manifests have no pool.
    var fallback = Choice()
    /// Addresses that the Service asks for.
    var requested = Choice()
    /// Whether an address outside all pools is refused.
    var refusesOutside = true
    /// Services with the same key may share an address where their ports differ.
    var sharingKey = Choice()
    /// What the controller says where there is no pool, no address left, or an address that no pool holds; `nil`: its format's own words.
    var noPool: Template?
    var full: Template?
    var outside: Template?
    /// Whether no controller acts at all where there is no pool.
    var sleepsWithoutPool = false
}
