// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// What the contract has no field for, one sentence each.
extension EKSModel {
    func notes(listeners: [EKSListener], security: EKSSecurity) -> [String] {
        var notes: [String] = []
        var seen: Set<Int> = []
        let merged = Set(listeners.filter { $0.listener.protocol.hasPrefix("TCP_") }.map(\.listener.port))
        for port in service.ports where !seen.insert(port.port).inserted && !merged.contains(port.port) {
            notes.append(
                "port \(port.port)/\(port.protocol.rawValue) gets no listener: the one for the first protocol on that port has the same id")
        }
        if service.type != .loadBalancer {
            notes.append("the controller does not look at the type: the annotations alone ask for this load balancer")
        }
        if service.hasClientIPAffinity { notes.append("sessionAffinity is not read: stickiness is a target group attribute") }
        if service.loadBalancerIP != nil { notes.append("loadBalancerIP is not read") }
        if ["external", "nlb-ip", nil].contains(annotations.text(.type)) == false {
            notes.append("the annotation aws-load-balancer-type has no effect: the class decides who claims the Service")
        }
        if service.type == .loadBalancer, annotations.text(.scheme) == nil, annotations.text(.type) == "nlb" {
            notes.append(
                "private by the controller's default: a Service that is older than its webhook, or in a cluster without it, is taken by the"
                    + " cloud provider instead, which makes a public load balancer of this type")
        }
        notes += securityNotes(listeners: listeners, security: security)
        if let name = annotations.text(.name), name.isEmpty { notes.append("AWS refuses an empty load balancer name") }
        return notes + weightedTargetNotes(listeners)
    }

    private func securityNotes(listeners: [EKSListener], security: EKSSecurity) -> [String] {
        let namesRanges = !service.loadBalancerSourceRanges.isEmpty || annotations.list(.sourceRanges)?.isEmpty == false
        switch security.mode {
        case .own:
            return namesRanges ? ["source ranges have no effect beside security groups of one's own"] : []
        case .managed:
            let lists = security.prefixLists
            return lists.isEmpty ? [] : ["clients in the prefix lists \(lists.joined(separator: ", ")) may connect as well"]
        case .none:
            guard namesRanges, !listeners.allSatisfy(\.targetGroup.takesRanges) else { return [] }
            return ["without a security group the source ranges have no effect on targets that see the load balancer's address"]
        }
    }

    private func weightedTargetNotes(_ listeners: [EKSListener]) -> [String] {
        listeners.compactMap { built in
            let listener = built.listener
            guard let action = try? action("\(listener.protocol)-\(listener.port)"), !action.targets.isEmpty else { return nil }
            let names = action.targets.map { $0.serviceName ?? $0.arn ?? "" }.joined(separator: ", ")
            return "the listener on port \(listener.port) also forwards, by weight, to \(names)"
        }
    }
}
