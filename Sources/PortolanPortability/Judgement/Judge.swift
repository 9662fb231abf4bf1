// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Says what becomes of a Service's requirements on one target: from the exposure where the contract has a field for it or where the
/// catalogue says which setting shows it, else from the target's own words in the manifest, else from what its products do and what its
/// words mean where they are absent.
struct Judge {
    let vocabulary: Vocabulary
    let service: Service
    let exposure: Exposure
    let facts: EndpointFacts
    /// What the Service's annotations ask for in the target's own words.
    let own: [Requirement]
    /// All listeners of the exposure.
    let listeners: [Listener]
    /// The listeners by their ports where there are many; a handful is walked through.
    let listenersByPort: [Int: [Listener]]?

    init(vocabulary: Vocabulary, service: Service, exposure: Exposure, facts: EndpointFacts) {
        self.vocabulary = vocabulary
        self.service = service
        self.exposure = exposure
        self.facts = facts
        own = service.annotations.isEmpty ? [] : vocabulary.requirements(of: service)
        listeners = exposure.loadBalancers.flatMap(\.listeners)
        listenersByPort = listeners.count > 16 ? Dictionary(grouping: listeners, by: \.port) : nil
    }

    /// Whether the manifest says in the target's own words who may reach the address.
    var saysScope: Bool { own.contains { $0.id == .reachability } }

    /// What becomes of a requirement.
    func outcome(of requirement: Requirement) -> Outcome {
        switch exposure.status {
        case .provisioned: break
        case .nodeOnly: return requirement.value == "node" || requirement.id == .portProtocol ? .met : .unmet(instead: "it is a NodePort")
        case .failed: return .unmet(instead: "the controller refuses the Service, so it gets no address")
        case .unclaimed: return .unmet(instead: "no controller acts on the Service, so it gets no address")
        case .invalid: return .unmet(instead: "the API server rejects the Service")
        case .clusterOnly, .alias: return .unmet(instead: "nothing outside the cluster reaches it")
        }
        return direct(requirement) ?? shown(requirement) ?? said(requirement) ?? implied(requirement)
    }

    /// The outcome where the exposure itself shows it; `nil` where it has no field for the requirement.
    private func direct(_ requirement: Requirement) -> Outcome? {
        switch requirement.id {
        case .reachability: reachability(requirement)
        case .sourceRanges: sourceRanges(requirement.value)
        case .addressReserved: reserved(requirement)
        case .addressFamilies: families(requirement.value)
        case .addressDNSName where service.annotations["external-dns.alpha.kubernetes.io/hostname"] == requirement.value: .met
        case .portProtocol: portProtocol(requirement)
        case .tlsCertificate: certificate(requirement)
        case .clientAddress: clientAddress()
        case .backendTarget: backendTarget(requirement.value)
        case .backendProtocol: backendProtocol(requirement)
        case .backendProxyProtocol: proxyProtocol(requirement)
        case .affinity: affinity(requirement)
        case .healthCheckProtocol, .healthCheckPort, .healthCheckPath, .healthCheckInterval, .healthCheckTimeout, .healthCheckHealthy,
            .healthCheckUnhealthy:
            healthCheck(requirement)
        case .placementSubnets where !exposure.loadBalancers.allSatisfy(\.subnets.isEmpty): .met
        // A word that this load balancer does not read puts it nowhere.
        case .placementSubnets where own.contains { $0.id == .placementSubnets }:
            .unmet(instead: "the controller does not read the subnet for this load balancer")
        case .securityGroups where !exposure.loadBalancers.allSatisfy(\.securityGroups.isEmpty): .met
        case .identityTags: tags(requirement.value)
        case .identityName where exposure.loadBalancers.contains { $0.name == requirement.value }: .met
        // Naming one public IP is how an address is shared where that name is read.
        case .addressShared
        where vocabulary.reads(requirement.origin.key) && service.annotations[requirement.origin.key] == requirement.value:
            .met
        // Which controller acts is how the other requirements come to hold; nobody asks for it for its own sake.
        case .controllerClass, .nodePorts: .met
        default: nil
        }
    }

    /// The outcome by settings that the controller makes explicitly; `nil` where none shows the requirement.
    private func shown(_ requirement: Requirement) -> Outcome? {
        let values = shownValues(requirement)
        guard let first = values.first else { return nil }
        if values.allSatisfy({ $0 == requirement.value }) { return .met }
        if values.contains(requirement.value) {
            return .partly(lost: "some ports have \(values.first { $0 != requirement.value } ?? first)")
        }
        guard !requirement.id.namesCloudObject else { return .met }
        return .unmet(instead: "it is \(first) there")
    }

    /// The neutral values of the settings that show a requirement, those of its port where it has one.
    func shownValues(_ requirement: Requirement) -> [String] {
        vocabulary.settings(showing: requirement.id).flatMap { setting -> [String] in
            let whole = exposure.loadBalancers.compactMap { $0.settings[setting.name] }
            let single = listeners(for: requirement.port).compactMap { $0.settings[setting.name] }
            return (whole + single).compactMap { NeutralValue.read(setting: $0, as: setting.requirement) }
        }
    }

    /// The outcome by the target's own words: the same word with the same value, or with any where it names a cloud's object.
    private func said(_ requirement: Requirement) -> Outcome? {
        let said = own.filter { $0.id == requirement.id && ($0.port == nil || requirement.port == nil || $0.port == requirement.port) }
        if said.contains(where: { $0.value == requirement.value || requirement.id.namesCloudObject }) { return .met }
        return said.first.map { .partly(lost: "\($0.origin.key) sets \($0.value), not \(requirement.value)") }
    }

    /// The outcome by what the products do of themselves, and by the defaults of the target's words.
    private func implied(_ requirement: Requirement) -> Outcome {
        let given = exposure.loadBalancers.compactMap { vocabulary.productDefault(requirement.id, product: $0.product) }
        if let other = given.first(where: { $0 != requirement.value && $0 != "none" }) { return .unmet(instead: "it is \(other) there") }
        if !given.isEmpty {
            // A product that cuts no connection keeps every one for as long as was asked.
            let isKept = requirement.id == .timeoutIdle || requirement.value == "none" || !given.contains("none")
            return isKept ? .met : .unmet(instead: "the target has nothing of the kind")
        }
        let rows = vocabulary.rows(expressing: requirement.id).filter { $0.row.isRead }
        let defaults = rows.compactMap { expression in
            expression.row.defaultValue.flatMap { NeutralValue.read($0, as: expression.mapping, type: expression.row.type) }
        }
        if defaults.contains(requirement.value) { return .met }
        // Nobody needs a word for what is not asked for.
        if requirement.value == "no", requirement.id != .balancingCrossZone, defaults.isEmpty, rows.isEmpty { return .met }
        guard !rows.isEmpty else { return .unmet(instead: "the target has nothing of the kind") }
        return .unmet(
            instead: defaults.first.map { "the target's default is \($0)" } ?? "the manifest does not say it in the target's words")
    }
}
