// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of the kinds that keep pods running.
// Source: kubernetes v1.34.9 pkg/apis/apps/validation/validation.go:59-220, 390-700, pkg/apis/core/validation/validation.go:6400-6500.
extension Validation {
    mutating func deployment(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            validation.nonNegative("replicas", in: spec)
            validation.selector(spec, emptyDetail: "empty selector is invalid for deployment")
            validation.replicaSetTemplate(spec, invalidDetail: "invalid label selector")
            validation.deploymentStrategy(spec?.field("strategy"))
            validation.nonNegative("minReadySeconds", in: spec)
            validation.nonNegative("revisionHistoryLimit", in: spec)
            validation.nonNegative("progressDeadlineSeconds", in: spec)
            let deadline = spec?.integer("progressDeadlineSeconds") ?? 600
            guard deadline <= spec?.integer("minReadySeconds") ?? 0 else { return }
            let node = spec?.field("progressDeadlineSeconds") ?? spec?.field("minReadySeconds")
            validation.invalid("progressDeadlineSeconds", at: node, "\(deadline)", "must be greater than minReadySeconds")
        }
    }

    mutating func replicaSet(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            validation.nonNegative("replicas", in: spec)
            validation.nonNegative("minReadySeconds", in: spec)
            validation.selector(spec, emptyDetail: "empty selector is invalid for deployment")
            validation.replicaSetTemplate(spec, invalidDetail: "invalid label selector")
        }
    }

    mutating func statefulSet(_ object: YAMLNode) {
        objectMeta(object, name: .dnsLabel)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            if let policy = spec?.string("podManagementPolicy"), !policy.isEmpty, policy != "OrderedReady", policy != "Parallel" {
                let node = spec?.field("podManagementPolicy")
                validation.invalid("podManagementPolicy", at: node, "\"\(policy)\"", "must be 'OrderedReady' or 'Parallel'")
            }
            validation.statefulSetStrategy(spec?.field("updateStrategy"))
            validation.claimRetention(spec?.field("persistentVolumeClaimRetentionPolicy"))
            validation.each("volumeClaimTemplates", spec?.items("volumeClaimTemplates") ?? []) { validation, _, claim in
                validation.inside("spec", claim.field("spec")) { $0.claimSpec(claim.field("spec")) }
            }
            validation.nonNegative("replicas", in: spec)
            validation.nonNegative("minReadySeconds", in: spec)
            if let ordinals = spec?.field("ordinals") { validation.inside("ordinals", ordinals) { $0.nonNegative("start", in: ordinals) } }
            if let name = spec?.string("serviceName"), !name.isEmpty {
                validation.invalid("serviceName", at: spec?.field("serviceName"), text: name, Names.dnsLabelFaults(name))
            }
            validation.selector(spec, emptyDetail: "empty selector is invalid for statefulset")
            if validation.templateMatches(spec, invalidDetail: "") {
                let template = spec?.field("template")
                validation.inside("template", template) { validation in
                    // On creation since 1.34 (kubernetes#131790); the claims' volumes count as the pod's.
                    validation.podTemplate(template, claimTemplates: spec?.items("volumeClaimTemplates") ?? [])
                    // Metadata is looked at twice, as the server has it.
                    let metadata = template?.field("metadata")
                    validation.labels("labels", metadata?.stringMap("labels"), at: metadata?.field("labels"))
                    validation.annotations("annotations", metadata?.stringMap("annotations"), at: metadata?.field("annotations"))
                    if let pod = template?.field("spec") { validation.podAnnotations(metadata, pod) }
                }
            }
            validation.keepsRunning(spec, kind: "StatefulSet")
        }
    }

    mutating func daemonSet(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let selector = spec?.field("selector")
            let template = spec?.field("template")
            validation.labelSelector("selector", selector)
            if LabelSelector(selector).isSound { validation.noteMismatch(spec) }
            if let selector, LabelSelector(selector).isEmpty {
                validation.invalid("selector", at: selector, "", "empty selector is invalid for daemonset")
            }
            validation.inside("template", template) { $0.podTemplate(template) }
            validation.keepsRunning(spec, kind: "DaemonSet")
            validation.nonNegative("minReadySeconds", in: spec)
            validation.daemonSetStrategy(spec?.field("updateStrategy"))
            validation.nonNegative("revisionHistoryLimit", in: spec)
        }
    }

    mutating func replicationController(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let template = spec?.field("template")
            let labels = template?.field("metadata")?.stringMap("labels") ?? StringMap()
            let written = spec?.stringMap("selector") ?? StringMap()
            // An empty selector takes the template's labels (SetDefaults_ReplicationController).
            let selector = written.isEmpty ? labels : written
            validation.nonNegative("minReadySeconds", in: spec)
            if selector.isEmpty { validation.required("selector", at: spec?.field("selector")) }
            validation.nonNegative("replicas", in: spec)
            guard let template else {
                validation.required("template")
                return
            }
            validation.inside("template", template) { validation in
                if !labels.contains(all: selector) { validation.noteLabelsMismatch(template) }
                validation.podTemplate(template)
            }
            validation.keepsRunning(spec, kind: "ReplicationController")
        }
    }

    // MARK: Selector and template

    private mutating func selector(_ spec: YAMLNode?, emptyDetail: String) {
        guard let selector = spec?.field("selector") else {
            required("selector", at: spec)
            return
        }
        labelSelector("selector", selector)
        if LabelSelector(selector).isEmpty { invalid("selector", at: selector, "", emptyDetail) }
    }

    /// `ValidatePodTemplateSpecForReplicaSet`.
    private mutating func replicaSetTemplate(_ spec: YAMLNode?, invalidDetail: String) {
        guard templateMatches(spec, invalidDetail: invalidDetail) else { return }
        inside("template", spec?.field("template")) { $0.podTemplate(spec?.field("template")) }
        keepsRunning(spec, kind: "ReplicaSet")
    }

    /// Says where the selector misses the template's labels; `false` where the selector cannot be evaluated, which ends the matter.
    private mutating func templateMatches(_ spec: YAMLNode?, invalidDetail: String) -> Bool {
        guard LabelSelector(spec?.field("selector")).isSound else {
            invalid("selector", at: spec?.field("selector"), "", invalidDetail)
            return false
        }
        noteMismatch(spec)
        return true
    }

    private mutating func noteMismatch(_ spec: YAMLNode?) {
        let template = spec?.field("template")
        let labels = template?.field("metadata")?.stringMap("labels") ?? StringMap()
        guard !LabelSelector(spec?.field("selector")).matches(labels) else { return }
        inside("template", template) { $0.noteLabelsMismatch(template) }
    }

    private mutating func noteLabelsMismatch(_ template: YAMLNode?) {
        let metadata = template?.field("metadata")
        let detail =
            "`selector` does not match template `labels`: it would never find the pods that it makes; give the template the labels that the "
            + "selector asks for"
        invalid("metadata.labels", at: metadata?.field("labels") ?? metadata ?? template, "", detail)
    }

    /// Pods that end are for Jobs.
    private mutating func keepsRunning(_ spec: YAMLNode?, kind: String) {
        let pod = spec?.field("template")?.field("spec")
        if let policy = pod?.string("restartPolicy"), !policy.isEmpty, policy != "Always" {
            notSupported("template.spec.restartPolicy", at: pod?.field("restartPolicy"), policy, ["Always"])
        }
        if let deadline = pod?.field("activeDeadlineSeconds") {
            forbidden("template.spec.activeDeadlineSeconds", at: deadline, "activeDeadlineSeconds in \(kind) is not Supported")
        }
    }
}
