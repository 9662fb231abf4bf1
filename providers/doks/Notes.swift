// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// What the controller passes over in silence, one sentence each.
    func notes() -> [String] {
        var notes: [String] = []
        if let address = service.loadBalancerIP { notes.append("loadBalancerIP \(address) is not read") }
        if service.hasClientIPAffinity { notes.append("sessionAffinity is not read") }
        if families.isEmpty { notes.append("which families its address has is DigitalOcean's choice: this release does not say") }
        if !service.loadBalancerSourceRanges.isEmpty, !release.has(DOKSFeature.sourceRanges) {
            notes.append("loadBalancerSourceRanges is not read")
        } else if !service.loadBalancerSourceRanges.isEmpty, service[.allowRules] != nil {
            notes.append("the source ranges stand in for \(AnnotationKey.allowRules.rawValue), which is not read")
        }
        let isOld = !release.has(DOKSFeature.asksKubeProxy) || service[.revertToOldHealthCheck] != nil
        if service[.overrideHealthCheck] == nil, !isOld {
            for key in [AnnotationKey.healthCheckPath, .healthCheckPort, .healthCheckProtocol] where service[key] != nil {
                notes.append("\(key.rawValue) is not read without \(AnnotationKey.overrideHealthCheck.rawValue)")
            }
        }
        return notes + (type == .regionalNetwork ? networkNotes() : regionalNotes())
    }

    private func networkNotes() -> [String] {
        let unread: [AnnotationKey] = [
            .defaultProtocol, .httpPorts, .tlsPorts, .http2Ports, .http3Port, .tlsPassthrough, .certificateID, .certificateName,
        ]
        var notes = unread.filter { service[$0] != nil }.map { "\($0.rawValue) is not read for a network load balancer" }
        let sent: [AnnotationKey] = [.proxyProtocol, .redirectToHTTPS, .backendKeepalive]
        notes += sent.filter { service[$0].flatMap(GoValue.bool) == true }.map {
            "\($0.rawValue) is sent for a network load balancer, which ends no connection"
        }
        return notes
    }

    private func regionalNotes() -> [String] {
        var notes: [String] = []
        if let word = service[.tlsPassthrough], GoValue.bool(word) == nil {
            notes.append("\(AnnotationKey.tlsPassthrough.rawValue) \"\(word)\" is no boolean and stands for false")
        }
        if !service.allocateLoadBalancerNodePorts, service.ports.contains(where: { $0.nodePort == nil }) {
            notes.append("forwarding rules of ports without a node port are sent without a target port")
        }
        return notes
    }
}
