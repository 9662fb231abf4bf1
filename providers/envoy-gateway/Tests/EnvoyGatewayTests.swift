// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanProviders
import Testing

@Suite struct EnvoyGatewayTests {
    private static let head = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: eg}
        spec:
          controllerName: gateway.envoyproxy.io/gatewayclass-controller
          parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: edge, namespace: default}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: web}
        spec:
          gatewayClassName: eg
          listeners:
          - {name: http, port: 80, protocol: HTTP}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: shop}
        spec:
          selector: {app: shop}
          ports:
          - {port: 80}

        """

    private static func route(_ rules: String) -> String {
        """
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: shop}
        spec:
          parentRefs:
          - {name: web}
          rules:
        \(rules)

        """
    }

    private static let plain = route("  - backendRefs:\n    - {name: shop, port: 80}")

    private func exposures(_ manifest: String, on target: String = "eks") throws -> [Exposure] {
        let file = ManifestReader.read(Array(manifest.utf8), path: "app.yaml")
        #expect(file.errors.isEmpty)
        let known = try #require(Providers.target(target))
        let assignment = Planner.Assignment(target: known, set: ["routing": "envoy-gateway"], modules: Providers.allRouting)
        return Planner([assignment]).plan(file.documents).endpoints.filter { $0.reference.kind == "Gateway" }.compactMap(\.exposures.first)
    }

    @Test func `it is known by its controller name`() throws {
        let module = try #require(Providers.routing("envoy-gateway"))
        #expect(module.catalogue.controllerNames == ["gateway.envoyproxy.io/gatewayclass-controller"])
    }

    @Test func `an EnvoyProxy of the class says what the Service in front is like`() throws {
        let proxy = """
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: EnvoyProxy
            metadata: {name: edge}
            spec:
              provider:
                type: Kubernetes
                kubernetes:
                  envoyService:
                    annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}
                    loadBalancerSourceRanges: [192.0.2.0/24]
            """
        let found = try #require(try exposures(Self.head + Self.plain + proxy).first)
        #expect(found.address?.scope == .public)
        #expect(found.loadBalancers.first?.sourceRanges == ["192.0.2.0/24"])
    }

    @Test func `Gateways of a class that merges them share one load balancer, which each lists whole`() throws {
        let more = """
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: EnvoyProxy
            metadata: {name: edge}
            spec: {mergeGateways: true}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: zweb}
            spec:
              gatewayClassName: eg
              listeners:
              - {name: alt, port: 8080, protocol: HTTP}
              - {name: same, port: 80, protocol: HTTP}
            """
        let found = try exposures(Self.head + Self.plain + more)
        #expect(found.count == 2)
        #expect(found.map { $0.loadBalancers.first?.identity } == ["envoy-gateway/eg", "envoy-gateway/eg"])
        #expect(found.map { $0.loadBalancers.first?.listeners.map(\.port) } == [[80, 8080], [80, 8080]])
        #expect(found.last?.listenerStatus.map(\.conflicted.holds) == [false, true])
    }

    @Test func `an expression that RE2 lacks drops its rule, and the route where it has no other`() throws {
        let bad = "  - matches:\n    - path: {type: RegularExpression, value: '/(?=a)b'}\n    backendRefs:\n    - {name: shop, port: 80}"
        let alone = try #require(try exposures(Self.head + Self.route(bad)).first)
        #expect(alone.routes.map(\.acceptedReason) == ["UnsupportedValue"])
        #expect(alone.loadBalancers.first?.listeners.first?.rules.isEmpty == true)
        let beside = try #require(
            try exposures(Self.head + Self.route(bad + "\n  - backendRefs:\n    - {name: shop, port: 80}")).first)
        #expect(beside.routes.map(\.accepted) == [true])
        #expect(beside.loadBalancers.first?.listeners.first?.rules.count == 1)
    }

    @Test func `a path rewrite on a backend makes it invalid`() throws {
        let rule = """
              - backendRefs:
                - name: shop
                  port: 80
                  filters:
                  - type: URLRewrite
                    urlRewrite:
                      path: {type: ReplaceFullPath, replaceFullPath: /x}
            """
        let found = try #require(try exposures(Self.head + Self.route(rule)).first)
        #expect(found.routes.map(\.resolvedRefsReason) == ["UnsupportedRefValue"])
        #expect(found.loadBalancers.first?.listeners.first?.rules.map(\.fixed?.status) == [500])
    }

    @Test func `a BackendTLSPolicy without a valid certificate makes its backend invalid, a valid one TLS`() throws {
        func policy(_ reference: String) -> String {
            """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: BackendTLSPolicy
            metadata: {name: tls}
            spec:
              targetRefs:
              - {group: '', kind: Service, name: shop}
              validation:
                hostname: shop.internal
                caCertificateRefs:
                - \(reference)
            """
        }
        let bad = try #require(try exposures(Self.head + Self.plain + policy("{group: example.com, kind: Odd, name: ca}")).first)
        #expect(bad.routes.map(\.resolvedRefsReason) == ["InvalidBackendTLS"])
        #expect(bad.loadBalancers.first?.listeners.first?.rules.map(\.fixed?.status) == [500])
        let good = try #require(try exposures(Self.head + Self.plain + policy("{group: '', kind: ConfigMap, name: ca}")).first)
        #expect(good.loadBalancers.first?.backends.map(\.protocol) == ["HTTPS"])
        #expect(good.loadBalancers.first?.backends.first?.settings["validation.hostname"] == "shop.internal")
    }

    @Test func `a SecurityPolicy says who is let in, and a policy that is not planned is named`() throws {
        let policies = """
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: SecurityPolicy
            metadata: {name: door}
            spec:
              targetRefs:
              - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}
              basicAuth:
                users: {name: users}
              authorization:
                defaultAction: Deny
                rules:
                - action: Allow
                  principal: {clientCIDRs: [192.0.2.0/24]}
            ---
            apiVersion: gateway.envoyproxy.io/v1alpha1
            kind: BackendTrafficPolicy
            metadata: {name: limits}
            spec:
              targetRefs:
              - {group: gateway.networking.k8s.io, kind: Gateway, name: web}
            """
        let found = try #require(try exposures(Self.head + Self.plain + policies).first)
        let rule = try #require(found.loadBalancers.first?.listeners.first?.rules.first)
        #expect(rule.auth?.kind == "basic")
        #expect(rule.sourceRanges == ["192.0.2.0/24"])
        #expect(found.notes.contains("The BackendTrafficPolicy default/limits is on Gateway default/web; what it sets is not planned."))
    }

    @Test func `on k3s the bundled Traefik holds port 80, so the Gateway gets no address`() throws {
        let found = try #require(try exposures(Self.head + Self.plain, on: "k3s").first)
        #expect(found.status == .failed)
        #expect(found.reason?.contains("host port 80/TCP is held by the bundled Traefik") == true)
    }
}
