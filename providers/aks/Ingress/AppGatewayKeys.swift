// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Every annotation of an Ingress that AGIC reads, and the only way in which this module reads one.
enum AppGatewayKey: String, CaseIterable {
    case ingressClass = "kubernetes.io/ingress.class"
    case sslRedirect = "appgw.ingress.kubernetes.io/ssl-redirect"
    case sslCertificate = "appgw.ingress.kubernetes.io/appgw-ssl-certificate"
    case sslProfile = "appgw.ingress.kubernetes.io/appgw-ssl-profile"
    case trustedRoots = "appgw.ingress.kubernetes.io/appgw-trusted-root-certificate"
    case hostnameExtension = "appgw.ingress.kubernetes.io/hostname-extension"
    case rulePriority = "appgw.ingress.kubernetes.io/rule-priority"
    case frontendPort = "appgw.ingress.kubernetes.io/override-frontend-port"
    case usePrivateIP = "appgw.ingress.kubernetes.io/use-private-ip"
    case backendPathPrefix = "appgw.ingress.kubernetes.io/backend-path-prefix"
    case backendHostname = "appgw.ingress.kubernetes.io/backend-hostname"
    case backendProtocol = "appgw.ingress.kubernetes.io/backend-protocol"
    case requestTimeout = "appgw.ingress.kubernetes.io/request-timeout"
    case connectionDraining = "appgw.ingress.kubernetes.io/connection-draining"
    case drainingTimeout = "appgw.ingress.kubernetes.io/connection-draining-timeout"
    case cookieAffinity = "appgw.ingress.kubernetes.io/cookie-based-affinity"
    case cookieDistinctName = "appgw.ingress.kubernetes.io/cookie-based-affinity-distinct-name"
    case probeHostname = "appgw.ingress.kubernetes.io/health-probe-hostname"
    case probePort = "appgw.ingress.kubernetes.io/health-probe-port"
    case probePath = "appgw.ingress.kubernetes.io/health-probe-path"
    case probeStatusCodes = "appgw.ingress.kubernetes.io/health-probe-status-codes"
    case probeInterval = "appgw.ingress.kubernetes.io/health-probe-interval"
    case probeTimeout = "appgw.ingress.kubernetes.io/health-probe-timeout"
    case probeThreshold = "appgw.ingress.kubernetes.io/health-probe-unhealthy-threshold"
    case wafPolicy = "appgw.ingress.kubernetes.io/waf-policy-for-path"
    case rewriteRuleSet = "appgw.ingress.kubernetes.io/rewrite-rule-set"
    case rewriteResource = "appgw.ingress.kubernetes.io/rewrite-rule-set-custom-resource"

    /// The keys whose value is a boolean.
    static let booleans: [AppGatewayKey] = [.sslRedirect, .usePrivateIP, .connectionDraining, .cookieAffinity, .cookieDistinctName]
    /// The keys whose value is a whole number.
    static let integers: [AppGatewayKey] = [
        .rulePriority, .frontendPort, .requestTimeout, .drainingTimeout, .probePort, .probeInterval, .probeTimeout, .probeThreshold,
    ]
}

/// An Ingress's annotations as AGIC reads them: what it cannot read counts as absent.
///
/// Source: AGIC f42103da pkg/annotations/ingress_annotations.go:325.
struct AppGatewayAnnotations {
    private let values: [String: String]

    init(_ ingress: Ingress) {
        var values: [String: String] = [:]
        for entry in ingress.metadata.annotations { values[entry.key] = entry.value }
        self.values = values
    }

    subscript(key: AppGatewayKey) -> String? { values[key.rawValue] }

    /// The value, where it is there and not empty.
    func filled(_ key: AppGatewayKey) -> String? { self[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// Go's `ParseBool`; false where the value is none.
    func isTrue(_ key: AppGatewayKey) -> Bool { self[key].flatMap(GoValue.bool) ?? false }

    /// Go's `Atoi`, cut down to 32 bits as the controller does it.
    func integer(_ key: AppGatewayKey) -> Int? { self[key].flatMap { GoValue.int($0) }.map { Int(Int32(truncatingIfNeeded: $0)) } }

    /// A number above zero and up to a bound; anything else counts as absent.
    func positive(_ key: AppGatewayKey, upTo bound: Int = .max) -> Int? {
        integer(key).flatMap { (1...bound).contains($0) ? $0 : nil }
    }

    /// `https` or `http`, in any case; `nil` for anything else.
    var backendProtocol: String? {
        switch self[.backendProtocol]?.lowercased() {
        case "http": "HTTP"
        case "https": "HTTPS"
        default: nil
        }
    }

    /// What is written and cannot be read.
    var notes: [String] {
        var notes: [String] = []
        for key in AppGatewayKey.booleans where self[key] != nil && self[key].flatMap(GoValue.bool) == nil {
            notes.append("\(key.rawValue) is no boolean, so it counts as false")
        }
        for key in AppGatewayKey.integers where self[key] != nil && integer(key) == nil {
            notes.append("\(key.rawValue) is no whole number, so it is passed over")
        }
        if self[.backendProtocol] != nil, backendProtocol == nil {
            notes.append("\(AppGatewayKey.backendProtocol.rawValue) is neither http nor https, so it is passed over")
        }
        if self[.drainingTimeout] != nil, !isTrue(.connectionDraining) {
            notes.append("\(AppGatewayKey.drainingTimeout.rawValue) does nothing without \(AppGatewayKey.connectionDraining.rawValue)")
        }
        if let port = integer(.frontendPort), !(1..<65000).contains(port) {
            notes.append("\(AppGatewayKey.frontendPort.rawValue) is not between 1 and 64999, so it is passed over")
        }
        if let priority = integer(.rulePriority), !(1...20000).contains(priority) {
            notes.append("\(AppGatewayKey.rulePriority.rawValue) is not between 1 and 20000, so it is passed over")
        }
        return notes
    }
}
