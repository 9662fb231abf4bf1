// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Plans hold to `Documentation/plan.schema.json`, which programs that read them rely on.
@Suite struct PlanSchemaTests {
    private static func schema() throws -> [String: Any] {
        let data = try Data(contentsOf: SourceTree.root.appending(path: "Documentation/plan.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test(arguments: ["Examples/storefront", "Tests/Fixtures/portability"])
    func `plans of the examples hold to the schema`(path: String) throws {
        let (output, _) = try SourceTree.portolan(["plan", path, "--format", "json"])
        let plan = try JSONSerialization.jsonObject(with: Data(output.utf8))
        let problems = SchemaCheck(root: try Self.schema()).problems(plan)
        #expect(problems.isEmpty, "\(problems.prefix(5).joined(separator: "\n"))")
    }

    @Test func `the schema refuses what is no plan`() throws {
        let check = SchemaCheck(root: try Self.schema())
        let plan: [String: Any] = [
            "schemaVersion": "portolan.plan/v1", "targets": [Any](), "endpoints": [Any](), "rejected": [Any](), "findings": [Any](),
            "scores": [String: Any](),
        ]
        #expect(check.problems(plan).isEmpty)
        #expect(!check.problems(plan.merging(["more": 1]) { $1 }).isEmpty)
        #expect(!check.problems(plan.merging(["scores": ["asWritten": 101]]) { $1 }).isEmpty)
        #expect(!check.problems(plan.filter { $0.key != "targets" }).isEmpty)
    }
}

/// The part of JSON Schema that our schemas use.
struct SchemaCheck {
    let root: [String: Any]

    func problems(_ value: Any) -> [String] { problems(value, root, at: "$") }

    private func problems(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let definitions = root["$defs"] as? [String: [String: Any]]
            guard let target = definitions?[reference.replacingOccurrences(of: "#/$defs/", with: "")] else {
                return ["\(path): no \(reference)"]
            }
            return problems(value, target, at: path)
        }
        var found: [String] = []
        if let constant = schema["const"] as? String, value as? String != constant { found.append("\(path): not \(constant)") }
        if let allowed = schema["enum"] as? [String], !allowed.contains(value as? String ?? "") {
            found.append("\(path): \(value) is none of \(allowed)")
        }
        if let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map({ [$0] }),
            !types.contains(where: { Self.isType(value, $0) })
        {
            return found + ["\(path): \(value) is no \(types)"]
        }
        if let number = value as? Int {
            if let least = schema["minimum"] as? Int, number < least { found.append("\(path): \(number) is less than \(least)") }
            if let most = schema["maximum"] as? Int, number > most { found.append("\(path): \(number) is more than \(most)") }
        }
        if let text = value as? String, let least = schema["minLength"] as? Int, text.count < least { found.append("\(path): too short") }
        if let list = value as? [Any] {
            if let least = schema["minItems"] as? Int, list.count < least { found.append("\(path): too few") }
            if let items = schema["items"] as? [String: Any] {
                for (index, item) in list.enumerated() { found += problems(item, items, at: "\(path)[\(index)]") }
            }
        }
        if let object = value as? [String: Any] { found += members(object, schema, at: path) }
        return found
    }

    private func members(_ object: [String: Any], _ schema: [String: Any], at path: String) -> [String] {
        var found = ((schema["required"] as? [String]) ?? []).filter { object[$0] == nil }.map { "\(path): \($0) is missing" }
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        for (key, member) in object {
            if let property = known[key] {
                found += problems(member, property, at: "\(path).\(key)")
            } else if let others = schema["additionalProperties"] as? [String: Any] {
                found += problems(member, others, at: "\(path).\(key)")
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(path): \(key) is not in the schema")
            }
        }
        return found
    }

    private static func isType(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int && !(value is String)
        default: false
        }
    }
}
