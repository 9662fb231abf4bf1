// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct NetworkingVerdictTests {
    private func ingress(_ spec: String, metadata: String = "") -> String {
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop\(metadata)}, spec: {\(spec)}}"
    }

    private func path(_ fields: String, backend: String = "service: {name: web, port: {number: 80}}") -> String {
        ingress("rules: [{host: shop.example.com, http: {paths: [{\(fields), backend: {\(backend)}}]}}]")
    }

    private func policy(_ spec: String) -> String {
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {\(spec)}}"
    }

    private func slice(_ fields: String) -> String {
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1}, \(fields)}"
    }

    @Test(arguments: [
        ("pathType: Prefix, path: /shop", []),
        ("pathType: Prefix, path: shop", ["Invalid"]),
        ("pathType: Prefix", ["Invalid"]),
        ("pathType: ImplementationSpecific", []),
        ("pathType: Exact, path: /a//b/../c%2fd/.", ["Invalid", "Invalid", "Invalid", "Invalid"]),
        ("pathType: ImplementationSpecific, path: \"/a//(.*)$\"", []),
    ]) func `a path is held to what its type allows`(_ fields: String, _ expected: [String]) {
        #expect(verdict(path(fields)) == expected.map { "\($0) spec.rules[0].http.paths[0].path" })
    }

    @Test func `a path without a type hides what else is wrong with it`() {
        #expect(verdict(path("path: shop", backend: "")) == ["Required spec.rules[0].http.paths[0].pathType"])
    }

    @Test func `a backend is one Service and one of its ports`() {
        let backend = "spec.rules[0].http.paths[0].backend"
        let prefix = "pathType: Prefix, path: /"
        #expect(verdict(path(prefix, backend: "service: {name: web}")) == ["Required \(backend)"])
        #expect(verdict(path(prefix, backend: "service: {name: web, port: {name: http, number: 80}}")) == ["Invalid \(backend)"])
        #expect(verdict(path(prefix, backend: "service: {name: 1web, port: {number: 0}}")).count == 2)
        #expect(verdict(path(prefix, backend: "resource: {kind: Bucket, name: a/b}")) == ["Invalid \(backend).resource.name"])
    }

    @Test func `the fields of the Ingress that Kubernetes 1.22 took away are unknown`() {
        let old = path("path: /", backend: "serviceName: web, servicePort: 80")
        #expect(
            verdict(old) == [
                "UnknownField spec.rules[0].http.paths[0].backend.serviceName",
                "UnknownField spec.rules[0].http.paths[0].backend.servicePort",
            ])
    }

    @Test(arguments: [
        ("\"*.example.com\"", []), ("\"*\"", ["Invalid"]), ("\"a.*.example.com\"", ["Invalid"]), ("192.0.2.1", ["Invalid"]),
        ("\"2001:db8::1\"", ["Invalid", "Invalid"]), ("Shop.example.com", ["Invalid"]), ("shop.example.com:8080", ["Invalid"]),
    ]) func `a host is a DNS name, with a star in front at most`(_ host: String, _ expected: [String]) {
        #expect(verdict(ingress("rules: [{host: \(host)}]")) == expected.map { "\($0) spec.rules[0].host" })
    }

    @Test func `class in field and annotation must agree`() {
        let spec = "ingressClassName: nginx, defaultBackend: {service: {name: web, port: {name: http}}}"
        let annotation = ", annotations: {kubernetes.io/ingress.class: traefik}"
        #expect(verdict(ingress(spec, metadata: annotation)) == ["Invalid annotations.kubernetes.io/ingress.class"])
        #expect(verdict(ingress(spec)) == [])
    }

    @Test func `a policy's ports and peers are judged where they stand`() {
        #expect(verdict(policy("ingress: [{ports: [{port: 80, endPort: 79}]}]")) == ["Invalid spec.ingress[0].ports[0].endPort"])
        #expect(verdict(policy("ingress: [{from: [{}]}]")) == ["Required spec.ingress[0].from[0]"])
        #expect(
            verdict(policy("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8, 192.0.2.0/24, 10.1.0.0/16]}}]}]")) == [
                "Invalid spec.egress[0].to[0].ipBlock.except[0]", "Invalid spec.egress[0].to[0].ipBlock.except[1]",
            ])
        #expect(
            verdict(policy("ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]"))
                == ["Forbidden spec.ingress[0].from[0]"])
        #expect(verdict(policy("policyTypes: [Ingress, Egress, Ingress]")) == ["Invalid spec.policyTypes"])
    }

    @Test func `endpoints have addresses that packets can be sent to`() {
        func endpoints(_ ip: String) -> String {
            "{apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: \(ip)}], ports: [{port: 80}]}]}"
        }
        #expect(verdict(endpoints("10.0.0.1")) == [])
        #expect(verdict(endpoints("127.0.0.1")) == ["Invalid subsets[0].addresses[0].ip"])
        #expect(verdict(endpoints("db.example.com")).count == 2)
    }

    @Test func `an endpoint slice is of one family, and newer addresses are canonical`() {
        #expect(verdict(slice("addressType: IPv4, endpoints: [{addresses: [\"2001:db8::1\"]}]")) == ["Invalid endpoints[0].addresses"])
        #expect(verdict(slice("addressType: IPv6, endpoints: [{addresses: [\"2001:DB8::1\"]}]")) == ["Invalid endpoints[0].addresses[0]"])
        #expect(verdict(slice("addressType: FQDN, endpoints: [{addresses: [db]}]")) == ["Invalid endpoints[0].addresses[0]"])
        #expect(verdict(slice("addressType: IPv4, endpoints: [{}]")) == ["Required endpoints[0].addresses"])
    }

    @Test func `an ingress class names a controller, and no namespace unless it asks for one`() {
        func ingressClass(_ spec: String) -> String {
            "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: a, namespace: ignored}, spec: {\(spec)}}"
        }
        #expect(verdict(ingressClass("controller: example.com/a")) == [])
        #expect(verdict(ingressClass("controller: a")) == ["Invalid spec.controller"])
        let parameters = "controller: example.com/a, parameters: {kind: A, name: a, namespace: b"
        #expect(verdict(ingressClass("\(parameters)}")) == ["Forbidden spec.parameters.namespace"])
        #expect(verdict(ingressClass("\(parameters), scope: Namespace}")) == [])
    }
}
