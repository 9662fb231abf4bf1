// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// An Ingress as F5's controller reads it: annotations with the prefix `nginx.org/`.
struct F5Ingress {
    /// Whether an Ingress shares its host with others.
    enum Merging {
        /// It has its hosts alone.
        case none
        /// It has the host and its settings, and no path.
        case master
        /// It has paths of a master's host.
        case minion
    }

    let ingress: Ingress
    let key: String
    let merging: Merging
    private let annotations: StringMap

    init(_ ingress: Ingress) {
        self.ingress = ingress
        annotations = ingress.metadata.annotations
        key = "\(ingress.metadata.namespace)/\(ingress.metadata.name)"
        switch annotations["nginx.org/mergeable-ingress-type"] {
        case "master": merging = .master
        case "minion": merging = .minion
        default: merging = .none
        }
    }

    /// A text.
    func text(_ name: String) -> String? { annotations["nginx.org/\(name)"] }

    /// A boolean, as `strconv.ParseBool` reads it.
    func isOn(_ name: String) -> Bool? { text(name).flatMap { GoValue.bool($0) } }

    /// The Services of a list between commas.
    func services(_ name: String) -> Set<String> { Set(GoValue.split(text(name) ?? "").map { $0.trimmingSpaces() }) }

    /// Whether plain requests are sent to HTTPS where the host has TLS.
    var redirectsToTLS: Bool {
        isOn("ssl-redirect") ?? annotations["ingress.kubernetes.io/ssl-redirect"].flatMap { GoValue.bool($0) } ?? true
    }

    /// The status of that redirect.
    var redirectStatus: Int {
        guard let code = text("http-redirect-code").flatMap({ Int($0) }), [301, 302, 307, 308].contains(code) else { return 301 }
        return code
    }

    /// By what the matched part of a Service's paths is replaced: `serviceName=NAME rewrite=PATH` between semicolons.
    ///
    /// Source: kubernetes-ingress v5.5.4 internal/configs/parsing_helpers.go:350.
    var rewrites: [String: String] {
        var found: [String: String] = [:]
        for entry in GoValue.split(text("rewrites") ?? "", ";") {
            let parts = entry.split(separator: " ").map(String.init)
            guard parts.count == 2, let service = Self.value(parts[0], "serviceName="), let path = Self.value(parts[1], "rewrite=") else {
                continue
            }
            found[service] = path
        }
        return found
    }

    private static func value(_ text: String, _ prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    /// nginx's directives that differ from the defaults.
    var directives: Settings {
        let names = [
            ("client-max-body-size", "client_max_body_size"), ("proxy-connect-timeout", "proxy_connect_timeout"),
            ("proxy-read-timeout", "proxy_read_timeout"), ("proxy-send-timeout", "proxy_send_timeout"),
            ("proxy-buffering", "proxy_buffering"), ("lb-method", "lb_method"), ("limit-req-rate", "limit_req.rate"),
        ]
        return Settings(names.compactMap { name, directive in text(name).map { (directive, $0) } })
    }

    /// What is written and does nothing, one sentence each.
    var losses: [String] {
        annotations.compactMap { entry in
            guard entry.key.hasPrefix("nginx.ingress.kubernetes.io/") else { return nil }
            return "\(entry.key) is an annotation of ingress-nginx, which this controller does not read"
        }
    }
}
