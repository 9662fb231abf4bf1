// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the controller tells by an event, or passes over in silence.
enum Oddities {
    static func notes(
        on service: Service, in cluster: Cluster, _ configuration: ServiceConfiguration, _ front: Addressing.Front, isShared: Bool
    ) -> [String] {
        var notes: [String] = []
        if front.isForcedInternal {
            notes.append("No external network is named or found: the load balancer becomes internal, with an event.")
        }
        if configuration.family == .ipv6, !configuration.isInternal { notes.append("An IPv6 VIP gets no floating IP, with an event.") }
        if cluster.families(of: service).count > 1 {
            notes.append("Only the first of the Service's families counts: a load balancer has one address.")
        }
        if isShared {
            notes.append("The load balancer \(service.text(.loadBalancerID)) has to exist: its VIP and its properties stay as they are.")
        }
        if !ServiceConfiguration.hasFullProvider(cluster) { notes += provider(service, cluster) }
        if service.externalTrafficPolicy == .local, configuration.monitor == nil {
            notes.append("externalTrafficPolicy Local without a health monitor: nodes without a pod get traffic and drop it.")
        }
        if service.hasClientIPAffinity { notes.append("The session affinity's timeout is not used.") }
        if !service.allocateLoadBalancerNodePorts, service.ports.contains(where: { $0.nodePort == nil }) {
            notes.append("Without node ports the pools have no members, and nobody is told.")
        }
        for key in [AnnotationKey.isInternal, .xForwardedFor, .enableHealthMonitor, .keepFloatingIP] {
            guard let word = service.annotations[key.rawValue], word != "true", word != "false" else { continue }
            notes.append("\(key.rawValue) takes exactly true or false; '\(word)' counts as absent.")
        }
        if service.flag(.keepFloatingIP) { notes.append("The floating IP stays when the Service is deleted.") }
        let selector = service.text(.nodeSelector, or: cluster.options["nodeSelector"])
        if !selector.isEmpty { notes.append("Members are the nodes with the labels \(selector).") }
        return notes
    }

    private static func provider(_ service: Service, _ cluster: Cluster) -> [String] {
        var notes: [String] = []
        let ranges = service.loadBalancerSourceRanges.isEmpty ? service.text(.sourceRanges) : "spec"
        if !ranges.isEmpty, !cluster.options.isOn("manageSecurityGroups") {
            notes.append("Source ranges are ignored with an event: the ovn provider does not know them.")
        }
        if !service.text(.availabilityZone, or: cluster.options["availabilityZone"]).isEmpty {
            notes.append("The availability zone is ignored with an event: the ovn provider does not know it.")
        }
        return notes
    }
}
