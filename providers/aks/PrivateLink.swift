// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The private link service that a Service may put on its frontend.
///
/// Source: cloud-provider-azure 7b31c76, pkg/provider/azure_privatelinkservice.go.
struct PrivateLink {
    let service: Service
    let annotations: Annotations

    init(_ service: Service) {
        self.service = service
        annotations = Annotations(service)
    }

    /// Whether the Service asks for one.
    var isWanted: Bool { annotations.isTrimmedTrue(.privateLink) }

    /// Whether it says more about it than that: such a Service cannot share another's.
    ///
    /// Source: azure_privatelinkservice.go:761.
    var hasSettings: Bool {
        let keys: [AnnotationKey] = [
            .privateLinkName, .privateLinkSubnet, .privateLinkIPCount, .privateLinkIPs, .privateLinkDomainNames, .privateLinkProxyProtocol,
            .privateLinkVisibility, .privateLinkAutoApproval,
        ]
        return keys.contains { annotations[$0] != nil }
    }

    /// What is set on it, under ARM's names.
    ///
    /// - Throws: `Refusal` where the controller does not make it, which leaves the Service without status.
    func settings(families: [IPFamily], isInternal: Bool) throws(Refusal) -> Settings {
        guard families.contains(.ipv4) else { throw Refusal("IPv6 is not supported for private link service") }
        guard isInternal || annotations.isTrue(.disableFloatingIP) else {
            throw Refusal(
                "reconcilePrivateLinkService for service(\(service.fullName)): "
                    + "service requiring private link service must be internal or disable floating ip")
        }
        try checkAddresses()
        var settings = Settings()
        if annotations.isTrimmedTrue(.privateLinkProxyProtocol) { settings["enableProxyProtocol"] = "true" }
        settings["fqdns"] = list(.privateLinkDomainNames)
        settings["visibility"] = annotations.words(.privateLinkVisibility).contains("*") ? "*" : list(.privateLinkVisibility)
        settings["autoApproval"] = list(.privateLinkAutoApproval)
        return settings
    }

    private func list(_ key: AnnotationKey) -> String? {
        let words = annotations.words(key)
        return words.isEmpty ? nil : words.joined(separator: ",")
    }

    /// Source: azure_privatelinkservice.go:388-404, 638, 714.
    private func checkAddresses() throws(Refusal) {
        let count = try annotations.integer(.privateLinkIPCount) { count in
            if count < 1 { return "minimum number of private link service ipConfig is 1, \(count) provided" }
            if count > 8 { return "maximum number of private link service ipConfig is 8, \(count) provided" }
            return nil
        }
        let addresses = annotations.words(.privateLinkIPs)
        for text in addresses {
            guard let address = IPAddress(text) else { throw Refusal("getPLSStaticIPs: \(text) is not a valid IP address") }
            guard address.unmapped.family == .ipv4 else {
                throw Refusal("getPLSStaticIPs: private link service ip config only supports IPv4, \(text) provided")
            }
        }
        let distinct = Set(addresses).count
        guard count ?? 1 >= distinct else {
            throw Refusal(
                "checkAndUpdatePLSIPConfigs: ipConfigCount(\(count ?? 1)) must be no smaller than number of static IPs "
                    + "specified(\(distinct))")
        }
    }
}
