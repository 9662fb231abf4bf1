// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Reads what a Service asks for: Kubernetes' own fields, what the home makes of it, the home's words, and neutral words
/// (`requirements.portolan.dev/<id>`), of which the latter win over the former.
struct RequirementReader {
    /// The prefix of annotations that state a requirement in neutral words; a port follows as `_<number>-<protocol>`.
    static let neutralPrefix = "requirements.portolan.dev/"

    let service: Service
    /// Whether it asks for a load balancer: by its type, or because a controller gives it one all the same.
    let isBalanced: Bool
    let home: Vocabulary?
    /// What the home's controller does with the Service; its scope counts where nothing is written, and what its listeners speak.
    let homeExposure: Exposure?
    /// Other targets whose words the Service uses as well; asked for only where the home says nothing.
    let others: () -> [Vocabulary]
    /// What the pods' readiness probes say of health checks, and other Services of the address.
    let beside: [Requirement]

    /// The requirements, in the order of the vocabulary, each once.
    func requirements() -> [Requirement] {
        guard isBalanced || service.type == .nodePort else { return [] }
        let own = kubernetes()
        guard isBalanced else { return own.sorted() }
        let words = home.map { certificates($0.requirements(of: service)) } ?? []
        // What the home makes of these is known, and counts for more than the words.
        let settled: Set<RequirementID> = homeExposure?.status == .provisioned ? [.reachability, .portProtocol] : [.reachability]
        var result = Self.overlay(
            [own + beside + [reachability(words)], words.filter { !settled.contains($0.id) } + raisedPorts() + ignoredTLS(), neutral()],
            ports: service.ports)
        result.removeAll { $0.value == Pins.nothing || ($0.id == .sourceRanges && Self.isEverybody($0.value)) }
        for index in result.indices { locate(&result[index]) }
        return result.sorted()
    }

    private func locate(_ requirement: inout Requirement) {
        guard !requirement.origin.key.hasPrefix("spec."), requirement.origin.key != ReadinessReader.key else { return }
        requirement.origin.location = service.metadata.location(ofAnnotation: requirement.origin.key)
    }

    /// Later layers replace what earlier ones say of the same word and port; of two in one layer the first counts.
    private static func overlay(_ layers: [[Requirement]], ports: [ServicePort]) -> [Requirement] {
        var chosen: [RequirementID: [Requirement]] = [:]
        for layer in layers {
            var here: [RequirementID: [Requirement]] = [:]
            for requirement in layer where !(here[requirement.id] ?? []).contains(where: { $0.port == requirement.port }) {
                here[requirement.id, default: []].append(requirement)
            }
            for (id, said) in here {
                // A word for the whole endpoint replaces what was said of its ports; one for a port leaves what was said of the others.
                let isWhole = said.contains { $0.port == nil }
                let kept = isWhole ? [] : (chosen[id] ?? []).filter { old in !said.contains { $0.port == old.port } }
                chosen[id] = spread(kept + said, over: ports)
            }
        }
        return chosen.values.flatMap { $0 }
    }

    /// What is said of the whole endpoint and otherwise of some ports holds for the other ports.
    private static func spread(_ said: [Requirement], over ports: [ServicePort]) -> [Requirement] {
        guard said.count > 1, let whole = said.first(where: { $0.port == nil }) else { return said }
        let own = said.filter { $0.port != nil }
        let rest = ports.map { Requirement.Port(number: $0.port, protocol: $0.protocol.rawValue) }
            .filter { port in !own.contains { $0.port == port } }
        return own
            + rest.map { port in
                var requirement = whole
                requirement.port = port
                return requirement
            }
    }

    // MARK: Kubernetes' own fields

    private func kubernetes() -> [Requirement] {
        var result: [Requirement] = []
        for port in service.ports {
            let name = Requirement.Port(number: port.port, protocol: port.protocol.rawValue)
            result.append(
                Requirement(
                    id: .portProtocol, port: name, value: port.protocol.rawValue,
                    origin: Requirement.Origin(
                        key: "spec.ports[].protocol", location: port.node.location, words: "kubernetes",
                        isDefault: port.node.value("protocol") == nil)))
        }
        guard isBalanced else {
            return result + [field(.reachability, "node", "type")]
        }
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

    /// Who should reach a load balancer: whoever its home's words say, else whoever those of another cloud say, else whom the home lets
    /// reach it, else the internet, which is what Kubernetes' documentation promises of `type: LoadBalancer`.
    private func reachability(_ words: [Requirement]) -> Requirement {
        var origin = Requirement.Origin(key: "spec.type", location: location("type"), words: "kubernetes", isDefault: true)
        let scope = homeExposure?.address?.scope
        if let said = words.first(where: { $0.id == .reachability }),
            scope == nil || scope?.rawValue == said.value || said.value == "private"
        {
            // Who writes that it is private means it, even where the home does not read it so.
            return said
        }
        if !words.contains(where: { $0.id == .reachability }) {
            let elsewhere = others().flatMap { $0.requirements(of: service) }.filter { $0.id == .reachability }
            // Two clouds of which one is to be private: better one lock too many.
            if let said = elsewhere.first(where: { $0.value == "private" }) ?? elsewhere.first { return said }
        }
        if let home, let scope {
            origin.words = home.target
            return Requirement(id: .reachability, port: nil, value: scope.rawValue, origin: origin)
        }
        return Requirement(id: .reachability, port: nil, value: "public", origin: origin)
    }

    /// What the home's load balancer speaks above the transport, which several annotations together decide: the listeners tell.
    private func raisedPorts() -> [Requirement] {
        guard let home, let homeExposure, homeExposure.status == .provisioned else { return [] }
        let deciding: Set<RequirementID> = [.portProtocol, .tlsCertificate]
        let said = service.annotations.first { entry in
            home.rows(for: entry.key).contains { row in row.isRead && row.requirements.contains { deciding.contains($0.id) } }
        }
        guard let said else { return [] }
        return service.ports.compactMap { port -> Requirement? in
            guard let spoken = listener(of: port)?.protocol, !Judge.transports.contains(spoken) else { return nil }
            return Requirement(
                id: .portProtocol, port: .init(number: port.port, protocol: port.protocol.rawValue), value: spoken,
                origin: Requirement.Origin(key: said.key, location: service.metadata.location, words: home.target, isDefault: false))
        }
    }

    /// TLS that the manifest asks for in the home's words, certificate and all, and that the home's own load balancer does not end.
    private func ignoredTLS() -> [Requirement] {
        guard let home, let homeExposure, homeExposure.status == .provisioned else { return [] }
        let listeners = homeExposure.loadBalancers.flatMap(\.listeners)
        guard !listeners.isEmpty, listeners.allSatisfy({ Judge.plain.contains($0.protocol) }) else { return [] }
        let meant = home.requirements(of: service, isMeant: true)
        let certificates = meant.filter { $0.id == .tlsCertificate }
        let spoken = meant.filter { $0.id == .portProtocol && ["TLS", "HTTPS"].contains($0.value) }
        guard let certificate = certificates.first else { return [] }
        let ports = service.ports.filter { $0.protocol == .tcp }.map { Requirement.Port(number: $0.port, protocol: $0.protocol.rawValue) }
        return ports.flatMap { port -> [Requirement] in
            guard var wanted = spoken.first(where: { $0.port == port }) ?? spoken.first(where: { $0.port == nil }) else { return [] }
            var proof = certificate
            wanted.port = port
            proof.port = port
            return [wanted, proof]
        }
    }

    /// A certificate is for the ports on which the home's load balancer ends TLS.
    private func certificates(_ words: [Requirement]) -> [Requirement] {
        words.flatMap { requirement -> [Requirement] in
            guard requirement.id == .tlsCertificate, requirement.port == nil else { return [requirement] }
            let ports = service.ports.filter { listener(of: $0)?.tls?.certificates.isEmpty == false }
            guard !ports.isEmpty else { return [requirement] }
            return ports.map { port in
                var requirement = requirement
                requirement.port = .init(number: port.port, protocol: port.protocol.rawValue)
                return requirement
            }
        }
    }

    private func listener(of port: ServicePort) -> Listener? {
        homeExposure?.loadBalancers.lazy.flatMap(\.listeners).first {
            $0.port == port.port && Judge.transport(of: $0.protocol).contains(port.protocol.rawValue)
        }
    }

    private func sourceRanges() -> Requirement? {
        let key = "service.beta.kubernetes.io/load-balancer-source-ranges"
        if !service.loadBalancerSourceRanges.isEmpty {
            return field(
                .sourceRanges, NeutralValue.cidrs(service.loadBalancerSourceRanges.joined(separator: ",")), "loadBalancerSourceRanges")
        }
        guard let written = service.annotations[key], !written.allSatisfy(\.isWhitespace) else { return nil }
        return annotation(.sourceRanges, NeutralValue.cidrs(written), key)
    }

    /// Whether source ranges let everybody in, so that they ask for nothing.
    static func isEverybody(_ ranges: String) -> Bool { NeutralValue.parts(ranges).contains("0.0.0.0/0") }

    private func families() -> Requirement? {
        if !service.ipFamilies.isEmpty {
            return field(.addressFamilies, service.ipFamilies.map(\.rawValue).joined(separator: ","), "ipFamilies")
        }
        return service.ipFamilyPolicy == .requireDualStack ? field(.addressFamilies, "IPv4,IPv6", "ipFamilyPolicy") : nil
    }

    // MARK: Neutral words

    private func neutral() -> [Requirement] {
        service.annotations.compactMap { entry -> Requirement? in
            guard entry.key.hasPrefix(Self.neutralPrefix) else { return nil }
            let parts = entry.key.dropFirst(Self.neutralPrefix.count).split(separator: "_", maxSplits: 1)
            guard let first = parts.first, let id = RequirementID(rawValue: String(first)) else { return nil }
            var port: Requirement.Port?
            if parts.count == 2 {
                let pair = parts[1].split(separator: "-", maxSplits: 1)
                guard pair.count == 2, let number = Int(pair[0]) else { return nil }
                port = Requirement.Port(number: number, protocol: String(pair[1]))
            }
            var requirement = annotation(id, id == .sourceRanges ? NeutralValue.cidrs(entry.value) : entry.value, entry.key)
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
            origin: Requirement.Origin(key: key, location: service.metadata.location, words: "kubernetes", isDefault: false))
    }

    private func location(_ field: String) -> SourceLocation {
        service.metadata.node.value("spec")?.keyNode(field)?.location ?? service.metadata.location
    }
}
