// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Reads what a Service asks for: Kubernetes' own fields, the home's words, and neutral words (`requirements.portolan.dev/<id>`),
/// of which the latter win over the former.
struct RequirementReader {
    /// The prefix of annotations that state a requirement in neutral words; a port follows as `_<number>-<protocol>`.
    static let neutralPrefix = "requirements.portolan.dev/"

    let service: Service
    let home: Vocabulary?
    /// What the home's controller does with the Service; its scope counts where nothing is written.
    let homeExposure: Exposure?

    /// The requirements, in the order of the vocabulary, each once.
    func requirements() -> [Requirement] {
        guard service.type == .loadBalancer || service.type == .nodePort else { return [] }
        let own = kubernetes()
        guard service.type == .loadBalancer else { return own.sorted() }
        return Self.overlay([own, home?.requirements(of: service) ?? [], neutral()]).filter { $0.value != Pins.nothing }.sorted()
    }

    /// Later layers replace what earlier ones say of the same word and port; of two in one layer the first counts.
    private static func overlay(_ layers: [[Requirement]]) -> [Requirement] {
        struct Key: Hashable {
            var id: RequirementID
            var port: Requirement.Port?
        }
        var chosen: [Key: Requirement] = [:]
        for layer in layers {
            var here: [Key: Requirement] = [:]
            for requirement in layer {
                let key = Key(id: requirement.id, port: requirement.port)
                if here[key] == nil { here[key] = requirement }
                // A word for the whole endpoint replaces what was said of its ports.
                if requirement.port == nil { chosen = chosen.filter { $0.key.id != requirement.id || here[$0.key] != nil } }
            }
            chosen.merge(here) { _, later in later }
        }
        return Array(chosen.values)
    }

    // MARK: Kubernetes' own fields

    private func kubernetes() -> [Requirement] {
        var result = [reachability()]
        for port in service.ports {
            let name = Requirement.Port(number: port.port, protocol: port.protocol.rawValue)
            result.append(
                Requirement(
                    id: .portProtocol, port: name, value: port.protocol.rawValue,
                    origin: Requirement.Origin(
                        key: "spec.ports[].protocol", location: port.node.location, words: "kubernetes",
                        isDefault: port.node.value("protocol") == nil)))
        }
        guard service.type == .loadBalancer else { return result }
        let ranges = sourceRanges()
        if let ranges { result.append(ranges) }
        if let address = service.loadBalancerIP { result.append(field(.addressReserved, address, "loadBalancerIP")) }
        if let families = families() { result.append(families) }
        if let name = service.annotations["external-dns.alpha.kubernetes.io/hostname"] {
            result.append(annotation(.addressDNSName, name, "external-dns.alpha.kubernetes.io/hostname"))
        }
        if service.externalTrafficPolicy == .local { result.append(field(.clientAddress, "preserved", "externalTrafficPolicy")) }
        if service.hasClientIPAffinity { result.append(field(.affinity, "client-ip", "sessionAffinity")) }
        if service.trafficDistribution != nil { result.append(field(.balancingCrossZone, "no", "trafficDistribution")) }
        if let name = service.loadBalancerClass { result.append(field(.controllerClass, name, "loadBalancerClass")) }
        if !service.allocateLoadBalancerNodePorts { result.append(field(.nodePorts, "none", "allocateLoadBalancerNodePorts")) }
        return result
    }

    /// Who should reach it: nodes for a NodePort; for a load balancer what its home gives it, else the internet, which is what
    /// Kubernetes' documentation promises of `type: LoadBalancer`.
    private func reachability() -> Requirement {
        var origin = Requirement.Origin(
            key: "spec.type", location: location("type"), words: "kubernetes", isDefault: true)
        guard service.type == .loadBalancer else {
            origin.isDefault = false
            return Requirement(id: .reachability, port: nil, value: "node", origin: origin)
        }
        if let home, let scope = homeExposure?.address?.scope {
            origin.words = home.target
            return Requirement(id: .reachability, port: nil, value: scope.rawValue, origin: origin)
        }
        return Requirement(id: .reachability, port: nil, value: "public", origin: origin)
    }

    private func sourceRanges() -> Requirement? {
        let key = "service.beta.kubernetes.io/load-balancer-source-ranges"
        if !service.loadBalancerSourceRanges.isEmpty {
            let value = NeutralValue.cidrs(service.loadBalancerSourceRanges.joined(separator: ","))
            return Self.isEverybody(value) ? nil : field(.sourceRanges, value, "loadBalancerSourceRanges")
        }
        guard let written = service.annotations[key], !written.trimmedIsEmpty else { return nil }
        let value = NeutralValue.cidrs(written)
        return Self.isEverybody(value) ? nil : annotation(.sourceRanges, value, key)
    }

    /// Whether source ranges let everybody in, so that they ask for nothing.
    static func isEverybody(_ ranges: String) -> Bool {
        let parts = Set(NeutralValue.parts(ranges))
        return parts.contains("0.0.0.0/0")
    }

    private func families() -> Requirement? {
        if !service.ipFamilies.isEmpty {
            return field(.addressFamilies, service.ipFamilies.map(\.rawValue).joined(separator: ","), "ipFamilies")
        }
        switch service.ipFamilyPolicy {
        case .requireDualStack: return field(.addressFamilies, "IPv4,IPv6", "ipFamilyPolicy")
        default: return nil
        }
    }

    // MARK: Neutral words

    private func neutral() -> [Requirement] {
        service.annotations.compactMap { entry -> Requirement? in
            guard entry.key.hasPrefix(Self.neutralPrefix) else { return nil }
            let word = entry.key.dropFirst(Self.neutralPrefix.count)
            let parts = word.split(separator: "_", maxSplits: 1)
            guard let first = parts.first, let id = RequirementID(rawValue: String(first)) else { return nil }
            var port: Requirement.Port?
            if parts.count == 2 {
                let pair = parts[1].split(separator: "-", maxSplits: 1)
                guard pair.count == 2, let number = Int(pair[0]) else { return nil }
                port = Requirement.Port(number: number, protocol: String(pair[1]))
            }
            var requirement = annotation(id, entry.value, entry.key)
            requirement.port = port
            requirement.origin.words = "portolan"
            return requirement
        }
    }

    // MARK: Origins

    private func field(_ id: RequirementID, _ value: String, _ name: String) -> Requirement {
        Requirement(
            id: id, port: nil, value: value,
            origin: Requirement.Origin(key: "spec.\(name)", location: location(name), words: "kubernetes", isDefault: false))
    }

    private func annotation(_ id: RequirementID, _ value: String, _ key: String) -> Requirement {
        Requirement(
            id: id, port: nil, value: value,
            origin: Requirement.Origin(
                key: key, location: service.metadata.location(ofAnnotation: key), words: "kubernetes", isDefault: false))
    }

    private func location(_ field: String) -> SourceLocation {
        service.metadata.node.value("spec")?.keyNode(field)?.location ?? service.metadata.location
    }
}

extension String {
    fileprivate var trimmedIsEmpty: Bool { allSatisfy(\.isWhitespace) }
}
