// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What `ssl-ports` switches on: without that annotation a secret does nothing, and without a secret its ports stay plain.
///
/// The Secrets themselves are taken to exist. Source: load_balancer_spec.go:320, load_balancer.go:642
struct Encryption {
    private let ports: Set<Int>
    private let listenerSecret: String
    private let backendSetSecret: String

    init(_ request: LoadBalancerRequest) throws(GoError) {
        let isRead =
            request.kind == .loadBalancer
            || !request.release.has(OKEFeature.typeInAnyCaseForCertificates) && request.service[.loadBalancerType] != "nlb"
        guard isRead, let text = request.service[.sslPorts] else {
            (ports, listenerSecret, backendSetSecret) = ([], "", "")
            return
        }
        ports = try Self.ports(text)
        listenerSecret = Self.name(request.service[.tlsSecret])
        backendSetSecret = Self.name(request.service[.tlsBackendSetSecret])
    }

    /// Whether the load balancer ends TLS on a port.
    func covers(listener port: Int) -> Bool { ports.contains(port) && !listenerSecret.isEmpty }

    /// Whether the load balancer encrypts again towards the nodes.
    func covers(backendSet port: Int) -> Bool { ports.contains(port) && !backendSetSecret.isEmpty }

    // Source: load_balancer_util.go:747
    private static func ports(_ text: String) throws(GoError) -> Set<Int> {
        guard !text.isEmpty else { return [] }
        var ports: Set<Int> = []
        for part in GoValue.split(text) {
            let trimmed = part.trimmingSpaces()
            guard let port = GoValue.int(trimmed) else {
                throw GoError("parse SSL port: \(GoValue.atoiError(trimmed).message)")
            }
            ports.insert(port)
        }
        return ports
    }

    /// The name in `[namespace/]name`.
    ///
    /// Source: load_balancer_spec.go:1252
    private static func name(_ secret: String?) -> String {
        let parts = GoValue.split(secret ?? "", "/")
        return parts.count > 1 ? parts[1] : parts[0]
    }
}

/// What an SSL configuration annotation says: the cipher suite and the TLS versions.
///
/// Its other fields are read and dropped. Source: load_balancer_spec.go:1029
struct SSLConfiguration {
    /// The cipher suite; `nil` where the annotation names none.
    let cipherSuite: String?
    /// The TLS versions, in the order written.
    let protocols: [String]

    // Source: pkg/oci/client/generic_load_balancer_types.go:70
    private static let shape = JSONShape.fields([
        "verifyDepth": .integer, "verifyPeerCertificate": .boolean, "hasSessionResumption": .boolean,
        "trustedCertificateAuthorityIds": .list(.string), "certificateIds": .list(.string), "certificateName": .string,
        "protocols": .list(.string), "cipherSuiteName": .string, "serverOrderPreference": .string,
    ])

    init(_ text: String?) throws(GoError) {
        guard let text, !text.isEmpty else {
            (cipherSuite, protocols) = (nil, [])
            return
        }
        let json = try JSONShape.read(text, as: Self.shape, prefix: "failed to parse SSL Configuration annotation: ")
        cipherSuite = json.field("cipherSuiteName")?.text
        protocols = json.field("protocols")?.elements.map { $0.kind == .string ? $0.text : "" } ?? []
    }
}
