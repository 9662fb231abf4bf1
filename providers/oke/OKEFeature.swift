// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum OKEFeature: String, ControllerFeature, CaseIterable {
    case bothFamilies = "both-families"
    case grpc
    case typeInAnyCaseForCertificates = "type-in-any-case-for-certificates"
}
