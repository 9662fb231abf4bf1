// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanProvider

extension NodeReader {
    /// Reads the `behaviour` section.
    mutating func behaviour(_ node: YAMLNode) -> Behaviour {
        var behaviour = Behaviour()
        let keys: Set = ["values", "claims", "refusals", "skipPorts", "pools", "address", "loadBalancers", "notes", "notInExposure"]
        guard check(node, keys: keys) else { return behaviour }
        behaviour.values = values(node)
        behaviour.claims = rows(node, "claims") { $0.claim($1) }
        if node.value("claims") == nil { fail(node, "\"claims\" is missing: the rows that say which Services the controller takes") }
        behaviour.refusals = rows(node, "refusals") { $0.refusal($1) }
        behaviour.skippedPorts = rows(node, "skipPorts") { reader, row in
            guard reader.check(row, keys: ["when"]) else { return nil }
            return Behaviour.SkippedPort(condition: reader.condition(row, "when"))
        }
        behaviour.pools = node.value("pools").map { pools($0) }
        if let address = node.value("address") { behaviour.address = self.address(address) }
        behaviour.loadBalancers = rows(node, "loadBalancers") { $0.loadBalancer($1) }
        behaviour.notes = rows(node, "notes") { reader, row in
            guard reader.check(row, keys: ["when", "text"]), let text = row.value("text") else { return nil }
            let condition = reader.condition(row, "when")
            return reader.template(text).map { Behaviour.Note(condition: condition, text: $0) }
        }
        for element in node.value("notInExposure")?.elements ?? [] {
            if let key = element.text { annotationKeys.append((key, element)) }
        }
        return behaviour
    }

    private mutating func values(_ node: YAMLNode) -> [ValueRule] {
        guard let map = node.value("values") else { return [] }
        guard map.kind == .mapping else {
            fail(map, "\"values\" needs a mapping from names to where they come from")
            return []
        }
        var rules: [ValueRule] = []
        for entry in map.writtenEntries {
            let name = entry.key.text ?? ""
            let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            if !isName { fail(entry.key, "a value's name has letters and digits only") }
            if known[name] != nil { fail(entry.key, "the name \"\(name)\" is taken") }
            guard var rule = value(name, entry.value) else { continue }
            rule.isPerPort = rule.isPerPortByType || rule.references.contains(where: perPort.contains)
            let reference = Reference.value(rules.count)
            if rule.isPerPort { perPort.insert(reference) }
            known[name] = reference
            rules.append(rule)
        }
        return rules
    }

    private mutating func value(_ name: String, _ node: YAMLNode) -> ValueRule? {
        let keys: Set = [
            "annotation", "label", "text", "json", "path", "when", "type", "values", "map", "default", "spaces", "case", "blank", "onBad",
            "min", "max", "odd", "unit",
        ]
        guard check(node, keys: keys), let source = source(node) else { return nil }
        var rule = ValueRule(name: name, source: source)
        rule.condition = condition(node, "when")
        rule.type = word(node, "type", ValueRule.ValueType.string)
        rule.allowed = texts(node, "values")
        if rule.type == .enum, rule.allowed.isEmpty { fail(node, "an enum needs \"values\"") }
        rule.map = map(node)
        rule.defaultValue = choice(node, "default")
        rule.spaces = word(node, "spaces", .keep)
        rule.letterCase = word(node, "case", .keep)
        rule.isBlankAbsent = word(node, "blank", Blank.present) == .absent
        rule.failure = failure(node)
        (rule.minimum, rule.maximum) = (integer(node, "min"), integer(node, "max"))
        rule.isOdd = flag(node, "odd")
        rule.unit = word(node, "unit", .seconds)
        return rule
    }

    private enum Blank: String, CaseIterable { case present, absent }

    private mutating func source(_ node: YAMLNode) -> ValueRule.Source? {
        let given = ["annotation", "label", "text", "json"].filter { node.value($0) != nil }
        guard given.count == 1, let kind = given.first, let value = node.value(kind) else {
            fail(node, "a value comes from one of annotation, label, text, json")
            return nil
        }
        switch kind {
        case "annotation":
            let keys = texts(value)
            for key in keys { annotationKeys.append((key, value)) }
            return .annotation(keys)
        case "label":
            if let key = value.text { annotationKeys.append((key, value)) }
            return .label(value.text ?? "")
        case "text": return .text(choice(value))
        default:
            guard let name = value.text else {
                fail(value, "\"json\" needs the name of a value of the type json")
                return nil
            }
            guard let reference = refer(name, value) else { return nil }
            return .json(value: reference, path: rows(node, "path") { $0.step($1) })
        }
    }

    private mutating func step(_ node: YAMLNode) -> ValueRule.JSONStep? {
        if let key = node.text { return key == "#" ? .count : .key(key) }
        guard node.kind == .mapping, node.entries.count == 1, let entry = node.entries.first, let key = entry.key.text,
            let value = template(entry.value)
        else {
            fail(node, "a step is a member's name, # for a list's length, or {member: text} for the element that has it")
            return nil
        }
        return .element(key: key, value: value)
    }

    private mutating func map(_ node: YAMLNode) -> [String: String] {
        guard let map = node.value("map") else { return [:] }
        guard map.kind == .mapping else {
            fail(map, "\"map\" needs a mapping from texts to texts")
            return [:]
        }
        var result: [String: String] = [:]
        for entry in map.entries {
            guard let key = entry.key.text, let value = entry.value.text else {
                fail(entry.value, "expected a text")
                continue
            }
            result[key] = value
        }
        return result
    }

    private mutating func failure(_ node: YAMLNode) -> ValueRule.Failure {
        guard let value = node.value("onBad") else { return .ignored }
        if value.text == "ignore" { return .ignored }
        guard value.kind == .mapping, check(value, keys: ["refuse"]), let message = value.value("refuse"),
            let template = template(message)
        else {
            fail(value, "\"onBad\" is ignore, or {refuse: MESSAGE}")
            return .ignored
        }
        return .refused(template)
    }

    mutating func claim(_ row: YAMLNode) -> Behaviour.Claim? {
        guard check(row, keys: ["when", "claim", "reason"]) else { return nil }
        if row.value("claim") == nil { fail(row, "\"claim\" is missing: true or false") }
        let condition = condition(row, "when")
        return Behaviour.Claim(condition: condition, isClaimed: flag(row, "claim"), reason: row.value("reason").flatMap { template($0) })
    }

    private mutating func refusal(_ row: YAMLNode) -> Behaviour.Refusal? {
        guard check(row, keys: ["when", "message"]) else { return nil }
        guard let message = row.value("message") else {
            fail(row, "\"message\" is missing: the controller's own words")
            return nil
        }
        let condition = condition(row, "when")
        let isPerPort = condition.references.contains(where: perPort.contains)
        return template(message).map { Behaviour.Refusal(condition: condition, message: $0, isPerPort: isPerPort) }
    }
}
