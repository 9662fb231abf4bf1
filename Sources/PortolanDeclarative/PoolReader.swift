// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What a pool's controller says where it has no address to give.
struct PoolWords {
    let noPool: String
    let full: String
    private let isCilium: Bool

    init(_ format: PoolRule.Format) {
        switch format {
        case .cilium:
            // Source: cilium operator/pkg/lbipam/lbipam.go satisfyGenericIPv4Requests.
            noPool = "There are no enabled CiliumLoadBalancerIPPools that match this service"
            full = "All enabled CiliumLoadBalancerIPPools that match this service ran out of allocatable IPs"
            isCilium = true
        case .kubeVIP:
            // Source: kube-vip-cloud-provider pkg/provider/loadBalancer.go discoverPool, pkg/ipam/ipam.go.
            noPool = "no address pools could be found"
            full = "no addresses available"
            isCilium = false
        case .none:
            noPool = "no address pool serves the Service"
            full = "no address left in the pools that serve the Service"
            isCilium = false
        }
    }

    // Source: cilium operator/pkg/lbipam/lbipam.go satisfySpecificIPRequests.
    func outside(_ address: IPAddress, isHeld: Bool) -> String {
        isCilium && isHeld
            ? "The pool with the CIDR containing '\(address)', doesn't select this service"
            : "No pool exists with a CIDR containing '\(address)'"
    }

    func taken(_ address: IPAddress) -> String { "The IP '\(address)' is already allocated to another service" }
}

/// Reads address pools from the manifests.
enum PoolReader {
    static func pools(_ rule: PoolRule, in cluster: Cluster) -> [AddressPools.Pool] {
        let written =
            switch rule.format {
            case .cilium: ciliumPools(in: cluster)
            case .kubeVIP(let name, let namespace): kubeVIPPools(name, namespace, in: cluster)
            case .none: [AddressPools.Pool]()
            }
        guard written.isEmpty else { return written }
        // The fallback depends on options only, which any Service's scope knows.
        let blank = ObjectMeta.blank(in: cluster)
        let ranges = blank.map { rule.fallback.list(in: Scope(service: Service(metadata: $0), cluster: cluster)) } ?? []
        let assumed = ranges.compactMap { AddressRange($0.trimmingSpaces()) }
        return assumed.isEmpty ? [] : [AddressPools.Pool(name: "assumed", ranges: assumed)]
    }

    // Source: cilium operator/pkg/lbipam/lbipam.go handleNewPool; a pool's ranges are tried in the order in which pools arrive.
    private static func ciliumPools(in cluster: Cluster) -> [AddressPools.Pool] {
        cluster.inventory.objects(kind: "CiliumLoadBalancerIPPool", group: "cilium.io").compactMap { object in
            guard let spec = object.spec, spec.value("disabled")?.scalar != .bool(true) else { return nil }
            let keepsEnds = spec.value("allowFirstLastIPs")?.text != "No"
            let blocks = (spec.value("blocks") ?? spec.value("cidrs"))?.elements ?? []
            let ranges = blocks.compactMap { block -> AddressRange? in
                if let text = block.value("cidr")?.text, !text.isEmpty {
                    guard let range = IPPrefix(text).map({ AddressRange($0) }) else { return nil }
                    return keepsEnds ? range : range.inner
                }
                guard let start = block.value("start")?.text.flatMap({ IPAddress($0) }) else { return nil }
                let stop = block.value("stop")?.text.flatMap { IPAddress($0) } ?? start
                return AddressRange(first: start, last: stop)
            }
            let selector = LabelSelector(spec.value("serviceSelector"))
            return AddressPools.Pool(name: object.metadata.name, ranges: ranges, serves: { selector.matches($0) })
        }
    }

    // Source: kube-vip-cloud-provider pkg/provider/loadBalancer.go discoverPool: a namespace's CIDRs, global CIDRs, then ranges alike.
    private static func kubeVIPPools(_ name: Choice, _ namespace: Choice, in cluster: Cluster) -> [AddressPools.Pool] {
        guard let blank = ObjectMeta.blank(in: cluster) else { return [] }
        let scope = Scope(service: Service(metadata: blank), cluster: cluster)
        let maps = cluster.inventory.objects(kind: "ConfigMap", group: "").filter {
            $0.metadata.name == name.text(in: scope) && $0.metadata.namespace == namespace.text(in: scope)
        }
        guard let data = maps.last?.metadata.node.value("data") else { return [] }
        var order: [String] = []
        for entry in data.entries {
            guard let key = entry.key.text, key.hasPrefix("cidr-") || key.hasPrefix("range-") else { continue }
            order.append(key)
        }
        return order.map { key in
            let text = data.value(key)?.text ?? ""
            var pool = AddressPools.Pool(name: key, ranges: [])
            let isSkipping = data.value("skip-end-ips-in-cidr")?.text == "true"
            for part in text.split(separator: ",") {
                guard let range = AddressRange(String(part)) else { continue }
                pool.ranges.append(isSkipping && part.contains("/") && range.family == .ipv4 ? range.inner : range)
            }
            pool.ranges.sort { $0.first < $1.first }
            pool.skipsEnds = text != "0.0.0.0/32"
            pool.isDescending = data.value("search-order")?.text == "desc"
            let keys = Set(order)
            pool.serves = { key == chosenKey(for: $0, among: keys) }
            pool.sharesFreely = ["allow-share-global"].contains { GoValue.bool(data.value($0)?.text ?? "") == true }
            return pool
        }
    }

    private static func chosenKey(for service: Service, among keys: Set<String>) -> String? {
        ["cidr-\(service.namespace)", "cidr-global", "range-\(service.namespace)", "range-global"].first(where: keys.contains)
    }
}

extension ObjectMeta {
    /// Metadata for a scope in which no Service counts; `nil` where the manifests hold none, and nobody asks.
    static func blank(in cluster: Cluster) -> ObjectMeta? { cluster.inventory.services.first?.metadata }
}

extension LabelSelector {
    /// Whether a pool's selector takes a Service; a pool without one takes all.
    ///
    /// Source: cilium operator/pkg/lbipam/service_store.go svcLabels: two more labels than the Service has.
    func matches(_ service: Service) -> Bool {
        guard node != nil else { return true }
        let own = ["io.kubernetes.service.name": service.name, "io.kubernetes.service.namespace": service.namespace]
        let labels = service.metadata.labels.entries.filter { own[$0.key] == nil }
        return matches(StringMap(labels + own.map { StringMap.Entry(key: $0.key, value: $0.value) }))
    }
}
