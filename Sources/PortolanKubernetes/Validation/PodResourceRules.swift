// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of what a pod asks for as a whole, and of the devices that it claims.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:3126-3180, 4614-4718, 7152, pkg/apis/core/v1/defaults.go:163-530.
extension Validation {
    /// `validatePodResourceClaims`.
    mutating func podResourceClaims(_ spec: YAMLNode) {
        var names: Set<String> = []
        each("resourceClaims", spec.items("resourceClaims")) { validation, _, claim in
            let name = claim.string("name")
            let node = claim.field("name") ?? claim
            if name.isEmpty {
                validation.required("name", at: node)
            } else if !names.insert(name).inserted {
                validation.duplicate("name", at: node, "\"\(name)\"")
            } else {
                validation.invalid("name", at: node, text: name, Names.dnsLabelFaults(name))
            }
            let fields = ["resourceClaimName", "resourceClaimTemplateName"]
            switch fields.count(where: { claim.field($0) != nil }) {
            case 0: validation.invalid("", at: claim, "", "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
            case 1: break
            default:
                let detail = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                validation.invalid("", at: claim, "", detail)
            }
            for field in fields {
                guard let name = claim.optionalString(field) else { continue }
                validation.invalid(field, at: claim.field(field), text: name, Names.dnsSubdomainFaults(name))
            }
        }
    }

    /// `validatePodResources`, from inside the pod spec's path.
    mutating func podResources(_ spec: YAMLNode, _ pod: PodContext) {
        guard let resources = spec.field("resources") else { return }
        guard spec.field("os")?.string("name") != "windows" else {
            forbidden("resources", at: resources, "may not be set for a windows pod")
            return
        }
        let needs = PodNeeds(spec, pod)
        inside("resources", resources) { validation in
            if let claims = resources.field("claims") {
                validation.forbidden("claims", at: claims, "claims may not be set for Resources at pod-level")
            }
            validation.requirements(limits: needs.limits, requests: needs.requests, at: resources) { $0.podResourceName($1, at: $2, $3) }
            for claim in resources.items("claims").enumerated() where !pod.resourceClaims.contains(claim.element.string("name")) {
                validation.notFound("claims[\(claim.offset)]", at: claim.element, claim.element.string("name"))
            }
            validation.consistency(needs, spec, pod)
        }
    }

    /// `validatePodResourceName`.
    private mutating func podResourceName(_ field: String, at node: YAMLNode?, _ name: String) {
        guard Names.isQualifiedName(name) else {
            invalid(field, at: node, text: name, Names.qualifiedNameFaults(name))
            return
        }
        if !name.contains("/"), !ResourceNames.isStandard(name) {
            invalid(field, at: node, "\"\(name)\"", "must be a standard resource type or fully qualified")
        } else if !["cpu", "memory"].contains(name), !ResourceNames.isHugePages(name) {
            notSupported(field, at: node, name, ["cpu", "hugepages-", "memory"])
        }
    }

    /// `validatePodResourceConsistency`: the whole is no less than its parts.
    private mutating func consistency(_ needs: PodNeeds, _ spec: YAMLNode, _ pod: PodContext) {
        for request in needs.requests {
            guard let sum = needs.ofContainers[request.name], sum > request.quantity else { continue }
            let detail = "must be greater than or equal to aggregate container requests"
            invalid("requests[\(request.name)]", at: request.node, "\"\(request.text)\"", detail)
        }
        let whole = Dictionary(needs.limits.map { ($0.name, $0) }) { $1 }
        for (index, container) in spec.items("containers").enumerated() {
            for limit in container.field("resources")?.field("limits")?.amounts ?? [] {
                guard let most = whole[limit.name], limit.quantity > most.quantity else { continue }
                let field = "containers[\(index)][\(limit.name)].limits"
                invalid(field, at: limit.node, "\"\(limit.text)\"", "must be less than or equal to pod limits of \(most.text)")
            }
        }
    }
}

/// What a pod asks for as a whole, and what its containers ask for together.
private struct PodNeeds {
    let limits: [ResourceAmount]
    let requests: [ResourceAmount]
    /// The requests of all containers together, as they run at the same time.
    let ofContainers: [String: Quantity]

    init(_ spec: YAMLNode, _ pod: PodContext) {
        let resources = spec.field("resources")
        limits = resources?.field("limits")?.amounts ?? []
        let ofContainers = Self.sum(spec, pod)
        self.ofContainers = ofContainers
        let written = resources?.field("requests")?.amounts ?? []
        guard pod.isPod, !limits.isEmpty else {
            requests = written
            return
        }
        // In a Pod, what is absent is as high as the containers' requests, or else as the limit.
        let names = Set(written.map(\.name))
        requests =
            written
            + limits.filter { limit in
                let isPartial = ResourceNames.isOvercommitted(limit.name) && ofContainers[limit.name] != nil
                return !names.contains(limit.name) && !isPartial
            }
    }

    /// `AggregateContainerRequests`: ordinary init containers run one by one, sidecars beside all that follows.
    private static func sum(_ spec: YAMLNode, _ pod: PodContext) -> [String: Quantity] {
        func requests(_ container: YAMLNode) -> [String: Quantity] {
            let resources = container.field("resources")
            let limits = resources?.field("limits")?.amounts ?? []
            let amounts = pod.requests(resources?.field("requests")?.amounts ?? [], limits: limits)
            return Dictionary(amounts.map { ($0.name, $0.quantity) }) { $1 }
        }
        var total: [String: Quantity] = [:]
        for container in spec.items("containers") { total.merge(requests(container)) { $0 + $1 } }
        var (sidecars, peak): ([String: Quantity], [String: Quantity]) = ([:], [:])
        for container in spec.items("initContainers") {
            let own = requests(container)
            let isSidecar = container.string("restartPolicy") == "Always"
            let running = sidecars.merging(own) { $0 + $1 }
            if isSidecar {
                total.merge(own) { $0 + $1 }
                sidecars = running
            }
            peak.merge(running) { max($0, $1) }
        }
        return total.merging(peak) { max($0, $1) }
    }
}

extension PodContext {
    /// The requests of a container: in a Pod those that are absent are as high as the limits, in a template they stay absent.
    func requests(_ written: [ResourceAmount], limits: [ResourceAmount]) -> [ResourceAmount] {
        guard isPod else { return written }
        return written + limits.filter { limit in !written.contains { $0.name == limit.name } }
    }
}
