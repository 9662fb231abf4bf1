// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What pods and containers may tell of themselves to their processes.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:1072-1078, 2710-2730, pkg/apis/core/pods/helpers.go:61.
enum DownwardAPI {
    static let fieldsOfFiles = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"]

    static let fieldsOfVariables = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    /// Fields that the server knows, whether or not they may stand in a place.
    static let knownFields =
        Set(fieldsOfFiles + fieldsOfVariables).union(["spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"])

    static let resources = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory",
    ]

    static func isHugePages(_ resource: String) -> Bool {
        resource.hasPrefix("requests.hugepages-") || resource.hasPrefix("limits.hugepages-")
    }

    /// `metadata.labels['app']` in its parts; `nil` where there is no subscript.
    static func subscripted(_ path: String) -> (path: String, key: String)? {
        guard path.hasSuffix("']"), let mark = path.dropLast(2).firstRange(of: "['"), mark.lowerBound > path.startIndex else { return nil }
        return (String(path[..<mark.lowerBound]), String(path[mark.upperBound...].dropLast(2)))
    }
}

/// The rules of environment variables.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:2686-2980.
extension Validation {
    mutating func environment(_ container: YAMLNode) {
        each("env", container.items("env")) { validation, _, variable in
            let name = variable.string("name")
            if name.isEmpty {
                validation.required("name", at: variable.field("name"))
            } else {
                validation.variableName("name", at: variable.field("name"), name)
            }
            if let source = variable.field("valueFrom"), source.kind == .mapping { validation.variableSource(variable, source) }
        }
        environmentFrom(container)
    }

    private mutating func variableName(_ field: String, at node: YAMLNode?, _ name: String) {
        guard !name.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "=") }) else { return }
        let detail = "a valid environment variable name must consist only of printable ASCII characters other than '='"
        invalid(field, at: node, "\"\(name)\"", detail)
    }

    /// `validateEnvVarValueFrom`; a key of a file is dropped before the server looks (EnvFiles is off in 1.34).
    private mutating func variableSource(_ variable: YAMLNode, _ source: YAMLNode) {
        inside("valueFrom", source) { validation in
            if let field = source.field("fieldRef") {
                validation.inside("fieldRef", field) { $0.podField(field, DownwardAPI.fieldsOfVariables) }
            }
            if let resource = source.field("resourceFieldRef") {
                validation.inside("resourceFieldRef", resource) { $0.containerResource(resource, isFile: false) }
            }
            for kind in ["configMapKeyRef", "secretKeyRef"] {
                guard let key = source.field(kind) else { continue }
                validation.inside(kind, key) { $0.keySelector(key) }
            }
            let count = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef"].count { source.field($0) != nil }
            if count == 0 {
                let detail = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
                validation.invalid("", at: source, "", detail)
            } else if !variable.string("value").isEmpty {
                validation.invalid("", at: source, "", "may not be specified when `value` is not empty")
            } else if count > 1 {
                validation.invalid("", at: source, "", "may not have more than one field specified at a time")
            }
        }
    }

    /// `ValidateEnvFrom`.
    private mutating func environmentFrom(_ container: YAMLNode) {
        for (index, source) in container.items("envFrom").enumerated() {
            inside("envFrom[\(index)]", source) { validation in
                let prefix = source.string("prefix")
                validation.variableName("prefix", at: source.field("prefix"), prefix)
                for kind in ["configMapRef", "secretRef"] {
                    guard let reference = source.field(kind) else { continue }
                    validation.inside(kind, reference) { $0.prefixReference(reference) }
                }
            }
            // The path lacks the index, as the server has it.
            switch ["configMapRef", "secretRef"].count(where: { source.field($0) != nil }) {
            case 0: invalid("envFrom", at: source, "", "must specify one of: `configMapRef` or `secretRef`")
            case 1: continue
            default: invalid("envFrom", at: source, "", "may not have more than one field specified at a time")
            }
        }
    }

    /// The server judges this name as the beginning of one, so a hyphen at its end is fine.
    private mutating func prefixReference(_ reference: YAMLNode) {
        let name = reference.string("name")
        if name.isEmpty {
            required("name", at: reference)
        } else {
            invalid("name", at: reference.field("name"), text: name, Names.dnsSubdomainFaults(Names.maskingTrailingHyphen(name)))
        }
    }

    private mutating func keySelector(_ selector: YAMLNode) {
        let (name, key) = (selector.string("name"), selector.string("key"))
        invalid("name", at: selector.field("name") ?? selector, text: name, Names.dnsSubdomainFaults(name))
        if key.isEmpty {
            required("key", at: selector)
        } else {
            invalid("key", at: selector.field("key"), text: key, Names.configKeyFaults(key))
        }
    }

    /// `validateObjectFieldSelector`, from inside its path.
    mutating func podField(_ reference: YAMLNode, _ allowed: [String]) {
        let path = reference.string("fieldPath")
        let node = reference.field("fieldPath") ?? reference
        guard !path.isEmpty else {
            required("fieldPath", at: node)
            return
        }
        let version = reference.string("apiVersion")
        guard version.isEmpty || version == "v1" else {
            let detail = "error converting fieldPath: unsupported pod version: \(version)"
            invalid("fieldPath", at: node, "\"\(path)\"", detail)
            return
        }
        if let part = DownwardAPI.subscripted(path) {
            switch part.path {
            case "metadata.annotations": invalid("", at: node, text: part.key, Names.qualifiedNameFaults(part.key.lowercased()))
            case "metadata.labels": invalid("", at: node, text: part.key, Names.qualifiedNameFaults(part.key))
            default:
                let detail = "error converting fieldPath: field label does not support subscript: \(path)"
                invalid("fieldPath", at: node, "\"\(path)\"", detail)
            }
        } else if !DownwardAPI.knownFields.contains(path) {
            invalid("fieldPath", at: node, "\"\(path)\"", "error converting fieldPath: field label not supported: \(path)")
        } else if !allowed.contains(path == "spec.host" ? "spec.nodeName" : path) {
            notSupported("fieldPath", at: node, path, allowed)
        }
    }

    /// `validateContainerResourceFieldSelector`, from inside its path.
    mutating func containerResource(_ reference: YAMLNode, isFile: Bool) {
        let resource = reference.string("resource")
        let node = reference.field("resource") ?? reference
        if isFile, reference.string("containerName").isEmpty {
            required("containerName", at: reference)
        } else if resource.isEmpty {
            required("resource", at: node)
        } else if !DownwardAPI.resources.contains(resource), !DownwardAPI.isHugePages(resource) {
            notSupported("resource", at: node, resource, DownwardAPI.resources)
        }
        divisor(reference, of: resource)
    }

    private mutating func divisor(_ reference: YAMLNode, of resource: String) {
        guard let divisor = reference.quantity("divisor"), divisor != .zero else { return }
        let sizes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
        let allowed: [String]
        switch resource {
        case "limits.cpu", "requests.cpu": allowed = ["1m", "1"]
        case _ where DownwardAPI.resources.contains(resource) || DownwardAPI.isHugePages(resource): allowed = sizes
        default: return
        }
        guard !allowed.contains(where: { Quantity($0) == divisor }) else { return }
        let detail = "only divisor's values \(allowed.joined(separator: ", ")) are supported with the resource"
        invalid("divisor", at: reference.field("divisor"), resource, detail)
    }
}
