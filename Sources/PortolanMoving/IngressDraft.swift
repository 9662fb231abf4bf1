// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// An Ingress to be written.
struct IngressDraft: Hashable {
    /// A path with its backend.
    struct Path: Hashable {
        var path: String
        var type: String
        /// The Service's name.
        var service: String
        /// The Service's port; `nil` for the name `use-annotation`.
        var port: Int?
    }

    /// The paths of a host.
    struct Rule: Hashable {
        var host: String?
        var paths: [Path]
    }

    var name: String
    var namespace: String
    var className: String?
    var annotations: [YAMLValue.Entry] = []
    /// Secrets with their hosts, in order.
    var tls: [(secret: String, hosts: [String])] = []
    var rules: [Rule] = []

    static func == (one: IngressDraft, other: IngressDraft) -> Bool { one.name == other.name && one.namespace == other.namespace }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Sets an annotation.
    mutating func annotate(_ key: String, _ value: String) {
        annotations.removeAll { $0.key == key }
        annotations.append(YAMLValue.Entry(key, .text(value)))
    }

    /// Adds a path behind the others of its host.
    mutating func add(_ path: Path, of host: String?) {
        if let last = rules.last, last.host == host {
            rules[rules.count - 1].paths.append(path)
        } else {
            rules.append(Rule(host: host, paths: [path]))
        }
    }

    /// Names the Secret for a host; a placeholder in small letters, since the API server takes no others here.
    mutating func secure(_ host: String?, with written: String) {
        let secret = written.hasPrefix("PORTOLAN-FILL-IN-") ? written.lowercased() : written
        let place = tls.firstIndex { $0.secret == secret } ?? tls.count
        if place == tls.count { tls.append((secret, [])) }
        if let host, !tls[place].hosts.contains(host) { tls[place].hosts.append(host) }
    }

    /// The object.
    var document: YAMLValue {
        let written = rules.map { rule -> YAMLValue in
            let paths = rule.paths.map { path -> YAMLValue in
                let port: YAMLValue = .object([path.port.map { ("number", .number($0)) } ?? ("name", .text("use-annotation"))])
                return .object([
                    ("path", path.path.isEmpty ? nil : .text(path.path)), ("pathType", .text(path.type)),
                    ("backend", .object([("service", .object([("name", .text(path.service)), ("port", port)]))])),
                ])
            }
            return .object([("host", rule.host.map { .text($0) }), ("http", .object([("paths", .list(paths))]))])
        }
        let secrets = tls.map { entry -> YAMLValue in
            .object([("hosts", .texts(entry.hosts)), ("secretName", .text(entry.secret))])
        }
        let metadata = YAMLValue.object([
            ("name", .text(name)), ("namespace", .text(namespace)), ("annotations", annotations.isEmpty ? nil : .map(annotations)),
        ])
        return .object([
            ("apiVersion", .text("networking.k8s.io/v1")), ("kind", .text("Ingress")), ("metadata", metadata),
            (
                "spec",
                .object([
                    ("ingressClassName", className.map { .text($0) }), ("tls", secrets.isEmpty ? nil : .list(secrets)),
                    ("rules", .list(written)),
                ])
            ),
        ])
    }
}

/// A JSON text with its keys in the order given, for annotations that hold one.
enum JSONText {
    /// A value as JSON.
    static func of(_ value: YAMLValue) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .number(let number): String(number)
        case .boolean(let value): String(value)
        case .map(let entries): "{" + entries.map { "\(quoted($0.key)):\(of($0.value))" }.joined(separator: ",") + "}"
        case .list(let values): "[" + values.map(of).joined(separator: ",") + "]"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
