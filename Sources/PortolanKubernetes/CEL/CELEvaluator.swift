// SPDX-License-Identifier: Apache-2.0

/// Works out CEL expressions, in a bounded number of steps.
// Source: the language definition, github.com/google/cel-spec doc/langdef.md; where it errs, the server refuses the object.
struct CELEvaluator {
    /// How many steps are left, for all rules of an object together.
    private(set) var steps: Int
    private var variables: [String: CELValue] = [:]

    /// Makes an evaluator that stops after so many steps.
    init(steps: Int = 1_000_000) { self.steps = steps }

    /// The value of an expression, of which `self` is another.
    mutating func value(_ expression: CELExpression, of this: CELValue) throws(CELFault) -> CELValue {
        variables = ["self": this]
        return try evaluate(expression)
    }

    private mutating func evaluate(_ expression: CELExpression) throws(CELFault) -> CELValue {
        steps -= 1
        guard steps > 0 else { throw .notJudged("the rule takes more steps than are taken") }
        switch expression {
        case .literal(let value): return value
        case .name(let name):
            guard let value = variables[name] else { throw .error("no such attribute: \(name)") }
            return value
        case .list(let elements): return .list(try all(elements))
        case .map(let entries): return try map(entries)
        case .select(let holder, let field): return try select(try evaluate(holder), field)
        case .has(let holder, let field): return try has(try evaluate(holder), field)
        case .index(let holder, let key): return try index(try evaluate(holder), try evaluate(key))
        case .not(let inner): return .bool(try !truth(inner))
        case .negate(let inner): return try negated(try evaluate(inner))
        case .binary(let operation, let left, let right): return try binary(operation, left, right)
        case .conditional(let condition, let yes, let no): return try evaluate(try truth(condition) ? yes : no)
        case .matches(let text, let pattern): return .bool(try matches(try evaluate(text), pattern))
        case .call(let name, let arguments): return try CELFunctions.call(name, try all(arguments))
        case .each(let macro, let range, let variable, let first, let second):
            return try each(macro, try evaluate(range), variable, first, second)
        }
    }

    private mutating func all(_ expressions: [CELExpression]) throws(CELFault) -> [CELValue] {
        var values: [CELValue] = []
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    private mutating func truth(_ expression: CELExpression) throws(CELFault) -> Bool {
        guard case .bool(let value) = try evaluate(expression) else { throw .notJudged("a truth value is expected") }
        return value
    }

    // MARK: Parts

    private mutating func map(_ entries: [(key: CELExpression, value: CELExpression)]) throws(CELFault) -> CELValue {
        var map: [String: CELValue] = [:]
        for entry in entries {
            guard case .string(let key) = try evaluate(entry.key) else { throw .notJudged("a map's keys are text") }
            map[key] = try evaluate(entry.value)
        }
        return .map(map)
    }

    private func select(_ holder: CELValue, _ field: String) throws(CELFault) -> CELValue {
        guard case .map(let map) = holder else { throw .error("no such key: \(field)") }
        guard let value = map[field] else { throw .error("no such key: \(field)") }
        return value
    }

    private func has(_ holder: CELValue, _ field: String) throws(CELFault) -> CELValue {
        guard case .map(let map) = holder else { throw .error("no such key: \(field)") }
        return .bool(map[field] != nil)
    }

    private func index(_ holder: CELValue, _ key: CELValue) throws(CELFault) -> CELValue {
        switch (holder, key) {
        case (.list(let list), .int(let index)):
            guard list.indices.contains(index) else { throw .error("index out of bounds: \(index)") }
            return list[index]
        case (.map, .string(let name)):
            return try select(holder, name)
        default:
            throw .notJudged("no such overload: _[_]")
        }
    }

    private func matches(_ value: CELValue, _ pattern: SchemaPattern) throws(CELFault) -> Bool {
        guard case .string(let text) = value else { throw .notJudged("no such overload: matches") }
        guard let matches = pattern.matches(text) else { throw .notJudged("the pattern \(pattern.source) cannot be matched") }
        return matches
    }

    // MARK: Macros

    private mutating func each(
        _ macro: CELMacro, _ range: CELValue, _ variable: String, _ first: CELExpression, _ second: CELExpression?
    ) throws(CELFault) -> CELValue {
        let elements: [CELValue]
        switch range {
        case .list(let list): elements = list
        case .map(let map): elements = map.keys.sorted().map { .string($0) }
        default: throw .notJudged("\(macro.rawValue)() walks lists and maps")
        }
        let outer = variables[variable]
        defer { variables[variable] = outer }
        switch macro {
        case .all: return .bool(try any(elements, variable, first, is: false) == false)
        case .exists: return .bool(try any(elements, variable, first, is: true))
        case .existsOne, .filter, .map: return try collect(macro, elements, variable, first, second)
        }
    }

    /// Whether an expression is true, or false, for any element; an error counts only where none is.
    private mutating func any(
        _ elements: [CELValue], _ variable: String, _ expression: CELExpression, is wanted: Bool
    ) throws(CELFault) -> Bool {
        var fault: CELFault?
        for element in elements {
            variables[variable] = element
            do {
                if try truth(expression) == wanted { return true }
            } catch .notJudged(let message) {
                throw .notJudged(message)
            } catch {
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return false
    }

    private mutating func collect(
        _ macro: CELMacro, _ elements: [CELValue], _ variable: String, _ first: CELExpression, _ second: CELExpression?
    ) throws(CELFault) -> CELValue {
        var result: [CELValue] = []
        for element in elements {
            variables[variable] = element
            if macro == .map, second == nil {
                result.append(try evaluate(first))
            } else if try truth(first) {
                if let second { result.append(try evaluate(second)) } else { result.append(element) }
            }
        }
        return macro == .existsOne ? .bool(result.count == 1) : .list(result)
    }

    // MARK: Operators

    private mutating func binary(
        _ operation: CELOperator, _ left: CELExpression, _ right: CELExpression
    ) throws(CELFault) -> CELValue {
        if operation == .and || operation == .or { return .bool(try logical(operation, left, right)) }
        let (first, second) = (try evaluate(left), try evaluate(right))
        switch operation {
        case .equal: return .bool(first == second)
        case .unequal: return .bool(first != second)
        case .isIn:
            switch second {
            case .list(let list): return .bool(list.contains(first))
            case .map(let map):
                guard case .string(let key) = first else { throw .notJudged("no such overload: in") }
                return .bool(map[key] != nil)
            default: throw .notJudged("no such overload: in")
            }
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(try compare(operation, first, second))
        default: return try arithmetic(operation, first, second)
        }
    }

    /// `&&` and `||`: what one side decides, an error of the other does not matter to.
    private mutating func logical(
        _ operation: CELOperator, _ left: CELExpression, _ right: CELExpression
    ) throws(CELFault) -> Bool {
        let decisive = operation == .or
        var fault: CELFault?
        for side in [left, right] {
            do {
                if try truth(side) == decisive { return decisive }
            } catch .notJudged(let message) {
                throw .notJudged(message)
            } catch {
                fault = fault ?? error
            }
        }
        if let fault { throw fault }
        return !decisive
    }

    private func compare(_ operation: CELOperator, _ left: CELValue, _ right: CELValue) throws(CELFault) -> Bool {
        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch operation {
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            default: left >= right
            }
        }
        switch (left, right) {
        case (.int(let left), .int(let right)): return holds(left, right)
        case (.duration(let left), .duration(let right)): return holds(left, right)
        case (.string(let left), .string(let right)):
            let order = left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            return holds(order, 0)
        case (.bool(let left), .bool(let right)): return holds(left ? 1 : 0, right ? 1 : 0)
        default:
            guard let left = left.number, let right = right.number else { throw .notJudged("no such overload: \(operation.rawValue)") }
            return holds(left, right)
        }
    }

    private func negated(_ value: CELValue) throws(CELFault) -> CELValue {
        switch value {
        case .int(let number): return try arithmetic(.subtract, .int(0), .int(number))
        case .double(let number): return .double(-number)
        default: throw .notJudged("no such overload: -_")
        }
    }

    private func arithmetic(_ operation: CELOperator, _ left: CELValue, _ right: CELValue) throws(CELFault) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try whole(operation, left, right))
        case (.double(let left), .double(let right)):
            switch operation {
            case .add: return .double(left + right)
            case .subtract: return .double(left - right)
            case .multiply: return .double(left * right)
            case .divide: return .double(left / right)
            default: throw .notJudged("no such overload: \(operation.rawValue)")
            }
        case (.string(let left), .string(let right)) where operation == .add: return .string(left + right)
        case (.list(let left), .list(let right)) where operation == .add: return .list(left + right)
        case (.duration(let left), .duration(let right)) where operation == .add || operation == .subtract:
            return .duration(try whole(operation, left, right))
        default: throw .notJudged("no such overload: \(operation.rawValue)")
        }
    }

    private func whole(_ operation: CELOperator, _ left: Int, _ right: Int) throws(CELFault) -> Int {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw .error("division by zero") }
            result = left.dividedReportingOverflow(by: right)
        default:
            guard right != 0 else { throw .error("modulus by zero") }
            result = left.remainderReportingOverflow(dividingBy: right)
        }
        guard !result.overflow else { throw .error("integer overflow") }
        return result.partialValue
    }
}
