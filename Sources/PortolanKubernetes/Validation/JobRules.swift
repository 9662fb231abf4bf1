// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of the kinds whose pods end.
// Source: kubernetes v1.34.9 pkg/apis/batch/validation/validation.go:99-330, 714-860, v1/defaults.go, pkg/registry/batch/job/strategy.go.
extension Validation {
    mutating func job(_ object: YAMLNode) {
        let spec = object.field("spec")
        let names = JobLabels(object)
        objectMeta(object, name: .dnsSubdomain)
        let metadata = object.field("metadata")
        let labels = spec?.field("template")?.field("metadata")?.field("labels")
        if metadata?.stringMap("labels")?.isEmpty ?? true, let labels {
            // A Job without labels has its template's.
            inside("metadata", metadata) { validation in
                validation.labels("labels", labels.decodedStringMap, at: labels)
                validation.jobNameLabels(names)
            }
        }
        inside("spec", spec) { validation in
            let selector = spec?.field("selector")
            let isManual = spec?.boolean("manualSelector") == true
            if !isManual { validation.generatedSelector(selector, names) }
            validation.jobSpec(spec, names, isDefaulted: true)
            if selector == nil, isManual { validation.required("selector", at: spec) }
            validation.labelSelector("selector", selector)
            guard LabelSelector(selector).isSound, selector != nil || isManual else { return }
            let selects = LabelSelector(selector).matches(isManual ? names.written : names.all)
            guard !selects || !isManual && !names.isGenerated else { return }
            let template = spec?.field("template")
            let node = template?.field("metadata")?.field("labels") ?? template
            validation.invalid("template.metadata.labels", at: node, "", "`selector` does not match template `labels`")
        }
        hostnameFits(object, spec)
    }

    /// A Job's last pod is named after its index.
    private mutating func hostnameFits(_ object: YAMLNode, _ spec: YAMLNode?) {
        guard spec?.string("completionMode") == "Indexed" else { return }
        let count = spec?.integer("completions") ?? (spec?.integer("parallelism") == nil ? 1 : 0)
        let name = object.field("metadata")?.string("name") ?? ""
        guard count > 0, !name.isEmpty, !Names.dnsLabelFaults("\(name)-\(count - 1)").isEmpty else { return }
        let detail = "will not able to create pod with invalid DNS label: \(name)-\(count - 1)"
        invalid("metadata.name", at: object.at("metadata", "name"), "\"\(name)\"", detail)
    }

    /// `validateGeneratedSelector`: the labels that the server writes, and a selector that goes with them.
    private mutating func generatedSelector(_ selector: YAMLNode?, _ names: JobLabels) {
        for (key, value) in names.expected where !names.isDump {
            guard let written = names.written[key], written != value else { continue }
            let node = names.node?.value(key)
            invalid("template.metadata.labels[\(key)]", at: node, "", value.isEmpty ? "must be the Job's uid" : "must be '\(value)'")
        }
        guard let selector, !names.isDump, LabelSelector(selector).isSound else { return }
        let expected = StringMap(names.expected.map { StringMap.Entry(key: $0.key, value: $0.value) })
        if !LabelSelector(selector).matches(expected) { invalid("selector", at: selector, "", "`selector` not auto-generated") }
    }

    /// The server labels the pods with the Job's name, which may be too long for that.
    private mutating func jobNameLabels(_ names: JobLabels) {
        for key in ["batch.kubernetes.io/job-name", "job-name"] where names.written[key] == nil {
            invalid("labels", at: names.nameNode, text: names.name, Names.labelValueFaults(names.name))
        }
    }

    mutating func cronJob(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            validation.schedule(spec)
            validation.nonNegative("startingDeadlineSeconds", in: spec)
            validation.timeZone(spec)
            if let policy = spec?.string("concurrencyPolicy"), !policy.isEmpty {
                validation.oneOf("concurrencyPolicy", at: spec?.field("concurrencyPolicy"), policy, ["Allow", "Forbid", "Replace"])
            }
            let job = spec?.field("jobTemplate")?.field("spec")
            validation.inside("jobTemplate.spec", job) { validation in
                validation.jobSpec(job, nil, isDefaulted: false)
                if let selector = job?.field("selector") {
                    validation.invalid("selector", at: selector, "", "`selector` will be auto-generated")
                }
                if job?.boolean("manualSelector") == true {
                    validation.notSupported("manualSelector", at: job?.field("manualSelector"), "true", ["nil", "false"])
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

    private mutating func schedule(_ spec: YAMLNode?) {
        let schedule = spec?.string("schedule") ?? ""
        let node = spec?.field("schedule") ?? spec
        guard !schedule.isEmpty else {
            required("schedule", at: node)
            return
        }
        if let fault = CronSchedule.fault(schedule) { invalid("schedule", at: node, "\"\(schedule)\"", fault) }
        guard schedule.contains("TZ") else { return }
        invalid("schedule", at: node, "\"\(schedule)\"", "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
    }

    private mutating func timeZone(_ spec: YAMLNode?) {
        guard let zone = spec?.optionalString("timeZone") else { return }
        let node = spec?.field("timeZone")
        guard !zone.isEmpty else {
            invalid("timeZone", at: node, "\"\"", "timeZone must be nil or non-empty string")
            return
        }
        let isWellFormed = zone.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            (1...14).contains(part.utf8.count) && part != "." && part != ".." && part.first != "-"
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_+".contains($0)) }
        }
        guard isWellFormed else {
            invalid("timeZone", at: node, "\"\(zone)\"", "unknown time zone \(zone)")
            return
        }
        if zone.lowercased() == "local" {
            let detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
            invalid("timeZone", at: node, "\"\(zone)\"", detail)
        }
        if zone != "Local", !TimeZones.isKnown(zone) { invalid("timeZone", at: node, "\"\(zone)\"", "unknown time zone \(zone)") }
    }

    /// `validateJobSpec`; a Job is defaulted first, the template of a CronJob is not.
    private mutating func jobSpec(_ spec: YAMLNode?, _ names: JobLabels?, isDefaulted: Bool) {
        let counts = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"]
        for field in counts { nonNegative(field, in: spec) }
        nonNegative("backoffLimitPerIndex", in: spec)
        nonNegative("maxFailedIndexes", in: spec)
        if let node = spec?.field("maxFailedIndexes"), spec?.field("backoffLimitPerIndex") == nil {
            required("backoffLimitPerIndex", at: node, "when maxFailedIndexes is specified")
        }
        if let name = spec?.optionalString("managedBy") {
            domainPrefixedPath("managedBy", at: spec?.field("managedBy"), name)
            if name.utf8.count > 63 { tooLong("managedBy", at: spec?.field("managedBy"), limit: 63) }
        }
        let isAlone = isDefaulted && spec?.field("completions") == nil && spec?.field("parallelism") == nil
        let completions = isAlone ? 1 : spec?.integer("completions")
        completionMode(spec, completions: completions)
        jobPolicies(spec, completions: completions)
        let template = spec?.field("template")
        inside("template", template) { validation in
            if let names { validation.jobNameLabels(names) }
            validation.podTemplate(template)
        }
        jobRestartPolicy(spec, template?.field("spec"))
    }

    private mutating func jobRestartPolicy(_ spec: YAMLNode?, _ pod: YAMLNode?) {
        let policy = pod?.string("restartPolicy") ?? ""
        let node = pod?.field("restartPolicy") ?? pod
        if policy.isEmpty || policy == "Always" {
            let detail =
                "valid values: \"OnFailure\", \"Never\": left out it is Always, and pods that are always started again never finish a Job"
            required("template.spec.restartPolicy", at: node, detail)
        } else if policy != "OnFailure", policy != "Never" {
            notSupported("template.spec.restartPolicy", at: node, policy, ["OnFailure", "Never"])
        } else if policy != "Never", spec?.field("podFailurePolicy") != nil {
            let detail = "only \"Never\" is supported when podFailurePolicy is specified"
            invalid("template.spec.restartPolicy", at: node, "\"\(policy)\"", detail)
        }
    }
}

/// The labels of a Job's template, and those that the server adds.
private struct JobLabels {
    let name: String
    let nameNode: YAMLNode?
    let node: YAMLNode?
    let written: StringMap
    /// What must stand under the keys that the server writes itself; the uid is not known before.
    let expected: [(key: String, value: String)]
    /// Whether the server itself wrote the selector, as it stands in a cluster's dump.
    let isDump: Bool
    /// Whether what the server adds to the selector goes with the labels: not where these say another uid.
    let isGenerated: Bool

    init(_ object: YAMLNode) {
        let metadata = object.field("metadata")
        let spec = object.field("spec")
        name = metadata?.string("name") ?? ""
        nameNode = metadata?.field("name")
        let labels = spec?.field("template")?.field("metadata")?.field("labels")
        node = labels
        let written = labels?.decodedStringMap ?? StringMap()
        self.written = written
        expected = [
            ("controller-uid", ""), ("job-name", name), ("batch.kubernetes.io/controller-uid", ""), ("batch.kubernetes.io/job-name", name),
        ]
        let uid = metadata?.string("uid") ?? ""
        let selector = spec?.field("selector")
        isDump =
            !uid.isEmpty && selector?.items("matchExpressions").isEmpty ?? false
            && selector?.stringMap("matchLabels")?.allSatisfy { $0.value == uid } ?? false
        isGenerated = isDump || written["batch.kubernetes.io/controller-uid"] == nil
    }

    /// The labels as the server completes them.
    var all: StringMap {
        let keys = Set(written.map(\.key))
        return StringMap(
            written.entries + expected.filter { !keys.contains($0.key) }.map { StringMap.Entry(key: $0.key, value: $0.value) })
    }
}
