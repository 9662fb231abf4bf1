// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Why F5's controller rejects an Ingress: it has no webhook, so that the object stays and serves nothing.
///
/// Source: kubernetes-ingress v5.5.4 internal/k8s/validation.go.
struct F5Validation {
    private let allowsSnippets: Bool

    init(_ cluster: Cluster) { allowsSnippets = cluster.options.isOn("enableSnippets") }

    /// The faults in the controller's own words; none where it takes the Ingress.
    func faults(of ingress: F5Ingress) -> [String] {
        annotationFaults(ingress.ingress) + specFaults(ingress.ingress) + mergingFaults(ingress)
    }

    // MARK: Annotations

    private static let bools: Set<String> = [
        "redirect-to-https", "ssl-redirect", "proxy-buffering", "hsts", "hsts-include-subdomains", "hsts-behind-proxy", "use-cluster-ip",
    ]
    private static let times: Set<String> = ["proxy-connect-timeout", "proxy-read-timeout", "proxy-send-timeout", "fail-timeout"]
    private static let integers: Set<String> = ["keepalive", "max-fails", "max-conns", "hsts-max-age"]

    private func annotationFaults(_ ingress: Ingress) -> [String] {
        ingress.metadata.annotations.sorted { $0.key < $1.key }.compactMap { entry in
            if ["nginx.com/health-checks", "nginx.com/slow-start", "nginx.com/jwt-key", "nginx.com/jwt-realm"].contains(entry.key) {
                return "annotations.\(entry.key): Forbidden: annotation requires NGINX Plus"
            }
            guard entry.key.hasPrefix("nginx.org/") else { return nil }
            return fault(of: String(entry.key.dropFirst(10)), entry.value).map { fault in
                fault.hasPrefix("Forbidden") || fault.hasPrefix("Required")
                    ? "annotations.\(entry.key): \(fault)"
                    : "annotations.\(entry.key): Invalid value: \(GoValue.quoted(entry.value)): \(fault)"
            }
        }
    }

    private func fault(of name: String, _ value: String) -> String? {
        if name.hasSuffix("-snippets") { return allowsSnippets ? nil : "Forbidden: snippet specified but snippets feature is not enabled" }
        let isChecked = Self.bools.union(Self.times).union(Self.integers).contains(name) || name == "mergeable-ingress-type"
        if isChecked, value.isEmpty { return "Required value" }
        if Self.bools.contains(name), GoValue.bool(value) == nil { return "must be a boolean" }
        if Self.times.contains(name), !Self.isTime(value) { return "must be a time" }
        if Self.integers.contains(name), GoValue.int(value) == nil { return "must be an integer" }
        if name == "mergeable-ingress-type", !["master", "minion"].contains(value) { return "must be one of: 'master' or 'minion'" }
        if name == "path-regex", !["case_sensitive", "case_insensitive", "exact"].contains(value) {
            return "allowed values: 'case_sensitive', 'case_insensitive' or 'exact'"
        }
        return nil
    }

    /// Numbers with nginx's units, from the greatest to the least; a number alone is seconds.
    private static func isTime(_ text: String) -> Bool {
        let units = ["y", "M", "w", "d", "h", "m", "s", "ms"]
        var rest = text.filter { $0 != " " }[...]
        var next = 0
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest[unit.endIndex...]
            guard !digits.isEmpty else { return false }
            if unit.isEmpty { return rest.isEmpty }
            guard let place = units.firstIndex(of: String(unit)), place >= next else { return false }
            next = place + 1
        }
        return true
    }

    // MARK: Spec

    private func specFaults(_ ingress: Ingress) -> [String] {
        guard !ingress.rules.isEmpty else { return ["spec.rules: Required value"] }
        var seen: Set<String> = []
        return ingress.rules.enumerated().flatMap { index, rule -> [String] in
            var faults: [String] = []
            if let host = rule.host {
                if !seen.insert(host).inserted { faults.append("spec.rules[\(index)].host: Duplicate value: \(GoValue.quoted(host))") }
            } else {
                faults.append("spec.rules[\(index)].host: Required value")
            }
            for (place, path) in rule.paths.enumerated() {
                let field = "spec.rules[\(index)].http.paths[\(place)]"
                if let text = path.path, text.contains(where: { $0.isWhitespace || $0 == ";" }) {
                    faults.append(
                        "\(field).path: Invalid value: \(GoValue.quoted(text)): must start with / and must not include any whitespace character or `;`"
                    )
                }
                if path.backend.resource != nil {
                    faults.append("\(field).backend.resource: Forbidden: resource backends are not supported")
                }
            }
            return faults
        }
    }

    private func mergingFaults(_ ingress: F5Ingress) -> [String] {
        let rules = ingress.ingress.rules
        let count = rules.first?.paths.count ?? 0
        switch ingress.merging {
        case .none: return []
        case .master:
            if rules.count != 1 { return rules.isEmpty ? [] : ["spec.rules: Too many: \(rules.count): must have at most 1 item"] }
            return count > 0 ? ["spec.rules[0].http.paths: Too many: \(count): must have at most 0 items"] : []
        case .minion:
            let entries = ingress.ingress.tls.count
            let tls = entries > 0 ? ["spec.tls: Too many: \(entries): must have at most 0 items"] : []
            if rules.count != 1 { return tls + (rules.isEmpty ? [] : ["spec.rules: Too many: \(rules.count): must have at most 1 item"]) }
            return tls + (count == 0 ? ["spec.rules[0].http.paths: Required value: must include at least one path"] : [])
        }
    }
}
