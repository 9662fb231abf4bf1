// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The names of resources that Kubernetes knows.
// Source: kubernetes v1.34.9 pkg/apis/core/helper/helpers.go.
enum ResourceNames {
    /// What a container may ask for without a domain in front.
    static func isOfContainers(_ name: String) -> Bool {
        ["cpu", "memory", "ephemeral-storage"].contains(name) || isHugePages(name)
    }

    static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

    /// A name without a domain of its own.
    static func isNative(_ name: String) -> Bool { !name.contains("/") || name.contains("kubernetes.io/") }

    /// A name under a domain: a device or the like.
    static func isExtended(_ name: String) -> Bool {
        !isNative(name) && !name.hasPrefix("requests.") && Names.isQualifiedName("requests.\(name)")
    }

    /// Whether a node may promise more of it than it has.
    static func isOvercommitted(_ name: String) -> Bool { isNative(name) && !isHugePages(name) }

    static func isCountedWhole(_ name: String) -> Bool {
        isExtended(name) || counted.contains(name)
    }

    static func isStandard(_ name: String) -> Bool {
        isOfContainers(name) || counted.contains(name) || standard.contains(name) || name.hasPrefix("requests.hugepages-")
    }

    private static let counted: Set<String> = [
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ]

    private static let standard: Set<String> = [
        "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
        "storage", "requests.storage",
    ]
}

/// The rules of requests and limits.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:7114-7147, 7510-7665, 7813, pkg/apis/core/v1/defaults.go:163-195.
extension Validation {
    /// `validateContainerResourceName`.
    mutating func containerResourceName(_ field: String, at node: YAMLNode?, _ name: String) {
        if name == "cpu" || name == "memory" { return }
        let faults = Names.isQualifiedName(name) ? [] : Names.qualifiedNameFaults(name)
        invalid(field, at: node, text: name, faults)
        guard name.contains("/") else {
            if faults.isEmpty, !ResourceNames.isStandard(name) {
                invalid(field, at: node, "\"\(name)\"", "must be a standard resource type or fully qualified")
            }
            if !ResourceNames.isOfContainers(name) {
                invalid(field, at: node, "\"\(name)\"", "must be a standard resource for containers")
            }
            return
        }
        if !ResourceNames.isNative(name), !ResourceNames.isExtended(name) {
            invalid(field, at: node, "\"\(name)\"", "doesn't follow extended resource name standard")
        }
    }

    /// `ValidateContainerResourceRequirements`, from inside the container's path.
    mutating func resources(ofContainer container: YAMLNode, _ pod: PodContext) {
        guard let resources = container.field("resources") else { return }
        inside("resources", resources) { validation in
            let limits = resources.field("limits")?.amounts ?? []
            let requests = pod.requests(resources.field("requests")?.amounts ?? [], limits: limits)
            validation.requirements(limits: limits, requests: requests, at: resources) { $0.containerResourceName($1, at: $2, $3) }
            validation.resourceClaims(resources, pod)
        }
    }

    /// What sandbox and runtime take beside the containers (`validateOverhead`).
    mutating func overhead(_ spec: YAMLNode) {
        guard let overhead = spec.field("overhead") else { return }
        inside("overhead", overhead) { validation in
            validation.requirements(limits: overhead.amounts, requests: [], at: overhead) { $0.containerResourceName($1, at: $2, $3) }
        }
    }

    /// Judges the name of a resource: its field, its place, the name.
    typealias ResourceNameRule = (inout Validation, String, YAMLNode?, String) -> Void

    /// `validateResourceRequirements`, from inside its path.
    mutating func requirements(limits: [ResourceAmount], requests: [ResourceAmount], at node: YAMLNode, _ name: ResourceNameRule) {
        for limit in limits {
            let field = "limits[\(limit.name)]"
            amount(field, limit, name)
            hugePages(field, limit)
        }
        for request in requests {
            let field = "requests[\(request.name)]"
            amount(field, request, name)
            withinLimit(request, limits, at: node)
            hugePages(field, request)
        }
        func isAnywhere(_ matches: (String) -> Bool) -> Bool {
            limits.contains { matches($0.name) } || requests.contains { matches($0.name) }
        }
        if isAnywhere(ResourceNames.isHugePages), !isAnywhere({ $0 == "cpu" || $0 == "memory" }) {
            forbidden("", at: node, "HugePages require cpu or memory")
        }
    }

    private mutating func amount(_ field: String, _ amount: ResourceAmount, _ name: ResourceNameRule) {
        name(&self, field, amount.key, amount.name)
        if amount.quantity < .zero {
            invalid(field, at: amount.node, "\"\(amount.text)\"", "must be greater than or equal to 0")
        }
        if ResourceNames.isCountedWhole(amount.name), !amount.quantity.isWhole {
            invalid(field, at: amount.node, "\"\(amount.text)\"", "must be an integer")
        }
    }

    private mutating func hugePages(_ field: String, _ amount: ResourceAmount) {
        guard ResourceNames.isHugePages(amount.name) else { return }
        let size = Quantity(amount.name.dropFirst("hugepages-".count))
        if let size, size > .zero, size.isWhole, amount.quantity.remainder(dividingBy: size) == .zero { return }
        invalid(field, at: amount.node, "\"\(amount.text)\"", "\(amount.text) is not positive integer multiple of \(amount.name)")
    }

    private mutating func withinLimit(_ request: ResourceAmount, _ limits: [ResourceAmount], at node: YAMLNode) {
        guard let limit = limits.first(where: { $0.name == request.name }) else {
            guard !ResourceNames.isOvercommitted(request.name) else { return }
            required("limits", at: node, "Limit must be set for non overcommitable resources")
            return
        }
        let value = "\"\(request.text)\""
        if request.quantity != limit.quantity, !ResourceNames.isOvercommitted(request.name) {
            invalid("requests", at: request.node, value, "must be equal to \(request.name) limit of \(limit.text)")
        } else if request.quantity > limit.quantity {
            invalid("requests", at: request.node, value, "must be less than or equal to \(request.name) limit of \(limit.text)")
        }
    }

    private mutating func resourceClaims(_ resources: YAMLNode, _ pod: PodContext) {
        var taken: Set<String> = []
        for (index, claim) in resources.items("claims").enumerated() {
            let (name, request) = (claim.string("name"), claim.string("request"))
            let field = "claims[\(index)]"
            guard !name.isEmpty else {
                required(field, at: claim)
                continue
            }
            if taken.contains(name) {
                duplicate(field, at: claim, "\"\(name)\"")
            } else {
                if !request.isEmpty {
                    invalid("\(field).request", at: claim.field("request"), text: request, Names.dnsLabelFaults(request))
                }
                let key = request.isEmpty ? name : "\(name)/\(request)"
                if taken.contains(key) {
                    duplicate(field, at: claim, "\"\(key)\"")
                } else if request.isEmpty {
                    for other in taken where other.hasPrefix("\(name)/") { duplicate(field, at: claim, "\"\(name)\"") }
                }
                taken.insert(key)
            }
            if !pod.resourceClaims.contains(name) { notFound(field, at: claim, name) }
        }
    }
}

/// One resource and how much of it.
struct ResourceAmount {
    let name: String
    let quantity: Quantity
    let key: YAMLNode
    let node: YAMLNode

    /// As it is written.
    var text: String { node.text ?? "" }
}

extension YAMLNode {
    /// The amounts of a list of resources, in the order written; fractions below a thousandth are rounded up, as the server does on reading.
    var amounts: [ResourceAmount] {
        guard kind == .mapping else { return [] }
        var amounts: [ResourceAmount] = []
        func add(_ key: YAMLNode, _ value: YAMLNode) {
            guard let name = key.isCertainlyText ? key.text : key.jsonKey,
                let quantity = value.decodedQuantity ?? (value.isNull ? .zero : nil)
            else { return }
            amounts.append(ResourceAmount(name: name, quantity: quantity.roundedUp, key: key, node: value))
        }
        if hasMergeKey {
            for entry in entries { add(entry.key, entry.value) }
        } else {
            var children = writtenChildren
            while let key = children.next(), let value = children.next() { add(key, value) }
        }
        return amounts
    }
}
