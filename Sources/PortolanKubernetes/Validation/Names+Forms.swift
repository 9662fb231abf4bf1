// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// Forms of names that few fields have.
// Source: apimachinery v0.34.9 pkg/util/validation/validation.go, pkg/api/validation/path/name.go.
extension Names {
    /// A host in an Ingress: a DNS name, or one behind `*.`.
    static func hostFaults(_ host: String) -> [String] {
        guard host.utf8.contains(UInt8(ascii: "*")) else { return dnsSubdomainFaults(host) }
        var faults = host.utf8.count > 253 ? ["must be no more than 253 characters"] : []
        // A name of any length passes here: only the whole is limited.
        let rest = host.hasPrefix("*.") ? String(host.dropFirst(2)) : ""
        if rest.isEmpty || dnsSubdomainFaults(rest).contains(where: { $0.contains("RFC 1123") }) {
            faults.append(
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
                    + "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for "
                    + "validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")
        }
        return faults
    }

    /// What is judged of the beginning of a name: a hyphen at its end is fine, and the letter before it is not looked at.
    static func maskingTrailingHyphen(_ prefix: String) -> String {
        prefix.utf8.count > 1 && prefix.hasSuffix("-") ? prefix.dropLast(2) + "a" : prefix
    }

    /// The characters of an HTTP path, of which there is at least one.
    static func isHTTPPath(_ path: Substring) -> Bool {
        !path.isEmpty && path.utf8.allSatisfy { isASCIIAlphanumeric($0) || httpPathMarks.contains($0) }
    }

    private static let httpPathMarks = Set("/-._~%!$&'()*+,;=:".utf8)

    /// `IsValidPathSegmentName`: what may stand in a URL between two slashes.
    static func pathSegmentFaults(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// `IsConfigMapKey`: of ConfigMaps and Secrets.
    static func configKeyFaults(_ key: String) -> [String] {
        var faults = key.utf8.count > 253 ? ["must be no more than 253 characters"] : []
        let marks = Set("-._".utf8)
        if key.isEmpty || !key.utf8.allSatisfy({ isASCIIAlphanumeric($0) || marks.contains($0) }) {
            faults.append(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
                    + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
        }
        if key == "." || key == ".." {
            faults.append("must not be '\(key)'")
        } else if key.hasPrefix("..") {
            faults.append("must not start with '..'")
        }
        return faults
    }

    private static func isASCIIAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}

extension Validation {
    /// A field that must hold a path segment, and something.
    mutating func pathSegment(_ field: String, in node: YAMLNode?, _ detail: String = "") {
        let name = node?.string(field) ?? ""
        if name.isEmpty {
            required(field, at: node?.field(field) ?? node, detail)
        } else {
            invalid(field, at: node?.field(field), text: name, Names.pathSegmentFaults(name))
        }
    }
}
