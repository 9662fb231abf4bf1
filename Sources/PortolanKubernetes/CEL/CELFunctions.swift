// SPDX-License-Identifier: Apache-2.0

/// The functions that rules of custom resources use most; the others make a rule one that is not judged.
// Source: the language definition, and Kubernetes' own: apiserver v0.34.9 pkg/cel/library, cel-go ext/strings.go.
enum CELFunctions {
    /// How many arguments each function takes, and whether it is called on a value (`a.f()`), plainly (`f(a)`), or either way.
    private static let known: [String: (arguments: ClosedRange<Int>, isMethod: Bool, isPlain: Bool)] = [
        "size": (1...1, true, true), "matches": (2...2, true, true), "contains": (2...2, true, false),
        "startsWith": (2...2, true, false), "endsWith": (2...2, true, false), "split": (2...3, true, false),
        "substring": (2...3, true, false), "indexOf": (2...2, true, false), "lastIndexOf": (2...2, true, false),
        "lowerAscii": (1...1, true, false), "upperAscii": (1...1, true, false), "trim": (1...1, true, false),
        "replace": (3...3, true, false), "join": (1...2, true, false), "charAt": (2...2, true, false),
        "find": (2...2, true, false), "sum": (1...1, true, false), "min": (1...1, true, false), "max": (1...1, true, false),
        "isSorted": (1...1, true, false), "int": (1...1, false, true), "double": (1...1, false, true),
        "string": (1...1, false, true), "bool": (1...1, false, true), "dyn": (1...1, false, true),
        "duration": (1...1, false, true), "isIP": (1...1, false, true), "isCIDR": (1...1, false, true),
        "isQuantity": (1...1, false, true), "getHours": (1...1, true, false), "getMinutes": (1...1, true, false),
        "getSeconds": (1...1, true, false), "getMilliseconds": (1...1, true, false),
    ]

    static func isKnown(_ name: String, _ count: Int, isMethod: Bool) -> Bool {
        guard let function = known[name], function.arguments.contains(count) else { return false }
        return isMethod ? function.isMethod : function.isPlain
    }

    static func call(_ name: String, _ arguments: [CELValue]) throws(CELFault) -> CELValue {
        guard let first = arguments.first else { throw .notJudged("no such overload: \(name)") }
        switch first {
        case .string(let text): return try ofText(name, text, Array(arguments.dropFirst()))
        case .list(let list): return try ofList(name, list, Array(arguments.dropFirst()))
        case .map(let map) where name == "size": return .int(map.count)
        case .duration(let nanoseconds): return try ofDuration(name, nanoseconds)
        default: return try converted(name, first)
        }
    }

    private static func unfit(_ name: String) -> CELFault { .notJudged("no such overload: \(name)") }

    // MARK: Text

    private static func ofText(_ name: String, _ text: String, _ others: [CELValue]) throws(CELFault) -> CELValue {
        if case .string(let other)? = others.first { return try ofTwoTexts(name, text, other, Array(others.dropFirst())) }
        switch name {
        case "size": return .int(text.unicodeScalars.count)
        case "lowerAscii": return .string(String(String.UnicodeScalarView(text.unicodeScalars.map { lowered($0) })))
        case "upperAscii": return .string(String(String.UnicodeScalarView(text.unicodeScalars.map { raised($0) })))
        case "trim": return .string(String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()))
        case "substring": return .string(try substring(text, others))
        case "charAt":
            guard case .int(let index)? = others.first else { throw unfit(name) }
            let scalars = Array(text.unicodeScalars)
            guard (0...scalars.count).contains(index) else { throw .error("index out of range: \(index)") }
            return .string(index == scalars.count ? "" : String(scalars[index]))
        default: return try converted(name, .string(text))
        }
    }

    private static func ofTwoTexts(
        _ name: String, _ text: String, _ other: String, _ more: [CELValue]
    ) throws(CELFault) -> CELValue {
        switch name {
        case "contains": return .bool(other.isEmpty || text.utf8.firstRange(of: other.utf8) != nil)
        case "startsWith": return .bool(text.utf8.starts(with: other.utf8))
        case "endsWith": return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case "matches": return .bool(try found(other, in: text) != nil)
        case "find": return .string(try found(other, in: text) ?? "")
        case "split": return .list(try parts(text, other, more).map { .string($0) })
        case "indexOf", "lastIndexOf":
            let (scalars, wanted) = (Array(text.unicodeScalars), Array(other.unicodeScalars))
            guard scalars.count >= wanted.count else { return .int(-1) }
            let starts = (0...(scalars.count - wanted.count)).filter { scalars[$0..<$0 + wanted.count].elementsEqual(wanted) }
            return .int((name == "indexOf" ? starts.first : starts.last) ?? -1)
        case "replace":
            guard case .string(let replacement)? = more.first else { throw unfit(name) }
            return .string(text.replacing(other, with: replacement))
        default: throw unfit(name)
        }
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(ascii: scalar) | 0x20) : scalar
    }

    private static func raised(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        ("a"..."z").contains(scalar) ? Unicode.Scalar(UInt8(ascii: scalar) & 0xdf) : scalar
    }

    private static func substring(_ text: String, _ bounds: [CELValue]) throws(CELFault) -> String {
        let scalars = Array(text.unicodeScalars)
        guard case .int(let start)? = bounds.first else { throw unfit("substring") }
        var end = scalars.count
        if bounds.count > 1 {
            guard case .int(let written) = bounds[1] else { throw unfit("substring") }
            end = written
        }
        guard 0 <= start, start <= end, end <= scalars.count else { throw .error("index out of range: \(start)") }
        return String(String.UnicodeScalarView(scalars[start..<end]))
    }

    private static func parts(_ text: String, _ separator: String, _ more: [CELValue]) throws(CELFault) -> [String] {
        var limit = Int.max
        if let last = more.first {
            guard case .int(let number) = last else { throw unfit("split") }
            limit = number < 0 ? .max : number
        }
        guard limit > 0 else { return [] }
        if separator.isEmpty { return text.unicodeScalars.map { String($0) } }
        var (parts, rest): ([String], Substring) = ([], text[...])
        while parts.count < limit - 1, let mark = rest.firstRange(of: separator) {
            parts.append(String(rest[..<mark.lowerBound]))
            rest = rest[mark.upperBound...]
        }
        return parts + [String(rest)]
    }

    private static func found(_ pattern: String, in text: String) throws(CELFault) -> String? {
        let match = SchemaPattern(pattern)
        guard let isFound = match.matches(text) else { throw .notJudged("the pattern \(pattern) cannot be matched") }
        return isFound ? match.firstMatch(in: text) ?? "" : nil
    }

    // MARK: Lists

    private static func ofList(_ name: String, _ list: [CELValue], _ others: [CELValue]) throws(CELFault) -> CELValue {
        switch name {
        case "size": return .int(list.count)
        case "indexOf", "lastIndexOf":
            guard let wanted = others.first else { throw unfit(name) }
            return .int((name == "indexOf" ? list.firstIndex(of: wanted) : list.lastIndex(of: wanted)) ?? -1)
        case "join":
            var separator = ""
            if let first = others.first {
                guard case .string(let text) = first else { throw unfit(name) }
                separator = text
            }
            return .string(try texts(list, name).joined(separator: separator))
        case "sum": return .int(try sum(list))
        case "min", "max", "isSorted": return try ordered(name, list)
        case "dyn": return .list(list)
        default: throw unfit(name)
        }
    }

    private static func texts(_ list: [CELValue], _ name: String) throws(CELFault) -> [String] {
        var texts: [String] = []
        for element in list {
            guard case .string(let text) = element else { throw unfit(name) }
            texts.append(text)
        }
        return texts
    }

    private static func sum(_ list: [CELValue]) throws(CELFault) -> Int {
        var total = 0
        for element in list {
            guard case .int(let number) = element else { throw unfit("sum") }
            let (sum, overflow) = total.addingReportingOverflow(number)
            guard !overflow else { throw .error("integer overflow") }
            total = sum
        }
        return total
    }

    private static func ordered(_ name: String, _ list: [CELValue]) throws(CELFault) -> CELValue {
        var numbers: [Int] = []
        for element in list {
            guard case .int(let number) = element else { throw unfit(name) }
            numbers.append(number)
        }
        if name == "isSorted" { return .bool(zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }) }
        guard let number = name == "min" ? numbers.min() : numbers.max() else { throw .error("\(name) called on empty list") }
        return .int(number)
    }

    // MARK: Other types

    private static func ofDuration(_ name: String, _ nanoseconds: Int) throws(CELFault) -> CELValue {
        switch name {
        case "getHours": return .int(nanoseconds / 3_600_000_000_000)
        case "getMinutes": return .int(nanoseconds / 60_000_000_000)
        case "getSeconds": return .int(nanoseconds / 1_000_000_000)
        case "getMilliseconds": return .int(nanoseconds / 1_000_000)
        case "duration", "dyn": return .duration(nanoseconds)
        default: throw unfit(name)
        }
    }

    private static func converted(_ name: String, _ value: CELValue) throws(CELFault) -> CELValue {
        switch (name, value) {
        case ("dyn", _): return value
        case ("int", .int), ("string", .string), ("bool", .bool), ("double", .double): return value
        case ("int", .string(let text)):
            guard let number = Int(text) else { throw .error("type conversion error from 'string' to 'int'") }
            return .int(number)
        case ("int", .double(let number)):
            guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw .error("integer overflow") }
            return .int(whole)
        case ("double", .int(let number)): return .double(Double(number))
        case ("string", .int(let number)): return .string("\(number)")
        case ("string", .bool(let value)): return .string("\(value)")
        case ("duration", .string(let text)):
            guard let nanoseconds = GoDuration.nanoseconds(text[...]) else { throw .error("time: invalid duration \"\(text)\"") }
            return .duration(nanoseconds)
        // Stricter than the older fields: no zeros in front, and not IPv4 in IPv6's form.
        case ("isIP", .string(let text)): return .bool(Addresses.isStrict(text))
        case ("isCIDR", .string(let text)):
            let address = text.prefix { $0 != "/" }
            return .bool(Addresses.isCIDR(text) && Addresses.isStrict(String(address)))
        case ("isQuantity", .string(let text)): return .bool(Quantity(text) != nil)
        default: throw unfit(name)
        }
    }
}
