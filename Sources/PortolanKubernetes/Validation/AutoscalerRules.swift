// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of HorizontalPodAutoscaler.
// Source: kubernetes v1.34.9 pkg/apis/autoscaling/validation/validation.go:62-470, v1/conversion.go:474, v2/defaults.go.
extension Validation {
    /// An autoscaler of `autoscaling/v1`, which knows the share of the processor alone, or of `v2`.
    mutating func autoscaler(_ object: YAMLNode, isV1: Bool) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            validation.replicaBounds(spec)
            let target = spec?.field("scaleTargetRef")
            validation.inside("scaleTargetRef", target) {
                $0.scaleTarget(target, needsGroup: target?.string("kind") != "ReplicationController")
            }
            if isV1 {
                validation.processorShare(spec)
            } else {
                validation.metrics(spec)
            }
            validation.zeroReplicas(spec, isV1: isV1)
            guard !isV1, let behavior = spec?.field("behavior") else { return }
            validation.inside("behavior", behavior) { validation in
                for field in ["scaleUp", "scaleDown"] {
                    guard let rules = behavior.field(field) else { continue }
                    validation.inside(field, rules) { $0.scalingRules(rules) }
                }
            }
        }
    }

    private mutating func replicaBounds(_ spec: YAMLNode?) {
        let least = spec?.integer("minReplicas") ?? 1
        let most = spec?.integer("maxReplicas") ?? 0
        let node = spec?.field("maxReplicas") ?? spec
        if least < 1 { invalid("minReplicas", at: spec?.field("minReplicas"), "\(least)", "must be greater than or equal to 1") }
        if most < 1 { invalid("maxReplicas", at: node, "\(most)", "must be greater than 0") }
        if most < least { invalid("maxReplicas", at: node, "\(most)", "must be greater than or equal to `minReplicas`") }
    }

    /// `ValidateCrossVersionObjectReference`, from inside its path.
    private mutating func scaleTarget(_ reference: YAMLNode?, needsGroup: Bool) {
        pathSegment("kind", in: reference)
        pathSegment("name", in: reference)
        let version = reference?.string("apiVersion") ?? ""
        let slashes = version.utf8.count { $0 == UInt8(ascii: "/") }
        let node = reference?.field("apiVersion") ?? reference
        if slashes > 1 {
            invalid("apiVersion", at: node, "\"\(version)\"", "unexpected GroupVersion string: \(version)")
        } else if needsGroup, slashes == 0 || version.hasPrefix("/") {
            invalid("apiVersion", at: node, "\"\(version)\"", "apiVersion must specify API group")
        }
    }

    private mutating func processorShare(_ spec: YAMLNode?) {
        guard let share = spec?.integer("targetCPUUtilizationPercentage"), share < 1 else { return }
        let node = spec?.field("targetCPUUtilizationPercentage")
        // As the server converts it before it looks: a resource metric of the newer version.
        let field = "metrics[0].resource.target.averageUtilization"
        invalid(field, at: node, "\(share)", "must be greater than 0")
    }

    private mutating func zeroReplicas(_ spec: YAMLNode?, isV1: Bool) {
        let types = isV1 ? [] : (spec?.items("metrics") ?? []).map { $0.string("type") }
        guard spec?.integer("minReplicas") == 0, !types.contains("Object"), !types.contains("External") else { return }
        let detail = "must specify at least one Object or External metric to support scaling to zero replicas"
        forbidden("metrics", at: spec?.field("minReplicas"), detail)
    }

    // MARK: Metrics

    /// The sources in the order in which the server looks at them, and the types that name them.
    private static let metricSources = [
        ("object", "Object"), ("external", "External"), ("pods", "Pods"), ("resource", "Resource"),
        ("containerResource", "ContainerResource"),
    ]

    private mutating func metrics(_ spec: YAMLNode?) {
        let types = ["ContainerResource", "External", "Object", "Pods", "Resource"]
        each("metrics", spec?.items("metrics") ?? []) { validation, _, metric in
            let type = metric.string("type")
            let node = metric.field("type") ?? metric
            if type.isEmpty { validation.required("type", at: node, "must specify a metric source type") }
            if !types.contains(type) { validation.notSupported("type", at: node, type, types) }
            let present = Self.metricSources.filter { metric.field($0.0) != nil }
            if let first = present.first?.0, let source = metric.field(first) {
                validation.inside(first, source) { $0.metricSource(source, first) }
            }
            let expected = Self.metricSources.first { $0.1 == type }?.0
            if let expected, metric.field(expected) == nil {
                validation.required(expected, at: metric, "must populate information for the given metric source")
            }
            if expected == nil { validation.notSupported("type", at: node, type, types) }
            guard present.count > 1 else { return }
            for (field, _) in present where field != expected {
                validation.forbidden(field, at: metric.field(field), "must populate the given metric source only")
            }
        }
    }

    private mutating func metricSource(_ source: YAMLNode, _ kind: String) {
        switch kind {
        case "object":
            let described = source.field("describedObject")
            inside("describedObject", described) { $0.scaleTarget(described, needsGroup: false) }
            metricName(source)
        case "external", "pods":
            metricName(source)
        case "containerResource":
            metricResource(source)
            let container = source.string("container")
            if container.isEmpty {
                required("container", at: source, "must specify a container")
            } else {
                invalid("container", at: source.field("container"), text: container, Names.dnsLabelFaults(container))
            }
        default:
            if source.string("name").isEmpty { required("name", at: source, "must specify a resource name") }
        }
        let target = source.field("target")
        inside("target", target) { validation in
            validation.metricTarget(target)
            validation.metricValues(target ?? source, of: target, kind)
        }
    }

    private mutating func metricName(_ source: YAMLNode) {
        let metric = source.field("metric")
        inside("metric", metric) { $0.pathSegment("name", in: metric, "must specify a metric name") }
    }

    private mutating func metricResource(_ source: YAMLNode) {
        let name = source.string("name")
        if name.isEmpty {
            required("name", at: source, "must specify a resource name")
        } else {
            containerResourceName("name", at: source.field("name"), name)
        }
    }

    private mutating func metricTarget(_ target: YAMLNode?) {
        let type = target?.string("type") ?? ""
        let node = target?.field("type") ?? target
        if type.isEmpty { required("type", at: node, "must specify a metric target type") }
        if !["Utilization", "Value", "AverageValue"].contains(type) {
            invalid("type", at: node, "\"\(type)\"", "must be either Utilization, Value, or AverageValue")
        }
        for field in ["value", "averageValue"] {
            guard let value = target?.quantity(field), value <= .zero else { continue }
            invalid(field, at: target?.field(field), target?.string(field) ?? "", "must be positive")
        }
        if let share = target?.integer("averageUtilization"), share < 1 {
            invalid("averageUtilization", at: target?.field("averageUtilization"), "\(share)", "must be greater than 0")
        }
    }

    /// Which values a target of a source must and may have.
    private mutating func metricValues(_ place: YAMLNode, of target: YAMLNode?, _ kind: String) {
        func has(_ field: String) -> Bool { target?.field(field) != nil }
        switch kind {
        case "object":
            let detail = "must set either a target value or averageValue"
            if !has("value"), !has("averageValue") { required("averageValue", at: place, detail) }
        case "external":
            let detail = "must set either a target value for metric or a per-pod target"
            if !has("value"), !has("averageValue") { required("averageValue", at: place, detail) }
            guard has("value"), has("averageValue") else { return }
            forbidden("value", at: target?.field("value"), "may not set both a target value for metric and a per-pod target")
        case "pods":
            if !has("averageValue") { required("averageValue", at: place, "must specify a positive target averageValue") }
        default:
            let detail = "must set either a target raw value or a target utilization"
            if !has("averageUtilization"), !has("averageValue") { required("averageUtilization", at: place, detail) }
            guard has("averageUtilization"), has("averageValue") else { return }
            forbidden("averageValue", at: target?.field("averageValue"), "may not set both a target raw value and a target utilization")
        }
    }

    // MARK: Behaviour

    private mutating func scalingRules(_ rules: YAMLNode) {
        if let window = rules.integer("stabilizationWindowSeconds") {
            let node = rules.field("stabilizationWindowSeconds")
            let field = "stabilizationWindowSeconds"
            if window < 0 { invalid(field, at: node, "\(window)", "must be greater than or equal to zero") }
            if window > 3600 { invalid(field, at: node, "\(window)", "must be less than or equal to 3600") }
        }
        let choices = ["Disabled", "Max", "Min"]
        if let choice = rules.optionalString("selectPolicy"), !choices.contains(choice) {
            notSupported("selectPolicy", at: rules.field("selectPolicy"), choice, choices)
        }
        let policies = rules.items("policies")
        // A list that is absent is filled in; one that is empty is not.
        if let list = rules.field("policies"), policies.isEmpty { required("policies", at: list, "must specify at least one Policy") }
        each("policies", policies) { validation, _, policy in
            let type = policy.string("type")
            let known = ["Percent", "Pods"]
            if !known.contains(type) { validation.notSupported("type", at: policy.field("type") ?? policy, type, known) }
            for field in ["value", "periodSeconds"] {
                let value = policy.integer(field) ?? 0
                if value <= 0 { validation.invalid(field, at: policy.field(field) ?? policy, "\(value)", "must be greater than zero") }
            }
            if let period = policy.integer("periodSeconds"), period > 1800 {
                validation.invalid("periodSeconds", at: policy.field("periodSeconds"), "\(period)", "must be less than or equal to 1800")
            }
        }
    }
}
