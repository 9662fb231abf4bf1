// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Who may connect: `allowed_cidrs` of every listener.
enum SourceRanges {
    /// - Returns: `nil` where everybody may.
    /// Source: cloud-provider-openstack c453fb7, pkg/openstack/loadbalancer.go:2189 GetLoadBalancerSourceRanges, :1570.
    static func ranges(of service: Service, in cluster: Cluster) throws(Refusal) -> [String]? {
        let ranges = try parse(service)
        // The ovn provider knows no allowed_cidrs; a security group on the nodes stands in where the controller manages them.
        guard cluster.options["lbProvider"] != "ovn" || cluster.options.isOn("manageSecurityGroups") else { return nil }
        guard !ranges.isEmpty, !ranges.contains("0.0.0.0/0"), !ranges.contains("::/0") else { return nil }
        return Set(ranges).sorted()
    }

    /// The field goes before the annotation, which may hold spaces.
    private static func parse(_ service: Service) throws(Refusal) -> [String] {
        let name = "\(service.namespace)/\(service.name)"
        let failure = "failed to get source ranges for loadbalancer service \(name): "
        var ranges: [String] = []
        let fields = service.loadBalancerSourceRanges
        if !fields.isEmpty {
            for text in fields {
                guard let range = IPPrefix(text.trimmingSpaces()) else {
                    throw Refusal(
                        failure + "service.Spec.LoadBalancerSourceRanges: [\(fields.joined(separator: " "))] is not valid. "
                            + "Expecting a list of IP ranges. For example, 10.0.0.0/24. Error msg: invalid CIDR address: \(text)")
                }
                ranges.append(range.masked.description)
            }
            return ranges
        }
        let value = service.text(.sourceRanges).trimmingSpaces()
        for text in value.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            guard let range = IPPrefix(text) else {
                throw Refusal(
                    failure + "\(AnnotationKey.sourceRanges.rawValue): \(value) is not valid. "
                        + "Expecting a comma-separated list of source IP ranges. For example, 10.0.0.0/24,192.168.2.0/24")
            }
            ranges.append(range.masked.description)
        }
        return ranges
    }
}
