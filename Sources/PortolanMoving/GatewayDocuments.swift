// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Writes the objects of the Gateway API.
struct GatewayDocuments {
    static let group = "gateway.networking.k8s.io"
    let target: GatewayTarget

    /// Everything, in the order in which it is best applied.
    func documents(_ plans: [GatewayPlan]) -> [YAMLValue] {
        let gateways = plans.flatMap(\.gateways)
        guard !gateways.isEmpty else { return [] }
        return (target.madeClass.map { [gatewayClass($0)] } ?? []) + gateways.map(gateway) + grants(gateways)
            + plans.flatMap(\.routes).map(route) + policies(plans) + companions(of: plans)
    }

    func object(
        _ version: String, _ kind: String, _ name: String, _ namespace: String?, _ more: [YAMLValue.Entry], annotations: YAMLValue? = nil
    ) -> YAMLValue {
        .map(
            [
                YAMLValue.Entry("apiVersion", .text(version)), YAMLValue.Entry("kind", .text(kind)),
                YAMLValue.Entry(
                    "metadata", .object([("name", .text(name)), ("namespace", namespace.map { .text($0) }), ("annotations", annotations)])),
            ] + more)
    }

    private func gatewayClass(_ controller: String) -> YAMLValue {
        object(
            "\(Self.group)/v1", "GatewayClass", target.className, nil,
            [YAMLValue.Entry("spec", .object([("controllerName", .text(controller))]))])
    }

    private func gateway(_ gateway: GatewayPlan.Gateway) -> YAMLValue {
        let listeners = gateway.listeners.map { listener -> YAMLValue in
            var tls: YAMLValue?
            if let secret = listener.secret {
                let isOther = secret.namespace != gateway.reference.namespace
                tls = .object([
                    ("mode", .text("Terminate")),
                    (
                        "certificateRefs",
                        .list([.object([("name", .text(secret.name)), ("namespace", isOther ? .text(secret.namespace) : nil)])])
                    ),
                ])
            }
            return .object([
                ("name", .text(listener.name)), ("hostname", listener.host.map { .text($0) }), ("port", .number(port(of: listener.front))),
                ("protocol", .text(listener.front.isTLS ? "HTTPS" : "HTTP")), ("tls", tls), ("allowedRoutes", allowed(gateway)),
            ])
        }
        return object(
            "\(Self.group)/v1", "Gateway", gateway.reference.name, gateway.reference.namespace,
            [
                YAMLValue.Entry(
                    "spec",
                    .object([
                        ("gatewayClassName", .text(target.className)), ("infrastructure", infrastructure(of: gateway)),
                        ("listeners", .list(listeners)),
                    ]))
            ], annotations: gatewayAnnotations)
    }

    /// Routes of other namespaces, where there are any.
    private func allowed(_ gateway: GatewayPlan.Gateway) -> YAMLValue? {
        guard !gateway.namespaces.isEmpty else { return nil }
        let names = ([gateway.reference.namespace] + gateway.namespaces).map { YAMLValue.text($0) }
        let expression = YAMLValue.object([
            ("key", .text("kubernetes.io/metadata.name")), ("operator", .text("In")), ("values", .list(names)),
        ])
        return .object([
            (
                "namespaces",
                .object([("from", .text("Selector")), ("selector", .object([("matchExpressions", .list([expression]))]))])
            )
        ])
    }

    /// Lets a Gateway read certificates of other namespaces.
    private func grants(_ gateways: [GatewayPlan.Gateway]) -> [YAMLValue] {
        var wanted: [String: Set<String>] = [:]
        var owners: [String: ObjectReference] = [:]
        for gateway in gateways {
            for secret in gateway.listeners.compactMap(\.secret) where secret.namespace != gateway.reference.namespace {
                wanted[secret.namespace, default: []].insert(secret.name)
                owners[secret.namespace] = gateway.reference
            }
        }
        return wanted.sorted { $0.key < $1.key }.compactMap { namespace, names in
            guard let owner = owners[namespace] else { return nil }
            let from = YAMLValue.object([
                ("group", .text(Self.group)), ("kind", .text("Gateway")), ("namespace", .text(owner.namespace)),
            ])
            let to = names.sorted().map { YAMLValue.object([("group", .text("")), ("kind", .text("Secret")), ("name", .text($0))]) }
            return object(
                "\(Self.group)/v1beta1", "ReferenceGrant", "certificates-for-\(owner.name)", namespace,
                [YAMLValue.Entry("spec", .object([("from", .list([from])), ("to", .list(to))]))])
        }
    }

    // MARK: Routes

    private func route(_ route: GatewayPlan.Route) -> YAMLValue {
        let parents = route.parents.map { parent -> YAMLValue in
            let isOther = parent.gateway.namespace != route.reference.namespace
            return .object([
                ("name", .text(parent.gateway.name)), ("namespace", isOther ? .text(parent.gateway.namespace) : nil),
                ("sectionName", .text(parent.section)),
            ])
        }
        let spec = YAMLValue.object([
            ("parentRefs", .list(parents)), ("hostnames", .texts(route.hosts)),
            ("rules", .list(route.rules.map { rule($0, of: route) })),
        ])
        return object(
            "\(Self.group)/v1", route.reference.kind, route.reference.name, route.reference.namespace, [YAMLValue.Entry("spec", spec)])
    }

    private func rule(_ rule: GatewayRule, of route: GatewayPlan.Route) -> YAMLValue {
        let namespace = route.reference.namespace
        let matches = route.isGRPC ? rule.matches.compactMap(grpcMatch) : rule.matches.map(match)
        var entries: [YAMLValue.Entry] = []
        if !matches.isEmpty { entries.append(YAMLValue.Entry("matches", .list(matches))) }
        let filters = filters(of: rule, in: namespace)
        if !filters.isEmpty { entries.append(YAMLValue.Entry("filters", .list(filters))) }
        if let timeout = rule.timeout, !route.isGRPC {
            entries.append(YAMLValue.Entry("timeouts", .object([("request", .text("\(timeout)s"))])))
        }
        switch rule.action {
        case .forward(let backends):
            entries.append(YAMLValue.Entry("backendRefs", .list(backends.map { backend($0, in: namespace) })))
        case .redirect: break
        case .closed(let reason, let backends):
            var comment = ["Answers 500: \(reason)."]
            if !backends.isEmpty {
                let list = YAMLValue.map([YAMLValue.Entry("backendRefs", .list(backends.map { backend($0, in: namespace) }))])
                comment += list.document.split(separator: "\n").map(String.init)
            }
            entries.append(YAMLValue.Entry("", .text(""), comment: comment))
        }
        return .map(entries)
    }

    private func match(_ match: GatewayRule.Match) -> YAMLValue {
        .object([
            ("path", .object([("type", .text(match.path.type)), ("value", .text(match.path.value))])),
            ("method", match.method.map { .text($0) }), ("headers", conditions(match.headers)), ("queryParams", conditions(match.query)),
        ])
    }

    private func grpcMatch(_ match: GatewayRule.Match) -> YAMLValue? {
        guard let method = match.grpcMethod else { return nil }
        let written = method.service.map { service in
            YAMLValue.object([("service", .text(service)), ("method", method.method.map { .text($0) })])
        }
        guard written != nil || !match.headers.isEmpty else { return nil }
        return .object([("method", written), ("headers", conditions(match.headers))])
    }

    private func conditions(_ matches: [ValueMatch]) -> YAMLValue? {
        guard !matches.isEmpty else { return nil }
        return .list(
            matches.map { match in
                .object([
                    ("type", match.kind == .exact ? nil : .text("RegularExpression")), ("name", .text(match.name ?? "")),
                    ("value", .text(match.value)),
                ])
            })
    }

    private func backend(_ backend: WeightedBackend, in namespace: String) -> YAMLValue {
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        let name = parts.last ?? backend.service
        let isOther = parts.count == 2 && parts[0] != namespace
        var port: YAMLValue?
        if case .number(let number)? = backend.port { port = .number(number) }
        if case .name(let name)? = backend.port { port = .text(name) }
        return .object([
            ("name", .text(name)), ("namespace", isOther ? .text(parts[0]) : nil), ("port", port),
            ("weight", backend.weight.map { .number($0) }),
        ])
    }

    // MARK: Filters

    private func filters(of rule: GatewayRule, in namespace: String) -> [YAMLValue] {
        var filters: [YAMLValue] = []
        func add(_ type: String, _ key: String, _ value: YAMLValue?) {
            if let value { filters.append(.object([("type", .text(type)), (key, value)])) }
        }
        if case .redirect(let redirect) = rule.action { add("RequestRedirect", "requestRedirect", self.redirect(redirect)) }
        add("RequestHeaderModifier", "requestHeaderModifier", headers(rule.requestHeaders))
        add("ResponseHeaderModifier", "responseHeaderModifier", headers(rule.responseHeaders))
        add("CORS", "cors", rule.cors.map(cors))
        for mirror in rule.mirrors {
            add("RequestMirror", "requestMirror", .object([("backendRef", backend(mirror, in: namespace))]))
        }
        if rule.hostRewrite != nil || rule.pathChange != nil {
            add(
                "URLRewrite", "urlRewrite",
                .object([("hostname", rule.hostRewrite.map { .text($0) }), ("path", rule.pathChange.map(pathChange))]))
        }
        return filters
    }

    private func pathChange(_ change: GatewayRule.PathChange) -> YAMLValue {
        switch change {
        case .full(let path): .object([("type", .text("ReplaceFullPath")), ("replaceFullPath", .text(path))])
        case .prefix(let path): .object([("type", .text("ReplacePrefixMatch")), ("replacePrefixMatch", .text(path))])
        }
    }

    private func redirect(_ redirect: NeutralRedirect) -> YAMLValue {
        var path: YAMLValue?
        switch redirect.path {
        case .full(let text)?: path = pathChange(.full(text))
        case .prefix(_, let replacement)?: path = pathChange(.prefix(replacement.isEmpty ? "/" : replacement))
        case .regex?, nil: break
        }
        return .object([
            ("scheme", redirect.scheme.map { .text($0) }), ("hostname", redirect.host.map { .text($0) }), ("path", path),
            ("port", redirect.port.map { .number($0) }), ("statusCode", .number(redirect.status)),
        ])
    }

    private func headers(_ changes: HeaderChanges) -> YAMLValue? {
        guard !changes.isEmpty else { return nil }
        func list(_ headers: [Header]) -> YAMLValue? {
            headers.isEmpty ? nil : .list(headers.map { .object([("name", .text($0.name)), ("value", .text($0.value))]) })
        }
        return .object([("set", list(changes.set)), ("add", list(changes.add)), ("remove", .texts(changes.remove))])
    }

    private func cors(_ policy: CrossOrigin) -> YAMLValue {
        .object([
            ("allowOrigins", .texts(policy.origins)), ("allowMethods", .texts(policy.methods)), ("allowHeaders", .texts(policy.headers)),
            ("exposeHeaders", .texts(policy.exposedHeaders)), ("allowCredentials", policy.allowsCredentials ? .boolean(true) : nil),
            ("maxAge", policy.maxAge.map { .number(min(max($0, 1), 86400 * 365)) }),
        ])
    }
}
