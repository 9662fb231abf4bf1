// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of Ingress and IngressClass.
// Source: kubernetes v1.34.9 pkg/apis/networking/validation/validation.go:296-668, v1/defaults.go.
extension Validation {
    mutating func ingress(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let rules = spec?.items("rules") ?? []
            let backend = spec?.field("defaultBackend")
            if rules.isEmpty, backend == nil {
                validation.invalid("", at: spec, "", "either `defaultBackend` or `rules` must be specified")
            }
            if let backend { validation.inside("defaultBackend", backend) { $0.ingressBackend(backend) } }
            validation.each("rules", rules) { validation, _, rule in validation.ingressRule(rule) }
            validation.each("tls", spec?.items("tls") ?? []) { validation, _, tls in validation.ingressTLS(tls) }
            if let name = spec?.optionalString("ingressClassName") {
                validation.invalid("ingressClassName", at: spec?.field("ingressClassName"), text: name, Names.dnsSubdomainFaults(name))
            }
        }
        let annotations = object.field("metadata")?.field("annotations")
        let key = "kubernetes.io/ingress.class"
        if let name = spec?.optionalString("ingressClassName"), let annotation = annotations?.value(key),
            annotation.decodedString != name
        {
            // The path lacks `metadata`, as the API server has it.
            let detail = "must match `ingressClassName` when both are specified"
            invalid("annotations.\(key)", at: annotation, "\"\(annotation.decodedString)\"", detail)
        }
    }

    private mutating func ingressRule(_ rule: YAMLNode) {
        let host = rule.string("host")
        let node = rule.field("host")
        if !host.isEmpty {
            if Addresses.sloppy(host) != nil { invalid("host", at: node, "\"\(host)\"", "must be a DNS name, not an IP address") }
            invalid("host", at: node, text: host, Names.hostFaults(host))
        }
        guard let http = rule.field("http") else { return }
        inside("http", http) { validation in
            let paths = http.items("paths")
            if paths.isEmpty { validation.required("paths", at: http.field("paths")) }
            validation.each("paths", paths) { validation, _, path in validation.ingressPath(path) }
        }
    }

    private mutating func ingressTLS(_ tls: YAMLNode) {
        for (index, host) in tls.items("hosts").enumerated() {
            invalid("hosts[\(index)]", at: host, text: host.decodedString, Names.hostFaults(host.decodedString))
        }
        let secret = tls.string("secretName")
        if !secret.isEmpty { invalid("secretName", at: tls.field("secretName"), text: secret, Names.dnsSubdomainFaults(secret)) }
    }

    private mutating func ingressPath(_ path: YAMLNode) {
        guard let type = path.optionalString("pathType") else {
            required("pathType", at: path, "pathType must be specified")
            return
        }
        let text = path.string("path")
        let node = path.field("path")
        let isAbsolute = text.hasPrefix("/")
        switch type {
        case "Exact", "Prefix":
            if !isAbsolute { invalid("path", at: node ?? path, "\"\(text)\"", "must be an absolute path") }
            for part in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(part) {
                invalid("path", at: node, "\"\(text)\"", "must not contain '\(part)'")
            }
            for end in ["/..", "/."] where text.hasSuffix(end) { invalid("path", at: node, "\"\(text)\"", "cannot end with '\(end)'") }
        case "ImplementationSpecific":
            if !text.isEmpty, !isAbsolute { invalid("path", at: node, "\"\(text)\"", "must be an absolute path") }
        default:
            notSupported("pathType", at: path.field("pathType"), type, ["Exact", "ImplementationSpecific", "Prefix"])
        }
        inside("backend", path.field("backend")) { $0.ingressBackend(path.field("backend")) }
    }

    private mutating func ingressBackend(_ backend: YAMLNode?) {
        switch (backend?.field("resource"), backend?.field("service")) {
        case (.some, .some):
            invalid("", at: backend, "", "cannot set both resource and service backends")
        case (.some(let resource), nil):
            inside("resource", resource) { $0.typedReference(resource) }
        case (nil, .some(let service)):
            ingressService(service, of: backend)
        case (nil, nil):
            invalid("", at: backend, "", "resource or service backend is required")
        }
    }

    private mutating func ingressService(_ service: YAMLNode, of backend: YAMLNode?) {
        let name = service.string("name")
        if name.isEmpty {
            required("service.name", at: service.field("name") ?? service)
        } else {
            invalid("service.name", at: service.field("name"), text: name, Names.dns1035LabelFaults(name))
        }
        let port = service.field("port")
        let (portName, number) = (port?.string("name") ?? "", port?.integer("number") ?? 0)
        switch (portName.isEmpty, number == 0) {
        case (false, false):
            invalid("", at: port, "", "cannot set both port name & port number")
        case (false, true):
            invalid("service.port.name", at: port?.field("name"), text: portName, Names.portNameFaults(portName))
        case (true, false):
            portNumber("service.port.number", at: port?.field("number"), number)
        case (true, true):
            required("", at: port ?? backend, "port name or number is required")
        }
    }

    /// `validateIngressTypedLocalObjectReference`, from inside its path.
    private mutating func typedReference(_ reference: YAMLNode) {
        if let group = reference.optionalString("apiGroup") {
            invalid("apiGroup", at: reference.field("apiGroup"), text: group, Names.dnsSubdomainFaults(group))
        }
        pathSegment("kind", in: reference)
        pathSegment("name", in: reference)
    }

    mutating func ingressClass(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain, isNamespaced: false)
        let spec = object.field("spec")
        inside("spec", spec) { validation in
            let controller = spec?.string("controller") ?? ""
            if controller.utf8.count > 250 { validation.tooLong("controller", at: spec?.field("controller"), limit: 250) }
            validation.domainPrefixedPath("controller", at: spec?.field("controller"), controller)
            guard let parameters = spec?.field("parameters") else { return }
            validation.inside("parameters", parameters) { $0.ingressClassParameters(parameters) }
        }
    }

    private mutating func ingressClassParameters(_ parameters: YAMLNode) {
        typedReference(parameters)
        let scope = parameters.optionalString("scope") ?? "Cluster"
        switch scope {
        case "Namespace":
            guard let namespace = parameters.optionalString("namespace") else {
                required("namespace", at: parameters.field("scope"), "`parameters.scope` is set to 'Namespace'")
                return
            }
            invalid("namespace", at: parameters.field("namespace"), text: namespace, Names.dnsLabelFaults(namespace))
        case "Cluster":
            guard let namespace = parameters.field("namespace") else { return }
            forbidden("namespace", at: namespace, "`parameters.scope` is set to 'Cluster'")
        default:
            notSupported("scope", at: parameters.field("scope"), scope, ["Cluster", "Namespace"])
        }
    }

    /// `IsDomainPrefixedPath`.
    mutating func domainPrefixedPath(_ field: String, at node: YAMLNode?, _ text: String) {
        guard !text.isEmpty else {
            required(field, at: node)
            return
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            invalid(field, at: node, "\"\(text)\"", "must be a domain-prefixed path (such as \"acme.io/foo\")")
            return
        }
        let host = String(parts[0])
        invalid(field, at: node, text: host, Names.dnsSubdomainFaults(host))
        guard !Names.isHTTPPath(parts[1]) else { return }
        let detail = "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"
        invalid(field, at: node, "\"\(parts[1])\"", detail)
    }
}
