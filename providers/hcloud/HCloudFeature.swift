// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum HCloudFeature: String, ControllerFeature, CaseIterable {
    case toldPublic = "told-public"
    case leavesOutUDP = "leaves-out-udp"
}
