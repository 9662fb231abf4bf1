// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// An Ingress as AGIC sees it, its annotations read once.
struct AppGatewayIngress {
    let ingress: Ingress
    let annotations: AppGatewayAnnotations
    let frontend: AppGatewayFrontend
    /// The Secrets that hold a certificate, by the hosts of `spec.tls`; under the empty name that of an entry without hosts.
    private let secrets: [String: String]
    /// What the Ingress asks for that does not come about.
    private(set) var notes: [String]

    var reference: ObjectReference { ingress.metadata.reference }
    var namespace: String { ingress.metadata.namespace }
    /// By what the controller sorts Ingresses.
    ///
    /// Source: AGIC f42103da pkg/sorter/ingress.go:18.
    var sortKey: String { "\(namespace)/\(ingress.metadata.name)" }

    init(_ ingress: Ingress, options: TargetOptions, secrets known: AppGatewaySecrets) {
        self.ingress = ingress
        annotations = AppGatewayAnnotations(ingress)
        // Source: AGIC f42103da pkg/appgw/ingress_rules.go:76.
        frontend = annotations.isTrue(.usePrivateIP) || options.isOn("usePrivateIP") ? .private : .public
        var notes = annotations.notes
        secrets = Self.secrets(of: ingress, known: known, &notes)
        self.notes = notes
    }

    // MARK: Certificates

    /// Source: AGIC f42103da pkg/appgw/certificates.go:96, pkg/k8scontext/secretstore.go:91.
    private static func secrets(of ingress: Ingress, known: AppGatewaySecrets, _ notes: inout [String]) -> [String: String] {
        var secrets: [String: String] = [:]
        for entry in ingress.tls {
            guard let name = entry.secretName else { continue }
            let reference = ObjectReference(kind: "Secret", namespace: ingress.metadata.namespace, name: name)
            if let fault = known.fault(of: reference) {
                notes.append("the Secret \(reference.namespace)/\(name) \(fault), so its hosts are served without TLS")
                continue
            }
            if entry.hosts.isEmpty { secrets[""] = name }
            for host in entry.hosts { secrets[host] = name }
        }
        return secrets
    }

    /// The certificate for a rule's host: that of an entry with just this host, else of one without hosts, else the gateway's own.
    private func certificate(for host: String) -> String? {
        secrets[host] ?? secrets[""] ?? annotations.filled(.sslCertificate)
    }

    // MARK: Listeners

    /// The listeners of a rule: HTTPS where there is a certificate, and HTTP where there is none or everything is redirected.
    ///
    /// Source: AGIC f42103da pkg/appgw/ingress_rules.go:62.
    func listeners(of rule: Ingress.Rule) -> [AppGatewayRuleListener] {
        let hosts = hosts(of: rule)
        let overriding = annotations.integer(.frontendPort).flatMap { (1..<65000).contains($0) ? $0 : nil }
        let certificate = certificate(for: rule.host ?? "")
        let redirects = annotations.isTrue(.sslRedirect)
        var listeners: [AppGatewayRuleListener] = []
        if let certificate {
            let id = AppGatewayListenerID(port: overriding ?? 443, hosts: hosts, frontend: frontend)
            let config = AppGatewayListenerConfig(
                isHTTPS: true, certificate: certificate, isRedirectTarget: redirects, sslProfile: annotations.filled(.sslProfile))
            listeners.append(AppGatewayRuleListener(id: id, config: config))
        }
        if redirects || certificate == nil {
            let id = AppGatewayListenerID(port: overriding ?? 80, hosts: hosts, frontend: frontend)
            // On one port both are one listener, and the later one is plain.
            listeners.removeAll { $0.id == id }
            listeners.append(AppGatewayRuleListener(id: id, config: AppGatewayListenerConfig()))
        }
        return listeners
    }

    /// The rule's host, then those of the annotation, each once, five at most.
    ///
    /// Source: AGIC f42103da pkg/appgw/configbuilder.go:252, pkg/appgw/internaltypes.go:259.
    func hosts(of rule: Ingress.Rule) -> [String] { Array(allHosts(of: rule).prefix(AppGatewayListenerID.maximalHosts)) }

    private func allHosts(of rule: Ingress.Rule) -> [String] {
        let further = annotations[.hostnameExtension].map { GoValue.split($0).map { $0.trimmingSpaces() }.filter { !$0.isEmpty } } ?? []
        var seen: Set<String> = []
        return ((rule.host.map { [$0] } ?? []) + further).filter { seen.insert($0).inserted }
    }

    /// All its listeners, each with what the Ingress's last rule for it sets.
    ///
    /// A WAF policy holds for a whole listener where the rule has a path that takes everything.
    /// Source: AGIC f42103da pkg/appgw/ingress_rules.go:17.
    func listeners() -> [AppGatewayRuleListener] {
        var order: [AppGatewayListenerID] = []
        var configs: [AppGatewayListenerID: AppGatewayListenerConfig] = [:]
        let policy = annotations.filled(.wafPolicy)
        for rule in ingress.rules where rule.hasHTTP {
            let takesAll = rule.paths.contains { $0.takesEverything }
            for listener in listeners(of: rule) {
                if configs[listener.id] == nil { order.append(listener.id) }
                var config = listener.config
                if takesAll { config.firewallPolicy = policy }
                configs[listener.id] = config
            }
        }
        return order.compactMap { id in configs[id].map { AppGatewayRuleListener(id: id, config: $0) } }
    }

    // MARK: Losses

    /// What of the Ingress's own rules does not come about, whatever the others hold.
    func ruleNotes() -> [String] {
        var notes: [String] = []
        for rule in ingress.rules where rule.hasHTTP {
            let dropped = allHosts(of: rule).dropFirst(AppGatewayListenerID.maximalHosts)
            if !dropped.isEmpty {
                notes.append("a listener has five hosts at most, so these are dropped: \(dropped.joined(separator: ", "))")
            }
        }
        let bytes = ingress.paths.first { path in
            path.pathType == "Prefix" && !path.takesEverything && path.path?.hasSuffix("/") == false && path.path?.hasSuffix("*") == false
        }
        if let path = bytes?.path { notes.append("a Prefix path matches bytes, not path elements: \(path) takes \(path)s too") }
        return notes
    }
}

extension Ingress.Path {
    /// Whether it becomes the default of a path map, whatever its type.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:544.
    var takesEverything: Bool { ["", "/", "/*"].contains(path ?? "") }

    /// The pattern of a path rule.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:527.
    var pattern: String {
        let text = path ?? ""
        switch pathType {
        case "Exact": return text.hasSuffix("*") ? String(text.dropLast()) : text
        case "Prefix": return text.hasSuffix("*") ? text : text + "*"
        default: return text
        }
    }
}
