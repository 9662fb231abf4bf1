// SPDX-License-Identifier: Apache-2.0

/// When a row counts: values held against what they must be, with no operators beyond these tests.
struct Condition: Hashable, Sendable {
    /// One test of one value.
    struct Test: Hashable, Sendable {
        enum Expectation: Hashable, Sendable {
            case anyOf([Template])
            case noneOf([Template])
            case present(Bool)
            case prefix(String)
            case above(Int)
            case below(Int)
            /// A list that has this part.
            case has(String)

            var references: [Reference] {
                switch self {
                case .anyOf(let texts), .noneOf(let texts): texts.flatMap(\.references)
                default: []
                }
            }
        }

        var subject: Reference
        var expectation: Expectation

        func holds(in scope: Scope) -> Bool {
            let value = scope.value(subject)
            switch expectation {
            case .anyOf(let texts): return value.map { value in texts.contains { $0.text(in: scope) == value } } ?? false
            case .noneOf(let texts): return value.map { value in !texts.contains { $0.text(in: scope) == value } } ?? true
            case .present(let wanted): return (value != nil) == wanted
            case .prefix(let text): return value?.hasPrefix(text) ?? false
            case .above(let bound): return value.flatMap { Int($0) }.map { $0 > bound } ?? false
            case .has(let part): return value.map { $0.split(separator: ",").contains { $0 == part } } ?? false
            case .below(let bound): return value.flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }

    /// Any of these, each of whose tests all hold; always, where there are none.
    var alternatives: [[Test]] = []

    /// The names that it refers to.
    var references: [Reference] { alternatives.flatMap { $0.flatMap { [$0.subject] + $0.expectation.references } } }

    func holds(in scope: Scope) -> Bool {
        alternatives.isEmpty || alternatives.contains { $0.allSatisfy { $0.holds(in: scope) } }
    }
}

/// A text that depends: the first option whose condition holds.
struct Choice: Hashable, Sendable {
    struct Option: Hashable, Sendable {
        var condition = Condition()
        var template: Template
        /// Cuts the text to so many bytes.
        var maximumLength: Int?
    }

    var options: [Option] = []

    var isEmpty: Bool { options.isEmpty }

    /// The names that it refers to.
    var references: [Reference] { options.flatMap { $0.condition.references + $0.template.references } }

    /// The text; `nil` where no option holds, or the one that holds refers to something absent.
    func text(in scope: Scope) -> String? {
        guard let option = options.first(where: { $0.condition.holds(in: scope) }), let text = option.template.text(in: scope) else {
            return nil
        }
        guard let length = option.maximumLength, text.utf8.count > length else { return text }
        return String(decoding: text.utf8.prefix(length), as: UTF8.self)
    }

    /// The text's parts between commas, empty ones left out.
    func list(in scope: Scope) -> [String] { (text(in: scope) ?? "").split(separator: ",").map(String.init) }
}
