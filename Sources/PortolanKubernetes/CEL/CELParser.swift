// SPDX-License-Identifier: Apache-2.0

/// Reads a CEL expression; what it does not know makes the rule one that is not judged.
// Source: the language definition, github.com/google/cel-spec doc/langdef.md.
struct CELParser {
    private let tokens: [CELToken]
    private var index = 0
    private var depth = 0
    /// The variables that macros have introduced around the place.
    private var variables: Set<String> = ["self", "oldSelf"]

    /// How deep expressions may be nested.
    private static let deepest = 100

    static func parse(_ text: String) -> Result<CELExpression, CELFault> {
        switch CELLexer.tokens(text) {
        case .failure(let fault): return .failure(fault)
        case .success(let tokens):
            var parser = CELParser(tokens)
            do throws(CELFault) {
                let expression = try parser.conditional()
                guard parser.index == tokens.count else { throw .notJudged("something follows the rule's end") }
                return .success(expression)
            } catch {
                return .failure(error)
            }
        }
    }

    private init(_ tokens: [CELToken]) { self.tokens = tokens }

    private var next: CELToken? { index < tokens.count ? tokens[index] : nil }

    private mutating func accept(_ symbol: String) -> Bool {
        guard next == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELFault) {
        guard accept(symbol) else { throw .notJudged("the rule lacks a \(symbol)") }
    }

    private mutating func deeper() throws(CELFault) {
        depth += 1
        guard depth < Self.deepest else { throw .notJudged("the rule is nested more than \(Self.deepest) deep") }
    }

    // MARK: Operators

    private mutating func conditional() throws(CELFault) -> CELExpression {
        try deeper()
        defer { depth -= 1 }
        let condition = try binary(above: 0)
        guard accept("?") else { return condition }
        let yes = try conditional()
        try expect(":")
        return .conditional(condition, yes, try conditional())
    }

    private var operation: CELOperator? {
        switch next {
        case .symbol(let symbol): CELOperator(rawValue: symbol)
        case .name("in"): .isIn
        default: nil
        }
    }

    private mutating func binary(above rank: Int) throws(CELFault) -> CELExpression {
        var left = try unary()
        while let operation, operation.rank > rank {
            index += 1
            left = .binary(operation, left, try binary(above: operation.rank))
        }
        return left
    }

    private mutating func unary() throws(CELFault) -> CELExpression {
        try deeper()
        defer { depth -= 1 }
        if accept("!") { return .not(try unary()) }
        if accept("-") {
            if case .int(let number)? = next {
                index += 1
                return try postfix(.literal(.int(-number)))
            }
            return .negate(try unary())
        }
        return try postfix(try primary())
    }

    // MARK: Values

    private mutating func primary() throws(CELFault) -> CELExpression {
        guard let token = next else { throw .notJudged("the rule ends too early") }
        index += 1
        switch token {
        case .int(let value): return .literal(.int(value))
        case .double(let value): return .literal(.double(value))
        case .string(let value): return .literal(.string(value))
        case .symbol("("):
            let inner = try conditional()
            try expect(")")
            return inner
        case .symbol("["):
            return .list(try arguments(until: "]"))
        case .symbol("{"):
            return try map()
        case .name(let name):
            return try named(name)
        case .symbol(let symbol):
            throw .notJudged("the rule has a \(symbol) where a value is expected")
        }
    }

    private mutating func named(_ name: String) throws(CELFault) -> CELExpression {
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        case _ where accept("("):
            let arguments = try arguments(until: ")")
            if name == "has" {
                guard arguments.count == 1, case .select(let value, let field) = arguments[0] else {
                    throw .notJudged("has() takes a field")
                }
                return .has(value, field)
            }
            return try call(name, arguments)
        default:
            guard variables.contains(name) else { throw .notJudged("\(name) is not known") }
            return .name(name)
        }
    }

    private mutating func arguments(until end: String) throws(CELFault) -> [CELExpression] {
        var arguments: [CELExpression] = []
        while !accept(end) {
            arguments.append(try conditional())
            if accept(end) { break }
            try expect(",")
        }
        return arguments
    }

    private mutating func map() throws(CELFault) -> CELExpression {
        var entries: [(key: CELExpression, value: CELExpression)] = []
        while !accept("}") {
            let key = try conditional()
            try expect(":")
            entries.append((key, try conditional()))
            if accept("}") { break }
            try expect(",")
        }
        return .map(entries)
    }

    private mutating func postfix(_ start: CELExpression) throws(CELFault) -> CELExpression {
        var value = start
        while true {
            if accept(".") {
                guard case .name(let name)? = next else { throw .notJudged("a name is expected behind a dot") }
                index += 1
                value = accept("(") ? try method(name, of: value) : .select(value, Self.field(name))
            } else if accept("[") {
                value = .index(value, try conditional())
                try expect("]")
            } else {
                return value
            }
        }
    }

    /// A field's own name: those that CEL cannot write are escaped.
    // Source: apiserver v0.34.9 pkg/cel/escaping.go.
    private static func field(_ name: String) -> String {
        guard name.contains("__") else { return name }
        var result = name
        for (escape, meaning) in [("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/")] {
            result = result.replacing(escape, with: meaning)
        }
        // A reserved word stands between two pairs of underscores.
        if result == name, name.hasPrefix("__"), name.hasSuffix("__"), name.count > 4 { return String(name.dropFirst(2).dropLast(2)) }
        return result
    }

    // MARK: Functions

    private mutating func method(_ name: String, of value: CELExpression) throws(CELFault) -> CELExpression {
        guard let macro = CELMacro(rawValue: name) else { return try call(name, [value] + (try arguments(until: ")")), isMethod: true) }
        guard case .name(let variable)? = next else { throw .notJudged("\(name)() takes a variable") }
        index += 1
        try expect(",")
        let isNew = variables.insert(variable).inserted
        defer { if isNew { variables.remove(variable) } }
        let first = try conditional()
        guard accept(",") else {
            try expect(")")
            return .each(macro, value, variable, first, nil)
        }
        guard macro == .map else { throw .notJudged("\(name)() with two variables is not known") }
        let second = try conditional()
        try expect(")")
        return .each(.map, value, variable, first, second)
    }

    private func call(_ name: String, _ arguments: [CELExpression], isMethod: Bool = false) throws(CELFault) -> CELExpression {
        guard CELFunctions.isKnown(name, arguments.count, isMethod: isMethod) else {
            throw .notJudged("the function \(name) is not known")
        }
        if name == "matches", case .literal(.string(let pattern)) = arguments[1] { return .matches(arguments[0], SchemaPattern(pattern)) }
        return .call(name, arguments)
    }
}
