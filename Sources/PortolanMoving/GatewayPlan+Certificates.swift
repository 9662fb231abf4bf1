// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

extension HomeRoutes.Group {
    /// The Secret for a host: that of the first Ingress which names one for it; a placeholder where the home knows the certificate otherwise.
    ///
    /// - Parameter isWanted: Whether HTTPS is wanted whoever has the certificate.
    func certificate(for host: String?, isWanted: Bool) -> (namespace: String, name: String)? {
        let placeholder = "PORTOLAN-FILL-IN-TLS-CERTIFICATE"
        let sorted = ingresses.filter { $0.names(host) } + ingresses.filter { !$0.names(host) }
        for ingress in sorted {
            for entry in ingress.tls where entry.hosts.contains(where: { Self.covers($0.lowercased(), host) }) {
                return (ingress.metadata.namespace, entry.secretName ?? placeholder)
            }
        }
        for ingress in sorted where ingress.names(host) {
            if let entry = ingress.tls.first(where: { $0.hosts.isEmpty }) {
                return (ingress.metadata.namespace, entry.secretName ?? placeholder)
            }
        }
        let own = Set(ingresses.flatMap { ingress in ingress.tls.compactMap(\.secretName) })
        let named = exposure.loadBalancers.flatMap(\.listeners).flatMap { $0.tls?.certificates ?? [] }
        let isElsewhere = named.contains { name in !own.contains(name) && !own.contains { name.hasSuffix("/\($0)") } }
        let byCloud = exposure.loadBalancers.contains { ["aws-alb"].contains($0.product) }
        guard isElsewhere || byCloud || isWanted, let first = sorted.first else { return nil }
        return (first.metadata.namespace, placeholder)
    }

    private static func covers(_ pattern: String, _ host: String?) -> Bool {
        guard let host else { return false }
        guard pattern != host else { return true }
        guard pattern.hasPrefix("*."), !host.hasPrefix("*"), let dot = host.firstIndex(of: ".") else { return false }
        return host[dot...] == pattern.dropFirst()
    }
}

extension GatewayRule.Match {
    /// A gRPC service and method that the path stands for; empty for all, `nil` where the path is none of gRPC.
    var grpcMethod: (service: String?, method: String?)? {
        switch path {
        case .prefix("/"): return (nil, nil)
        case .prefix(let value), .exact(let value):
            let parts = value.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
            guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isWord) }) else { return nil }
            if case .prefix = path { return parts.count == 1 ? (parts[0], nil) : nil }
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        case .regex: return nil
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}

extension NeutralRule {
    /// Whether it sends plain requests to HTTPS.
    var leadsToHTTPS: Bool {
        guard case .redirect(let redirect) = action else { return false }
        return redirect.scheme == "https" && redirect.host == nil
    }
}

extension Ingress {
    /// Whether a rule of it is for a host.
    func names(_ host: String?) -> Bool { rules.contains { $0.host?.lowercased() == host } || (host == nil && rules.isEmpty) }
}

extension String {
    /// Whether a listener may have it as its hostname: a DNS name, with `*.` in front at most.
    var isGatewayHost: Bool {
        let name = hasPrefix("*.") ? String(dropFirst(2)) : self
        guard !name.isEmpty, name.utf8.count <= 253 else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || byte == UInt8(ascii: "-")
                }
        }
    }
}

extension Array {
    /// The elements in parts of at most so many.
    func chunks(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
