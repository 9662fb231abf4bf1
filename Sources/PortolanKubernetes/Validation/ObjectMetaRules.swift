// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// How objects of a kind may be named.
enum NameRule {
    /// A DNS subdomain: most kinds.
    case dnsSubdomain
    /// A DNS label: StatefulSets, namespaces.
    case dnsLabel
    /// A DNS label that begins with a letter: Services before 1.36 (RelaxedServiceNameValidation).
    case dns1035Label
    /// What may stand in a URL between two slashes: kinds that check no more than all objects are checked for.
    case pathSegment

    func faults(_ name: String) -> [String] {
        switch self {
        case .dnsSubdomain: Names.dnsSubdomainFaults(name)
        case .dnsLabel: Names.dnsLabelFaults(name)
        case .dns1035Label: Names.dns1035LabelFaults(name)
        case .pathSegment: Names.pathSegmentFaults(name)
        }
    }
}

/// What is validated of every object's metadata.
// Source: apimachinery v0.35.5 pkg/api/validation/objectmeta.go, kubernetes v1.35.5 pkg/apis/core/validation/validation.go:433.
extension Validation {
    /// `ValidateObjectMeta`; of an object in no namespace the server drops the namespace that is written.
    ///
    /// - Parameters:
    ///   - rule: How objects of the kind may be named.
    ///   - isNamespaced: Whether they live in a namespace.
    ///   - isCore: Whether the kind's own validation asks for standard finalizers too, as most of Kubernetes' own do.
    mutating func objectMeta(_ object: YAMLNode, name rule: NameRule, isNamespaced: Bool = true, isCore: Bool = true) {
        let metadata = object.field("metadata")
        inside("metadata", metadata) { validation in
            validation.name(metadata, rule)
            guard let metadata else { return }
            let namespace = metadata.string("namespace")
            if !namespace.isEmpty, isNamespaced {
                validation.invalid("namespace", at: metadata.field("namespace"), text: namespace, Names.dnsLabelFaults(namespace))
            }
            validation.nonNegative("generation", in: metadata)
            validation.labels("labels", metadata.stringMap("labels"), at: metadata.field("labels"))
            validation.nameAsLabel(object, metadata)
            validation.annotations("annotations", metadata.stringMap("annotations"), at: metadata.field("annotations"))
            validation.ownerReferences(metadata)
            validation.finalizers(metadata, isCore: isCore)
        }
    }

    private mutating func name(_ metadata: YAMLNode?, _ rule: NameRule) {
        let prefix = metadata?.string("generateName") ?? ""
        var name = metadata?.string("name") ?? ""
        let node = metadata?.field("name") ?? metadata?.field("generateName")
        if !prefix.isEmpty {
            invalid("generateName", at: metadata?.field("generateName"), text: prefix, rule.faults(Names.maskingTrailingHyphen(prefix)))
            // The server adds five letters and digits behind at most 58 characters.
            if name.isEmpty { name = String(decoding: prefix.utf8.prefix(58), as: UTF8.self) + "bcdfg" }
        }
        if name.isEmpty {
            required("name", at: node, "name or generateName is required")
        } else {
            invalid("name", at: node, text: name, rule.faults(name))
        }
    }

    /// The server gives every Namespace a label with its name before it looks at labels.
    private mutating func nameAsLabel(_ object: YAMLNode, _ metadata: YAMLNode) {
        let name = metadata.string("name")
        guard object.string("kind") == "Namespace", !Names.isLabelValue(name) else { return }
        invalid("labels", at: metadata.field("name"), text: name, Names.labelValueFaults(name))
    }

    private mutating func ownerReferences(_ metadata: YAMLNode) {
        let references = metadata.items("ownerReferences")
        var controller: String?
        // One path for all of them: the API server leaves the index out.
        for reference in references {
            inside("ownerReferences", reference) { $0.ownerReference(reference) }
            guard reference.boolean("controller") == true else { continue }
            let name = "\(reference.string("kind"))/\(reference.string("name"))"
            if let first = controller {
                let detail = "Only one reference can have Controller set to true. Found \"true\" in references for \(first) and \(name)"
                invalid("ownerReferences", at: reference, "", detail)
            } else {
                controller = name
            }
        }
    }

    private mutating func ownerReference(_ reference: YAMLNode) {
        let apiVersion = reference.string("apiVersion")
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2 || parts.last?.isEmpty ?? true {
            invalid("apiVersion", at: reference.field("apiVersion"), "\"\(apiVersion)\"", "version must not be empty")
        }
        for field in ["kind", "name", "uid"] where reference.string(field).isEmpty {
            invalid(field, at: reference.field(field), "\"\"", "must not be empty")
        }
        if apiVersion == "v1", reference.string("kind") == "Event" {
            invalid("", at: reference, "", "/v1, Kind=Event is disallowed from being an owner")
        }
    }

    private mutating func finalizers(_ metadata: YAMLNode, isCore: Bool) {
        let nodes = metadata.items("finalizers")
        guard !nodes.isEmpty else { return }
        let names = nodes.map(\.decodedString)
        for (name, node) in zip(names, nodes) { invalid("finalizers", at: node, text: name, Names.qualifiedNameFaults(name)) }
        if names.contains("orphan"), names.contains("foregroundDeletion") {
            invalid("finalizers", at: nodes[0], "", "finalizer orphan and foregroundDeletion cannot be both set")
        }
        for (index, name) in names.enumerated() where isCore && !name.utf8.contains(UInt8(ascii: "/")) {
            guard !["kubernetes", "orphan", "foregroundDeletion"].contains(name) else { continue }
            let detail = "name is neither a standard finalizer name nor is it fully qualified"
            invalid("finalizers[\(index)]", at: nodes[index], "\"\(name)\"", detail)
        }
    }
}
