// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import Testing

@Suite struct ObjectTests {
    @Test func `an Ingress of the first version and of the last lead to the same place`() throws {
        let inventory = read(
            """
            {apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: old}, spec: {rules: [{http: {paths: [{path: /, backend: {
            serviceName: web, servicePort: http}}]}}]}}
            ---
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: new}, spec: {ingressClassName: nginx, tls: [{hosts: [a.example]}],
            rules: [{host: a.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}
            """
        ).inventory
        let ingresses = inventory.ingresses
        #expect(ingresses.map(\.metadata.name) == ["new", "old"])
        #expect(ingresses.flatMap(\.backends).map(\.service) == ["web", "web"])
        #expect(ingresses.flatMap(\.backends).map(\.port) == [.string("http"), .string("http")])
        #expect(ingresses.first?.tlsHosts == ["a.example"])
        #expect(ingresses.first?.paths.first?.host == "a.example")
    }

    @Test func `a wrong field in an Ingress is refused like any other`() {
        let manifest = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x}, spec: {ingressClass: nginx}}"
        #expect(verdict(manifest) == ["UnknownField spec.ingressClass"])
        #expect(read(manifest).inventory.ingresses.isEmpty)
    }

    @Test func `endpoints of both kinds name their Service`() {
        let inventory = read(
            """
            {apiVersion: v1, kind: Endpoints, metadata: {name: db}, subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 5432}]}]}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-1, labels: {kubernetes.io/service-name: db}},
            addressType: IPv4, endpoints: [{addresses: [192.0.2.2]}], ports: [{name: '', port: 5432}]}
            """
        ).inventory
        #expect(inventory.serviceEndpoints.map(\.service) == ["db", "db"])
        #expect(inventory.serviceEndpoints.flatMap(\.addresses) == ["192.0.2.1", "192.0.2.2"])
        #expect(inventory.serviceEndpoints.flatMap(\.ports).map(\.port) == [5432, 5432])
    }

    @Test func `a network policy without types is one of ingress, and of egress where it has rules`() throws {
        func policy(_ spec: String) throws -> NetworkPolicy {
            let manifest = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {podSelector: {}, \(spec)}}"
            return try #require(read(manifest).inventory.networkPolicies.first)
        }
        #expect(try policy("ingress: []").isIngress)
        #expect(try !policy("ingress: []").isEgress)
        #expect(try policy("egress: [{}]").isEgress)
        #expect(try policy("policyTypes: [Egress]").isIngress == false)
        let port = try #require(try policy("ingress: [{ports: [{port: 80, endPort: 90}]}]").ingress.first?.ports.first)
        #expect(port.covers(85, named: nil, .tcp))
        #expect(!port.covers(91, named: nil, .tcp))
        #expect(!port.covers(85, named: nil, .udp))
    }

    @Test func `label selectors as the API server evaluates them`() throws {
        let budget = try #require(
            read(
                """
                {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: x}, spec: {minAvailable: 50%, selector: {matchLabels: {app: web},
                matchExpressions: [{key: tier, operator: In, values: [a, b]}, {key: gone, operator: DoesNotExist}, {key: ring, operator: NotIn,
                values: [x]}]}}}
                """
            ).inventory.disruptionBudgets.first)
        func matches(_ labels: [(String, String)]) -> Bool {
            budget.selector.matches(StringMap(labels.map { StringMap.Entry(key: $0.0, value: $0.1) }))
        }
        #expect(budget.minAvailable == .string("50%"))
        #expect(matches([("app", "web"), ("tier", "b")]))
        #expect(!matches([("app", "web"), ("tier", "c")]))
        #expect(!matches([("app", "web"), ("tier", "b"), ("gone", "")]))
        #expect(!matches([("app", "web"), ("tier", "b"), ("ring", "x")]))
        #expect(!LabelSelector(nil).matches(StringMap()))
    }

    @Test func `Gateway API objects are read, with references to their own namespace where they name none`() throws {
        let inventory = read(
            """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: infra}, spec: {gatewayClassName: c,
            listeners: [{name: web, port: 80, protocol: HTTP}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: shop}, spec: {parentRefs: [{name: edge,
            namespace: infra}], rules: [{backendRefs: [{name: web, port: 80, weight: 3}]}]}}
            """
        ).inventory
        #expect(inventory.gateways.first?.listeners.map(\.port) == [80])
        let route = try #require(inventory.gatewayRoutes.first)
        #expect(route.parents.map(\.reference) == [ObjectReference(kind: "Gateway", namespace: "infra", name: "edge")])
        #expect(route.backends.map(\.reference) == [ObjectReference(kind: "Service", namespace: "shop", name: "web")])
        #expect(route.backends.map(\.weight) == [3])
    }

    @Test func `nodes and namespaces of a dump belong to no namespace`() {
        let inventory = read(
            """
            {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {providerID: 'aws:///a/i-1'}, status: {
            addresses: [{type: InternalIP, address: 10.0.0.1}], conditions: [{type: Ready, status: 'True'}]}},
            {apiVersion: v1, kind: Namespace, metadata: {name: shop}}]}
            """
        ).inventory
        #expect(inventory.nodes.map(\.providerID) == ["aws:///a/i-1"])
        #expect(inventory.nodes.map(\.isReady) == [true])
        #expect(inventory.nodes.map(\.metadata.namespace) == [""])
        #expect(inventory.namespaces.first?.labels["kubernetes.io/metadata.name"] == "shop")
    }

    @Test func `an autoscaler of either version names what it scales`() {
        for version in ["autoscaling/v1", "autoscaling/v2"] {
            let manifest = """
                {apiVersion: \(version), kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {maxReplicas: 5, scaleTargetRef: {
                apiVersion: apps/v1, kind: Deployment, name: web}}}
                """
            let autoscaler = read(manifest).inventory.autoscalers.first
            #expect(autoscaler?.target == ObjectReference(kind: "Deployment", namespace: "default", name: "web"))
            #expect(autoscaler?.minReplicas == 1)
        }
    }

    @Test func `documents that are no objects are told, lists are opened, and unknown kinds are counted`() {
        let reader = read("--- 5\n---\n{a: b}\n---\n{kind: FooList, apiVersion: x/v1, items: [{kind: Foo, apiVersion: x/v1}, 7]}\n---\n~\n")
        #expect(reader.problems.count == 2)
        #expect(reader.foreignDocuments == 1)
        #expect(reader.unknownKinds == ["Foo": 1])
    }

    @Test func `a version that a kind never had is told with the one that it has`() {
        func problems(_ apiVersion: String, _ kind: String) -> [String] {
            read("{apiVersion: '\(apiVersion)', kind: \(kind), metadata: {name: x}}").problems.map(\.message)
        }
        #expect(problems("v1", "Deployment") == ["no matches for kind \"Deployment\" in version \"v1\": write apiVersion: apps/v1"])
        #expect(problems("", "Service") == ["Object 'apiVersion' is missing: a Service has apiVersion: v1"])
        #expect(problems("apps/v1", "Service").count == 1)
        #expect(problems("serving.knative.dev/v1", "Service") == [])
        #expect(problems("extensions/v1beta1", "Ingress") == [])
    }
}
