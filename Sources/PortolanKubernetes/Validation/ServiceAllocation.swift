// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// The API server's allocation for a new Service: before validation, in four steps, of which the first that fails answers alone.
///
/// Which cluster IPs and node ports other Services hold is not known, nor is the range of cluster IPs: nothing is refused for those.
// Source: kubernetes pkg/registry/core/service/storage/alloc.go (allocateCreate; 03d11c53).
struct ServiceAllocation {
    private(set) var draft: ServiceDraft
    private let cluster: [IPFamily]
    private var taken: Set<Int> = []
    /// Numbers that no manifest can have stand for those that the cluster picks: each its own.
    private var nextPicked = 1 << 40

    private static let nodePorts = 30000...32767

    /// Allocates; where that fails the validation has the reasons and the Service gets no further.
    static func run(_ draft: ServiceDraft, cluster: [IPFamily], _ validation: inout Validation) -> ServiceDraft {
        var allocation = ServiceAllocation(draft: draft, cluster: cluster)
        allocation.assignFamilies(&validation)
        if validation.reasons.isEmpty { allocation.allocateNodePorts(&validation) }
        if validation.reasons.isEmpty { allocation.allocateHealthCheckNodePort(&validation) }
        return allocation.draft
    }

    private init(draft: ServiceDraft, cluster: [IPFamily]) {
        self.draft = draft
        self.cluster = cluster
    }

    // MARK: Families

    /// `initIPFamilyFields`.
    private mutating func assignFamilies(_ validation: inout Validation) {
        guard draft.type != "ExternalName" else { return }
        let policy = draft.ipFamilyPolicy ?? (draft.isHeadlessWithoutSelector ? "RequireDualStack" : "SingleStack")
        draft.ipFamilyPolicy = policy
        validation.clusterIPs(of: draft)
        guard validation.reasons.isEmpty else { return }
        inferFamilies(policy, &validation)
        guard validation.reasons.isEmpty else { return }
        if !draft.isHeadlessWithoutSelector {
            demandConfigured(policy, &validation)
            guard validation.reasons.isEmpty else { return }
        }
        completeFamilies(policy)
    }

    private mutating func inferFamilies(_ policy: String, _ validation: inout Validation) {
        let spec = draft.spec
        validation.inside("spec", spec) { validation in
            if policy == "SingleStack" {
                let need = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
                let node = spec?.field("ipFamilyPolicy")
                if draft.clusterIPs.count == 2 {
                    let place = node ?? spec?.field("clusterIPs")
                    validation.invalid("ipFamilyPolicy", at: place, "\"SingleStack\"", "\(need) cluster IPs are specified")
                }
                if draft.ipFamilies.count == 2 {
                    let place = node ?? spec?.field("ipFamilies")
                    validation.invalid("ipFamilyPolicy", at: place, "\"SingleStack\"", "\(need) IP families are specified")
                }
            }
            for (index, ip) in draft.clusterIPs.enumerated() where index >= draft.ipFamilies.count {
                guard ip != "None", let family = Addresses.sloppy(ip)?.unmapped.family else { break }
                if cluster.contains(family) {
                    draft.ipFamilies.append(family.rawValue)
                } else {
                    let node = spec?.field("clusterIPs") ?? spec?.field("clusterIP")
                    validation.invalid(
                        "clusterIPs[\(index)]", at: node, "\"\(ip)\"", "\(family.rawValue) is not configured on this cluster")
                }
            }
        }
    }

    private func demandConfigured(_ policy: String, _ validation: inout Validation) {
        validation.inside("spec", draft.spec) { validation in
            if policy == "RequireDualStack", cluster.count < 2 {
                let detail = "this cluster is not configured for dual-stack services"
                validation.invalid("ipFamilyPolicy", at: draft.spec?.field("ipFamilyPolicy"), "\"\(policy)\"", detail)
            }
            let nodes = draft.spec?.items("ipFamilies") ?? []
            for (index, family) in draft.ipFamilies.enumerated() where !cluster.contains(where: { $0.rawValue == family }) {
                let node = nodes.indices.contains(index) ? nodes[index] : nil
                validation.invalid("ipFamilies[\(index)]", at: node, "\"\(family)\"", "not configured on this cluster")
            }
        }
    }

    private mutating func completeFamilies(_ policy: String) {
        let isFree = draft.isHeadlessWithoutSelector
        if draft.ipFamilies.isEmpty { draft.ipFamilies = [(cluster.first ?? .ipv4).rawValue] }
        guard policy != "SingleStack", draft.ipFamilies.count == 1, isFree || cluster.count == 2 else { return }
        draft.ipFamilies.append(draft.ipFamilies == ["IPv4"] ? "IPv6" : "IPv4")
    }

    // MARK: Node ports

    /// `initNodePorts`: ports of one number share a node port, over whatever protocols.
    private mutating func allocateNodePorts(_ validation: inout Validation) {
        guard draft.type == "NodePort" || draft.type == "LoadBalancer" else { return }
        var nodePortOfNumber: [Int: Int] = [:]
        for index in draft.ports.indices {
            let port = draft.ports[index]
            if port.nodePort == 0, !draft.allocatesNodePorts { continue }
            guard let shared = nodePortOfNumber[port.number] else {
                let requested = draft.ports.first { $0.number == port.number && $0.nodePort != 0 }?.nodePort
                if let requested, !take(requested, forPort: index, &validation) { return }
                let nodePort = requested ?? pick()
                draft.ports[index].nodePort = nodePort
                nodePortOfNumber[port.number] = nodePort
                continue
            }
            if port.nodePort == 0 {
                draft.ports[index].nodePort = shared
            } else if port.nodePort != shared, !take(port.nodePort, forPort: index, &validation) {
                return
            }
        }
    }

    private mutating func pick() -> Int {
        nextPicked += 1
        return nextPicked
    }

    private mutating func take(_ nodePort: Int, forPort index: Int, _ validation: inout Validation) -> Bool {
        guard let fault = fault(taking: nodePort) else { return true }
        let node = draft.ports[index].node
        validation.inside("spec", draft.spec) {
            $0.invalid("ports[\(index)].nodePort", at: node.field("nodePort") ?? node, "\(nodePort)", fault)
        }
        return false
    }

    private mutating func fault(taking nodePort: Int) -> String? {
        guard Self.nodePorts.contains(nodePort) else {
            return "provided port is not in the valid range. The range of valid ports is 30000-32767"
        }
        return taken.insert(nodePort).inserted ? nil : "provided port is already allocated"
    }

    /// `allocHealthCheckNodePort`: what goes wrong here is the API server's internal error.
    private mutating func allocateHealthCheckNodePort(_ validation: inout Validation) {
        guard draft.needsHealthCheck else { return }
        let requested = draft.healthCheckNodePort
        guard requested != 0 else {
            draft.healthCheckNodePort = pick()
            return
        }
        guard let fault = fault(taking: requested) else { return }
        let detail = "failed to allocate requested HealthCheck NodePort \(requested): \(fault)"
        validation.internalError(at: draft.spec?.field("healthCheckNodePort"), detail)
    }
}
