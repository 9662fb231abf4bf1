// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What MetalLB does since some release; which one stands in the catalogue, `versions.features`.
enum MetalLBFeature: String, ControllerFeature, CaseIterable {
    case serviceAllocation = "service-allocation"
    case addressAgreesWithPool = "address-agrees-with-pool"
    case noLegacyPools = "no-legacy-pools"
    case prefersDualStack = "prefers-dual-stack"
    case followsClusterIPs = "follows-cluster-ips"
    case allocationOfPriorityAlone = "allocation-of-priority-alone"
    case advertisementsSelectServices = "advertisements-select-services"
}
