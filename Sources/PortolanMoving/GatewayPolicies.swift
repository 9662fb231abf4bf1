// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension GatewayDocuments {
    /// Policies beside the routes.
    func policies(_ plans: [GatewayPlan]) -> [YAMLValue] {
        plans.flatMap(\.routes).filter { !$0.access.isOpen }.map(securityPolicy)
            + (target.has("BackendTLSPolicy") ? plans.flatMap(\.tlsBackends).map(backendTLSPolicy) : [])
    }

    /// Envoy Gateway's own policy of who is let in (api/v1alpha1/securitypolicy_types.go at d32f28294).
    private func securityPolicy(_ route: GatewayPlan.Route) -> YAMLValue {
        var spec: [(String, YAMLValue?)] = [
            (
                "targetRefs",
                .list([
                    .object([("group", .text(Self.group)), ("kind", .text(route.reference.kind)), ("name", .text(route.reference.name))])
                ])
            )
        ]
        if route.access.auth != nil {
            spec.append(("basicAuth", .object([("users", .object([("name", .text("PORTOLAN-FILL-IN-HTPASSWD-SECRET"))]))])))
        }
        var rules: [YAMLValue] = []
        func rule(_ name: String, _ action: String, _ ranges: [String]) -> YAMLValue {
            .object([
                ("name", .text(name)), ("action", .text(action)), ("principal", .object([("clientCIDRs", .texts(ranges.map(\.asPrefix)))])),
            ])
        }
        if !route.access.denied.isEmpty { rules.append(rule("denied", "Deny", route.access.denied)) }
        if let allowed = route.access.allowed, !allowed.isEmpty { rules.append(rule("allowed", "Allow", allowed)) }
        if route.access.allowed != nil || !route.access.denied.isEmpty {
            spec.append(
                (
                    "authorization",
                    .object([("defaultAction", .text(route.access.allowed == nil ? "Allow" : "Deny")), ("rules", .list(rules))])
                ))
        }
        return object(
            "gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", route.reference.name, route.reference.namespace,
            [YAMLValue.Entry("spec", .object(spec))])
    }

    private func backendTLSPolicy(_ backend: (service: String, settings: Settings)) -> YAMLValue {
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        let (namespace, name) = parts.count == 2 ? (parts[0], parts[1]) : ("default", backend.service)
        let host = backend.settings["proxy_ssl_name"] ?? "\(name).\(namespace).svc"
        let spec = YAMLValue.object([
            ("targetRefs", .list([.object([("group", .text("")), ("kind", .text("Service")), ("name", .text(name))])])),
            (
                "validation",
                .object([
                    ("hostname", .text(host)),
                    (
                        "caCertificateRefs",
                        .list([
                            .object([
                                ("group", .text("")), ("kind", .text("ConfigMap")), ("name", .text("PORTOLAN-FILL-IN-CA-CONFIGMAP")),
                            ])
                        ])
                    ),
                ])
            ),
        ])
        return object("\(Self.group)/v1", "BackendTLSPolicy", name, namespace, [YAMLValue.Entry("spec", spec)])
    }
}

extension String {
    /// An address as a range of one.
    var asPrefix: String { contains("/") ? self : self + (contains(":") ? "/128" : "/32") }
}
