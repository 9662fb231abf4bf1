// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What cloud-provider-aws does since some release; which one stands in its catalogue, `versions.features`.
enum CCMFeature: String, ControllerFeature, CaseIterable {
    case refusesExtraGroupsOnNLB = "refuses-extra-groups-on-nlb"
    case checksGroupsOnNLB = "checks-groups-on-nlb"
    case groupsOnNLB = "groups-on-nlb"
}
