// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Which certificate a host of an Ingress gets.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:1458 and :1675 (`extractTLSSecretName`).
struct TLSChoice {
    private let ingress: ParsedIngress
    private let world: World

    init(_ ingress: ParsedIngress, world: World) {
        self.ingress = ingress
        self.world = world
    }

    /// The Secret of the entry that lists the host, else of one whose certificate fits; the controller's own where that is missing.
    func certificate(for host: String) -> Certificate {
        let host = host.lowercased()
        if let entry = ingress.ingress.tls.first(where: { $0.hosts.contains { $0.lowercased() == host } }) {
            return entry.secretName.flatMap { held(by: $0) } ?? .fake
        }
        for name in ingress.ingress.tls.compactMap(\.secretName) {
            if let certificate = held(by: name), certificate.covers(host) { return certificate }
        }
        return .fake
    }

    /// A Secret's certificate, which is taken to fit the hosts of its entries.
    private func held(by name: String) -> Certificate? {
        guard world.hasTLSSecret(name) else { return nil }
        let hosts = ingress.ingress.tls.filter { $0.secretName == name }.flatMap(\.hosts).map { $0.lowercased() }
        return Certificate(secret: "\(ingress.reference.namespace)/\(name)", hosts: Set(hosts))
    }
}
