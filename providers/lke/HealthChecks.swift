// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// How a NodeBalancer checks the nodes behind one port.
///
/// All ports share the annotations. Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:905
/// buildNodeBalancerConfig, :1278 getHealthCheckType.
struct PortCheck {
    /// `none`, `connection`, `http` or `http_body`.
    let kind: String
    let path: String?
    let body: String?
    let interval: Int
    let timeout: Int
    let attempts: Int
    /// Whether a 5xx answer to a client counts as a failure.
    let isPassive: Bool

    init(_ port: ServicePort, of service: Service, nodeBalancerProtocol: PortConfiguration.NodeBalancerProtocol) throws(GoError) {
        kind = try Self.kind(port, service)
        let asksHTTP = kind == "http" || kind == "http_body"
        path = asksHTTP ? service.value(.checkPath).flatMap { $0.isEmpty ? nil : $0 } ?? "/" : nil
        if kind == "http_body" {
            guard let expected = service.value(.checkBody), !expected.isEmpty else {
                throw GoError("for health check type http_body need body regex annotation \(AnnotationKey.checkBody.rawValue)")
            }
            body = expected
        } else {
            body = nil
        }
        interval = try service.number(.checkInterval) ?? 5
        timeout = try service.number(.checkTimeout) ?? 3
        attempts = try service.number(.checkAttempts) ?? 2
        isPassive = nodeBalancerProtocol == .udp ? false : try Self.passive(service)
    }

    /// The default goes by the Service port's protocol, not by the one that `default-protocol` or `port-N` puts in its place.
    private static func kind(_ port: ServicePort, _ service: Service) throws(GoError) -> String {
        guard let word = service.value(.checkType) else { return port.protocol == .udp ? "none" : "connection" }
        guard ["none", "connection", "http", "http_body"].contains(word) else {
            let key = AnnotationKey.checkType.rawValue
            throw GoError("invalid health check type: \"\(word)\" specified in annotation: \"\(key)\"")
        }
        return word
    }

    private static func passive(_ service: Service) throws(GoError) -> Bool {
        guard let text = service.value(.checkPassive) else { return true }
        guard let flag = GoValue.bool(text) else {
            throw GoError("strconv.ParseBool: parsing \"\(text)\": invalid syntax")
        }
        return flag
    }

    /// The check as the contract shows it.
    ///
    /// The API client leaves a zero out, so that Linode's own default holds.
    var healthCheck: HealthCheck? {
        guard kind != "none" else { return nil }
        return HealthCheck(
            protocol: kind == "connection" ? "TCP" : "HTTP", port: .traffic, path: path, interval: interval == 0 ? nil : interval,
            timeout: timeout == 0 ? nil : timeout, unhealthyThreshold: attempts == 0 ? nil : attempts)
    }
}
