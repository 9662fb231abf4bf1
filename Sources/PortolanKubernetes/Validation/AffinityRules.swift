// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of where pods may run.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:4169-4186, 4834-5080, 8442-8660, 8962.
extension Validation {
    /// `validateAffinity`.
    mutating func affinity(_ spec: YAMLNode, _ pod: PodContext) {
        guard let affinity = spec.field("affinity") else { return }
        inside("affinity", affinity) { validation in
            if let node = affinity.field("nodeAffinity") { validation.inside("nodeAffinity", node) { $0.nodeAffinity(node) } }
            for field in ["podAffinity", "podAntiAffinity"] {
                guard let node = affinity.field(field) else { continue }
                validation.inside(field, node) { $0.podAffinity(node, pod) }
            }
        }
    }

    private static let must = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let should = "preferredDuringSchedulingIgnoredDuringExecution"

    private mutating func nodeAffinity(_ affinity: YAMLNode) {
        if let selector = affinity.field(Self.must) {
            inside(Self.must, selector) { validation in
                let terms = selector.items("nodeSelectorTerms")
                if terms.isEmpty { validation.required("nodeSelectorTerms", at: selector, "must have at least one node selector term") }
                validation.each("nodeSelectorTerms", terms) { validation, _, term in validation.nodeTerm(term, checksValues: true) }
            }
        }
        each(Self.should, affinity.items(Self.should)) { validation, _, term in
            validation.weight(term)
            let preference = term.field("preference")
            // Values that no label can have are fine here: the term only never counts.
            validation.inside("preference", preference) { $0.nodeTerm(preference, checksValues: false) }
        }
    }

    private mutating func weight(_ term: YAMLNode) {
        let weight = term.integer("weight") ?? 0
        if !(1...100).contains(weight) { invalid("weight", at: term.field("weight") ?? term, "\(weight)", "must be in the range 1-100") }
    }

    private mutating func nodeTerm(_ term: YAMLNode?, checksValues: Bool) {
        each("matchExpressions", term?.items("matchExpressions") ?? []) { validation, _, expression in
            validation.nodeRequirement(expression, checksValues: checksValues)
        }
        each("matchFields", term?.items("matchFields") ?? []) { validation, _, expression in validation.nodeField(expression) }
    }

    private mutating func nodeRequirement(_ expression: YAMLNode, checksValues: Bool) {
        let values = expression.items("values")
        let node = expression.field("values") ?? expression
        let operation = expression.string("operator")
        switch operation {
        case "In", "NotIn":
            if values.isEmpty { required("values", at: node, "must be specified when `operator` is 'In' or 'NotIn'") }
        case "Exists", "DoesNotExist":
            if !values.isEmpty { forbidden("values", at: node, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'") }
        case "Gt", "Lt":
            if values.count != 1 { required("values", at: node, "must be specified single value when `operator` is 'Lt' or 'Gt'") }
        default:
            invalid("operator", at: expression.field("operator") ?? expression, "\"\(operation)\"", "not a valid selector operator")
        }
        labelName("key", at: expression.field("key") ?? expression, expression.string("key"))
        guard checksValues else { return }
        for (index, value) in values.enumerated() {
            invalid("values[\(index)]", at: value, text: value.decodedString, Names.labelValueFaults(value.decodedString))
        }
    }

    private mutating func nodeField(_ expression: YAMLNode) {
        let values = expression.items("values")
        let operation = expression.string("operator")
        if operation != "In", operation != "NotIn" {
            invalid("operator", at: expression.field("operator") ?? expression, "\"\(operation)\"", "not a valid selector operator")
        } else if values.count != 1 {
            let detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
            required("values", at: expression.field("values") ?? expression, detail)
        }
        let key = expression.string("key")
        guard key == "metadata.name" else {
            invalid("key", at: expression.field("key") ?? expression, "\"\(key)\"", "not a valid field selector key")
            return
        }
        for (index, value) in values.enumerated() {
            invalid("values[\(index)]", at: value, text: value.decodedString, Names.dnsSubdomainFaults(value.decodedString))
        }
    }

    private mutating func podAffinity(_ affinity: YAMLNode, _ pod: PodContext) {
        each(Self.must, affinity.items(Self.must)) { validation, _, term in validation.podTerm(term, pod) }
        each(Self.should, affinity.items(Self.should)) { validation, _, weighted in
            validation.weight(weighted)
            let term = weighted.field("podAffinityTerm")
            validation.inside("podAffinityTerm", term) { $0.podTerm(term, pod) }
        }
    }

    private mutating func podTerm(_ term: YAMLNode?, _ pod: PodContext) {
        labelSelector("labelSelector", term?.field("labelSelector"))
        labelSelector("namespaceSelector", term?.field("namespaceSelector"))
        for namespace in term?.items("namespaces") ?? [] {
            // In the singular, as the server has it.
            invalid("namespace", at: namespace, text: namespace.decodedString, Names.dnsLabelFaults(namespace.decodedString))
        }
        labelKeys(term, pod)
        let key = term?.string("topologyKey") ?? ""
        let node = term?.field("topologyKey") ?? term
        if key.isEmpty { required("topologyKey", at: node, "can not be empty") }
        labelName("topologyKey", at: node, key)
    }

    private mutating func labelName(_ field: String, at node: YAMLNode?, _ name: String) {
        invalid(field, at: node, text: name, Names.qualifiedNameFaults(name))
    }

    /// `ValidateMatchLabelKeysAndMismatchLabelKeys`.
    private mutating func labelKeys(_ holder: YAMLNode?, _ pod: PodContext) {
        let selector = holder?.field("labelSelector")
        let (match, mismatch) = (holder?.items("matchLabelKeys") ?? [], holder?.items("mismatchLabelKeys") ?? [])
        for (field, keys) in [("matchLabelKeys", match), ("mismatchLabelKeys", mismatch)] where !keys.isEmpty {
            guard selector != nil else {
                forbidden(field, at: holder?.field(field), "must not be specified when labelSelector is not set")
                continue
            }
            for (index, key) in keys.enumerated() { labelName("\(field)[\(index)]", at: key, key.decodedString) }
        }
        if let selector, !match.isEmpty { selectedKeys(selector, match, mismatch, pod) }
        let excluded = Set(mismatch.map(\.decodedString))
        for (index, key) in match.enumerated() where excluded.contains(key.decodedString) {
            let detail = "exists in both matchLabelKeys and mismatchLabelKeys"
            invalid("matchLabelKeys[\(index)]", at: key, "\"\(key.decodedString)\"", detail)
        }
    }

    /// A key must not stand in the selector as well.
    ///
    /// Of a Pod, the server has added the keys to the selector before it looks.
    private mutating func selectedKeys(_ selector: YAMLNode, _ match: [YAMLNode], _ mismatch: [YAMLNode], _ pod: PodContext) {
        let keys = match.map(\.decodedString)
        var seen = Set((selector.stringMap("matchLabels") ?? StringMap()).map(\.key))
        let added = (keys + mismatch.map(\.decodedString)).filter { pod.labels[$0] != nil }
        for key in selector.items("matchExpressions").map({ $0.string("key") }) + added {
            if let index = keys.lastIndex(of: key), seen.contains(key) {
                // The path lacks the field's name, as the server has it.
                invalid("[\(index)]", at: match[index], "\"\(key)\"", "exists in both matchLabelKeys and labelSelector")
            }
            seen.insert(key)
        }
    }

    // MARK: Spreading

    /// `validateTopologySpreadConstraints`.
    mutating func spreadConstraints(_ spec: YAMLNode, _ pod: PodContext) {
        let constraints = spec.items("topologySpreadConstraints")
        guard !constraints.isEmpty else { return }
        let kinds = constraints.map { "{\($0.string("topologyKey")), \($0.string("whenUnsatisfiable"))}" }
        let last = Dictionary(zip(kinds, kinds.indices)) { $1 }
        each("topologySpreadConstraints", constraints) { validation, index, constraint in
            let skew = constraint.integer("maxSkew") ?? 0
            if skew <= 0 { validation.invalid("maxSkew", at: constraint.field("maxSkew"), "\(skew)", "must be greater than zero") }
            if constraint.string("topologyKey").isEmpty { validation.required("topologyKey", at: constraint, "can not be empty") }
            let action = constraint.string("whenUnsatisfiable")
            let actions = ["DoNotSchedule", "ScheduleAnyway"]
            if !actions.contains(action) {
                validation.notSupported("whenUnsatisfiable", at: constraint.field("whenUnsatisfiable"), action, actions)
            }
            if last[kinds[index]] != index {
                validation.duplicate("{topologyKey, whenUnsatisfiable}", at: constraint, "\"\(kinds[index])\"")
            }
            validation.minDomains(constraint, action)
            for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
                guard let policy = constraint.optionalString(field), policy != "Honor", policy != "Ignore" else { continue }
                validation.notSupported(field, at: constraint.field(field), policy, ["Honor", "Ignore"])
            }
            validation.labelKeys(constraint, pod)
            validation.labelSelector("labelSelector", constraint.field("labelSelector"))
        }
    }

    private mutating func minDomains(_ constraint: YAMLNode, _ action: String) {
        guard let domains = constraint.integer("minDomains") else { return }
        let node = constraint.field("minDomains")
        if domains <= 0 { invalid("minDomains", at: node, "\(domains)", "must be greater than zero") }
        guard action != "DoNotSchedule" else { return }
        let detail = "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)"
        invalid("minDomains", at: node, "\(domains)", detail)
    }
}
