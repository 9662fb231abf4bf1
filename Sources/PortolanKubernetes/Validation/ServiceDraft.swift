// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// A Service on its way into the cluster: decoded and defaulted, then allocated, then validated.
///
/// Words stay as written until then.
struct ServiceDraft {
    /// One of its ports.
    struct Port {
        let node: YAMLNode
        var name: String
        var number: Int
        var transport: String
        var targetPort: IntOrString
        var appProtocol: String?
        /// The node port: 0 where none, a number beyond 32 bits for one that the cluster picks.
        var nodePort: Int
    }

    let object: YAMLNode
    let spec: YAMLNode?
    var type: String
    var ports: [Port]
    var selector: StringMap?
    var clusterIP: String
    var clusterIPs: [String]
    var ipFamilies: [String]
    var ipFamilyPolicy: String?
    var sessionAffinity: String
    var affinityTimeout: Int?
    var externalIPs: [String]
    var externalTrafficPolicy: String
    var internalTrafficPolicy: String?
    var healthCheckNodePort: Int
    var allocateLoadBalancerNodePorts: Bool?
    var loadBalancerClass: String?

    /// Decodes a Service that strict decoding accepted and fills in the defaults.
    // Source: kubernetes v1.35.5 pkg/apis/core/v1/defaults.go SetDefaults_Service; registry strategy NormalizeClusterIPs.
    init(_ object: YAMLNode) {
        self.object = object
        spec = object.field("spec")
        type = spec?.string("type") ?? ""
        if type.isEmpty { type = "ClusterIP" }
        ports = spec?.items("ports").map(Port.init) ?? []
        selector = spec?.stringMap("selector")
        clusterIP = spec?.string("clusterIP") ?? ""
        clusterIPs = spec?.strings("clusterIPs") ?? []
        if !clusterIP.isEmpty, clusterIPs.isEmpty { clusterIPs = [clusterIP] }
        ipFamilies = spec?.strings("ipFamilies") ?? []
        ipFamilyPolicy = spec?.optionalString("ipFamilyPolicy")
        sessionAffinity = spec?.string("sessionAffinity") ?? ""
        if sessionAffinity.isEmpty { sessionAffinity = "None" }
        affinityTimeout = spec?.field("sessionAffinityConfig")?.field("clientIP")?.integer("timeoutSeconds") ?? 10800
        externalIPs = spec?.strings("externalIPs") ?? []
        externalTrafficPolicy = spec?.string("externalTrafficPolicy") ?? ""
        internalTrafficPolicy = spec?.optionalString("internalTrafficPolicy")
        healthCheckNodePort = spec?.integer("healthCheckNodePort") ?? 0
        allocateLoadBalancerNodePorts = spec?.boolean("allocateLoadBalancerNodePorts")
        loadBalancerClass = spec?.optionalString("loadBalancerClass")
        if isExternallyAccessible, externalTrafficPolicy.isEmpty { externalTrafficPolicy = "Cluster" }
        if internalTrafficPolicy == nil, ["ClusterIP", "NodePort", "LoadBalancer"].contains(type) { internalTrafficPolicy = "Cluster" }
        if type == "LoadBalancer", allocateLoadBalancerNodePorts == nil { allocateLoadBalancerNodePorts = true }
    }

    /// Whether it has no cluster IP by wish.
    var isHeadless: Bool { clusterIPs == ["None"] }

    /// Headless with nobody selected: such a Service may name families that the cluster lacks.
    var isHeadlessWithoutSelector: Bool { clusterIP == "None" && selector?.isEmpty ?? true }

    /// `ExternallyAccessible`: node ports, a load balancer or external IPs lead to it.
    var isExternallyAccessible: Bool {
        type == "LoadBalancer" || type == "NodePort" || (type == "ClusterIP" && !externalIPs.isEmpty)
    }

    /// `NeedsHealthCheck`.
    var needsHealthCheck: Bool { type == "LoadBalancer" && externalTrafficPolicy == "Local" }

    /// Whether ports that ask for no node port get one.
    var allocatesNodePorts: Bool { type == "NodePort" || (type == "LoadBalancer" && allocateLoadBalancerNodePorts != false) }
}

extension ServiceDraft.Port {
    init(_ node: YAMLNode) {
        self.node = node
        name = node.string("name")
        number = node.integer("port") ?? 0
        transport = node.string("protocol")
        if transport.isEmpty { transport = "TCP" }
        targetPort = node.intOrString("targetPort")
        if targetPort == .int(0) || targetPort == .string("") { targetPort = .int(number) }
        appProtocol = node.optionalString("appProtocol")
        nodePort = node.integer("nodePort") ?? 0
    }
}
