// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The health check, the same for all listeners.
///
/// Source: hcloud-cloud-controller-manager v1.35.0 (6485324), internal/hcops/load_balancer.go:1301 (extractHealthCheck).
struct HealthChecks {
    let annotations: Annotations
    let configuration: Configuration

    /// The check of listeners that speak `listener`: TCP on the node port and nothing more, unless one of five annotations, or a default
    /// of the controller's, asks for more.
    func check(listener: String, settings: inout Settings) throws(GoError) -> HealthCheck {
        let operation = "hcops/hclbServiceOptsBuilder.extractHealthCheck"
        return try GoError.wrapping(operation) { () throws(GoError) in
            let explicit = try annotations.serviceProtocol(.checkProtocol)
            let port = try annotations.int(.checkPort)
            let interval = try annotations.seconds(.checkInterval) ?? configuration.checkInterval
            let timeout = try annotations.seconds(.checkTimeout) ?? configuration.checkTimeout
            let retries = try annotations.int(.checkRetries) ?? configuration.checkRetries
            let isExplicit = explicit != nil || port != nil || interval != nil || timeout != nil || retries != nil
            let name = explicit ?? listener
            // They are parsed where the check would be HTTP, and sent where there is one.
            let http = name == "tcp" ? [:] : try httpSettings()
            guard isExplicit else { return HealthCheck(protocol: "TCP", port: .traffic) }
            settings.merge(http)
            return HealthCheck(
                protocol: name.uppercased(), port: port.map { .number($0) } ?? .traffic, path: name == "tcp" ? nil : path,
                interval: interval, timeout: timeout, unhealthyThreshold: retries)
        }
    }

    private var path: String? { annotations[.checkPath].flatMap { $0.isEmpty ? nil : $0 } }

    private func httpSettings() throws(GoError) -> Settings {
        var settings = Settings()
        settings.set("health_check.http.domain", annotations[.checkDomain])
        settings.set("health_check.http.tls", try annotations.bool(.checkValidatesCertificate).map { String($0) })
        settings.set("health_check.http.status_codes", annotations[.checkStatusCodes])
        return settings
    }
}
