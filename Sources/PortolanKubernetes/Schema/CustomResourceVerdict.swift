// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// The API server's verdict on a custom resource.
// Source: apiextensions-apiserver v0.34.9 pkg/apiserver/customresource_handler.go (schemaCoercingDecoder),
// pkg/registry/customresource/{strategy,validator}.go, pkg/apiserver/schema/cel/validation.go.
struct CustomResourceVerdict {
    private(set) var reasons: [Inventory.Rejection.Reason] = []
    /// Why rules could not be judged, each once.
    private(set) var unjudged: Set<String> = []
    private let metadata: ObjectMeta
    private let schema: JSONSchema
    private var evaluator = CELEvaluator()

    init(_ metadata: ObjectMeta, _ version: CustomResources.Version) {
        self.metadata = metadata
        schema = version.schema
        guard !decodes(), reasons.isEmpty else { return }
        guard let tree = JSONTree(metadata.node) else {
            unjudged.insert("the object is nested too deep")
            return
        }
        noteUnknownFields(tree)
        guard reasons.isEmpty else { return }
        validate(SchemaPreparation.defaulted(tree, schema), version)
    }

    // MARK: Decoding

    /// Whether decoding fails: only metadata has types before the schema is looked at.
    private mutating func decodes() -> Bool {
        let node = metadata.node
        if let reason = UnwritableJSON.reason(in: node) {
            reasons = [reason]
            return true
        }
        let table = FieldTable.kubernetes
        guard let metadata = node.field("metadata"), let type = table.objectMeta,
            !StrictDecoder(table: table).accepts(metadata, asObject: type)
        else { return false }
        reasons = DecodeFaults.reasons(in: metadata, asObject: type, table: table).map { reason in
            guard reason.type == "UnknownField", let field = reason.field else { return reason }
            var reason = reason
            reason.field = "metadata.\(field)"
            reason.message = reason.message.replacing("\"\(field)\"", with: "\"metadata.\(field)\"")
            return reason
        }
        // Unknown fields are told beside those of the rest.
        return reasons.contains { $0.type != "UnknownField" }
    }

    private mutating func noteUnknownFields(_ tree: JSONTree) {
        for field in SchemaPreparation.unknownFields(in: tree, schema) {
            var message = "unknown field \"\(field.path)\""
            if let near = field.nearest { message += "; did you mean \"\(near)\"?" }
            reasons.append(
                Inventory.Rejection.Reason(
                    field: field.path, type: "UnknownField", message: message, location: (field.place ?? metadata.node).location))
        }
    }

    // MARK: Validation

    private mutating func validate(_ tree: JSONTree, _ version: CustomResources.Version) {
        var validation = Validation(metadata.node)
        validation.objectMeta(metadata.node, name: .dnsSubdomain, isNamespaced: version.isNamespaced, isCore: false)
        reasons = validation.reasons
        var tree = tree
        if version.hasOwnStatus, case .object(var fields) = tree.value {
            fields["status"] = nil
            tree.value = .object(fields)
        }
        for fault in SchemaCheck.result(tree, schema).faults + ListTypes.faults(in: tree, schema) { report(fault) }
        guard schema.hasRules else { return }
        let blocking: Set<String> = ["Required", "NotSupported", "TooLong", "TooMany", "TypeInvalid"]
        if reasons.contains(where: { blocking.contains($0.type) }) {
            let message =
                "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to "
                + "complete validation"
            report(SchemaResult.Fault(type: "Invalid", path: nil, message: message, node: nil))
        } else {
            rules(tree, schema, path: "")
        }
    }

    private mutating func report(_ fault: SchemaResult.Fault) {
        reasons.append(
            Inventory.Rejection.Reason(
                field: fault.path ?? "<nil>", type: fault.type, message: fault.message, location: (fault.node ?? metadata.node).location))
    }

    // MARK: Rules

    private mutating func rules(_ tree: JSONTree, _ schema: JSONSchema, path: String) {
        guard schema.hasRules, !tree.isNull else { return }
        if !schema.rules.isEmpty {
            let this = CELValue(tree)
            for rule in schema.rules where !rule.isTransition { judge(rule, this, tree, path: path) }
        }
        for alternative in schema.alternatives.all { rules(tree, alternative, path: path) }
        switch tree.value {
        case .object(let fields):
            for name in fields.keys.sorted() {
                guard let field = fields[name], let property = schema.field(name) else { continue }
                let isKey = schema.properties[name] == nil
                rules(field, property, path: isKey ? "\(path)[\(name)]" : path.isEmpty ? name : "\(path).\(name)")
            }
        case .list(let elements):
            guard let items = schema.items else { return }
            for (index, element) in elements.enumerated() { rules(element, items, path: "\(path)[\(index)]") }
        default:
            return
        }
    }

    private mutating func judge(_ rule: SchemaRule, _ this: CELValue, _ tree: JSONTree, path: String) {
        guard let expression = rule.expression else {
            unjudged.insert(rule.fault ?? rule.source)
            return
        }
        var message: String
        var fieldPath = path
        do {
            let value = try evaluator.value(expression, of: this)
            guard value != .bool(true) else { return }
            message = rule.message ?? "failed rule: \(rule.source)"
            if let words = rule.messageExpression, case .string(let text)? = try? evaluator.value(words, of: this) { message = text }
            fieldPath += path.isEmpty ? String(rule.fieldPath.drop { $0 == "." }) : rule.fieldPath
        } catch .error(let fault) {
            message = "\(fault) evaluating rule: \(rule.message ?? rule.source)"
        } catch {
            unjudged.insert(error.message)
            return
        }
        let type = ["FieldValueForbidden": "Forbidden", "FieldValueRequired": "Required", "FieldValueDuplicate": "Duplicate"][rule.reason]
        let words = ["Forbidden": "Forbidden", "Required": "Required value", "Duplicate": "Duplicate value"]
        let shown = "\(type.flatMap { words[$0] } ?? "Invalid value: \"\(tree.typeName)\""): \(message)"
        report(SchemaResult.Fault(type: type ?? "Invalid", path: fieldPath.isEmpty ? nil : fieldPath, message: shown, node: tree.node))
    }
}
