// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of how a Job counts its pods, and when it has failed or succeeded.
// Source: kubernetes v1.34.9 pkg/apis/batch/validation/validation.go:222-520, 927-990.
extension Validation {
    /// The limits of indexed Jobs, and what only they may have.
    mutating func completionMode(_ spec: YAMLNode?, completions: Int?) {
        let mode = spec?.optionalString("completionMode") ?? "NonIndexed"
        let node = spec?.field("completionMode")
        switch mode {
        case "NonIndexed":
            for field in ["backoffLimitPerIndex", "maxFailedIndexes"] {
                guard let count = spec?.integer(field) else { continue }
                invalid(field, at: spec?.field(field), "\(count)", "requires indexed completion mode")
            }
        case "Indexed":
            if completions == nil { required("completions", at: node, "when completion mode is Indexed") }
            indexLimits(spec, completions: completions)
        default:
            notSupported("completionMode", at: node, mode, ["NonIndexed", "Indexed"])
        }
    }

    private mutating func indexLimits(_ spec: YAMLNode?, completions: Int?) {
        let (parallelism, failed) = (spec?.integer("parallelism"), spec?.integer("maxFailedIndexes"))
        let (parallelNode, failedNode) = (spec?.field("parallelism"), spec?.field("maxFailedIndexes"))
        if let parallelism, parallelism > 100_000 {
            let detail = "must be less than or equal to 100000 when completion mode is Indexed"
            invalid("parallelism", at: parallelNode, "\(parallelism)", detail)
        }
        if let failed, let completions, failed > completions {
            invalid("maxFailedIndexes", at: failedNode, "\(failed)", "must be less than or equal to completions")
        }
        if let failed, failed > 100_000 { invalid("maxFailedIndexes", at: failedNode, "\(failed)", "must be less than or equal to 100000") }
        guard let completions, completions > 100_000, spec?.field("backoffLimitPerIndex") != nil else { return }
        let detail = "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index"
        if failed == nil { required("maxFailedIndexes", at: spec, "must be specified when completions is above 100000") }
        if let parallelism, parallelism > 10_000 { invalid("parallelism", at: parallelNode, "\(parallelism)", detail) }
        if let failed, failed > 10_000 { invalid("maxFailedIndexes", at: failedNode, "\(failed)", detail) }
    }

    /// Failure, success and replacement.
    mutating func jobPolicies(_ spec: YAMLNode?, completions: Int?) {
        let failure = spec?.field("podFailurePolicy")
        if let failure { inside("podFailurePolicy", failure) { $0.failurePolicy(failure, spec) } }
        if let success = spec?.field("successPolicy") {
            if spec?.string("completionMode") == "Indexed" {
                inside("successPolicy", success) { $0.successPolicy(success, completions: completions ?? 0) }
            } else {
                invalid("successPolicy", at: success, "", "requires indexed completion mode")
            }
        }
        guard let replacement = spec?.optionalString("podReplacementPolicy") else { return }
        let known = failure == nil ? ["Failed", "TerminatingOrFailed"] : ["Failed"]
        if !known.contains(replacement) {
            notSupported("podReplacementPolicy", at: spec?.field("podReplacementPolicy"), replacement, known)
        }
    }

    private mutating func failurePolicy(_ policy: YAMLNode, _ spec: YAMLNode?) {
        let rules = policy.items("rules")
        if rules.count > 20 { tooMany("rules", at: policy.field("rules"), count: rules.count, limit: 20) }
        let pod = spec?.field("template")?.field("spec")
        let containers = Set(["containers", "initContainers"].flatMap { pod?.items($0) ?? [] }.map { $0.string("name") })
        each("rules", rules) { validation, _, rule in
            validation.failureAction(rule, spec)
            let codes = rule.field("onExitCodes")
            if let codes { validation.inside("onExitCodes", codes) { $0.exitCodes(codes, containers) } }
            let conditions = rule.items("onPodConditions")
            if !conditions.isEmpty { validation.podConditions(rule, conditions) }
            switch (codes == nil, conditions.isEmpty) {
            case (false, false):
                validation.invalid("", at: rule, "", "specifying both OnExitCodes and OnPodConditions is not supported")
            case (true, true):
                validation.invalid("", at: rule, "", "specifying one of OnExitCodes and OnPodConditions is required")
            default: return
            }
        }
    }

    private mutating func failureAction(_ rule: YAMLNode, _ spec: YAMLNode?) {
        let action = rule.string("action")
        let node = rule.field("action") ?? rule
        let known = ["Count", "FailIndex", "FailJob", "Ignore"]
        if action == "FailIndex" {
            guard spec?.field("backoffLimitPerIndex") == nil else { return }
            invalid("action", at: node, "\"\(action)\"", "requires the backoffLimitPerIndex to be set")
        } else {
            oneOf("action", at: node, action, known)
        }
    }

    private mutating func podConditions(_ rule: YAMLNode, _ conditions: [YAMLNode]) {
        if conditions.count > 20 {
            tooMany("onPodConditions", at: rule.field("onPodConditions"), count: conditions.count, limit: 20)
        }
        each("onPodConditions", conditions) { validation, _, pattern in
            let (type, status) = (pattern.string("type"), pattern.string("status"))
            validation.invalid("type", at: pattern.field("type") ?? pattern, text: type, Names.qualifiedNameFaults(type))
            let known = ["False", "True", "Unknown"]
            // True by default.
            if !status.isEmpty, !known.contains(status) { validation.notSupported("status", at: pattern.field("status"), status, known) }
        }
    }

    private mutating func exitCodes(_ codes: YAMLNode, _ containers: Set<String>) {
        let operation = codes.string("operator")
        oneOf("operator", at: codes.field("operator") ?? codes, operation, ["In", "NotIn"])
        if let name = codes.optionalString("containerName"), !containers.contains(name) {
            let detail = "must be one of the container or initContainer names in the pod template"
            invalid("containerName", at: codes.field("containerName"), "\"\(name)\"", detail)
        }
        let nodes = codes.items("values")
        let list = codes.field("values") ?? codes
        if nodes.isEmpty {
            invalid("values", at: list, "", "at least one value is required")
        } else if nodes.count > 255 {
            tooMany("values", at: list, count: nodes.count, limit: 255)
        }
        let values = nodes.map { $0.decodedInteger ?? 0 }
        var seen: Set<Int> = []
        for (index, value) in values.enumerated() {
            if operation == "In", value == 0 {
                invalid("values[\(index)]", at: nodes[index], "0", "must not be 0 for the In operator")
            }
            if !seen.insert(value).inserted { duplicate("values[\(index)]", at: nodes[index], "\(value)") }
        }
        if zip(values, values.dropFirst()).contains(where: { $0 > $1 }) { invalid("values", at: list, "", "must be ordered") }
    }

    // MARK: Success

    private mutating func successPolicy(_ policy: YAMLNode, completions: Int) {
        let rules = policy.items("rules")
        let list = policy.field("rules") ?? policy
        if rules.isEmpty {
            required("rules", at: list, "at least one rules must be specified when the successPolicy is specified")
        }
        if rules.count > 20 { tooMany("rules", at: list, count: rules.count, limit: 20) }
        each("rules", rules) { validation, _, rule in validation.successRule(rule, completions: completions) }
    }

    private mutating func successRule(_ rule: YAMLNode, completions: Int) {
        let (count, indexes) = (rule.integer("succeededCount"), rule.optionalString("succeededIndexes"))
        if count == nil, indexes == nil {
            required("", at: rule, "at least one of succeededCount or succeededIndexes must be specified")
        }
        var total = 0
        if let indexes {
            let node = rule.field("succeededIndexes")
            if indexes.utf8.count > 64 << 10 { tooLong("succeededIndexes", at: node, limit: 64 << 10) }
            if let number = Self.numberOfIndexes(indexes, below: completions) {
                total = number
            } else {
                invalid("succeededIndexes", at: node, "\"\(indexes)\"", "error parsing succeededIndexes")
            }
        }
        guard let count else { return }
        let node = rule.field("succeededCount")
        nonNegative("succeededCount", in: rule)
        if count > completions {
            let detail = "must be less than or equal to \(completions) (the number of specified completions)"
            invalid("succeededCount", at: node, "\(count)", detail)
        }
        if indexes != nil, count > total {
            let detail = "must be less than or equal to \(total) (the number of indexes in the specified succeededIndexes field)"
            invalid("succeededCount", at: node, "\(count)", detail)
        }
    }

    /// How many indexes a text such as `0,2-4` names; `nil` where it is no such text, or names one that there is not.
    private static func numberOfIndexes(_ text: String, below completions: Int) -> Int? {
        guard !text.isEmpty else { return 0 }
        var (last, total): (Int?, Int) = (nil, 0)
        for interval in text.split(separator: ",", omittingEmptySubsequences: false) {
            let bounds = interval.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard bounds.count <= 2, let first = bounds[0], let end = bounds[bounds.count - 1], first < completions, end < completions,
                bounds.count == 1 || first < end, last.map({ $0 < first }) ?? true
            else { return nil }
            total += end - first + 1
            last = end
        }
        return total
    }
}
