// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// What the controller does in silence, one sentence each.
    func notes(mode: SecurityRuleMode, ranges: PermittedClients, endpoint: [IPFamily], isInternal: Bool) -> [String] {
        var notes: [String] = []
        if mode == .none, ranges.limiting(endpoint) != nil {
            notes.append("the source ranges are enforced nowhere: no security list or network security group is managed in this mode")
        }
        if mode == .networkSecurityGroup, service.ports.contains(where: { $0.protocol == .udp }) {
            notes.append("the managed network security group opens TCP only, so UDP stays closed")
        }
        notes += kind == .loadBalancer ? loadBalancerNotes() : networkLoadBalancerNotes(endpoint: endpoint, isInternal: isInternal)
        if !service.allocateLoadBalancerNodePorts, service.ports.contains(where: { $0.nodePort == nil }) {
            notes.append("ports without a node port are sent to Oracle's API with backend port 0")
        }
        return notes
    }

    private func loadBalancerNotes() -> [String] {
        var notes: [String] = []
        if service[.shape] == nil {
            notes.append(
                "the controller asks for the fixed shape 100Mbps by default, which is at its end of life: set"
                    + " \(AnnotationKey.shape.rawValue) to flexible, with its minimum and maximum")
        }
        if service[.tlsSecret] != nil, service[.sslPorts] == nil {
            notes.append("\(AnnotationKey.tlsSecret.rawValue) does nothing without \(AnnotationKey.sslPorts.rawValue)")
        }
        if service[.sslPorts] != nil, service[.tlsSecret]?.isEmpty ?? true {
            notes.append("\(AnnotationKey.sslPorts.rawValue) without \(AnnotationKey.tlsSecret.rawValue) leaves the listeners plain")
        }
        if let type = service[.loadBalancerType], type.lowercased() != "lb" {
            notes.append("\(AnnotationKey.loadBalancerType.rawValue) \"\(type)\" is not known and stands for lb")
        }
        if service.ports.contains(where: { $0.protocol == .sctp }) {
            notes.append("SCTP is sent to Oracle's API, whose load balancer has no such listener")
        }
        return notes
    }

    // Source: load_balancer_spec.go:1571, load_balancer.go:2020
    private func networkLoadBalancerNotes(endpoint: [IPFamily], isInternal: Bool) -> [String] {
        var notes: [String] = []
        let isMixed = service.ports.contains { port in service.ports.contains { $0.port == port.port && $0.protocol != port.protocol } }
        if isMixed { notes.append("TCP and UDP on one port are one listener, which leads to one node port of both") }
        if isMixed, endpoint.count > 1 {
            notes.append("the IPv6 listener of a port with TCP and UDP names a backend set that is not created")
        }
        if service[.loadBalancerType] != "nlb", service.externalTrafficPolicy == .local {
            notes.append("the client's address is not preserved: the controller looks for nlb in lower case")
        }
        if !isInternal, service[.externalIPOnly].flatMap(GoValue.bool) != true {
            notes.append("the status lists the private address beside the public one")
        }
        return notes
    }
}
