// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAWS

@Suite struct AWSGatewayTests {
    @Test func `every source of a row is listed`() throws {
        let catalogue = try #require(Providers.routing("aws-gateway")).catalogue
        let known = Set(catalogue.sources.map(\.id))
        let named =
            catalogue.annotations.map(\.source) + catalogue.options.map(\.source) + catalogue.products.flatMap(\.limits).map(\.source)
        for source in named { #expect(known.contains(String(source.prefix { $0 != " " && $0 != "," })), "\(source)") }
    }

    // Source: pkg/gateway/routeutils/listener_utils.go:150: a listener that is seen later does not take the first one's port or host.
    @Test func `of listeners that clash the later one is left out`() throws {
        let exposure = try plan(
            listeners: [
                "{name: a, port: 80, protocol: HTTP, hostname: x.example.com}",
                "{name: b, port: 80, protocol: HTTP, hostname: x.example.com}", "{name: c, port: 80, protocol: HTTPS}",
            ], further: Self.route("r", rules: "[{backendRefs: [{name: web, port: 80}]}]"))
        #expect(exposure.listenerStatus.map(\.accepted.reason) == ["Accepted", "HostnameConflict", "ProtocolConflict"])
        #expect(exposure.loadBalancers.first?.listeners.map(\.protocol) == ["HTTP"])
        #expect(exposure.notes.contains("the listener b is left out: HostnameConflict"))
    }

    // Source: pkg/gateway/routeutils/loader.go:130-140: only routes that were loaded for a valid listener are written a status.
    @Test func `a route on listeners that are left out gets no status`() throws {
        let exposure = try plan(
            listeners: ["{name: a, port: 80, protocol: HTTP}", "{name: b, port: 80, protocol: HTTPS}"],
            further: Self.route("r", section: "b", rules: "[{backendRefs: [{name: web, port: 80}]}]"))
        #expect(exposure.routes == [])
        #expect(exposure.loadBalancers.first?.listeners == [])
    }

    @Test func `a configuration that the API server refuses is not there`() throws {
        let configuration = Self.object("LoadBalancerConfiguration", "conf", "{shceme: internal}")
        let exposure = try plan(parameters: "conf", further: configuration)
        #expect(exposure.status == .failed)
        #expect(exposure.reason?.hasPrefix("loadbalancerconfigurations.gateway.k8s.aws \"conf\" not found") == true)
        #expect(exposure.reason?.contains("unknown field \"spec.shceme\"") == true)
    }

    @Test(arguments: [("", "public"), ("mergingMode: prefer-gateway, ", "private")])
    func `the class's configuration wins over the Gateway's unless it says otherwise`(_ mode: String, _ scope: String) throws {
        let objects =
            Self.object("LoadBalancerConfiguration", "own", "{scheme: internal, minimumLoadBalancerCapacity: {capacityUnits: 100}}")
            + Self.object("LoadBalancerConfiguration", "class", "{\(mode)scheme: internet-facing, tags: {a: b}}")
        let exposure = try plan(classParameters: "class", parameters: "own", further: objects)
        let balancer = try #require(exposure.loadBalancers.first)
        #expect(balancer.scope?.rawValue == scope)
        #expect(balancer.tags == ["a": "b"])
        // Source: pkg/gateway/lb_config_merger.go: the capacity is not among the fields that are merged.
        #expect(balancer.settings["MinimumLoadBalancerCapacity.CapacityUnits"] == nil)
        #expect(exposure.notes.contains { $0.hasPrefix("minimumLoadBalancerCapacity is lost") })
    }

    @Test func `the properties for one route win over those for all`() throws {
        let configuration = Self.object(
            "TargetGroupConfiguration", "tgc",
            """
            {targetReference: {name: web}, defaultConfiguration: {targetType: instance, targetGroupAttributes: [{key: a, value: "1"}]},
             routeConfigurations: [
               {routeIdentifier: {kind: HTTPRoute}, targetGroupProps: {protocol: HTTPS}},
               {routeIdentifier: {kind: HTTPRoute, namespace: default, name: r}, targetGroupProps: {targetType: ip}}]}
            """)
        let exposure = try plan(further: Self.route("r", rules: "[{backendRefs: [{name: web, port: 80}]}]") + configuration)
        let pool = try #require(exposure.loadBalancers.first?.backends.first)
        #expect(pool.via == .pod)
        #expect(pool.protocol == "HTTP")
        #expect(pool.settings["a"] == "1")
    }

    @Test func `a ListenerRuleConfiguration lets users in on HTTPS alone, and says so`() throws {
        let objects =
            Self.route(
                "r",
                rules: """
                    [{filters: [{type: ExtensionRef, extensionRef: {group: gateway.k8s.aws, kind: ListenerRuleConfiguration, name: login}}],
                      backendRefs: [{name: web, port: 80}]}]
                    """)
            + Self.object(
                "ListenerRuleConfiguration", "login",
                """
                {actions: [{type: authenticate-oidc, authenticateOIDCConfig: {issuer: "https://id.example.com", authorizationEndpoint: a,
                 tokenEndpoint: t, userInfoEndpoint: u, secret: {name: s}, onUnauthenticatedRequest: deny}}],
                 conditions: [{field: source-ip, sourceIPConfig: {values: [10.0.0.0/8]}}]}
                """)
            + Self.object(
                "LoadBalancerConfiguration", "tls",
                "{listenerConfigurations: [{protocolPort: \"HTTPS:443\", defaultCertificate: \"arn:a\"}]}")
        let exposure = try plan(
            listeners: ["{name: http, port: 80, protocol: HTTP}", "{name: https, port: 443, protocol: HTTPS}"], parameters: "tls",
            further: objects)
        let rules = try #require(exposure.loadBalancers.first).listeners.compactMap(\.rules.first)
        #expect(rules.map { $0.auth?.challenge } == [nil, 401])
        #expect(rules.map(\.sourceRanges) == [["10.0.0.0/8"], ["10.0.0.0/8"]])
        #expect(exposure.notes.contains("over plain HTTP everybody is let in: authentication holds on HTTPS listeners only"))
    }

    @Test func `a weight that ELBv2 does not take fails the Gateway`() throws {
        let exposure = try plan(further: Self.route("r", rules: "[{backendRefs: [{name: web, port: 80, weight: 1000}]}]"))
        #expect(exposure.reason == "Weight [1000] must be less than or equal to 999")
    }

    // Source: pkg/gateway/model/model_build_target_group.go:420: the target group of a TLSRoute speaks TLS unless it is told otherwise.
    @Test(arguments: [(nil, false), ("TCP", true)])
    func `TLS that is passed through needs a target group that speaks TCP`(_ spoken: String?, _ works: Bool) throws {
        let configuration = Self.object(
            "TargetGroupConfiguration", "tgc",
            "{targetReference: {name: web}, defaultConfiguration: {\(spoken.map { "protocol: \($0)" } ?? "")}}")
        let exposure = try plan(
            controller: "nlb", listeners: ["{name: pass, port: 443, protocol: TLS, tls: {mode: Passthrough}}"],
            further: Self.route("r", kind: "TLSRoute", rules: "[{backendRefs: [{name: web, port: 80}]}]") + configuration)
        #expect((exposure.status == .provisioned) == works, "\(exposure.reason ?? "")")
        #expect(exposure.loadBalancers.first?.listeners.map(\.protocol) == (works ? ["TCP"] : nil))
    }

    // Source: pkg/gateway/model/model_build_listener.go:700 (pickOneL4Route).
    @Test func `of several routes on a port of a Network Load Balancer the first by name serves`() throws {
        let rules = "[{backendRefs: [{name: web, port: 80}]}]"
        let exposure = try plan(
            controller: "nlb", listeners: ["{name: t, port: 80, protocol: TCP}"],
            further: Self.route("b", kind: "TCPRoute", rules: rules) + Self.route("a", kind: "TCPRoute", rules: rules))
        #expect(exposure.routes.map(\.accepted) == [true, true])
        #expect(exposure.loadBalancers.first?.listeners.first?.rules.map { $0.origin?.object.name } == ["a"])
        #expect(exposure.notes.contains { $0.hasPrefix("of the routes on port 80 only default/a serves") })
    }

    // MARK: One Gateway

    private static func object(_ kind: String, _ name: String, _ spec: String) -> String {
        let lines = spec.split(separator: "\n").joined(separator: "\n  ")
        return "---\napiVersion: gateway.k8s.aws/v1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec:\n  \(lines)\n"
    }

    private static func route(_ name: String, kind: String = "HTTPRoute", section: String? = nil, rules: String) -> String {
        let lines = rules.split(separator: "\n").joined(separator: "\n    ")
        let section = section.map { ", sectionName: \($0)" } ?? ""
        return """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: \(kind)
            metadata: {name: \(name)}
            spec:
              parentRefs: [{name: edge\(section)}]
              rules:
                \(lines)

            """
    }

    private func plan(
        controller: String = "alb", listeners: [String] = ["{name: http, port: 80, protocol: HTTP}"], classParameters: String? = nil,
        parameters: String? = nil,
        further: String
    ) throws -> Exposure {
        func reference(_ name: String) -> String {
            "{group: gateway.k8s.aws, kind: LoadBalancerConfiguration, name: \(name), namespace: default}"
        }
        let text = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: alb}
            spec: {controllerName: gateway.k8s.aws/\(controller)\(classParameters.map { ", parametersRef: \(reference($0))" } ?? "")}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: alb
              listeners: [\(listeners.joined(separator: ", "))]
              infrastructure: {\(parameters.map { "parametersRef: \(reference($0))" } ?? "")}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}

            """ + further
        let file = ManifestReader.read(Array(text.utf8), path: "-")
        #expect(file.errors.isEmpty)
        var reader = ObjectReader(clusterFamilies: [.ipv4])
        for document in file.documents { reader.read(document) }
        let inventory = reader.inventory
        let cluster = Cluster(families: [.ipv4], options: TargetOptions(), inventory: inventory, graph: ServiceGraph(inventory))
        let gateway = try #require(inventory.gateways.first)
        return try #require(AWSGatewayController().exposures(of: [.gateway(gateway)], in: cluster).first)
    }
}
