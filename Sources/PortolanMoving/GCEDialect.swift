// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Ingresses in the words of GKE's own controller: each is a load balancer of its own, so that one stands for all of a namespace.
struct GCEDialect: IngressDialect {
    let controller = "gce"
    let settings: DialectSettings

    func output(_ routes: SourceRoutes, _ names: inout DialectNames) -> DialectOutput {
        var output = DialectOutput(losses: routes.losses)
        let namespaces = namespaces(routes)
        for namespace in namespaces { write(routes, namespace, &names, &output) }
        if namespaces.count > 1 {
            output.losses.append(
                MoveLoss(
                    .loss,
                    "an Ingress of GKE is a load balancer with an address of its own and sends to its own namespace only: there are \(namespaces.count), and a host of several namespaces has its paths in several of them"
                ))
        }
        return output
    }

    private func write(_ routes: SourceRoutes, _ namespace: String, _ names: inout DialectNames, _ output: inout DialectOutput) {
        let name = names.unique(stem(routes, namespace), in: namespace)
        var draft = IngressDraft(name: name, namespace: namespace)
        draft.annotate("kubernetes.io/ingress.class", routes.isPrivate ? "gce-internal" : "gce")
        var closed = false
        var hosts: [SourceRoutes.Host] = []
        for host in routes.hosts {
            let before = draft.rules.count
            var taken: Set<String> = []
            for rule in host.rules where (rule.origin?.object.namespace ?? namespace) == namespace {
                write(rule, host, &draft, &taken, &closed, &output)
            }
            guard draft.rules.count > before || draft.rules.last?.host == host.pattern else { continue }
            hosts.append(host)
            if let secret = host.secret { draft.secure(host.pattern, with: secret.name) }
        }
        guard !draft.rules.isEmpty else { return }
        frontend(&draft, hosts, namespace, routes, &output)
        output.objects.insert(draft.document, at: 0)
        services(draft, namespace, routes, &output)
        if closed { output.objects += ClosedService.documents(in: namespace) }
    }

    // MARK: Rules

    private func write(
        _ rule: NeutralRule, _ host: SourceRoutes.Host, _ draft: inout IngressDraft, _ taken: inout Set<String>, _ closed: inout Bool,
        _ output: inout DialectOutput
    ) {
        guard !rule.isConditional else {
            output.lose(host, rule, "gce has no conditions on headers, methods or queries: the rule is left out")
            return
        }
        guard let path = path(rule, host, &output), taken.insert("\(path.type) \(path.text)").inserted else { return }
        guard case .forward(let backends) = rule.action else {
            output.lose(
                host, rule,
                "gce can neither redirect a path nor answer itself: it is sent to a Service with nothing behind it, which answers an error")
            close(path, host, &draft, &closed)
            return
        }
        if !rule.access.isOpen {
            guard settings.allowsOpen else {
                output.lose(
                    host, rule,
                    "\(rule.access.words) at home, which gce cannot be told here: it is sent to a Service with nothing behind it, so that nobody gets in (Identity-Aware Proxy or Cloud Armor may ask for it); --allow-open writes it open",
                    .danger)
                close(path, host, &draft, &closed)
                return
            }
            output.lose(host, rule, "\(rule.access.words) at home; here it is open to everybody, as --allow-open wants it", .danger)
        }
        if rule.pathRewrite != nil || rule.hostRewrite != nil {
            output.lose(host, rule, "gce cannot rewrite: the backend sees path and host as the client sends them")
        }
        if rule.cors != nil { output.lose(host, rule, "the policy for other origins cannot be told gce: the app must answer for it") }
        if !rule.mirrors.isEmpty { output.lose(host, rule, "copies of requests cannot be sent by gce") }
        if !rule.requestHeaders.isEmpty || !rule.responseHeaders.isEmpty {
            output.lose(host, rule, "changed headers are a BackendConfig's of the whole Service on GKE, and not written")
        }
        guard let target = single(backends, host, rule, settings, &output) else { return }
        draft.add(
            IngressDraft.Path(path: path.text, type: path.type, service: target.service.serviceName, port: target.port), of: host.pattern)
    }

    private func close(_ path: (text: String, type: String), _ host: SourceRoutes.Host, _ draft: inout IngressDraft, _ closed: inout Bool) {
        closed = true
        draft.add(
            IngressDraft.Path(path: path.text, type: path.type, service: ClosedService.name, port: ClosedService.port), of: host.pattern)
    }

    /// A path that ends in `/*` is the only pattern that there is.
    private func path(_ rule: NeutralRule, _ host: SourceRoutes.Host, _ output: inout DialectOutput) -> (text: String, type: String)? {
        switch rule.path.form {
        case .any: return ("/*", "ImplementationSpecific")
        case .exact(let value): return value.contains("*") ? nil : (value, "Exact")
        case .elements(let value): return (value, "Prefix")
        case .bytes(let value): return value.hasSuffix("/") ? (value + "*", "ImplementationSpecific") : (value, "Prefix")
        case .regex(let value):
            if let prefix = rule.prefix ?? GatewayRules.prefix(of: value) {
                return (prefix == "/" ? "/*" : prefix, prefix == "/" ? "ImplementationSpecific" : "Prefix")
            }
            output.lose(host, rule, "the path is told by an expression, which gce does not take: it is left out")
            return nil
        }
    }

    // MARK: Ports and Services

    /// Redirects to HTTPS, for all hosts of the load balancer or none.
    private func frontend(
        _ draft: inout IngressDraft, _ hosts: [SourceRoutes.Host], _ namespace: String, _ routes: SourceRoutes,
        _ output: inout DialectOutput
    ) {
        let statuses = hosts.compactMap { host -> Int? in if case .redirected(let status) = host.ports { status } else { nil } }
        let codes = [
            301: "MOVED_PERMANENTLY_DEFAULT", 302: "FOUND", 303: "SEE_OTHER", 307: "TEMPORARY_REDIRECT", 308: "PERMANENT_REDIRECT",
        ]
        if !hosts.isEmpty, hosts.allSatisfy({ $0.ports == .secure }) {
            draft.annotate("kubernetes.io/ingress.allow-http", "false")
        } else if let status = statuses.first, statuses.count == hosts.count, !routes.isPrivate {
            draft.annotate("networking.gke.io/v1beta1.FrontendConfig", draft.name)
            output.objects.append(
                .object([
                    ("apiVersion", .text("networking.gke.io/v1beta1")), ("kind", .text("FrontendConfig")),
                    ("metadata", .object([("name", .text(draft.name)), ("namespace", .text(namespace))])),
                    (
                        "spec",
                        .object([
                            (
                                "redirectToHttps",
                                .object([
                                    ("enabled", .boolean(true)), ("responseCodeName", .text(codes[status] ?? "MOVED_PERMANENTLY_DEFAULT")),
                                ])
                            )
                        ])
                    ),
                ]))
        } else if !statuses.isEmpty {
            let why =
                routes.isPrivate
                ? "an internal load balancer of GKE cannot redirect" : "GKE redirects all hosts of an Ingress or none, and others are plain"
            output.losses.append(
                MoveLoss(
                    .danger,
                    "plain requests were sent to HTTPS on \(statuses.count) of \(hosts.count) hosts; here they are answered: \(why)"))
        }
    }

    /// Pods as backends, what they speak, and what a BackendConfig sets.
    private func services(_ draft: IngressDraft, _ namespace: String, _ routes: SourceRoutes, _ output: inout DialectOutput) {
        var seen: Set<String> = []
        for service in draft.rules.flatMap(\.paths).map(\.service) where service != ClosedService.name && seen.insert(service).inserted {
            let path = "\(namespace)/\(service)"
            output.annotate(path, "cloud.google.com/neg", "{\"ingress\": true}")
            let pool = routes.pool(of: path)
            var config: [(String, YAMLValue?)] = []
            if let timeout = routes.timeout { config.append(("timeoutSec", .number(timeout))) }
            if pool?.settings["affinity"] == "cookie" {
                let age = pool?.settings["session-cookie-max-age"].flatMap { Int($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
                config.append(
                    (
                        "sessionAffinity",
                        .object([("affinityType", .text("GENERATED_COOKIE")), ("affinityCookieTtlSec", age.map { .number($0) })])
                    ))
            }
            if !config.isEmpty {
                output.annotate(path, "cloud.google.com/backend-config", "{\"default\": \"\(service)\"}")
                output.objects.append(
                    .object([
                        ("apiVersion", .text("cloud.google.com/v1")), ("kind", .text("BackendConfig")),
                        ("metadata", .object([("name", .text(service)), ("namespace", .text(namespace))])), ("spec", .object(config)),
                    ]))
            }
            if let spoken = pool?.protocol, spoken != "HTTP" {
                output.losses.append(
                    MoveLoss(
                        .loss,
                        "Service \(path): its pods are spoken to by \(spoken) at home; on GKE the annotation cloud.google.com/app-protocols says so, by the name of the port"
                    ))
            }
        }
    }
}

/// A Service with nothing behind it: where a controller cannot refuse by itself, requests that nobody may make end there.
enum ClosedService {
    static let name = "closed"
    static let port = 80

    /// The Service and its endpoints, of which there are none.
    static func documents(in namespace: String) -> [YAMLValue] {
        let metadata = YAMLValue.object([("name", .text(name)), ("namespace", .text(namespace))])
        return [
            .object([
                ("apiVersion", .text("v1")), ("kind", .text("Service")), ("metadata", metadata),
                ("spec", .object([("ports", .list([.object([("name", .text("http")), ("port", .number(port))])]))])),
            ]),
            .object([
                ("apiVersion", .text("discovery.k8s.io/v1")), ("kind", .text("EndpointSlice")),
                (
                    "metadata",
                    .object([
                        ("name", .text(name)), ("namespace", .text(namespace)),
                        ("labels", .object([("kubernetes.io/service-name", .text(name))])),
                    ])
                ),
                ("addressType", .text("IPv4")), ("endpoints", .list([])),
                ("ports", .list([.object([("name", .text("http")), ("port", .number(port))])])),
            ]),
        ]
    }
}
