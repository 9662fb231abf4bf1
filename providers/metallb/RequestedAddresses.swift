// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The addresses that a Service asks for by the annotation or by `spec.loadBalancerIP`, but not by both.
///
/// Source: metallb controller/service.go:305.
struct RequestedAddresses {
    let addresses: [IPAddress]
    /// The addresses as written.
    let written: [String]

    init(of service: Service) throws(Refusal) {
        let key = AnnotationKey.loadBalancerIPs.rawValue
        let annotation = service.annotation(.loadBalancerIPs).flatMap { $0.isEmpty ? nil : $0 }
        switch (annotation, service.loadBalancerIP) {
        case (nil, nil):
            addresses = []
            written = []
        case (_?, _?): throw Refusal("service can not have both \(key) and svc.Spec.LoadBalancerIP")
        case (let list?, nil):
            written = GoValue.split(list).map { $0.trimmingSpaces() }
            let parsed = written.compactMap { IPAddress($0)?.unmapped }
            guard parsed.count == written.count else { throw Refusal("invalid \(key): \(GoValue.quoted(list))") }
            addresses = parsed
            try verifyFamilies()
        case (nil, let text?):
            guard let address = IPAddress(text)?.unmapped else { throw Refusal("invalid spec.loadBalancerIP \(GoValue.quoted(text))") }
            addresses = [address]
            written = [text]
        }
    }

    /// One address, or one of each family.
    ///
    /// Source: metallb internal/ipfamily/ipfamily.go:28.
    private func verifyFamilies() throws(Refusal) {
        let list = addresses.quotedList
        switch addresses.count {
        case 1: return
        case 2 where addresses[0].family != addresses[1].family: return
        case 2: throw Refusal("IPFamilyForAddresses: same address family \(list)")
        default: throw Refusal("IPFamilyForAddresses: invalid ips length \(addresses.count) \(list)")
        }
    }
}

extension [IPAddress] {
    /// Go's `%q` of a list of addresses.
    var quotedList: String { "[" + map { "\"\($0)\"" }.joined(separator: " ") + "]" }
}

/// The controller's refusal: what follows `Failed to allocate IP for …` in its warning event.
struct Refusal: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
