// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum AKSFeature: String, ControllerFeature, CaseIterable {
    case readsRangesStrictly = "reads-ranges-strictly"
    case dropsInvalidRanges = "drops-invalid-ranges"
    case joinsRangeAnnotations = "joins-range-annotations"
    case aggregatesRanges = "aggregates-ranges"
    case ipv6KeysForSingleStack = "ipv6-keys-for-single-stack"
}
