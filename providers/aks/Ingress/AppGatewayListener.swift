// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// One of the gateway's own addresses.
enum AppGatewayFrontend: String, Hashable {
    case `public` = "Public"
    case `private` = "Private"

    var scope: Scope { self == .public ? .public : .private }

    /// The address that the option `gatewayFrontends` means.
    init?(option: String) {
        switch option {
        case "public": self = .public
        case "private": self = .private
        default: return nil
        }
    }
}

/// What makes a listener the same for two rules or Ingresses: port, address and up to five hosts.
///
/// Source: AGIC f42103da pkg/appgw/internaltypes.go:62, pkg/appgw/configbuilder.go:228.
struct AppGatewayListenerID: Hashable {
    static let maximalHosts = 5

    let port: Int
    /// In their order, none empty; none at all for every host.
    let hosts: [String]
    let frontend: AppGatewayFrontend

    /// The same listener on another port.
    func on(port: Int) -> AppGatewayListenerID { AppGatewayListenerID(port: port, hosts: hosts, frontend: frontend) }

    /// The part of the names of listener, rule and path map by which the controller sorts: MD5 of the identity as Go's JSON.
    ///
    /// Source: AGIC f42103da pkg/utils/utils.go:367.
    var hash: String {
        let places = hosts + Array(repeating: "", count: max(0, Self.maximalHosts - hosts.count))
        let names = places.map(GoValue.jsonQuoted).joined(separator: ",")
        return MD5.hex("{\"FrontendPort\":\(port),\"HostNames\":[\(names)],\"FrontendType\":\"\(frontend.rawValue)\"}")
    }
}

/// What is set on a listener, by the last Ingress that has it.
struct AppGatewayListenerConfig {
    var isHTTPS = false
    /// The Secret or the gateway's own certificate; `nil` without TLS.
    var certificate: String?
    /// Whether there is a redirect to it that plain listeners can use.
    var isRedirectTarget = false
    /// The gateway's own SSL profile.
    var sslProfile: String?
    /// The WAF policy of all its requests.
    var firewallPolicy: String?
}

/// A listener of a rule, with what the rule's Ingress sets on it.
struct AppGatewayRuleListener {
    let id: AppGatewayListenerID
    var config: AppGatewayListenerConfig
}
