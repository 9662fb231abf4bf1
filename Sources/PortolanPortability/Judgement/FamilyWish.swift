// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanProvider

/// Services that the API server of a cluster with one family refuses, and that of one with both takes.
enum FamilyWish {
    /// Whether a cluster with both families takes an object as it is.
    static func isMet(by metadata: ObjectMeta) -> Bool {
        var reader = ObjectReader(clusterFamilies: [.ipv4, .ipv6])
        reader.read(metadata.node)
        return reader.inventory.services.count == 1
    }

    /// The assumption that the cluster has the families that it has; `nil` where somebody said so.
    static func assumption(_ assignment: Planner.Assignment) -> Assumption? {
        guard assignment.set["clusterIPFamilies"] == nil else { return nil }
        let both = "IPv4,IPv6"
        return Assumption(
            option: "clusterIPFamilies", value: assignment.families.map(\.rawValue).joined(separator: ","),
            effect: "with \(assignment.target.id).clusterIPFamilies=\(both) the API server takes it", alternative: both)
    }
}
