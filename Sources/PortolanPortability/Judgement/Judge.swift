// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Says what becomes of a Service's requirements on one target: from the exposure where the contract has a field for it, else from the
/// target's own words in the manifest and from the defaults that its catalogue records.
struct Judge {
    let vocabulary: Vocabulary
    let service: Service
    let exposure: Exposure
    /// What the Service's annotations ask for in the target's own words.
    private let own: [Requirement]

    init(vocabulary: Vocabulary, service: Service, exposure: Exposure) {
        self.vocabulary = vocabulary
        self.service = service
        self.exposure = exposure
        own = vocabulary.requirements(of: service)
    }

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
        return direct(requirement) ?? byWords(requirement)
    }

    /// The outcome where the exposure itself shows it; `nil` where it has no field for the requirement.
    private func direct(_ requirement: Requirement) -> Outcome? {
        switch requirement.id {
        case .reachability: reachability(requirement.value)
        case .sourceRanges: sourceRanges(requirement.value)
        case .addressReserved: reserved()
        case .addressFamilies: families(requirement.value)
        case .addressDNSName where service.annotations["external-dns.alpha.kubernetes.io/hostname"] == requirement.value: .met
        case .portProtocol: portProtocol(requirement)
        case .tlsCertificate: certificate(requirement)
        case .clientAddress: clientAddress()
        case .backendTarget: backendTarget(requirement.value)
        case .backendProxyProtocol: proxyProtocol(requirement)
        case .affinity: affinity(requirement)
        case .healthCheckProtocol, .healthCheckPort, .healthCheckPath, .healthCheckInterval, .healthCheckTimeout, .healthCheckHealthy,
            .healthCheckUnhealthy:
            healthCheck(requirement)
        case .placementSubnets where !exposure.loadBalancers.allSatisfy(\.subnets.isEmpty): .met
        case .securityGroups where !exposure.loadBalancers.allSatisfy(\.securityGroups.isEmpty): .met
        case .identityTags: tags(requirement.value)
        case .identityName where exposure.loadBalancers.contains { $0.name == requirement.value }: .met
        case .controllerClass, .nodePorts: .met
        default: nil
        }
    }

    /// The outcome by the target's own words: the same word with the same value, or with any where it names a cloud's object; else its default.
    private func byWords(_ requirement: Requirement) -> Outcome {
        let said = own.filter { $0.id == requirement.id && ($0.port == nil || requirement.port == nil || $0.port == requirement.port) }
        if said.contains(where: { $0.value == requirement.value || requirement.id.namesCloudObject }) { return .met }
        if let other = said.first { return .partly(lost: "\(other.origin.key) sets \(other.value), not \(requirement.value)") }
        let rows = vocabulary.rows(expressing: requirement.id)
        let defaults = rows.compactMap { row in
            row.defaultValue.flatMap { value in row.requirement.flatMap { NeutralValue.read(value, as: $0) } }
        }
        if defaults.contains(requirement.value) { return .met }
        guard !rows.isEmpty else { return .unmet(instead: "the target has nothing of the kind") }
        return .unmet(instead: defaults.first.map { "the target's default is \($0)" } ?? "the manifest does not say it in the target's words")
    }
}
