// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Answer {
    /// Whether a rule of the manifest gave the answer: a Service, a redirect, or a demand for credentials.
    package var isFromRule: Bool { isServed || location != nil || status.map { (300..<400).contains($0) || $0 == 401 } ?? false }

    /// Whether a client notices no difference.
    package func agrees(with other: Answer) -> Bool {
        service == other.service && services == other.services && status == other.status && path == other.path && host == other.host
            && location.map(Self.plain) == other.location.map(Self.plain) && refused == other.refused
            && (port == other.port || service == nil || port == nil || other.port == nil)
    }

    /// A location without the port that its scheme has anyway, and with a path.
    private static func plain(_ location: String) -> String {
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where location.hasPrefix(scheme) {
            let rest = location.dropFirst(scheme.count)
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            let host = rest[..<end].hasSuffix(port) ? rest[..<end].dropLast(port.count) : rest[..<end]
            return scheme + host + (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
        }
        return location
    }
}
