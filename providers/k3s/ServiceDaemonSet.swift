// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The DaemonSet `svclb-…` of a Service.
///
/// Its name ends in the Service's UID, so that it cannot be told from the manifest.
///
/// Source: k3s pkg/cloudprovider/servicelb.go `newDaemonSet`.
struct ServiceDaemonSet {
    let service: Service
    let sourceRanges: [IPPrefix]
    /// The pods' priority class; empty where the annotation is, which leaves the cluster's default.
    let priorityClass: String
    /// The pool of nodes, where nodes are labelled at all.
    let pool: String?
    private let isNodeSelected: Bool

    init(of service: Service, in cluster: Cluster) throws(Refusal) {
        self.service = service
        guard let ranges = SourceRanges.requested(by: service, annotation: service.annotation(.sourceRanges)) else {
            throw Refusal("\(AnnotationKey.sourceRanges.rawValue): \(service.annotation(.sourceRanges) ?? "") is not valid")
        }
        sourceRanges = ranges
        // An annotation counts although it is empty.
        priorityClass = service.annotation(.priorityClass) ?? "system-node-critical"
        isNodeSelected = cluster.options.isOn("enableLBLabels")
        pool = isNodeSelected ? service.filledLabel(.pool) : nil
        try Toleration.verify(service.annotation(.tolerations))
        try verifyPods()
    }

    /// What the API server refuses of the DaemonSet, and what its pods cannot live with.
    private func verifyPods() throws(Refusal) {
        guard priorityClass.isEmpty || ObjectName.isSubdomain(priorityClass) else {
            throw Refusal("spec.template.spec.priorityClassName: Invalid value: \(GoValue.quoted(priorityClass))")
        }
        guard service.externalTrafficPolicy == .local else { return }
        // Source: servicelb.go `getStatus`: only nodes with a ready endpoint that is a pod are published.
        guard service.selector?.isEmpty == false else {
            throw Refusal(Refusal.noNodes("under the Local policy only nodes with a pod of the Service count, and it selects none"))
        }
        // klipper-lb gets the destination port 0, which iptables refuses, so that its pods never become ready.
        // Source: klipper-lb entry `start_proxy`.
        guard service.allocateLoadBalancerNodePorts || service.ports.allSatisfy({ $0.nodePort != nil }) else {
            throw Refusal(Refusal.noNodes("under the Local policy traffic goes to node ports, and the Service has none"))
        }
    }

    func exposure(in cluster: Cluster) -> Exposure {
        let families = cluster.families(of: service)
        // Source: servicelb.go `podIPs`: external addresses alone, where any node has one.
        let scope: Scope = cluster.options.isOn("nodeExternalIPs") ? .public : .private
        let balancer = LoadBalancer(
            product: "klipper", scope: scope, families: families, listeners: listeners, sourceRanges: allowed(for: families),
            clientIP: service.externalTrafficPolicy == .local ? nil : .node, settings: settings)
        return Exposure(
            status: .provisioned, address: Address(kind: .ip, scope: scope, families: families), loadBalancers: [balancer], notes: notes)
    }

    /// Under the Local policy traffic goes to the node port of the same node, else to the Service's own port and address.
    private var listeners: [Listener] {
        service.ports.map { port in
            let name = port.protocol.rawValue
            let target: PortValue = service.externalTrafficPolicy == .local ? PortValue(nodePort: port.nodePort) : .number(port.port)
            return Listener(port: port.port, protocol: name, backend: Backend(via: .node, port: target, protocol: name))
        }
    }

    /// Every range of the Service's families; everybody where none is named.
    ///
    /// A family without a range is closed, save that the single range 0.0.0.0/0 opens IPv6 too.
    private func allowed(for families: [IPFamily]) -> [String]? {
        let everyIPv4 = IPPrefix(address: IPAddress(family: .ipv4, high: 0, low: 0), length: 0)
        guard !sourceRanges.isEmpty, sourceRanges != [everyIPv4] else { return nil }
        let relevant = sourceRanges.filter { families.contains($0.family) }
        let isOpen = families.allSatisfy { family in relevant.contains { $0.family == family && $0.length == 0 } }
        return isOpen ? nil : relevant.map(\.description).sorted()
    }

    private var settings: Settings {
        var settings: Settings = [:]
        // An annotation that is left empty is handed on as it is.
        settings["priorityClassName"] = priorityClass
        guard isNodeSelected else { return settings }
        let selector = [("svccontroller.k3s.cattle.io/enablelb", "true")] + (pool.map { [(AnnotationKey.pool.rawValue, $0)] } ?? [])
        settings["nodeSelector"] = selector.map { "\($0)=\($1)" }.joined(separator: ",")
        return settings
    }

    private var notes: [String] {
        var notes: [String] = []
        if service.loadBalancerIP != nil { notes.append("spec.loadBalancerIP has no effect: the nodes' own addresses are published") }
        if service.filledLabel(.pool) != nil, !isNodeSelected {
            notes.append("\(AnnotationKey.pool.rawValue) has no effect while no node carries svccontroller.k3s.cattle.io/enablelb")
        }
        if service.hasClientIPAffinity {
            notes.append("klipper-lb hides the client's address, so that session affinity sees one client a node")
        }
        return notes
    }
}

/// Kubernetes' rules for names.
enum ObjectName {
    /// A DNS subdomain (RFC 1123): what most objects' names must be.
    static func isSubdomain(_ name: String) -> Bool {
        guard name.utf8.count <= 253 else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last) && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
