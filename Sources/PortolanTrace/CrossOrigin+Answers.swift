// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension CrossOrigin {
    /// Whether an origin may read answers.
    func admits(_ origin: String) -> Bool {
        origins.contains {
            $0 == "*" || ($0.contains("*") ? Wildcard.matches($0, origin, ignoringCase: true) : $0.lowercased() == origin.lowercased())
        }
    }

    /// The headers of an answer to an origin that may read it.
    func headers(for origin: String) -> [Header] {
        var headers = [Header("access-control-allow-origin", origin)]
        if allowsCredentials { headers.append(Header("access-control-allow-credentials", "true")) }
        if !exposedHeaders.isEmpty { headers.append(Header("access-control-expose-headers", exposedHeaders.joined(separator: ", "))) }
        return headers
    }
}
