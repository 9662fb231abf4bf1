// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// One frontend of a load balancer: the address of one family.
struct Frontend {
    /// Where its address comes from.
    enum Source: Hashable {
        /// The cloud picks one.
        case ephemeral
        /// An address that the manifest names: an existing public IP, or a static private address.
        case address(String)
        /// An existing public IP by its resource name.
        case publicIP(String)
        /// A new public IP out of a prefix.
        case prefix(String)
    }

    var family: IPFamily
    var source: Source

    /// Whether the controller makes the public IP itself, and so may tag it.
    var isOwned: Bool {
        switch source {
        case .ephemeral, .prefix: true
        case .address, .publicIP: false
        }
    }

    /// The address or resource that the manifest names.
    var requested: String? {
        switch source {
        case .ephemeral, .prefix: nil
        case .address(let text), .publicIP(let text): text
        }
    }
}

/// Finds out where a Service's addresses come from.
struct Addressing {
    let service: Service
    let annotations: Annotations
    /// The Service's families, IPv4 first: frontends are made in this order whatever `ipFamilies` says.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:3015-3025.
    let families: [IPFamily]
    let isInternal: Bool
    private let release: ControllerRelease

    init(_ service: Service, families: [IPFamily], release: ControllerRelease) {
        self.service = service
        self.release = release
        annotations = Annotations(service)
        self.families = [IPFamily.ipv4, .ipv6].filter(families.contains)
        isInternal = annotations.isInternal
    }

    /// One frontend a family.
    func frontends() throws(Refusal) -> [Frontend] {
        var frontends: [Frontend] = []
        for family in families {
            frontends.append(Frontend(family: family, source: isInternal ? privateSource(family) : try publicSource(family)))
        }
        return frontends
    }

    /// A private address is handed on unchecked.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:2945-2975.
    private func privateSource(_ family: IPFamily) -> Frontend.Source {
        loadBalancerIP(family).map { .address($0) } ?? .ephemeral
    }

    /// A public IP by name beats a prefix, which beats an address; what loses is not even checked.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:1174 (determinePublicIPName).
    private func publicSource(_ family: IPFamily) throws(Refusal) -> Frontend.Source {
        if let name = publicIPResource(.publicIPName, .publicIPNameIPv6, family) {
            // No resource can be called so, and the public IP has to exist (azure_loadbalancer.go:1313).
            guard !name.trimmingSpaces().isEmpty else {
                throw Refusal("PublicIP from annotation azure-pip-name(-IPv6)=\(name) for service \(service.fullName) doesn't exist")
            }
            return .publicIP(name)
        }
        if let prefix = publicIPResource(.publicIPPrefix, .publicIPPrefixIPv6, family) { return .prefix(prefix) }
        guard let text = loadBalancerIP(family) else { return .ephemeral }
        guard let address = IPAddress(netip: text) else {
            throw Refusal("external Service \"\(service.fullName)\" has invalid LoadBalancer IP \"\(text)\"")
        }
        guard address.isPublicCandidate else {
            throw Refusal(
                "external Service \"\(service.fullName)\" cannot use non-public LoadBalancer IP \"\(text)\"; "
                    + "use an internal LoadBalancer annotation or a valid Azure Public IP address")
        }
        return .address(text)
    }

    /// The annotation of the family, else `spec.loadBalancerIP` where it belongs to the family.
    ///
    /// What is no address at all counts as IPv6, so that on IPv4 a mistake in the field is silently ignored. Source:
    /// pkg/provider/azure_utils.go:318.
    func loadBalancerIP(_ family: IPFamily) -> String? {
        if let text = annotations[family == .ipv4 ? .ipv4 : .ipv6], !text.isEmpty { return text }
        guard let text = service.loadBalancerIP else { return nil }
        let isIPv4 = IPAddress(text)?.unmapped.family == .ipv4
        return isIPv4 == (family == .ipv4) ? text : nil
    }

    /// The addresses by which the Service may join the frontend of another.
    ///
    /// Source: pkg/provider/azure_utils.go:336.
    var namedAddresses: [String] {
        let annotated = [AnnotationKey.ipv4, .ipv6].compactMap { annotations[$0] }.filter { !$0.isEmpty }
        return annotated.isEmpty ? [service.loadBalancerIP].compactMap(\.self) : annotated
    }

    /// The public IP's name, for the same purpose.
    func publicIPName(_ family: IPFamily) -> String? { publicIPResource(.publicIPName, .publicIPNameIPv6, family) }

    /// A dual-stack Service has one key a family; an IPv6 one falls back to the key without suffix.
    ///
    /// Source: pkg/provider/azure_utils.go:379, 410.
    private func publicIPResource(_ ipv4: AnnotationKey, _ ipv6: AnnotationKey, _ family: IPFamily) -> String? {
        let single = release.has(AKSFeature.ipv6KeysForSingleStack) ? [ipv6, ipv4] : [ipv4]
        let keys = family == .ipv4 ? [ipv4] : families.count == 2 ? [ipv6] : single
        return keys.compactMap { annotations[$0] }.first { !$0.isEmpty }
    }
}

extension Annotations {
    /// Whether the load balancer is internal: the one switch that is compared exactly.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:4086 (requiresInternalLoadBalancer).
    var isInternal: Bool { self[.internal] == "true" }

    /// Whether the rules are written as for an internal load balancer, and the security group as well: `True` counts here too.
    ///
    /// Source: pkg/consts/helpers.go:34, pkg/provider/loadbalancer/configuration.go:32.
    var isTreatedAsInternal: Bool { isTrue(.internal) }

    /// The subnet of an internal load balancer, as written; blank is none.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:4094.
    var internalSubnet: String? {
        guard isInternal, let name = self[.internalSubnet], !name.trimmingSpaces().isEmpty else { return nil }
        return name
    }
}

extension Service {
    /// `namespace/name`, as the controller's messages have it.
    var fullName: String { "\(namespace)/\(name)" }
}

extension IPAddress {
    /// Parses as Go's `netip.ParseAddr`: unlike `net.ParseIP` it takes an IPv6 zone.
    init?(netip text: some StringProtocol) {
        guard let percent = text.firstIndex(of: "%") else {
            self.init(text)
            return
        }
        guard text.index(after: percent) < text.endIndex, text[..<percent].contains(":") else { return nil }
        self.init(text[..<percent])
    }

    /// Whether it may be an Azure public IP.
    ///
    /// Source: pkg/provider/azure_publicip_repo.go:245 (validatePublicIPCandidate), :45.
    var isPublicCandidate: Bool {
        let address = unmapped
        guard !address.isPrivate else { return false }
        switch address.family {
        case .ipv4:
            let value = address.low
            let isSpecial = value == 0 || value == 0xffff_ffff || value >> 24 == 127 || value >> 28 == 0xe || value >> 16 == 0xa9fe
            let isReserved = value >> 22 == 0x6440_0000 >> 22 || value == 0xa83f_8110
            return !isSpecial && !isReserved
        case .ipv6:
            let isSpecial = address.high == 0 && address.low <= 1
            return !isSpecial && address.high >> 56 != 0xff && address.high >> 54 != 0xfe80 >> 6
        }
    }
}
