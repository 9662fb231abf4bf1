// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest

/// Holds a JSON document against what a case expects of it: every key expected must be there with an equal value.
public enum SubsetMatch {
    private static let sets: Set<String> = ["sourceRanges", "subnets", "securityGroups"]
    private static let unordered: Set<String> = ["loadBalancers", "listeners", "rules", "backends", "routes"]

    /// What differs, one line each; nothing where the actual value has all that is expected.
    ///
    /// - Parameters:
    ///   - expected: What a case expects, as YAML.
    ///   - actual: The value, as parsed JSON; `nil` where it is absent.
    ///   - path: Where the value lies.
    public static func differences(expected: YAMLNode, actual: YAMLNode?, at path: String = "") -> [String] {
        guard let actual else { return ["\(path): missing, expected \(text(expected))"] }
        switch expected.kind {
        case .mapping: return mapping(expected, actual, path)
        case .sequence: return sequence(expected, actual, path)
        default:
            let isEqual = actual.kind == .scalar && expected.scalar == actual.scalar
            return isEqual ? [] : ["\(path): expected \(text(expected)), got \(text(actual))"]
        }
    }

    private static func mapping(_ expected: YAMLNode, _ actual: YAMLNode, _ path: String) -> [String] {
        guard actual.kind == .mapping else { return ["\(path): expected an object, got \(text(actual))"] }
        return expected.entries.flatMap { entry -> [String] in
            let key = entry.key.text ?? ""
            guard key == "absent", entry.value.kind == .sequence else {
                return differences(expected: entry.value, actual: actual.value(key), at: "\(path).\(key)")
            }
            return entry.value.elements.compactMap { absent in
                guard let name = absent.text, let found = actual.value(name) else { return nil }
                return "\(path).\(name): must be absent, got \(text(found))"
            }
        }
    }

    private static func sequence(_ expected: YAMLNode, _ actual: YAMLNode, _ path: String) -> [String] {
        let wanted = expected.elements
        let found = actual.elements
        guard actual.kind == .sequence, wanted.count == found.count else {
            return ["\(path): expected \(wanted.count) elements, got \(text(actual))"]
        }
        let field = path.split(separator: ".").last.map(String.init) ?? ""
        if sets.contains(field) {
            // By value: the case writes plain YAML, the plan quotes.
            return wanted.map { $0.text ?? text($0) }.sorted() == found.map { $0.text ?? text($0) }.sorted()
                ? [] : ["\(path): expected \(text(expected)), got \(text(actual))"]
        }
        guard unordered.contains(field.prefix { $0 != "[" }.description) else {
            return zip(wanted, found).enumerated().flatMap { differences(expected: $1.0, actual: $1.1, at: "\(path)[\($0)]") }
        }
        // Any order: each expected element takes the untaken actual one that differs least, those that say most first: one that says little
        // fits others too.
        var left = found
        let order = wanted.enumerated().map { (index: $0, element: $1, size: size($1)) }.sorted {
            ($1.size, $0.index) < ($0.size, $1.index)
        }
        return order.flatMap { index, element, _ -> [String] in
            let candidates = left.map { differences(expected: element, actual: $0, at: "\(path)[\(index)]") }
            guard let best = candidates.indices.min(by: { candidates[$0].count < candidates[$1].count }) else { return [] }
            left.remove(at: best)
            return candidates[best]
        }
    }

    /// How much an expectation says: its scalars.
    private static func size(_ node: YAMLNode) -> Int {
        switch node.kind {
        case .mapping: node.entries.reduce(0) { $0 + size($1.value) }
        case .sequence: node.elements.reduce(0) { $0 + size($1) }
        default: 1
        }
    }

    /// A node in one line, bounded.
    private static func text(_ node: YAMLNode) -> String {
        switch node.kind {
        case .mapping: return "{" + node.entries.prefix(8).map { "\($0.key.text ?? ""): \(text($0.value))" }.joined(separator: ", ") + "}"
        case .sequence: return "[" + node.elements.prefix(8).map(text).joined(separator: ", ") + "]"
        default: return node.isPlain ? node.text ?? "" : "\"\(node.text ?? "")\""
        }
    }
}
