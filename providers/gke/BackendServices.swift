// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A mix of protocols, as ingress-gce serves it.
enum ProtocolMix {
    /// One protocol: the first port's, or, where there is no TCP with UDP, all of them.
    case single(TransportProtocol)
    /// TCP and UDP, a forwarding rule each.
    case split
    /// TCP and UDP through one forwarding rule that carries everything.
    case layer3
}

extension ProtocolMix {
    /// The protocols that clients can reach.
    var protocols: [TransportProtocol] {
        switch self {
        case .single(let one): [one]
        case .split, .layer3: [.tcp, .udp]
        }
    }
}

extension Service {
    /// Whether the ports need both a TCP and a UDP forwarding rule.
    ///
    /// Source: ingress-gce pkg/l4/forwardingrules/needs.go:20.
    var mixesTCPAndUDP: Bool { ports.contains { $0.protocol == .tcp } && ports.contains { $0.protocol == .udp } }

    /// The backend service's protocol with the mixed-protocol flag on.
    ///
    /// Source: ingress-gce pkg/l4/backends/protocol.go:19. SCTP counts as TCP there.
    var mixedBackendProtocol: String {
        if mixesTCPAndUDP { return "UNSPECIFIED" }
        return ports.contains { $0.protocol == .udp } ? "UDP" : "TCP"
    }

    /// ingress-gce reads the field, else the annotation; a blank annotation is one range that cannot be read.
    ///
    /// Source: ingress-gce pkg/l4/utils/sourceranges.go:53.
    func ingressGCERanges() throws(Refusal) -> [IPPrefix] {
        if !loadBalancerSourceRanges.isEmpty {
            if let ranges = SourceRanges.parse(loadBalancerSourceRanges) { return ranges }
            throw Refusal(
                "service.Spec.LoadBalancerSourceRanges: [\(loadBalancerSourceRanges.joined(separator: " "))] is not valid."
                    + " Expecting a list of IP ranges. For example, 10.0.0.0/24.")
        }
        guard let value = annotation(.sourceRanges) else { return [] }
        if let ranges = SourceRanges.parse(GoValue.split(value)) { return ranges }
        throw Refusal(
            "Service annotation \(AnnotationKey.sourceRanges.rawValue): \(value) is not valid."
                + " Expecting a comma-separated list of source IP ranges. For example, 10.0.0.0/24,192.168.2.0/24")
    }

    /// The firewall of one family: no range of a family means all of it.
    ///
    /// Source: ingress-gce pkg/l4/utils/sourceranges.go:17, :35.
    func firewall(for family: IPFamily, ranges: [IPPrefix]) -> [String]? {
        SourceRanges.canonical(ranges.filter { $0.family == family })
    }

    /// IPv4 first: the controllers make the forwarding rules in this order.
    func frontendFamilies(in cluster: Cluster) -> [IPFamily] {
        let assigned = cluster.families(of: self)
        return [IPFamily.ipv4, .ipv6].filter(assigned.contains)
    }

    /// Refuses an IPv6 rule where the subnet has no IPv6 range of the right kind.
    ///
    /// Source: ingress-gce pkg/utils/utils.go:744, pkg/l4/resources/l4netlbipv6.go, l4ipv6.go:271.
    func refuseSubnetWithoutIPv6(_ kind: String, subnet: String?, in cluster: Cluster) throws(Refusal) {
        guard cluster.families(of: self).contains(.ipv6), cluster.options["subnetIPv6AccessType"] != kind else { return }
        let word = kind.lowercased()
        throw Refusal(
            "subnet \(subnet ?? "default") does not have \(word) IPv6 ranges, required for an \(word) IPv6 Service."
                + " You can specify an \(word) IPv6 subnet using the \"\(AnnotationKey.subnet.rawValue)\" annotation on the Service")
    }
}

/// Properties that ingress-gce sets on every backend service.
///
/// Source: ingress-gce pkg/l4/backends/backends.go:268.
struct BackendServiceSettings {
    var protocolName: String
    var affinity: String
    var localityPolicy: String?
    var isZonal = false

    var settings: Settings {
        let spillover = isZonal ? "ZONAL_AFFINITY_SPILL_CROSS_ZONE" : "ZONAL_AFFINITY_DISABLED"
        var settings: Settings = ["protocol": protocolName, "sessionAffinity": affinity]
        settings["networkPassThroughLbTrafficPolicy.zonalAffinity.spillover"] = spillover
        settings["localityLbPolicy"] = localityPolicy
        // UDP and mixed backend services have no draining.
        if protocolName == "TCP" { settings["connectionDraining.drainingTimeoutSec"] = "30" }
        return settings
    }
}
