// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of claims for volumes: in a StatefulSet, and in a pod that brings its own.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:1825-1850, 2322-2460.
extension Validation {
    /// `ValidatePersistentVolumeClaimTemplate`, from inside its path.
    mutating func claimTemplate(_ template: YAMLNode) {
        if let metadata = template.field("metadata") {
            inside("metadata", metadata) { validation in
                validation.annotations("annotations", metadata.stringMap("annotations"), at: metadata.field("annotations"))
                validation.labels("labels", metadata.stringMap("labels"), at: metadata.field("labels"))
                for field in Self.templateFields {
                    guard let node = metadata.field(field), node.text != "" else { continue }
                    // The server writes the name of its own field, with the first letter made small.
                    validation.forbidden(field == "uid" ? "uID" : field, at: node, "cannot be set")
                }
            }
        }
        inside("spec", template.field("spec")) { $0.claimSpec(template.field("spec")) }
    }

    /// What metadata has beside labels and annotations, in the server's order.
    private static let templateFields = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields",
    ]

    /// `ValidatePersistentVolumeClaimSpec`, from inside its path.
    mutating func claimSpec(_ spec: YAMLNode?) {
        accessModes(spec)
        inside("resources", spec?.field("resources")) { $0.storageRequest(spec?.field("resources")) }
        if let name = spec?.string("storageClassName"), !name.isEmpty {
            invalid("storageClassName", at: spec?.field("storageClassName"), text: name, Names.dnsSubdomainFaults(name))
        }
        if let mode = spec?.optionalString("volumeMode"), !["Block", "Filesystem"].contains(mode) {
            notSupported("volumeMode", at: spec?.field("volumeMode"), mode, ["Block", "Filesystem"])
        }
        dataSources(spec)
        if let name = spec?.string("volumeAttributesClassName"), !name.isEmpty {
            invalid("volumeAttributesClassName", at: spec?.field("volumeAttributesClassName"), text: name, Names.dnsSubdomainFaults(name))
        }
    }

    private mutating func accessModes(_ spec: YAMLNode?) {
        let known = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
        let modes = spec?.items("accessModes") ?? []
        if modes.isEmpty { required("accessModes", at: spec?.field("accessModes"), "at least 1 access mode is required") }
        labelSelector("selector", spec?.field("selector"))
        for mode in modes where !known.contains(mode.decodedString) { notSupported("accessModes", at: mode, mode.decodedString, known) }
        let names = Set(modes.map(\.decodedString)).intersection(known)
        if names.contains("ReadWriteOncePod"), names.count > 1 {
            forbidden("accessModes", at: spec?.field("accessModes"), "may not use ReadWriteOncePod with other access modes")
        }
    }

    private mutating func storageRequest(_ resources: YAMLNode?) {
        guard let amount = resources?.field("requests")?.amounts.first(where: { $0.name == "storage" }) else {
            required("[storage]", at: resources?.field("requests") ?? resources)
            return
        }
        if amount.quantity <= .zero { invalid("[storage]", at: amount.node, "\"\(amount.text)\"", "must be greater than zero") }
    }

    private mutating func dataSources(_ spec: YAMLNode?) {
        let source = spec?.field("dataSource")
        let reference = spec?.field("dataSourceRef")
        if let source { inside("dataSource", source) { $0.dataSource(source) } }
        if let reference { inside("dataSourceRef", reference) { $0.dataSource(reference) } }
        let namespace = reference?.string("namespace") ?? ""
        if !namespace.isEmpty {
            let node = reference?.field("namespace")
            invalid("dataSourceRef.namespace", at: node, text: namespace, Names.dnsLabelFaults(namespace))
            if source != nil { invalid("", at: source, "", "may not be specified when dataSourceRef.namespace is specified") }
        } else if let source, let reference {
            let isSame = ["apiGroup", "kind", "name"].allSatisfy { source.optionalString($0) == reference.optionalString($0) }
            if !isSame { invalid("", at: source, "", "must match dataSourceRef") }
        }
    }

    private mutating func dataSource(_ source: YAMLNode) {
        for field in ["name", "kind"] where source.string(field).isEmpty { required(field, at: source) }
        let group = source.string("apiGroup")
        if group.isEmpty, source.string("kind") != "PersistentVolumeClaim" {
            let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
            invalid("", at: source, "\"\(source.string("kind"))\"", detail)
        }
        if !group.isEmpty { invalid("apiGroup", at: source.field("apiGroup"), text: group, Names.dnsSubdomainFaults(group)) }
    }
}
