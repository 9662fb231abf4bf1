// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

extension Scope {
    /// Reads the values one after the other; each may refer to those before it.
    ///
    /// - Returns: The first bad value's refusal, where the controller refuses one.
    func read(_ rules: [ValueRule]) -> String? {
        var refusal: String?
        if port == nil { values = [String?](repeating: nil, count: rules.count) }
        for (index, rule) in rules.enumerated() where rule.isPerPort == (port != nil) {
            guard rule.condition.holds(in: self) else { continue }
            switch rule.text(in: self) {
            case .value(let text): values[index] = text
            case .absent: values[index] = rule.defaultValue.text(in: self)
            case .bad(let text):
                values[index] = rule.defaultValue.text(in: self)
                if case .refused(let message) = rule.failure, refusal == nil {
                    badText = text
                    refusal = message.message(in: self)
                    badText = nil
                }
            }
        }
        return refusal
    }
}

extension ValueRule {
    /// What became of a text.
    enum Outcome {
        case value(String)
        case absent
        case bad(String)
    }

    /// The value's text in a scope, before its default.
    func text(in scope: Scope) -> Outcome {
        guard let raw = rawText(in: scope) else { return .absent }
        let text = prepared(raw)
        if isBlankAbsent, text.isEmpty { return .absent }
        switch typed(text, in: scope) {
        case .value(let text): return .value(map[text] ?? text)
        case let other: return other
        }
    }

    private func rawText(in scope: Scope) -> String? {
        switch source {
        case .annotation(let keys):
            guard !scope.annotations.isEmpty else { return nil }
            for key in keys { if let text = scope.annotations[key] { return text } }
            return nil
        case .label(let key): return scope.service.metadata.labels[key]
        case .text(let choice): return choice.text(in: scope)
        case .json(let value, let path): return scope.value(value).flatMap { JSONText.value(in: $0, at: path, scope: scope) }
        }
    }

    private func prepared(_ raw: String) -> String {
        let text =
            switch spaces {
            case .keep: raw
            case .trim: raw.trimmingSpaces()
            case .remove: raw.filter { $0 != " " }
            }
        return switch letterCase {
        case .keep: text
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        }
    }

    private func typed(_ text: String, in scope: Scope) -> Outcome {
        switch type {
        case .string: return allowed.isEmpty || allowed.contains(text) ? .value(text) : .bad(text)
        case .enum: return allowed.contains(text) ? .value(text) : .bad(text)
        case .boolean: return GoValue.bool(text).map { .value(String($0)) } ?? .bad(text)
        case .trueOnly: return .value(String(text == "true"))
        case .integer: return integer(text)
        case .duration:
            let divisor = unit == .seconds ? 1_000_000_000 : 1_000_000
            return GoDuration.nanoseconds(text).map { .value(String($0 / divisor)) } ?? .bad(text)
        case .list: return .value(text)
        case .json: return JSONText.isObject(text) ? .value(text) : .bad(text)
        case .addresses: return ValueParts.addresses(text)
        case .cidrs: return ValueParts.cidrs(text)
        case .keyValues: return .value(text)
        case .pairs: return ValueParts.pairs(text)
        case .cidrPorts: return ValueParts.cidrPorts(text, words: allowed)
        case .portList: return ValueParts.portList(text, port: scope.port?.port)
        case .portSet: return ValueParts.portSet(text, port: scope.port?.port)
        case .portMap: return ValueParts.portMap(text, port: scope.port?.port, allowed: allowed)
        case .portLists: return ValueParts.portLists(text, port: scope.port?.port)
        case .urlPath: return .value(text.firstIndex(of: "/").map { String(text[$0...]) } ?? "/")
        case .portRules: return ValueParts.portRules(text, port: scope.port?.port, allowed: allowed)
        }
    }

    private func integer(_ text: String) -> Outcome {
        guard let number = GoValue.int(text), minimum.map({ number >= $0 }) ?? true, maximum.map({ number <= $0 }) ?? true,
            !isOdd || !number.isMultiple(of: 2)
        else { return .bad(text) }
        return .value(String(number))
    }
}
