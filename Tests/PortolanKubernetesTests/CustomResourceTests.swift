// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import Testing

@Suite struct CustomResourceTests {
    /// A definition of a kind `Boat`, whose spec has a schema.
    private func definition(_ schema: String, scope: String = "Namespaced") -> String {
        """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: boats.example.com}, spec: {
        group: example.com, scope: \(scope), names: {kind: Boat, plural: boats}, versions: [{name: v1, served: true, storage: true,
        schema: {openAPIV3Schema: {type: object, properties: {spec: {\(schema)}}}}}]}}
        """
    }

    private func judge(_ spec: String, by schema: String, metadata: String = "name: a") -> [String] {
        verdict("{apiVersion: example.com/v1, kind: Boat, metadata: {\(metadata)}, spec: {\(spec)}}\n---\n\(definition(schema))")
    }

    private let boat = """
        type: object, required: [name], properties: {name: {type: string, maxLength: 5, pattern: '^[a-z]+$'}, sails: {type: integer, minimum: 1,
        maximum: 3}, crew: {type: array, maxItems: 2, items: {type: object, properties: {role: {type: string, enum: [captain, cook]}}}},
        flags: {type: object, additionalProperties: {type: string}}, any: {x-kubernetes-preserve-unknown-fields: true},
        berth: {x-kubernetes-int-or-string: true}, since: {type: string, format: date}}
        """

    @Test(arguments: [
        ("name: ada, sails: 2, crew: [{role: cook}], flags: {a: b}, any: {x: [1, {y: 2}]}, berth: 5, since: 2026-01-31", []),
        ("name: ada, berth: aft", []), ("sails: 2", ["Required spec.name"]), ("name: Ada", ["Invalid spec.name"]),
        ("name: abcdef", ["TooLong spec.name"]), ("name: ada, sails: 0", ["Invalid spec.sails"]),
        ("name: ada, sails: two", ["TypeInvalid spec.sails"]),
        ("name: ada, sails: 1.5", ["TypeInvalid spec.sails"]), ("name: ada, crew: [{role: pilot}]", ["NotSupported spec.crew[0].role"]),
        ("name: ada, crew: [{}, {}, {}]", ["TooMany spec.crew"]), ("name: ada, flags: {a: 1}", ["TypeInvalid spec.flags.a"]),
        ("name: ada, since: today", ["TypeInvalid spec.since"]), ("name: ada, sails: ~", []), ("name: 5", ["TypeInvalid spec.name"]),
    ]) func `a definition in the input makes its objects judged`(_ spec: String, _ expected: [String]) {
        #expect(judge(spec, by: boat) == expected)
    }

    @Test func `unknown fields are told with the nearest name, and alone`() throws {
        #expect(judge("nam: ada, crew: [{rol: cook}]", by: boat) == ["UnknownField spec.crew[0].rol", "UnknownField spec.nam"])
        let reader = read("{apiVersion: example.com/v1, kind: Boat, metadata: {name: a}, spec: {nam: ada}}\n---\n\(definition(boat))")
        let message = try #require(reader.inventory.rejections.first?.reasons.first?.message)
        #expect(message.contains("did you mean \"name\"?"))
    }

    @Test func `without a definition nothing is known of an object`() {
        #expect(verdict("{apiVersion: example.com/v1, kind: Boat, metadata: {name: a}, spec: {nam: ada}}") == [])
        #expect(verdict("{apiVersion: example.com/v2, kind: Boat, metadata: {name: a}, spec: {nam: 1}}\n---\n\(definition(boat))") == [])
    }

    @Test func `metadata is decoded as that of all objects`() {
        #expect(judge("name: ada", by: boat, metadata: "name: A_b") == ["Invalid metadata.name"])
        #expect(judge("name: ada", by: boat, metadata: "name: a, labels: {a: 1}") == ["Decode labels"])
        #expect(judge("name: ada", by: boat, metadata: "name: a, nope: 1") == ["UnknownField metadata.nope"])
    }

    @Test func `rules come last, and not where the schema has said enough`() {
        let schema = """
            type: object, required: [low], x-kubernetes-validations: [{rule: 'self.low <= self.high', message: upside down},
            {rule: self.low == oldSelf.low}], properties: {low: {type: integer}, high: {type: integer, default: 5}}
            """
        #expect(judge("low: 3", by: schema) == [])
        #expect(judge("low: 6", by: schema) == ["Invalid spec"])
        #expect(judge("high: 6", by: schema) == ["Required spec.low", "Invalid <nil>"])
    }

    @Test func `a rule that is not understood is told as not judged`() {
        let schema = "type: object, x-kubernetes-validations: [{rule: 'url(self.a).getHost() == \"b\"'}], properties: {a: {type: string}}"
        let reader = read("{apiVersion: example.com/v1, kind: Boat, metadata: {name: a}, spec: {a: b}}\n---\n\(definition(schema))")
        #expect(reader.inventory.rejections.isEmpty)
        #expect(reader.unjudgedRules["Boat"] == ["the function url is not known"])
    }

    @Test func `lists of a kind have no two elements of one key`() {
        let schema = """
            type: object, properties: {ports: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object,
            properties: {name: {type: string}}}}, tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}}
            """
        #expect(
            judge("ports: [{name: a}, {name: b}, {name: a}, {name: a}], tags: [x, x]", by: schema) == [
                "Duplicate spec.ports[2]", "Duplicate spec.tags[1]",
            ])
    }

    @Test func `alternatives are told without a path`() {
        let schema = "type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]"
        #expect(judge("a: x", by: schema) == [])
        #expect(judge("a: x, b: z", by: schema) == ["Invalid <nil>"])
    }

    @Test(arguments: [
        ("pattern: '('", "a"), ("pattern: '(a+)+$'", String(repeating: "a", count: 40) + "b"), ("enum: []", "a"), ("type: [string]", "a"),
        ("maxLength: -1, minLength: x", ""),
    ]) func `a definition that is wrong itself brings nothing down`(_ schema: String, _ value: String) {
        let verdict = judge("a: '\(value)'", by: "type: object, properties: {a: {type: string, \(schema)}}")
        #expect(verdict.allSatisfy { $0.contains("spec.a") })
    }

    // MARK: The Gateway API

    private func gateway(_ listeners: String) -> [String] {
        verdict(
            """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge}, spec: {gatewayClassName: a, listeners: [\(listeners)]}}
            """)
    }

    private func route(_ rule: String) -> [String] {
        verdict("{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {rules: [{\(rule)}]}}")
    }

    @Test func `the Gateway API is known without its definitions`() {
        #expect(gateway("{name: http, port: 80, protocol: HTTP}") == [])
        #expect(gateway("{name: http, port: 0, protocol: HTTP}") == ["Invalid spec.listeners[0].port"])
        #expect(gateway("{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP}") == ["Invalid spec.listeners"])
        #expect(gateway("{name: a, port: 443, protocol: TLS, tls: {certificateRefs: [{name: a}]}}") == [])
        #expect(gateway("{name: a, port: 443, protocol: HTTPS, tls: {mode: Passthrough}}") == ["Invalid spec.listeners"])
    }

    @Test func `a route's filters and matches fit each other`() {
        #expect(route("filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]") == [])
        #expect(route("filters: [{type: RequestRedirect}]") == ["Invalid spec.rules[0].filters[0]"])
        #expect(route("filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]") == [])
        #expect(
            route(
                "matches: [{path: {type: Exact, value: /a}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, "
                    + "replacePrefixMatch: /}}}]") == ["Invalid spec.rules[0]"])
        #expect(route("backendRefs: [{name: web}]") == ["Invalid spec.rules[0].backendRefs[0]"])
        #expect(route("timeouts: {request: 1s, backendRequest: 2s}") == ["Invalid spec.rules[0].timeouts"])
    }

    @Test func `definitions in the input count more than the built-in ones`() {
        let own = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {group: gateway.networking.k8s.io,
            scope: Namespaced, names: {kind: HTTPRoute}, versions: [{name: v1, served: true, schema: {openAPIV3Schema: {type: object,
            properties: {spec: {type: object, properties: {speed: {type: integer}}}}}}}]}}
            """
        let route = "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {speed: 5}}"
        #expect(verdict(route) == ["UnknownField spec.speed"])
        #expect(verdict("\(own)\n---\n\(route)") == [])
    }
}
