// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// An `IPAddressPool` as the controller sees it.
///
/// Source: metallb internal/config/config.go:530.
struct AddressPool {
    /// `serviceAllocation`: which Services may use the pool.
    struct Allocation {
        var priority: Int
        var namespaces: Set<String>
        var serviceSelectors: [LabelSelector]
    }

    let name: String
    let labels: StringMap
    let ranges: [AddressRange]
    let autoAssigns: Bool
    let avoidsBuggyIPs: Bool
    let allocation: Allocation?

    /// Reads a pool.
    ///
    /// - Parameter namespaces: The labels of the cluster's namespaces, by name.
    init(
        _ object: Inventory.Object, namespaces: [(name: String, labels: StringMap)], release: ControllerRelease
    ) throws(ConfigurationError) {
        name = object.metadata.name
        labels = object.metadata.labels
        let addresses = object.spec?.value("addresses")?.elements.map { $0.text ?? "" } ?? []
        guard !addresses.isEmpty else { throw ConfigurationError("pool has no prefixes defined") }
        var ranges: [AddressRange] = []
        for address in addresses {
            do {
                if let range = try AddressRange.parse(address) { ranges.append(range) }
            } catch {
                throw ConfigurationError("invalid CIDR \(GoValue.quoted(address)) in pool \(GoValue.quoted(name)): \(error.message)")
            }
        }
        self.ranges = ranges
        autoAssigns = object.spec?.value("autoAssign")?.scalar != .bool(false)
        avoidsBuggyIPs = object.spec?.value("avoidBuggyIPs")?.scalar == .bool(true)
        let hasAllocation = release.has(MetalLBFeature.serviceAllocation)
        if hasAllocation, let node = object.spec?.value("serviceAllocation"), !node.isNull {
            allocation = try Self.allocation(node, namespaces: namespaces, release)
        } else {
            allocation = nil
        }
    }

    /// Source: metallb internal/config/config.go:568.
    private static func allocation(
        _ node: YAMLNode, namespaces: [(name: String, labels: StringMap)], _ release: ControllerRelease
    ) throws(ConfigurationError) -> Allocation {
        let named = node.value("namespaces")?.elements.map { $0.text ?? "" } ?? []
        guard Set(named).count == named.count else { throw ConfigurationError("duplicate definition in namespaces field") }
        var priority = 0
        if case .int(let number) = node.value("priority")?.scalar { priority = number }
        let namespaceSelectors = try LabelSelector.list(node.value("namespaceSelectors"), "namespaceSelectors")
        let serviceSelectors = try LabelSelector.list(node.value("serviceSelectors"), "serviceSelectors")
        var allocation = Allocation(priority: priority, namespaces: Set(named), serviceSelectors: serviceSelectors)
        if named.isEmpty, namespaceSelectors.isEmpty, serviceSelectors.isEmpty, release.has(MetalLBFeature.allocationOfPriorityAlone) {
            // An allocation that selects nothing takes every Service.
            allocation.serviceSelectors = [LabelSelector.everything]
        }
        for namespace in namespaces where namespaceSelectors.contains(where: { $0.matches(namespace.labels) }) {
            allocation.namespaces.insert(namespace.name)
        }
        return allocation
    }

    /// Whether it gives out an address at no time.
    func avoids(_ address: IPAddress) -> Bool { avoidsBuggyIPs && address.confusesBuggyFirmware }

    /// Whether it owns an address, save one that it avoids.
    func owns(_ address: IPAddress) -> Bool { !avoids(address) && ranges.contains { $0.contains(address) } }

    /// Whether a Service may have an address of the pool.
    ///
    /// Source: metallb internal/allocator/allocator.go:542.
    func isCompatible(with service: Service) -> Bool {
        guard let allocation else { return true }
        guard allocation.namespaces.isEmpty || allocation.namespaces.contains(service.namespace) else { return false }
        guard !allocation.serviceSelectors.isEmpty else { return true }
        return allocation.serviceSelectors.contains { $0.matches(service.metadata.labels) }
    }
}
