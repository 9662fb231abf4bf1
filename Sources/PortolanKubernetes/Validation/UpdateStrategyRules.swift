// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// How workloads replace their pods.
// Source: kubernetes pkg/apis/apps/validation/validation.go and v1/defaults.go (newest stored copies).
extension Validation {
    /// `ValidateDeploymentStrategy`, defaulted: RollingUpdate, a quarter each way.
    mutating func deploymentStrategy(_ strategy: YAMLNode?) {
        guard let strategy else { return }
        let type = strategy.string("type")
        let rolling = strategy.field("rollingUpdate")
        inside("strategy", strategy) { validation in
            switch type {
            case "Recreate":
                let detail = "may not be specified when strategy `type` is 'Recreate'"
                if rolling != nil { validation.forbidden("rollingUpdate", at: rolling, detail) }
            case "", "RollingUpdate":
                guard let rolling else { return }
                let unavailable = rolling.field("maxUnavailable").map { _ in rolling.intOrString("maxUnavailable") } ?? .string("25%")
                let surge = rolling.field("maxSurge").map { _ in rolling.intOrString("maxSurge") } ?? .string("25%")
                validation.inside("rollingUpdate", rolling) { validation in
                    validation.share("maxUnavailable", at: rolling.field("maxUnavailable"), unavailable)
                    validation.share("maxSurge", at: rolling.field("maxSurge"), surge)
                    if Self.amount(unavailable) == 0, Self.amount(surge) == 0 {
                        let node = rolling.field("maxUnavailable")
                        validation.invalid("maxUnavailable", at: node, Self.shown(unavailable), "may not be 0 when `maxSurge` is 0")
                    }
                    validation.atMostAll("maxUnavailable", at: rolling.field("maxUnavailable"), unavailable)
                }
            default:
                validation.notSupported("", at: strategy.field("type"), type, ["Recreate", "RollingUpdate"])
            }
        }
    }

    /// `ValidateDaemonSetUpdateStrategy`, defaulted: RollingUpdate, one at a time.
    mutating func daemonSetStrategy(_ strategy: YAMLNode?) {
        guard let strategy else { return }
        let type = strategy.string("type")
        inside("updateStrategy", strategy) { validation in
            guard type.isEmpty || type == "RollingUpdate" else {
                guard type != "OnDelete" else { return }
                validation.notSupported("", at: strategy.field("type"), type, ["RollingUpdate", "OnDelete"])
                return
            }
            guard let rolling = strategy.field("rollingUpdate") else { return }
            let unavailable = rolling.field("maxUnavailable").map { _ in rolling.intOrString("maxUnavailable") } ?? .int(1)
            let surge = rolling.intOrString("maxSurge")
            validation.inside("rollingUpdate", rolling) { validation in
                validation.share("maxUnavailable", at: rolling.field("maxUnavailable"), unavailable)
                validation.share("maxSurge", at: rolling.field("maxSurge"), surge)
                validation.atMostAll("maxUnavailable", at: rolling.field("maxUnavailable"), unavailable)
                validation.atMostAll("maxSurge", at: rolling.field("maxSurge"), surge)
                switch (Self.amount(unavailable) != 0, Self.amount(surge) != 0) {
                case (true, true):
                    let detail = "may not be set when maxUnavailable is non-zero"
                    validation.invalid("maxSurge", at: rolling.field("maxSurge"), Self.shown(surge), detail)
                case (false, false):
                    validation.required("maxUnavailable", at: rolling.field("maxUnavailable"), "cannot be 0 when maxSurge is 0")
                default:
                    return
                }
            }
        }
    }

    /// The update strategy of a StatefulSet.
    mutating func statefulSetStrategy(_ strategy: YAMLNode?) {
        guard let strategy else { return }
        let type = strategy.string("type")
        let rolling = strategy.field("rollingUpdate")
        switch type {
        case "", "RollingUpdate":
            guard let rolling else { return }
            inside("updateStrategy.rollingUpdate", rolling) { validation in
                validation.nonNegative("partition", in: rolling)
                // MaxUnavailableStatefulSet is off in 1.34, so the field is dropped before it is validated.
            }
        case "OnDelete":
            guard let rolling else { return }
            invalid("updateStrategy.rollingUpdate", at: rolling, "", "only allowed for updateStrategy 'RollingUpdate'")
        default:
            invalid("updateStrategy", at: strategy.field("type"), "\"\(type)\"", "must be 'RollingUpdate' or 'OnDelete'")
        }
    }

    /// `ValidatePersistentVolumeClaimRetentionPolicy`, defaulted: Retain.
    mutating func claimRetention(_ policy: YAMLNode?) {
        guard let policy else { return }
        inside("persistentVolumeClaimRetentionPolicy", policy) { validation in
            for field in ["whenDeleted", "whenScaled"] {
                let value = policy.string(field)
                guard !value.isEmpty, value != "Retain", value != "Delete" else { continue }
                validation.notSupported(field, at: policy.field(field), value, ["Retain", "Delete"])
            }
        }
    }

    // MARK: Numbers and percentages

    /// `ValidatePositiveIntOrPercent`.
    mutating func share(_ field: String, at node: YAMLNode?, _ value: IntOrString) {
        switch value {
        case .int(let number):
            if number < 0 { invalid(field, at: node, "\(number)", "must be greater than or equal to 0") }
        case .string(let text):
            guard !Names.isPercent(text) else { return }
            let detail =
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
                + "validation is '[0-9]+%')"
            invalid(field, at: node, "\"\(text)\"", detail)
        }
    }

    /// `IsNotMoreThan100Percent`.
    mutating func atMostAll(_ field: String, at node: YAMLNode?, _ value: IntOrString) {
        guard case .string(let text) = value, Names.isPercent(text), Self.amount(value) > 100 else { return }
        invalid(field, at: node, "\"\(text)\"", "must not be greater than 100%")
    }

    /// `getIntOrPercentValue`: of text that is no percentage, Go's `Atoi`, which is 0 for what is no number.
    private static func amount(_ value: IntOrString) -> Int {
        switch value {
        case .int(let number): number
        case .string(let text): Int(text.hasSuffix("%") ? text.dropLast() : text[...]) ?? 0
        }
    }

    private static func shown(_ value: IntOrString) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .string(let text): "\"\(text)\""
        }
    }
}
