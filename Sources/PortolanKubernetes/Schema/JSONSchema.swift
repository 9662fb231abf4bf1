// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanRegex

/// The schema of a custom resource, or of a part of one: OpenAPI with Kubernetes' own words.
// Source: apiextensions-apiserver v0.34.9 pkg/apis/apiextensions/v1/types_jsonschema.go.
final class JSONSchema: Sendable {
    /// What a list's elements are told apart by.
    enum ListType: Sendable {
        case set
        case map([String])
    }

    let type: String?
    let isNullable: Bool
    let isIntOrString: Bool
    let preservesUnknownFields: Bool
    let isEmbeddedResource: Bool
    let format: String?
    let properties: [String: JSONSchema]
    /// Whether fields beside the properties are described, or at least allowed.
    let additional: Additional
    let items: JSONSchema?
    let required: [String]
    let bounds: Bounds
    let pattern: SchemaPattern?
    let allowed: [JSONTree]
    let defaultValue: JSONTree?
    let listType: ListType?
    let rules: [SchemaRule]
    let alternatives: Alternatives
    /// Whether it, or any part of it, has rules in CEL.
    let hasRules: Bool

    enum Additional: Sendable {
        case none
        case anything
        case schema(JSONSchema)
    }

    /// The numbers within which values, lengths and counts lie.
    struct Bounds: Sendable {
        var least: Double?
        var most: Double?
        var isLeastExcluded = false
        var isMostExcluded = false
        var shortest: Int?
        var longest: Int?
        var fewestItems: Int?
        var mostItems: Int?
        var hasUniqueItems = false
        var fewestProperties: Int?
        var mostProperties: Int?
        var factor: Double?
    }

    /// Schemas of which all, some, one or none must hold.
    struct Alternatives: Sendable {
        var all: [JSONSchema] = []
        var any: [JSONSchema] = []
        var one: [JSONSchema] = []
        var not: JSONSchema?
        var isEmpty: Bool { all.isEmpty && any.isEmpty && one.isEmpty && not == nil }
    }

    /// How deep schemas may be nested.
    private static let deepest = 100

    /// Reads a schema; `nil` where it is no mapping or nested too deep.
    ///
    /// - Parameters:
    ///   - node: A schema, or the name of one.
    ///   - names: The schemas that names stand for.
    ///   - depth: How many schemas lie around it.
    init?(_ node: YAMLNode, names: SchemaNames? = nil, depth: Int = 0) {
        guard depth < Self.deepest, node.kind == .mapping else { return nil }
        func child(_ node: YAMLNode?) -> JSONSchema? { node.flatMap { Self.read($0, names: names, depth: depth + 1) } }
        func list(_ name: String) -> [JSONSchema] { node.items(name).compactMap { child($0) } }
        var properties: [String: JSONSchema] = [:]
        for entry in node.field("properties")?.entries ?? [] {
            if let name = entry.key.jsonKey, let schema = child(entry.value) { properties[name] = schema }
        }
        self.properties = properties
        items = child(node.field("items"))
        isIntOrString = node.boolean("x-kubernetes-int-or-string") == true
        type = node.value("type").map { $0.isNull ? nil : $0.decodedString } ?? (names == nil ? nil : Self.impliedType(of: node))
        isNullable = node.boolean("nullable") == true
        preservesUnknownFields = node.boolean("x-kubernetes-preserve-unknown-fields") == true
        isEmbeddedResource = node.boolean("x-kubernetes-embedded-resource") == true
        format = node.optionalString("format")
        switch node.field("additionalProperties") {
        case nil: additional = .none
        case let field? where field.kind == .scalar && names == nil: additional = field.scalar == .bool(true) ? .anything : .none
        case let field?: additional = child(field).map { .schema($0) } ?? .none
        }
        required = node.strings("required")
        bounds = Bounds(node)
        pattern = node.optionalString("pattern").map { SchemaPattern($0) }
        allowed = node.items("enum").compactMap { JSONTree($0) }
        defaultValue = node.field("default").flatMap { JSONTree($0) }
        listType = Self.listType(node)
        rules = SchemaRule.all(of: node, names: names)
        alternatives = Alternatives(all: list("allOf"), any: list("anyOf"), one: list("oneOf"), not: child(node.field("not")))
        let below = Array(properties.values) + [items].compactMap { $0 } + alternatives.all
        var hasRules = !rules.isEmpty || below.contains { $0.hasRules }
        if case .schema(let schema) = additional { hasRules = hasRules || schema.hasRules }
        self.hasRules = hasRules
    }

    /// A schema where it stands, or the one that a name stands for.
    private static func read(_ node: YAMLNode, names: SchemaNames?, depth: Int) -> JSONSchema? {
        if let names, node.kind == .scalar { return names.schema(node.decodedString, depth: depth) }
        return JSONSchema(node, names: names, depth: depth)
    }

    /// The type that follows from what else is said: the built-in schemas leave it out then.
    private static func impliedType(of node: YAMLNode) -> String? {
        func has(_ fields: String...) -> Bool { fields.contains { node.field($0) != nil } }
        if has("properties", "additionalProperties") { return "object" }
        if has("items") { return "array" }
        return has("maxLength", "minLength", "pattern", "format", "enum") ? "string" : nil
    }

    private static func listType(_ node: YAMLNode) -> ListType? {
        switch node.string("x-kubernetes-list-type") {
        case "set": .set
        case "map": .map(node.strings("x-kubernetes-list-map-keys"))
        default: nil
        }
    }
}

extension JSONSchema.Bounds {
    fileprivate init(_ node: YAMLNode) {
        func number(_ name: String) -> Double? {
            switch node.field(name)?.scalar {
            case .int(let value): Double(value)
            case .float(let value): value
            default: nil
            }
        }
        least = number("minimum")
        most = number("maximum")
        isLeastExcluded = node.boolean("exclusiveMinimum") == true
        isMostExcluded = node.boolean("exclusiveMaximum") == true
        shortest = node.integer("minLength")
        longest = node.integer("maxLength")
        fewestItems = node.integer("minItems")
        mostItems = node.integer("maxItems")
        hasUniqueItems = node.boolean("uniqueItems") == true
        fewestProperties = node.integer("minProperties")
        mostProperties = node.integer("maxProperties")
        factor = number("multipleOf")
    }
}

/// A rule in CEL beside a schema (`x-kubernetes-validations`).
struct SchemaRule: Sendable {
    /// The rule as written.
    let source: String
    /// The rule, where it is understood.
    let expression: CELExpression?
    /// Why it is not understood.
    let fault: String?
    let message: String?
    let messageExpression: CELExpression?
    let reason: String
    /// Field names below the schema at which an error is told.
    let fieldPath: String

    static func all(of node: YAMLNode, names: SchemaNames?) -> [SchemaRule] {
        if let names { return node.strings("rules").compactMap { names.rules[$0] } }
        return node.items("x-kubernetes-validations").map { rule in
            SchemaRule(
                rule.string("rule"), message: rule.optionalString("message"), messageExpression: rule.string("messageExpression"),
                reason: rule.string("reason"), fieldPath: rule.string("fieldPath"),
                isOldOptional: rule.boolean("optionalOldSelf") == true)
        }
    }

    /// Whether it is about what was there before, and so not asked of what is new.
    let isTransition: Bool

    init(
        _ source: String, message: String?, messageExpression: String = "", reason: String = "", fieldPath: String = "",
        isOldOptional: Bool = false
    ) {
        self.source = source
        isTransition = !isOldOptional && CELExpression.mentions("oldSelf", in: source)
        switch CELParser.parse(source) {
        case .success(let expression): (self.expression, fault) = (expression, nil)
        case .failure(let fault): (expression, self.fault) = (nil, fault.message)
        }
        self.message = message
        self.messageExpression = messageExpression.isEmpty ? nil : try? CELParser.parse(messageExpression).get()
        self.reason = reason
        self.fieldPath = fieldPath
    }
}

/// A pattern in RE2's syntax, matched by PCRE2, which knows it: `$` is the end alone, and characters are Unicode's.
struct SchemaPattern: Sendable {
    let source: String
    private let expression: RegularExpression?

    init(_ source: String) {
        self.source = source
        expression = try? RegularExpression("(*UTF)" + Self.endingStrictly(source))
    }

    /// Whether it matches somewhere in a text; `nil` where that cannot be told.
    func matches(_ text: String) -> Bool? { expression?.matchesWithinLimit(text) }

    /// The first part of a text that it matches.
    func firstMatch(in text: String) -> String? {
        guard let range = expression?.firstMatch(in: text)?.whole else { return nil }
        return String(decoding: Array(text.utf8)[range], as: UTF8.self)
    }

    /// Each `$` outside of a class as `\z`: for PCRE2 it would match before a last line break too.
    private static func endingStrictly(_ source: String) -> String {
        guard source.contains("$"), !source.contains("(?m"), !source.contains("(?sm"), !source.contains("(?im") else { return source }
        var result = ""
        var (isEscaped, isInClass) = (false, false)
        for character in source {
            if !isEscaped, !isInClass, character == "$" {
                result += "\\z"
                continue
            }
            if !isEscaped {
                if character == "[" { isInClass = true }
                if character == "]" { isInClass = false }
            }
            isEscaped = !isEscaped && character == "\\"
            result.append(character)
        }
        return result
    }
}
