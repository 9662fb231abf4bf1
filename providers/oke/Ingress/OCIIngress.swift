// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// An Ingress as Oracle's controller reads it.
struct OCIIngress {
    static let prefix = "oci-native-ingress.oraclecloud.com/"

    let ingress: Ingress

    init(_ ingress: Ingress) { self.ingress = ingress }

    /// The pool behind a path.
    struct Backend: Hashable {
        /// `ns/name`.
        var service: String
        /// The Service's port.
        var port: Int
        /// Why nothing stands behind it; `nil` where something does.
        var missing: String?
    }

    /// The value of an annotation.
    func word(_ key: String) -> String? { ingress.metadata.annotations[Self.prefix + key] }

    /// `HTTP`, `HTTP2` or `TCP`.
    var spoken: String { word("protocol")?.uppercased() ?? "HTTP" }

    /// How requests are spread.
    var policy: String { word("policy") ?? "LEAST_CONNECTIONS" }

    /// Whether the load balancer speaks TLS to the pods of what has TLS.
    var encryptsBackends: Bool { word("backend-tls-enabled").flatMap { GoValue.bool($0.trimmingSpaces()) } ?? true }

    /// The certificate of all its listeners, where one is named.
    var certificate: String? { word("certificate-ocid") }

    /// The Secret of a host; empty where `spec.tls` has the host without one, `nil` where it has not.
    func secret(of host: String?) -> String? {
        guard spoken != "TCP" else { return nil }
        return ingress.tls.last { $0.hosts.contains(host ?? "") }.map { $0.secretName ?? "" }
    }

    /// A path's Service and port; the name of a port is looked up.
    // Source: oci-native-ingress-controller v1.4.3, pkg/util/util.go PathToServiceAndPort.
    func backend(of path: Ingress.Path, in cluster: Cluster) throws(GoError) -> Backend {
        let name = path.backend.service ?? ""
        let namespace = ingress.metadata.namespace
        let service = cluster.graph.services(named: name, in: namespace).last
        let wrapped = "error finding service and port: "
        var number = 0
        switch path.backend.port {
        case .int(let value)?: number = value
        case .string(let text)?:
            guard let service else { throw GoError("\(wrapped)service \"\(name)\" not found") }
            guard let port = service.ports.first(where: { $0.name == text }) else {
                throw GoError("\(wrapped)port named \(text) for service backend \(name) was not found")
            }
            number = port.port
        case nil: break
        }
        var backend = Backend(service: "\(namespace)/\(name)", port: number)
        if service == nil {
            backend.missing = "there is no Service \(namespace)/\(name)"
        } else if service?.ports.contains(where: { $0.port == number }) == false {
            backend.missing = "Service \(name) has no port \(number)"
        } else if let service, !cluster.hasEndpoints(service) {
            backend.missing = "nothing answers behind Service \(name)"
        }
        return backend
    }

    /// The port that its paths of a host listen on: the Service's own, unless an annotation says otherwise.
    // Source: oci-native-ingress-controller v1.4.3, pkg/util/util.go DetermineListenerPort.
    func listenerPort(host: String?, servicePort: Int) throws(GoError) -> Int {
        let wrapped = "error determining listener port: "
        let plain = try integer("http-listener-port", or: 0, "\(wrapped)error parsing Ingress Http Listener Port: ")
        let secure = try integer("https-listener-port", or: 0, "\(wrapped)error parsing Ingress Https Listener Port: ")
        let isSecured = certificate != nil || ingress.tls.contains { $0.hosts.contains(host ?? "") }
        let chosen = isSecured ? secure : plain
        return chosen == 0 ? servicePort : chosen
    }

    /// The health check of its pools.
    func healthCheck() throws(GoError) -> HealthCheck {
        let interval = try integer("healthcheck-interval-milliseconds", or: 10_000, "error parsing health check interval: ")
        let timeout = try integer("healthcheck-timeout-milliseconds", or: 3_000, "error parsing health check timeout: ")
        let retries = try integer("healthcheck-retries", or: 3, "error parsing health check retries: ")
        let port = try integer("healthcheck-port", or: 0, "error parsing health check retries: ")
        let spoken = word("healthcheck-protocol")?.uppercased() ?? "TCP"
        return HealthCheck(
            protocol: spoken, port: port == 0 ? .traffic : .number(port), path: spoken == "HTTP" ? word("healthcheck-path") ?? "" : nil,
            interval: interval / 1000, timeout: timeout / 1000, unhealthyThreshold: retries)
    }

    private func integer(_ key: String, or standard: Int, _ wrapped: String) throws(GoError) -> Int {
        guard let text = word(key) else { return standard }
        guard let value = GoValue.int(text) else { throw GoError(wrapped + GoValue.atoiError(text).message) }
        return value
    }

    /// What surprises.
    var notes: [String] {
        var notes: [String] = []
        if !ingress.tls.isEmpty || certificate != nil, spoken != "TCP" {
            if encryptsBackends {
                notes.append(
                    "the load balancer speaks TLS to the pods too, and pods that do not answer with 502: \(Self.prefix)backend-tls-enabled: \"false\" turns that off"
                )
            }
            notes.append(
                "spec.tls makes no redirect, and no port 443 either: a listener has the port of the Service unless an annotation says otherwise"
            )
        }
        return notes
    }
}
