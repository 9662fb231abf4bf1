// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex

/// A request as a listener's data plane reads it.
struct ReadRequest {
    let request: Request
    /// The path as the rules see it.
    let path: String
    /// The path as the backend gets it, where no rule changes it.
    let forwarded: String
    /// The query as the backend gets it.
    let query: String?

    init(_ request: Request, plane: DataPlane) {
        self.request = request
        let cleaning = plane.pathCleaning
        let cleaned = cleaning.cleaned(request.path)
        path = cleaning.decodesForMatching ? PercentCoding.decodedNotReserved(cleaned) : cleaned
        forwarded = cleaning.isForwarded ? cleaned : request.path
        query = plane.readsSemicolons ? request.query?.replacing(";", with: "&") : request.query
    }

    /// Query parameters, decoded, in the order sent.
    var parameters: [(name: String, value: String)] { Request.parameters(of: query) }
}

extension RuleIndex {
    /// The first rule that takes a request.
    func rule(for read: ReadRequest) -> Rule? {
        places(for: read.request.host).first { takes(read, rules[$0]) }.map { rules[$0] }
    }

    /// All rules that would take a request, in the order in which they are tried.
    func rules(taking read: ReadRequest) -> [Rule] { rules(for: read.request.host).filter { takes(read, $0) } }

    private func takes(_ read: ReadRequest, _ rule: Rule) -> Bool {
        let request = read.request
        if let condition = rule.condition { return fulfils(read, condition) }
        guard rule.methods.isEmpty || rule.methods.contains(request.method) else { return false }
        if let path = rule.path, !matches(path, read.path) { return false }
        guard
            rule.headers.allSatisfy({ condition in
                // Go and nginx join what is sent several times; a client here sends each header once.
                matches(condition, Self.values(of: condition.name ?? "", in: request))
            })
        else { return false }
        guard rule.query.isEmpty || matches(rule.query, read.parameters) else { return false }
        guard !plane.refusesSources, rule.steps.isEmpty, let ranges = rule.sourceRanges else { return true }
        return Self.admits(ranges, request.source)
    }

    private static func values(of header: String, in request: Request) -> [String] {
        if header.utf8.count == 4, header.lowercased() == "host" { return [request.host] }
        return request.header(header).map { [$0] } ?? []
    }

    /// Whether a source is in one of these ranges.
    static func admits(_ ranges: [String], _ source: IPAddress?) -> Bool {
        guard let source else { return true }
        return ranges.contains { range in
            IPPrefix(range)?.contains(source) ?? (IPAddress(range) == source)
        }
    }

    func matches(_ path: PathMatch, _ text: String) -> Bool {
        if path.kind == .regex {
            guard let expression = expression((plane.ignoresPathCase ? "(?i)" : "") + path.value) else { return false }
            switch plane.regexMatch {
            case .anywhere: return expression.matches(text)
            case .start: return expression.firstMatch(in: text)?.whole.lowerBound == 0
            case .whole: return self.expression("^(?:\(path.value))$")?.matches(text) ?? false
            }
        }
        let value = plane.ignoresPathCase ? path.value.lowercased() : path.value
        let text = plane.ignoresPathCase ? text.lowercased() : text
        switch path.kind {
        case .exact: return text == value
        case .prefix: return text.utf8.starts(with: value.utf8)
        case .segments:
            let base = value.hasSuffix("/") ? value.dropLast() : value[...]
            return text == base || (text.utf8.starts(with: base.utf8) && text.utf8.dropFirst(base.utf8.count).first == UInt8(ascii: "/"))
        case .pattern: return Wildcard.matches(value, text)
        case .regex: return false
        }
    }

    private func matches(_ conditions: [ValueMatch], _ parameters: [(name: String, value: String)]) -> Bool {
        conditions.allSatisfy { condition in
            let values = parameters.filter { parameter in
                guard let name = condition.name else { return true }
                return condition.kind == .pattern
                    ? Wildcard.matches(name, parameter.name, ignoringCase: plane.ignoresValueCase) : name == parameter.name
            }.map(\.value)
            return matches(condition, values)
        }
    }

    private func matches(_ condition: ValueMatch, _ values: [String]) -> Bool {
        switch condition.kind {
        case .present: !values.isEmpty
        case .absent: values.isEmpty
        case .exact: values.contains(condition.value)
        case .pattern: values.contains { Wildcard.matches(condition.value, $0, ignoringCase: plane.ignoresValueCase) }
        case .regex: values.contains { expression(condition.value)?.matchesWhole($0) ?? false }
        }
    }
}
