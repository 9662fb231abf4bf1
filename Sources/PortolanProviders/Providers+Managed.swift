// SPDX-License-Identifier: Apache-2.0

extension Providers {
    /// The targets that a cloud runs as a service and sets up itself, one for each cloud: what is planned where nobody names a target.
    ///
    /// What others do hangs on what a platform team has installed, and is nobody's question until somebody asks it.
    public static let managed = [
        "ack", "aks", "civo", "doks", "eks", "exoscale", "gke", "iks", "lke", "oke", "ovh", "scaleway", "upcloud", "vultr",
    ]
}
