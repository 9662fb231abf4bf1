// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension IPAddress {
    /// Whether Google Cloud could reserve it as an external address: not private, shared, loopback, link-local or multicast.
    var canBeExternal: Bool {
        let ranges = ["0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/8", "fe80::/10", "ff00::/8"]
        return !unmapped.isPrivate && !ranges.contains { IPPrefix($0)?.contains(unmapped) == true }
    }
}

/// The addresses that a Service asks ingress-gce for: names of reserved regional addresses, else `spec.loadBalancerIP`.
///
/// Source: ingress-gce pkg/l4/address/to_use.go:22, pkg/l4/annotations/l4_static_address.go:38.
struct RequestedAddresses {
    /// Names in the annotation, one a family at most, in the order written.
    private let names: [(name: String, family: IPFamily)]
    private let loadBalancerIP: String?

    init(of service: Service) {
        var names: [(name: String, family: IPFamily)] = []
        // Two names are looked at, blank ones included.
        for text in GoValue.split(service.annotation(.addresses) ?? "").prefix(2) {
            let name = text.trimmingSpaces()
            let family = Self.family(ofAddressNamed: name)
            if !name.isEmpty, !names.contains(where: { $0.family == family }) { names.append((name, family)) }
        }
        self.names = names
        loadBalancerIP = service.loadBalancerIP
    }

    /// `spec.loadBalancerIP` where it is used: it stands for an IPv4 address, and a name beats it.
    func literal(for families: [IPFamily]) -> String? {
        guard families.contains(.ipv4), !names.contains(where: { $0.family == .ipv4 }) else { return nil }
        return loadBalancerIP
    }

    /// What is used of the Service's requests, given the families that it needs.
    func used(for families: [IPFamily]) -> [String] {
        (literal(for: families).map { [$0] } ?? []) + names.filter { families.contains($0.family) }.map(\.name)
    }

    /// The manifest does not say what family a reserved address has.
    ///
    /// A name that says v6 is taken at its word, any other as IPv4.
    private static func family(ofAddressNamed name: String) -> IPFamily {
        let name = name.lowercased()
        return name.contains("v6") && !name.contains("v4") ? .ipv6 : .ipv4
    }
}

extension Address {
    /// What the status of a Service of ingress-gce carries: IPv4 first whatever the order of `spec.ipFamilies`.
    static func ingressGCE(scope: Scope, families: [IPFamily], requested: [String]) -> Address {
        Address(kind: .ip, scope: scope, families: families, allocation: requested.isEmpty ? .ephemeral : .reserved, requested: requested)
    }
}

/// Verifies `spec.loadBalancerIP` as ingress-gce's address manager does.
///
/// Manifests do not say which addresses are reserved: every one that can be external is taken to be a reserved external address, and an
/// internal one is reserved by the controller itself.
///
/// Source: ingress-gce pkg/l4/address/manager.go:84 (text that is no IP becomes `<nil>`), :337, :363.
func verify(_ requested: String?, scope: Scope) throws(Refusal) {
    guard let requested, !Placeholder.isOne(requested) else { return }
    let address = IPAddress(requested)
    switch (scope, address?.canBeExternal) {
    case (.public, true?), (.private, false?): return
    case (.private, true?):
        throw Refusal("IP configuration error: \"\(requested)\" address type mismatch, expected \"INTERNAL\", actual: \"EXTERNAL\"")
    case (.public, _), (.private, nil):
        throw Refusal(
            "IP configuration error: \"\(address?.description ?? "<nil>")\" address not found."
                + " Check if the IP is valid and is reserved in your VPC.")
    }
}
