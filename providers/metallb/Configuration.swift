// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// MetalLB's configuration: the objects of the manifests in its own namespace.
///
/// With webhooks, which is how MetalLB is installed, an object that does not fit is refused when it is applied and the rest counts; without
/// them one such object voids everything.
///
/// Source: metallb internal/config/config.go:251, internal/k8s/controllers/pool_controller.go, internal/k8s/webhooks.
struct Configuration {
    private(set) var pools: [AddressPool] = []
    private(set) var advertisements: [Advertisement] = []
    /// What was refused, and why, in the order of the manifest.
    private(set) var refusals: [String] = []
    /// Whether the speakers run: an error that no webhook sees stops them.
    private(set) var announces = true

    private let group = "metallb.io"
    private let namespace: String
    private let hasWebhooks: Bool
    private let release: ControllerRelease
    private var communities: Set<String> = []

    init(of cluster: Cluster) {
        namespace = cluster.options["namespace"] ?? "metallb-system"
        hasWebhooks = cluster.options["webhookMode"] != "disabled"
        release = cluster.release
        let namespaces = cluster.namespaces
        for object in own(cluster, "IPAddressPool") {
            accept(object, "parsing address pool \(object.metadata.name)") { (configuration) throws(ConfigurationError) in
                try configuration.add(AddressPool(object, namespaces: namespaces, release: configuration.release))
            }
        }
        if !release.has(MetalLBFeature.noLegacyPools) { addLegacyPools(cluster) }
        if !hasWebhooks, !refusals.isEmpty { pools = [] }
        if pools.isEmpty, refusals.isEmpty { addClusterPools(cluster) }
        readAdvertisements(cluster)
    }

    /// Pools of the first kind, which announce themselves.
    ///
    /// Source: metallb v0.13.12 internal/config/config.go:611 (addressPoolFromLegacyCR).
    private mutating func addLegacyPools(_ cluster: Cluster) {
        for object in own(cluster, "AddressPool") {
            accept(object, "parsing address pool \(object.metadata.name)") { (configuration) throws(ConfigurationError) in
                let name = object.metadata.name
                guard configuration.pool(named: name) == nil else {
                    throw ConfigurationError("duplicate definition of pool \(GoValue.quoted(name))")
                }
                let mode = object.spec?.value("protocol")?.text.flatMap(Advertisement.Mode.init(rawValue:))
                guard let mode else { throw ConfigurationError("address pool is missing the protocol field") }
                try configuration.add(AddressPool(object, namespaces: [], release: configuration.release))
                configuration.advertisements.append(Advertisement(mode, ofLegacyPool: name))
            }
        }
    }

    /// The pool that the option `pools` stands for, announced on layer 2, where the manifests have none.
    private mutating func addClusterPools(_ cluster: Cluster) {
        let addresses = cluster.options.list("pools")
        guard !addresses.isEmpty, own(cluster, "IPAddressPool").isEmpty else { return }
        let listed = addresses.map { GoValue.quoted($0) }.joined(separator: ", ")
        let text = """
            {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: pools}, spec: {addresses: [\(listed)]}}
            ---
            {apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: {name: pools}}
            """
        var reader = ObjectReader(clusterFamilies: cluster.families)
        for document in YAMLTree.compose(Array(text.utf8), file: "-").tree.documents { reader.read(document) }
        for object in reader.inventory.objects {
            accept(object, "parsing the option pools") { (configuration) throws(ConfigurationError) in
                if object.metadata.reference.kind == "IPAddressPool" {
                    try configuration.add(AddressPool(object, namespaces: [], release: configuration.release))
                } else {
                    try configuration.add(Advertisement(.layer2, object, configuration.release))
                }
            }
        }
    }

    /// The pool of a name.
    func pool(named name: String) -> AddressPool? { pools.first { $0.name == name } }

    // MARK: Reading

    /// The objects of a kind in MetalLB's namespace; one without a namespace is taken to be applied there.
    private func own(_ cluster: Cluster, _ kind: String) -> [Inventory.Object] {
        cluster.inventory.objects(kind: kind, group: group).filter {
            $0.metadata.node.at("metadata", "namespace")?.text ?? namespace == namespace
        }
    }

    private mutating func accept(
        _ object: Inventory.Object, _ what: String, _ add: (inout Configuration) throws(ConfigurationError) -> Void
    ) {
        do {
            try add(&self)
        } catch {
            refusals.append("\(what): \(error.message)")
        }
    }

    /// Source: metallb internal/config/config.go:337; an object of a name that is there replaces it.
    private mutating func add(_ pool: AddressPool) throws(ConfigurationError) {
        let others = pools.filter { $0.name != pool.name }
        var taken = others.flatMap(\.ranges)
        for range in pool.ranges {
            guard !taken.contains(where: range.overlaps) else {
                throw ConfigurationError(
                    "CIDR \"\(range.first)-\(range.last)\" in pool \(GoValue.quoted(pool.name)) overlaps with already defined CIDR")
            }
            taken.append(range)
        }
        if let index = pools.firstIndex(where: { $0.name == pool.name }) { pools[index] = pool } else { pools.append(pool) }
    }

    private mutating func readAdvertisements(_ cluster: Cluster) {
        for object in own(cluster, "Community") {
            communities.formUnion(object.spec?.value("communities")?.elements.compactMap { $0.value("name")?.text } ?? [])
        }
        let before = refusals.count
        for (mode, kind) in [(Advertisement.Mode.layer2, "L2Advertisement"), (.bgp, "BGPAdvertisement")] {
            for object in own(cluster, kind) {
                accept(object, "parsing \(kind) \(object.metadata.name)") { (configuration) throws(ConfigurationError) in
                    try configuration.add(Advertisement(mode, object, configuration.release))
                }
            }
        }
        // A name that no Community object has may come later, so that the webhooks let it pass; the speakers do not start with it.
        let isComplete = advertisements.flatMap(\.communityAliases).allSatisfy(communities.contains)
        if !isComplete { refusals.append("invalid community format") }
        announces = isComplete && (hasWebhooks || refusals.count == before)
    }

    private mutating func add(_ advertisement: Advertisement) throws(ConfigurationError) {
        if advertisement.mode == .bgp {
            for pool in pools where advertisement.selects(pool) {
                try advertisement.verify(pool)
                let rivals = advertisements.filter {
                    $0.mode == .bgp && $0.name != advertisement.name && $0.selects(pool) && !$0.selectsServices
                }
                guard advertisement.selectsServices || rivals.allSatisfy({ $0.isCompatible(with: advertisement, on: pool) }) else {
                    throw ConfigurationError("invalid local preference: one was already set for the same type of BGP update")
                }
            }
        }
        advertisements.removeAll { $0.mode == advertisement.mode && $0.name == advertisement.name }
        advertisements.append(advertisement)
    }
}

extension Configuration {
    /// How an address of a pool is made known for a Service, in the contract's order.
    ///
    /// Source: metallb speaker/layer2_controller.go:88, bgp_controller.go:155.
    func announcements(of pool: AddressPool, for service: Service) -> [Advertisement.Mode] {
        guard announces else { return [] }
        let matching = advertisements.filter { $0.selects(pool) && $0.selects(service) }
        let bgp = matching.filter { $0.mode == .bgp }
        let layer2 = matching.filter { $0.mode == .layer2 }
        var modes: [Advertisement.Mode] = []
        let agree = bgp.enumerated().allSatisfy { index, one in
            bgp.dropFirst(index + 1).allSatisfy { one.isCompatible(with: $0, on: pool) }
        }
        if !bgp.isEmpty, agree { modes.append(.bgp) }
        // A Service that may share its address and an advertisement that picks Services do not go together, even under an empty key.
        let mayShare = service.annotation(.allowSharedIP) != nil
        if !layer2.isEmpty, !(mayShare && layer2.contains(where: \.selectsServices)) { modes.append(.layer2) }
        return modes
    }
}

extension Cluster {
    /// The labels of the namespaces: those of the manifests, and those that Services lie in, which the manifests need not hold.
    ///
    /// Every namespace carries its own name as a label.
    var namespaces: [(name: String, labels: StringMap)] {
        let nameLabel = "kubernetes.io/metadata.name"
        var namespaces: [(name: String, labels: StringMap)] = []
        var seen: Set<String> = []
        for object in inventory.objects(kind: "Namespace", group: "") where seen.insert(object.metadata.name).inserted {
            let own = object.metadata.labels.entries.filter { $0.key != nameLabel }
            namespaces.append((object.metadata.name, StringMap(own + [StringMap.Entry(key: nameLabel, value: object.metadata.name)])))
        }
        for service in inventory.services where seen.insert(service.namespace).inserted {
            namespaces.append((service.namespace, StringMap([StringMap.Entry(key: nameLabel, value: service.namespace)])))
        }
        return namespaces
    }
}
