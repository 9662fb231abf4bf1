// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Ingresses in the words of the AWS Load Balancer Controller (3.5.0): one load balancer for all that stood behind one before.
struct ALBDialect: IngressDialect {
    let controller = "alb"
    let settings: DialectSettings
    private static let prefix = "alb.ingress.kubernetes.io/"

    /// Hosts whose rules stand on the same ports.
    private enum Part: String {
        case all = ""
        case plain
        case secure
        case redirect
    }

    func output(_ routes: SourceRoutes, _ names: inout DialectNames) -> DialectOutput {
        var output = DialectOutput(losses: routes.losses)
        let isRedirected = routes.hosts.allSatisfy { if case .redirected = $0.ports { true } else { false } } && !routes.hosts.isEmpty
        let isUniform = isRedirected || Set(routes.hosts.map(\.ports)).count == 1
        let namespaces = namespaces(routes)
        var drafts: [(part: Part, draft: IngressDraft)] = []
        for namespace in namespaces {
            for part in isUniform ? [Part.all] : [.redirect, .secure, .plain] {
                let hosts = routes.hosts.filter { Self.stands($0, in: part) }
                guard !hosts.isEmpty else { continue }
                var draft = IngressDraft(
                    name: names.unique(stem(routes, namespace) + (part == .all ? "" : "-\(part.rawValue)"), in: namespace),
                    namespace: namespace, className: "alb")
                var writer = ALBRuleWriter(
                    settings: settings, dialect: self, namespace: namespace, usesExpressions: Self.hasExpressions(hosts, namespace))
                for host in hosts {
                    if part == .redirect { writer.redirect(host, &draft) } else { writer.write(host, routes, &draft, &output) }
                }
                guard !draft.rules.isEmpty else { continue }
                frame(&draft, hosts, part, isRedirected: isRedirected, routes)
                drafts.append((part, draft))
            }
        }
        if drafts.count > 1 {
            let name = stem(routes, namespaces.first ?? "default")
            for index in drafts.indices {
                drafts[index].draft.annotate(Self.prefix + "group.name", name)
                drafts[index].draft.annotate(Self.prefix + "group.order", String(index + 1))
            }
        }
        output.objects = drafts.map(\.draft.document)
        services(routes, &output)
        if case .redirected(let status)? = routes.hosts.first(where: { if case .redirected = $0.ports { true } else { false } })?.ports,
            status != 301
        {
            output.losses.append(MoveLoss(.note, "plain requests are sent to HTTPS with 301; it was \(status)"))
        }
        return output
    }

    private static func stands(_ host: SourceRoutes.Host, in part: Part) -> Bool {
        switch (part, host.ports) {
        case (.all, _), (.plain, .plain), (.plain, .both), (.secure, .both), (.secure, .secure), (.secure, .redirected),
            (.redirect, .redirected):
            true
        default: false
        }
    }

    private static func hasExpressions(_ hosts: [SourceRoutes.Host], _ namespace: String) -> Bool {
        hosts.flatMap(\.rules).contains { rule in
            guard rule.origin?.object.namespace == namespace, case .regex = rule.path.form else { return false }
            if case .prefix? = rule.pathRewrite { return false }
            return true
        }
    }

    /// What holds for the load balancer and its listeners.
    private func frame(
        _ draft: inout IngressDraft, _ hosts: [SourceRoutes.Host], _ part: Part, isRedirected: Bool, _ routes: SourceRoutes
    ) {
        draft.annotate(Self.prefix + "scheme", routes.isPrivate ? "internal" : "internet-facing")
        draft.annotate(Self.prefix + "target-type", "ip")
        let isSecure = part == .secure || (part == .all && hosts.contains { $0.secret != nil })
        let isPlain = part == .plain || part == .redirect || (part == .all && hosts.contains { $0.ports != .secure })
        let ports = (isPlain ? ["{\"HTTP\":80}"] : []) + (isSecure ? ["{\"HTTPS\":443}"] : [])
        draft.annotate(Self.prefix + "listen-ports", "[\(ports.joined(separator: ","))]")
        if isSecure { draft.annotate(Self.prefix + "certificate-arn", "PORTOLAN-FILL-IN-TLS-CERTIFICATE") }
        if part == .all, isRedirected { draft.annotate(Self.prefix + "ssl-redirect", "443") }
        if let timeout = routes.timeout {
            draft.annotate(Self.prefix + "load-balancer-attributes", "idle_timeout.timeout_seconds=\(min(timeout, 4000))")
        }
    }

    /// What the pods are spoken to by, and sessions that stay with one.
    private func services(_ routes: SourceRoutes, _ output: inout DialectOutput) {
        for pool in routes.group.exposure.loadBalancers.flatMap(\.backends) {
            switch pool.protocol {
            case "HTTPS": output.annotate(pool.service, Self.prefix + "backend-protocol", "HTTPS")
            case "GRPC": output.annotate(pool.service, Self.prefix + "backend-protocol-version", "GRPC")
            case "GRPCS":
                output.annotate(pool.service, Self.prefix + "backend-protocol", "HTTPS")
                output.annotate(pool.service, Self.prefix + "backend-protocol-version", "GRPC")
            default: break
            }
            guard pool.settings["affinity"] == "cookie" else { continue }
            var attributes = "stickiness.enabled=true,stickiness.type=lb_cookie"
            if let age = pool.settings["session-cookie-max-age"], let seconds = Int(age), (1...604_800).contains(seconds) {
                attributes += ",stickiness.lb_cookie.duration_seconds=\(seconds)"
            }
            output.annotate(pool.service, Self.prefix + "target-group-attributes", attributes)
        }
    }
}
