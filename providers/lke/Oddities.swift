// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the controller passes over in silence or with a log line.
enum Oddities {
    static func notes(on service: Service, listeners: [Listener], existing: Int?, plan: String?, _ release: ControllerRelease) -> [String] {
        var notes: [String] = []
        if let existing {
            notes.append("The existing NodeBalancer \(existing) is taken over: its type, VPCs and addresses stay as they are.")
        }
        if service.loadBalancerIP != nil {
            notes.append("spec.loadBalancerIP is not read; an address is named with the reserved-ipv4 annotation.")
        }
        if !service.loadBalancerSourceRanges.isEmpty {
            notes.append("spec.loadBalancerSourceRanges is not read: everybody may connect unless a firewall annotation says otherwise.")
        }
        if service.hasClientIPAffinity {
            notes.append("spec.sessionAffinity does not reach the NodeBalancer; stickiness is an annotation.")
        }
        if service.externalTrafficPolicy == .local {
            notes.append("externalTrafficPolicy Local has no health check of its own here: the port's check finds nodes without a pod.")
        }
        if let word = service.value(.nodebalancerType), existing == nil, NodeBalancer.type(word, release) == nil {
            notes.append("The NodeBalancer type '\(word)' is unknown: the cluster's default is taken with a warning in the log.")
        }
        if plan == "common", listeners.contains(where: { $0.protocol == "UDP" }) {
            // Source: NodeBalancers and flexible backend connectivity (lke.yaml, nodebalancers). The controller does not check it.
            notes.append("Linode offers UDP on premium NodeBalancers only, and this one is asked for as common.")
        }
        if service.value(.firewallID) != nil, service.value(.firewallACL) != nil {
            notes.append("firewall-acl is not read where firewall-id is there.")
        }
        if service.value(.firewallID) == nil, service.value(.firewallACL) != nil, listeners.contains(where: { $0.protocol == "UDP" }) {
            notes.append("The firewall's rule is for TCP only; UDP ports fall under its inbound policy.")
        }
        if service.flag(.preserve) == true { notes.append("The NodeBalancer stays when the Service is deleted.") }
        return notes
    }
}
