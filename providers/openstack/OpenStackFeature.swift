// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum OpenStackFeature: String, ControllerFeature, CaseIterable {
    case secretReferences = "secret-references"
    case externalIPv6 = "external-ipv6"
    case proxyProtocolVersions = "proxy-protocol-versions"
}
