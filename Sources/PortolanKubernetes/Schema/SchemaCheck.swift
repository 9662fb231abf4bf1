// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// Holds a value against a schema, check by check, as kube-openapi does.
// Source: kube-openapi (kubernetes v1.34.9) pkg/validation/validate/{schema,type,schema_props,validator,slice_validator,object_validator}.go.
struct SchemaCheck {
    private var result = SchemaResult()
    private let value: JSONTree
    private let schema: JSONSchema
    private let path: String
    private let place: YAMLNode?

    static func result(_ value: JSONTree, _ schema: JSONSchema, path: String = "", near place: YAMLNode? = nil) -> SchemaResult {
        var check = SchemaCheck(value: value, schema: schema, path: path, place: value.node ?? place)
        check.run()
        return check.result
    }

    private init(value: JSONTree, schema: JSONSchema, path: String, place: YAMLNode?) {
        self.value = value
        self.schema = schema
        self.path = path
        self.place = place
    }

    private mutating func run() {
        type()
        guard !value.isNull else {
            enumeration()
            return
        }
        alternatives()
        switch value.value {
        case .string(let text):
            string(text)
            if schema.format != nil { format(text) }
        case .int(let number): range(Double(number))
        case .double(let number): range(number)
        case .list(let elements): list(elements)
        default: break
        }
        enumeration()
        if case .object(let fields) = value.value { object(fields) }
        result.matches += 2
    }

    private mutating func invalid(_ detail: String) { add("Invalid", "Invalid value: \(value): \(name) in body \(detail)") }

    private mutating func add(_ type: String, _ message: String) {
        result.add(SchemaResult.Fault(type: type, path: path, message: message, node: place))
    }

    private mutating func composite(_ message: String) {
        result.add(SchemaResult.Fault(type: "Invalid", path: nil, message: "Invalid value: \"\": \(message)", node: place))
    }

    private var name: String { path.isEmpty ? "." : path }

    // MARK: Types

    private mutating func type() {
        let types = schema.isIntOrString ? ["integer", "string"] : schema.type.map { [$0] } ?? []
        guard !types.isEmpty || schema.format.map(SchemaFormat.isKnown) == true else { return }
        let actual = value.typeName
        if value.isNull {
            if !types.isEmpty, !schema.isNullable { typeInvalid(types, "null") }
            return
        }
        let isText = actual == "string" || actual == "array"
        let isNumeric = types.contains("number") || types.contains("integer")
        if !isNumeric, schema.format.map(SchemaFormat.isKnown) == true, isText {
            result.matches += 2
            return
        }
        guard types.contains(actual) || (actual == "integer" && types.contains("number")) else {
            typeInvalid(types, actual)
            return
        }
        result.matches += 2
    }

    private mutating func typeInvalid(_ types: [String], _ actual: String) {
        let wanted = types.isEmpty ? schema.format ?? "" : types.joined(separator: ",")
        add("TypeInvalid", "Invalid value: \"\(actual)\": \(name) in body must be of type \(wanted): \"\(actual)\"")
    }

    private mutating func enumeration() {
        guard !schema.allowed.isEmpty, !schema.allowed.contains(value) else { return }
        let known = schema.allowed.map(\.description).joined(separator: ", ")
        add("NotSupported", "Unsupported value: \(value): supported values: \(known)")
    }

    // MARK: Scalars

    private mutating func string(_ text: String) {
        result.matches += 1
        let length = text.unicodeScalars.count
        if let longest = schema.bounds.longest, length > longest {
            add("TooLong", "Too long: may not be more than \(longest) bytes")
        } else if let shortest = schema.bounds.shortest, length < shortest {
            invalid("should be at least \(shortest) chars long")
        } else if let pattern = schema.pattern, pattern.matches(text) == false {
            invalid("should match '\(pattern.source)'")
        }
    }

    private mutating func format(_ text: String) {
        guard let format = schema.format, SchemaFormat.isKnown(format) else { return }
        result.matches += 1
        guard !SchemaFormat.accepts(text, as: format) else { return }
        add("TypeInvalid", "Invalid value: \(value): \(name) in body must be of type \(format): \(value)")
    }

    private mutating func range(_ number: Double) {
        result.matches += 2
        let bounds = schema.bounds
        if let factor = bounds.factor, factor > 0, number.truncatingRemainder(dividingBy: factor) != 0 {
            invalid("should be a multiple of \(Self.shown(factor))")
        }
        if let least = bounds.least, number < least || (bounds.isLeastExcluded && number == least) {
            invalid("should be greater than \(bounds.isLeastExcluded ? "" : "or equal to ")\(Self.shown(least))")
        }
        if let most = bounds.most, number > most || (bounds.isMostExcluded && number == most) {
            invalid("should be less than \(bounds.isMostExcluded ? "" : "or equal to ")\(Self.shown(most))")
        }
    }

    private static func shown(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

    // MARK: Collections

    private mutating func list(_ elements: [JSONTree]) {
        if let items = schema.items {
            for (index, element) in elements.enumerated() {
                result.merge(SchemaCheck.result(element, items, path: "\(path)[\(index)]", near: place))
            }
        }
        if let fewest = schema.bounds.fewestItems, elements.count < fewest { invalid("should have at least \(fewest) items") }
        if let most = schema.bounds.mostItems, elements.count > most {
            add("TooMany", "Too many: \(elements.count): must have at most \(most) items")
        }
        if schema.bounds.hasUniqueItems, Set(elements).count < elements.count { invalid("shouldn't contain duplicates") }
        result.matches += 2
    }

    private mutating func object(_ fields: [String: JSONTree]) {
        let names = fields.keys.sorted()
        result.matches += 1
        if let fewest = schema.bounds.fewestProperties, fields.count < fewest { invalid("should have at least \(fewest) properties") }
        if let most = schema.bounds.mostProperties, fields.count > most {
            add("TooMany", "Too many: \(fields.count): must have at most \(most) items")
        }
        for name in names {
            guard let field = fields[name], let property = schema.field(name) else { continue }
            let fieldPath = path.isEmpty ? name : "\(path).\(name)"
            result.merge(SchemaCheck.result(field, property, path: fieldPath, near: place))
        }
        for name in schema.required where fields[name] == nil {
            let fieldPath = path.isEmpty ? name : "\(path).\(name)"
            result.add(SchemaResult.Fault(type: "Required", path: fieldPath, message: "Required value", node: place))
        }
    }

    // MARK: Alternatives

    private mutating func alternatives() {
        let alternatives = schema.alternatives
        result.matches += 2
        guard !alternatives.isEmpty else { return }
        any(alternatives.any)
        one(alternatives.one)
        let all = alternatives.all.map { SchemaCheck.result(value, $0, path: path, near: place) }
        for part in all { result.merge(part) }
        if all.contains(where: { !$0.faults.isEmpty }) {
            let none = all.allSatisfy { !$0.faults.isEmpty }
            composite("\"\(path)\" must validate all the schemas (allOf)\(none ? ". None validated" : "")")
        }
        if let not = alternatives.not, SchemaCheck.result(value, not, path: path, near: place).faults.isEmpty {
            composite("\"\(path)\" must not validate the schema (not)")
        }
    }

    private mutating func any(_ schemas: [JSONSchema]) {
        guard !schemas.isEmpty else { return }
        var best: SchemaResult?
        for schema in schemas {
            let part = SchemaCheck.result(value, schema, path: path, near: place)
            if part.faults.isEmpty {
                result.merge(part)
                return
            }
            if part.matches > best?.matches ?? -1 { best = part }
        }
        composite("\"\(path)\" must validate at least one schema (anyOf)")
        if let best { result.merge(best) }
    }

    private mutating func one(_ schemas: [JSONSchema]) {
        guard !schemas.isEmpty else { return }
        var best: SchemaResult?
        var right: [SchemaResult] = []
        for schema in schemas {
            let part = SchemaCheck.result(value, schema, path: path, near: place)
            if part.faults.isEmpty {
                right.append(part)
                best = nil
            } else if right.isEmpty, part.matches > best?.matches ?? -1 {
                best = part
            }
        }
        if right.count == 1 {
            result.merge(right[0])
            return
        }
        let found = right.isEmpty ? "Found none valid" : "Found \(right.count) valid alternatives"
        composite("\"\(path)\" must validate one and only one schema (oneOf). \(found)")
        if let best { result.merge(best) }
    }
}
