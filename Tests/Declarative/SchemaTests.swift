// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanProvider
import PortolanProviders
import Testing

/// The JSON Schema that editors complete from must know exactly the keys that the reader knows.
@Suite struct SchemaTests {
    /// A section of a provider file with a key that nobody knows, and the schema's name for it.
    struct Probe: Sendable, CustomTestStringConvertible {
        let definition: String
        let text: String
        var testDescription: String { definition }
    }

    private static let head = """
        schemaVersion: portolan.provider/v1
        id: probe
        title: Probe
        provider: probe
        controller: probe
        controllerVersion: "1"
        verified: "2026-11-23"
        summary: A probe.

        """

    static let probes: [Probe] = [
        Probe(definition: "", text: "zzz: 1\nbehaviour: {claims: []}"),
        Probe(definition: "source", text: "sources: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "option", text: "options: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "product", text: "products: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "limit", text: "products: [{limits: [{zzz: 1}]}]\nbehaviour: {claims: []}"),
        Probe(definition: "cost", text: "products: [{cost: {zzz: 1}}]\nbehaviour: {claims: []}"),
        Probe(definition: "sizeChoice", text: "products: [{cost: {size: {zzz: 1}}}]\nbehaviour: {claims: []}"),
        Probe(definition: "costItem", text: "products: [{cost: {items: [{zzz: 1}]}}]\nbehaviour: {claims: []}"),
        Probe(definition: "regionPrice", text: "products: [{cost: {items: [{prices: {a: {zzz: 1}}}]}}]\nbehaviour: {claims: []}"),
        Probe(
            definition: "capacityUnit",
            text: "products: [{cost: {items: [{count: capacity-unit, unit: {zzz: 1}}]}}]\nbehaviour: {claims: []}"),
        Probe(definition: "annotation", text: "annotations: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "shownSetting", text: "settings: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "publication", text: "publishes: [{zzz: 1}]\nbehaviour: {claims: []}"),
        Probe(definition: "behaviour", text: "behaviour: {claims: [], zzz: 1}"),
        Probe(definition: "value", text: "behaviour: {claims: [], values: {a: {label: x, zzz: 1}}}"),
        Probe(definition: "claim", text: "behaviour: {claims: [{claim: true, zzz: 1}]}"),
        Probe(definition: "refusal", text: "behaviour: {claims: [], refusals: [{message: x, zzz: 1}]}"),
        Probe(definition: "skipPort", text: "behaviour: {claims: [], skipPorts: [{zzz: 1}]}"),
        Probe(definition: "note", text: "behaviour: {claims: [], notes: [{text: x, zzz: 1}]}"),
        Probe(definition: "pools", text: "behaviour: {claims: [], pools: {zzz: 1}}"),
        Probe(definition: "configMap", text: "behaviour: {claims: [], pools: {from: kube-vip ConfigMap, configMap: {zzz: 1}}}"),
        Probe(definition: "poolMessages", text: "behaviour: {claims: [], pools: {messages: {zzz: 1}}}"),
        Probe(definition: "address", text: "behaviour: {claims: [], address: {zzz: 1}}"),
        Probe(definition: "loadBalancer", text: "behaviour: {claims: [], loadBalancers: [{product: x, zzz: 1}]}"),
        Probe(definition: "listeners", text: "behaviour: {claims: [], loadBalancers: [{product: x, listeners: {zzz: 1}}]}"),
        Probe(definition: "backend", text: "behaviour: {claims: [], loadBalancers: [{product: x, listeners: {backend: {zzz: 1}}}]}"),
        Probe(definition: "tls", text: "behaviour: {claims: [], loadBalancers: [{product: x, listeners: {tls: {zzz: 1}}}]}"),
        Probe(
            definition: "healthCheck", text: "behaviour: {claims: [], loadBalancers: [{product: x, listeners: {healthCheck: {zzz: 1}}}]}"),
        Probe(definition: "textOption", text: "behaviour: {claims: [], address: {kind: {is: ip, zzz: 1}}}"),
        Probe(definition: "refuse", text: "behaviour: {claims: [], values: {a: {label: x, onBad: {refuse: x, zzz: 1}}}}"),
        Probe(definition: "versions", text: "versions: {zzz: 1}\nbehaviour: {claims: []}"),
        Probe(definition: "release", text: "versions: {releases: [{zzz: 1}]}\nbehaviour: {claims: []}"),
        Probe(definition: "feature", text: "versions: {features: [{zzz: 1}]}\nbehaviour: {claims: []}"),
        Probe(definition: "versionedText", text: "options: [{values: [{zzz: 1}]}]\nbehaviour: {claims: []}"),
        Probe(definition: "inheritance", text: "inherits: {target: k3s, zzz: 1}"),
    ]

    @Test(arguments: probes) func `the schema knows the keys that the reader knows`(_ probe: Probe) throws {
        let (_, errors) = Providers.load(Array((Self.head + probe.text + "\n").utf8), file: "probe.yaml")
        let error = try #require(errors.first { $0.message.hasPrefix("unknown key \"zzz\"") })
        let known = try #require(error.message.components(separatedBy: "known here: ").last).components(separatedBy: ", ")
        #expect(try Self.keys(of: probe.definition) == Set(known))
    }

    @Test func `every definition with keys is probed`() throws {
        let definitions = try #require(try Self.schema()["$defs"] as? [String: [String: Any]])
        let withKeys = definitions.filter { $0.value["properties"] != nil }.map(\.key)
        #expect(Set(withKeys) == Set(Self.probes.map(\.definition)).subtracting([""]))
    }

    @Test func `the schema knows the types that the reader knows`() throws {
        let text = Self.head + "behaviour: {claims: [], values: {a: {label: x, type: zzz}}}\n"
        let message = try #require(
            Providers.load(Array(text.utf8), file: "probe.yaml").errors.first { $0.message.contains("\"type\" needs") }?.message)
        let known = try #require(message.components(separatedBy: "needs one of ").last).components(separatedBy: ", ")
        let definitions = try #require(try Self.schema()["$defs"] as? [String: [String: Any]])
        let properties = try #require(definitions["value"]?["properties"] as? [String: [String: Any]])
        #expect(Set(try #require(properties["type"]?["enum"] as? [String])) == Set(known))
    }

    private static func schema() throws -> [String: Any] {
        let data = try Data(contentsOf: repository.appending(path: "Documentation/provider.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static func keys(of definition: String) throws -> Set<String> {
        let root = try schema()
        let object = definition.isEmpty ? root : try #require((root["$defs"] as? [String: [String: Any]])?[definition])
        return Set(try #require(object["properties"] as? [String: Any]).keys)
    }
}
