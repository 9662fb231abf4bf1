// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// The custom resources that a cluster knows: the Gateway API's, and those whose definitions stand in the input.
struct CustomResources: Sendable {
    /// One version of a kind.
    struct Version: Sendable {
        let schema: JSONSchema
        let isNamespaced: Bool
        /// Whether its status is written by itself, so that the server drops it from what is created.
        let hasOwnStatus: Bool
    }

    /// The versions that are served, by `group/version/kind`.
    private var versions: [String: Version] = [:]

    /// Reads the definitions of the kinds that are asked for; a definition in the input counts more than a built-in one.
    ///
    /// - Parameters:
    ///   - definitions: The CustomResourceDefinitions of the input.
    ///   - kinds: The kinds of the objects to judge, as `group/kind`.
    init(_ definitions: [ObjectMeta], for kinds: Set<String>) {
        var defined: Set<String> = []
        for definition in definitions {
            guard let spec = definition.node.field("spec"), let kind = spec.field("names")?.string("kind") else { continue }
            let name = "\(spec.string("group"))/\(kind)"
            guard kinds.contains(name), defined.insert(name).inserted else { continue }
            read(spec, kind: kind)
        }
        for kind in kinds where !defined.contains(kind) { addBuiltIn(kind) }
    }

    private mutating func read(_ spec: YAMLNode, kind: String) {
        for version in spec.items("versions") where version.boolean("served") == true {
            guard let schema = version.field("schema")?.field("openAPIV3Schema").flatMap({ JSONSchema($0) }) else { continue }
            versions["\(spec.string("group"))/\(version.string("name"))/\(kind)"] = Version(
                schema: schema, isNamespaced: spec.string("scope") != "Cluster",
                hasOwnStatus: version.field("subresources")?.field("status") != nil)
        }
    }

    private mutating func addBuiltIn(_ name: String) {
        let group = "gateway.networking.k8s.io"
        guard name.hasPrefix("\(group)/") else { return }
        let kind = String(name.dropFirst(group.utf8.count + 1))
        guard let served = Self.gatewayVersions[kind], let schema = SchemaNames.gateway.schema(kind, depth: 0) else { return }
        for version in served {
            versions["\(group)/\(version)/\(kind)"] = Version(
                schema: schema, isNamespaced: kind != "GatewayClass", hasOwnStatus: kind != "ReferenceGrant")
        }
    }

    /// The versions of the standard channel that are served.
    // Source: kubernetes-sigs/gateway-api v1.6.1 config/crd/standard/*.yaml.
    private static let gatewayVersions: [String: [String]] = [
        "BackendTLSPolicy": ["v1"], "Gateway": ["v1", "v1beta1"], "GatewayClass": ["v1", "v1beta1"], "GRPCRoute": ["v1"],
        "HTTPRoute": ["v1", "v1beta1"], "ListenerSet": ["v1"], "ReferenceGrant": ["v1", "v1beta1"], "TCPRoute": ["v1"],
        "TLSRoute": ["v1"], "UDPRoute": ["v1"],
    ]

    var isEmpty: Bool { versions.isEmpty }

    /// The version of a kind that an object is of, where it is known.
    func version(of object: ObjectMeta) -> Version? { versions["\(object.apiVersion)/\(object.reference.kind)"] }
}

/// Schemas that stand for each other by name.
final class SchemaNames: Sendable {
    let rules: [String: SchemaRule]
    private let schemas: [String: JSONSchema]

    /// The Gateway API's, read once, when first asked.
    static let gateway = SchemaNames(GatewaySchemas.text, rules: GatewayRules.all)

    private init(_ schemas: [String: JSONSchema], rules: [String: SchemaRule]) {
        self.schemas = schemas
        self.rules = rules
    }

    /// Reads schemas, each of which may name those before it.
    private convenience init(_ text: String, rules: [String: SchemaRule]) {
        let tree = YAMLTree.compose(Array(text.utf8), file: "gateway-api").tree
        var schemas: [String: JSONSchema] = [:]
        for entry in tree.documents.first?.entries ?? [] {
            let known = SchemaNames(schemas, rules: rules)
            if let name = entry.key.text { schemas[name] = JSONSchema(entry.value, names: known) }
        }
        self.init(schemas, rules: rules)
    }

    /// The schema of a name; the depth is its user's affair.
    func schema(_ name: String, depth: Int) -> JSONSchema? { schemas[name] }
}
