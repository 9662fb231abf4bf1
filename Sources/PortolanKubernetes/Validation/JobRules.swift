// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of the kinds whose pods end.
// Source: kubernetes pkg/apis/batch/validation/validation.go (an older stored copy, brought up to date from the API's documentation).
extension Validation {
    mutating func job(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let selector = spec?.field("selector")
            let isManual = spec?.boolean("manualSelector") == true
            if !isManual, let selector, !LabelSelector(selector).isEmpty, !Self.isGenerated(selector, of: object) {
                validation.invalid("selector", at: selector, "", "`selector` not auto-generated")
            }
            validation.jobSpec(spec)
            guard let selector else {
                if isManual { validation.required("selector") }
                return
            }
            validation.labelSelector("selector", selector)
            let template = spec?.field("template")
            let labels = template?.field("metadata")?.stringMap("labels") ?? StringMap()
            guard LabelSelector(selector).isSound, !LabelSelector(selector).matches(labels) else { return }
            let node = template?.field("metadata")?.field("labels") ?? template
            validation.invalid("template.metadata.labels", at: node, "", "`selector` does not match template `labels`")
        }
    }

    /// Whether the server itself wrote the selector, as it stands in a cluster's dump.
    ///
    /// One in a new Job never matches what the server will write.
    private static func isGenerated(_ selector: YAMLNode, of object: YAMLNode) -> Bool {
        let uid = object.field("metadata")?.string("uid") ?? ""
        return !uid.isEmpty && selector.items("matchExpressions").isEmpty
            && selector.stringMap("matchLabels")?.allSatisfy { $0.value == uid } ?? false
    }

    mutating func cronJob(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let schedule = spec?.string("schedule") ?? ""
            if schedule.isEmpty {
                validation.required("schedule", at: spec?.field("schedule"))
            } else if let fault = Self.scheduleFault(schedule) {
                validation.invalid("schedule", at: spec?.field("schedule"), "\"\(schedule)\"", fault)
            }
            validation.nonNegative("startingDeadlineSeconds", in: spec)
            if let policy = spec?.string("concurrencyPolicy"), !policy.isEmpty {
                validation.oneOf("concurrencyPolicy", at: spec?.field("concurrencyPolicy"), policy, ["Allow", "Forbid", "Replace"])
            }
            validation.inside("jobTemplate.spec", spec?.field("jobTemplate")?.field("spec")) { validation in
                let jobSpec = spec?.field("jobTemplate")?.field("spec")
                validation.jobSpec(jobSpec)
                if let selector = jobSpec?.field("selector") {
                    validation.invalid("selector", at: selector, "", "`selector` will be auto-generated")
                }
                if jobSpec?.boolean("manualSelector") == true {
                    validation.notSupported("manualSelector", at: jobSpec?.field("manualSelector"), "true", ["nil", "false"])
                }
            }
            validation.nonNegative("successfulJobsHistoryLimit", in: spec)
            validation.nonNegative("failedJobsHistoryLimit", in: spec)
        }
        // A Job's name gets eleven characters more, and must still be a label's value.
        let name = object.field("metadata")?.string("name") ?? ""
        if name.utf8.count > 52 {
            invalid("metadata.name", at: object.at("metadata", "name"), "\"\(name)\"", "must be no more than 52 characters")
        }
    }

    /// `validateJobSpec`.
    private mutating func jobSpec(_ spec: YAMLNode?) {
        let counts = [
            "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex",
            "maxFailedIndexes",
        ]
        for field in counts { nonNegative(field, in: spec) }
        if let mode = spec?.optionalString("completionMode") {
            if mode != "NonIndexed", mode != "Indexed" {
                notSupported("completionMode", at: spec?.field("completionMode"), mode, ["Indexed", "NonIndexed"])
            } else if mode == "Indexed", spec?.integer("completions") == nil {
                required("completions", at: spec?.field("completionMode"), "when completion mode is Indexed")
            }
        }
        let template = spec?.field("template")
        inside("template", template) { $0.podTemplate(template) }
        let pod = template?.field("spec")
        let policy = pod?.string("restartPolicy") ?? ""
        let node = pod?.field("restartPolicy") ?? pod
        if policy.isEmpty || policy == "Always" {
            required("template.spec.restartPolicy", at: node, "valid values: \"OnFailure\", \"Never\"")
        } else if policy != "OnFailure", policy != "Never" {
            notSupported("template.spec.restartPolicy", at: node, policy, ["OnFailure", "Never"])
        } else if policy != "Never", spec?.field("podFailurePolicy") != nil {
            let detail = "only \"Never\" is supported when podFailurePolicy is specified"
            invalid("template.spec.restartPolicy", at: node, "\"\(policy)\"", detail)
        }
    }

    /// What is wrong with the outer form of a schedule (robfig/cron's standard parser); its fields are not read.
    private static func scheduleFault(_ schedule: String) -> String? {
        if schedule.hasPrefix("@") {
            let words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
            return words.contains(schedule) || schedule.hasPrefix("@every ") ? nil : "unrecognized descriptor: \(schedule)"
        }
        let fields = schedule.split { $0.isWhitespace }
        let count = fields.first.map { $0.hasPrefix("TZ=") || $0.hasPrefix("CRON_TZ=") } == true ? fields.count - 1 : fields.count
        return count == 5 ? nil : "expected exactly 5 fields, found \(count): [\(schedule)]"
    }
}
