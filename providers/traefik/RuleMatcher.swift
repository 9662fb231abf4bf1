// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider
import PortolanRegex

/// The matchers of rules.
// Source: traefik 3.7.9, pkg/muxer/http/matcher.go.
enum RuleMatcher {
    private static let names = [
        "ClientIP", "Method", "Host", "HostRegexp", "Path", "PathRegexp", "PathPrefix", "Header", "HeaderRegexp", "Query", "QueryRegexp",
    ]

    /// Every way in which a name may be written: as it is, in small letters, in capitals, and with one capital.
    private static let spellings: [String: String] = {
        var result: [String: String] = [:]
        for name in names {
            for spelling in [name.lowercased(), name.uppercased(), name.prefix(1) + name.dropFirst().lowercased(), name] {
                result[spelling] = name
            }
        }
        return result
    }()

    /// The condition of a matcher.
    static func condition(_ written: String, _ values: [String]) throws(RuleFault) -> RuleCondition {
        guard let name = spellings[written] else { throw RuleFault(message: "unsupported function: \(written)") }
        let counts = name.hasPrefix("Query") ? 1...2 : name.hasPrefix("Header") ? 2...2 : 1...1
        guard !values.isEmpty, values.allSatisfy({ !$0.isEmpty }) else { throw RuleFault(message: "empty args for matcher \(name)") }
        guard counts.contains(values.count) else {
            throw RuleFault(message: "unexpected number of parameters of \(name); got \(values.count)")
        }
        switch name {
        case "ClientIP": return try source(values[0])
        case "Method": return .method(values[0].uppercased())
        case "Host", "HostRegexp": return try host(name, values[0])
        case "Path", "PathPrefix":
            guard values[0].hasPrefix("/") else { throw RuleFault(message: "path \(GoValue.quoted(values[0])) does not start with a '/'") }
            return .path(PathMatch(name == "Path" ? .exact : .prefix, values[0]))
        case "PathRegexp":
            try check(values[0])
            return .path(PathMatch(.regex, values[0]))
        case "Header": return .header(ValueMatch(name: values[0], .exact, values[1]))
        case "HeaderRegexp":
            try check(values[1])
            return .header(ValueMatch(name: values[0], .regex, values[1]))
        case "QueryRegexp" where values.count == 2:
            try check(values[1])
            return .query(ValueMatch(name: values[0], .regex, values[1]))
        default: return .query(ValueMatch(name: values[0], .exact, values.count == 2 ? values[1] : ""))
        }
    }

    private static func host(_ name: String, _ value: String) throws(RuleFault) -> RuleCondition {
        guard value.utf8.allSatisfy({ $0 < 128 }) else {
            throw RuleFault(message: "invalid value \(GoValue.quoted(value)) for \(name) matcher, non-ASCII characters are not allowed")
        }
        if name == "HostRegexp" {
            try check(value)
            return .hostMatch(value)
        }
        let lower = value.lowercased()
        return .host(lower.hasSuffix(".") && lower.count > 1 ? String(lower.dropLast()) : lower)
    }

    private static func source(_ range: String) throws(RuleFault) -> RuleCondition {
        guard IPPrefix(range) != nil || IPAddress(range) != nil else {
            throw RuleFault(message: "parsing CIDR trusted IPs <nil>: invalid CIDR address: \(range)")
        }
        return .source([range])
    }

    private static func check(_ expression: String) throws(RuleFault) {
        guard RE2Syntax.accepts(expression) else { throw RuleFault(message: "error parsing regexp: \(expression)") }
    }
}
