// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The services of the load balancer, one for each TCP port.
///
/// Source: hcloud-cloud-controller-manager v1.35.0 (6485324), internal/hcops/load_balancer.go:965 (ReconcileHCLBServices).
struct Listeners {
    let service: Service
    let annotations: Annotations
    let configuration: Configuration
    let release: ControllerRelease

    init(_ service: Service, configuration: Configuration, release: ControllerRelease) {
        self.service = service
        annotations = Annotations(service)
        self.configuration = configuration
        self.release = release
    }

    /// The listeners.
    ///
    /// Where no port is TCP the annotations that are about listeners go unread.
    func listeners() throws(GoError) -> [Listener] {
        guard !isManaged || annotations[.managedCertificateDomains] != nil else {
            throw GoError("hcops/LoadBalancerOps.reconcileManagedCertificate: no domains for managed certificate")
        }
        let ports = service.ports.filter { $0.protocol == .tcp || !release.has(HCloudFeature.leavesOutUDP) }
        guard !ports.isEmpty else { return [] }
        // TCP and UDP on one port are two services of one listen port to the older releases, and the API refuses the second.
        guard Set(ports.map(\.port)).count == ports.count else {
            throw GoError("hcops/LoadBalancerOps.addHCLBService: source port is already used (source_port_already_used)")
        }
        let template = try GoError.wrapping("hcops/hclbServiceOptsBuilder.buildAddServiceOpts", template)
        return ports.map { port in
            var listener = template
            listener.port = port.port
            let isMissing = port.nodePort == nil && !service.allocateLoadBalancerNodePorts
            listener.backend?.port = isMissing ? .number(0) : PortValue(nodePort: port.nodePort)
            return listener
        }
    }

    /// What all listeners have in common: everything but the port, as no annotation is for one port.
    ///
    /// Source: internal/hcops/load_balancer.go:1436 (buildAddServiceOpts).
    private func template() throws(GoError) -> Listener {
        var listener = try GoError.wrapping("hcops/hclbServiceOptsBuilder.extract", extract)
        let checks = HealthChecks(annotations: annotations, configuration: configuration)
        listener.healthCheck = try checks.check(listener: listener.protocol.lowercased(), settings: &listener.settings)
        return listener
    }

    /// Source: internal/hcops/load_balancer.go:1141 (extract).
    private func extract() throws(GoError) -> Listener {
        var settings = Settings()
        if let isOn = try annotations.bool(.proxyProtocol) ?? configuration.usesProxyProtocol {
            settings["proxyprotocol"] = String(isOn)
        }
        let name = try annotations.serviceProtocol(.protocol) ?? "tcp"
        settings.set("http.cookie_name", annotations[.cookieName])
        settings.set("http.cookie_lifetime", try annotations.seconds(.cookieLifetime).map { String($0) })
        settings.set("http.timeout_idle", try annotations.seconds(.idleTimeout).map { String($0) })
        let certificates = isManaged ? managedCertificate(&settings) : try uploadedCertificates()
        settings.set("http.redirect_http", try annotations.bool(.redirectHTTP).map { String($0) })
        settings.set("http.sticky_sessions", try annotations.bool(.stickySessions).map { String($0) })
        return Listener(
            port: 0, protocol: name.uppercased(), backend: Backend(via: .node, port: .allocated, protocol: name == "tcp" ? "TCP" : "HTTP"),
            tls: certificates.isEmpty ? nil : TLS(certificates: certificates), settings: settings)
    }

    /// Only the exact word counts; anything else is as `uploaded`.
    private var isManaged: Bool { annotations[.certificateType] == "managed" }

    /// Ids and names of certificates that are there already.
    ///
    /// A name has to be found: the empty one is not, nor one with white space around it, and the id 0 counts as no name at all. Source:
    /// internal/annotation/name.go:213 (CertificatesFromService), internal/hcops/certificates.go:22.
    private func uploadedCertificates() throws(GoError) -> [String] {
        let certificates = annotations.list(.certificates) ?? []
        for text in certificates {
            let id = GoValue.int(text)
            let name = id == nil ? text : ""
            guard id ?? 0 == 0, name.isEmpty || name.trimmingSpaces() != name else { continue }
            throw GoError("hcops/hclbServiceOptsBuilder.resolveCertsByNameOrID: hcops/CertificateOps.GetCertificateByNameOrID: not found")
        }
        return certificates
    }

    /// The certificate that is made beside the load balancer; its default name carries the Service's UID.
    private func managedCertificate(_ settings: inout Settings) -> [String] {
        settings["certificate.type"] = "managed"
        settings.set("certificate.domain_names", annotations[.managedCertificateDomains])
        // What is no boolean is no error here (internal/hcops/load_balancer.go:1083).
        if annotations[.managedCertificateStaging].flatMap({ GoValue.bool($0) }) == true {
            settings["certificate.labels.HC-Use-Staging-CA"] = "true"
        }
        return [annotations[.managedCertificateName]].compactMap(\.self).filter { !$0.isEmpty }
    }
}

extension Settings {
    /// Sets a property that has a value; the empty text is none that could be shown.
    mutating func set(_ name: String, _ value: String?) {
        if let value, !value.isEmpty { self[name] = value }
    }
}
