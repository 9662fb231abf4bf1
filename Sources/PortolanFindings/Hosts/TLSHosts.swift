// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

extension Ingress {
    /// Whether a pattern of `spec.tls` has a certificate for a host of a rule: `*` stands for one label.
    static func covers(_ pattern: String, _ host: String) -> Bool {
        let (pattern, host) = (pattern.lowercased(), host.lowercased())
        if pattern == host { return true }
        guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: "."), !host.hasPrefix("*") else { return false }
        return host[dot...] == pattern.dropFirst()
    }
}
