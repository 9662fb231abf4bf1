// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Exposure {
    /// The literal public address that the manifest names and that the load balancer is to have: it is some cloud's own.
    var foreignAddress: String? {
        guard let address, address.allocation == .reserved, address.scope == .public else { return nil }
        return address.requested.first { IPAddress($0) != nil }
    }
}

extension Judge {
    /// A literal public address that was reserved on the home's cloud, and that this target's cloud therefore has not.
    ///
    /// Where the operator's own pools decide (bare metal), an address is no cloud's.
    var foreignAddress: String? {
        guard let address = exposure.foreignAddress, let home = facts.homeProvider, home != vocabulary.provider, !vocabulary.hasPools else {
            return nil
        }
        return address
    }
}
