// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum LKEFeature: String, ControllerFeature, CaseIterable {
    case udp
    case vpcBackendsByDefault = "vpc-backends-by-default"
    case typeInAnyCase = "type-in-any-case"
    case annotationOverFlag = "annotation-over-flag"
}
