// SPDX-License-Identifier: Apache-2.0

/// An expression of the Common Expression Language, read.
indirect enum CELExpression: Sendable {
    case literal(CELValue)
    case name(String)
    case list([CELExpression])
    case map([(key: CELExpression, value: CELExpression)])
    case select(CELExpression, String)
    /// `has(a.b)`.
    case has(CELExpression, String)
    case index(CELExpression, CELExpression)
    case not(CELExpression)
    case negate(CELExpression)
    case binary(CELOperator, CELExpression, CELExpression)
    case conditional(CELExpression, CELExpression, CELExpression)
    /// `text.matches('…')`, with a pattern that is read once.
    case matches(CELExpression, SchemaPattern)
    /// A function, or a method of a value, which is then the first argument.
    case call(String, [CELExpression])
    /// `list.all(x, …)` and its kind: over what, the variable, what is asked of each, and for `map` with a filter what is made of it.
    case each(CELMacro, CELExpression, String, CELExpression, CELExpression?)

    /// Whether a name stands in a rule's text as a word of its own.
    static func mentions(_ name: String, in text: String) -> Bool {
        guard let tokens = try? CELLexer.tokens(text).get() else { return text.contains(name) }
        return tokens.contains(.name(name))
    }
}

enum CELOperator: String, Sendable {
    case or = "||"
    case and = "&&"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// How tightly it binds.
    var rank: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: 3
        case .add, .subtract: 4
        case .multiply, .divide, .remainder: 5
        }
    }
}

/// The macros that walk lists and maps.
enum CELMacro: String, Sendable {
    case all
    case exists
    case existsOne = "exists_one"
    case filter
    case map
}
