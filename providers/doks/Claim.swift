// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// DigitalOcean's two load balancers.
enum LoadBalancerType: String {
    /// A proxy, to the nodes' ports.
    case regional = "REGIONAL"
    /// Passes packets through to the nodes, still addressed to the Service's port.
    case regionalNetwork = "REGIONAL_NETWORK"

    var product: String { self == .regional ? "do-regional-lb" : "do-network-lb" }
}

/// Where a load balancer's address lies.
enum NetworkKind: String {
    case external = "EXTERNAL"
    case `internal` = "INTERNAL"

    var scope: Scope { self == .external ? .public : .private }
}

/// A Service that asks for a load balancer, and the three choices on which everything else depends.
struct LoadBalancerRequest {
    let service: Service
    let type: LoadBalancerType
    let network: NetworkKind
    /// The families of the load balancer's address; those of the Service play no part.
    ///
    /// None where DigitalOcean decides.
    let families: [IPFamily]
    let release: ControllerRelease

    /// Makes the three choices. Source: loadbalancers.go:939 (buildLoadBalancerRequest)
    ///
    /// - Parameter nodes: The families of the nodes' public addresses; none where they have private addresses only.
    init(_ service: Service, defaultType: LoadBalancerType, nodes: Set<IPFamily>, release: ControllerRelease) throws(GoError) {
        self.service = service
        self.release = release
        network = try Self.network(service)
        type = try Self.type(service, default: defaultType)
        if release.has(DOKSFeature.classifiesNodes) { try Self.checkNodes(nodes, type: type, network: network, release) }
        guard release.has(DOKSFeature.sendsNetworkStack) else {
            families = []
            return
        }
        let nodes = release.has(DOKSFeature.classifiesNodes) ? nodes : [.ipv4]
        families = try Self.families(service, type: type, network: network, nodes: nodes)
    }

    /// Whether the controller is told to keep its hands off.
    ///
    /// Source: loadbalancers.go:205, :1729
    static func isDisowned(_ service: Service) throws(GoError) -> Bool {
        do throws(GoError) {
            return try service.flag(.disown)
        } catch {
            throw GoError("failed to get disown LB configuration setting: \(error.message)")
        }
    }

    // Source: loadbalancers.go:1751
    private static func network(_ service: Service) throws(GoError) -> NetworkKind {
        guard let word = service[.network], !word.isEmpty else { return .external }
        guard let network = NetworkKind(rawValue: word) else {
            throw GoError("only LB networks supported are (EXTERNAL, INTERNAL)")
        }
        return network
    }

    // Source: loadbalancers.go:1737
    private static func type(_ service: Service, default defaultType: LoadBalancerType) throws(GoError) -> LoadBalancerType {
        guard let word = service[.type], !word.isEmpty else { return defaultType }
        guard let type = LoadBalancerType(rawValue: word) else {
            throw GoError("only LB types supported are (REGIONAL, REGIONAL_NETWORK)")
        }
        return type
    }

    /// Which nodes an external load balancer can use: none with a public IPv6 address alone, and only the proxy those with private
    /// addresses alone.
    ///
    /// Source: loadbalancers.go:595 (filterAndClassifyNodes), :954
    private static func checkNodes(
        _ nodes: Set<IPFamily>, type: LoadBalancerType, network: NetworkKind, _ release: ControllerRelease
    ) throws(GoError) {
        guard network == .external else { return }
        if nodes.isEmpty, !release.has(DOKSFeature.regionalOverPrivateNodes) {
            throw GoError("no ready nodes available for load balancer")
        }
        if nodes.isEmpty, type == .regionalNetwork {
            throw GoError(
                "no eligible load balancer backends: REGIONAL_NETWORK EXTERNAL load balancers require at least one node with a public IPv4 "
                    + "address; no eligible backends found. For private-only nodes, set \(AnnotationKey.type.rawValue) to \"REGIONAL\" "
                    + "or \(AnnotationKey.network.rawValue) to \"INTERNAL\".")
        }
        if nodes == [.ipv6] { throw GoError("no ready nodes available for load balancer") }
    }

    // Source: loadbalancers.go:1768 (getNetworkStack)
    private static func families(
        _ service: Service, type: LoadBalancerType, network: NetworkKind, nodes: Set<IPFamily>
    ) throws(GoError) -> [IPFamily] {
        let dual: [IPFamily] = [.ipv4, .ipv6]
        switch service[.networkStack] ?? "" {
        case "":
            guard network == .external else { return [.ipv4] }
            return type == .regional || nodes == Set(dual) ? dual : [.ipv4]
        case "IPV4": return [.ipv4]
        case "DUALSTACK":
            guard network == .external else {
                throw GoError("network stack configuration error: dual stack networking is not supported for internal load balancer")
            }
            guard type == .regional || nodes == Set(dual) else {
                throw GoError(
                    "network stack configuration error: dual-stack networking requested but nodes lack IPv6 addresses. "
                        + "REGIONAL_NETWORK load balancers require all nodes to have IPv6 for dual-stack mode")
            }
            return dual
        default: throw GoError("only LB network stacks supported are (IPV4, DUALSTACK)")
        }
    }
}

extension Service {
    subscript(key: AnnotationKey) -> String? { annotations[key.rawValue] }

    /// A boolean annotation, false where it is absent.
    ///
    /// Source: annotations.go:24
    func flag(_ key: AnnotationKey) throws(GoError) -> Bool {
        guard let value = self[key] else { return false }
        guard let flag = GoValue.bool(value) else {
            throw GoError(
                "cannot convert value \"\(value)\" for annotation \"\(key.rawValue)\" to bool: "
                    + "strconv.ParseBool: parsing \"\(value)\": invalid syntax")
        }
        return flag
    }
}
