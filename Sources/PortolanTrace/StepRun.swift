// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex

/// A request on its way through the steps of a rule.
struct StepRun {
    private let request: Request
    private let index: RuleIndex
    private var path: EscapedPath
    private var query: String?
    /// The host that the backend sees, where a step changes it.
    private(set) var host: String?
    private(set) var requestHeaders = HeaderChanges()
    private(set) var responseHeaders = HeaderChanges()

    init(_ read: ReadRequest, index: RuleIndex) {
        request = read.request
        self.index = index
        path = EscapedPath(read.forwarded)
        query = read.query
    }

    /// Path and query as they would be sent now.
    var target: String { (path.decoded.isEmpty ? "/" : path.written) + (query.map { "?\($0)" } ?? "") }

    /// Takes the steps in order.
    ///
    /// - Returns: The answer of the step at which the way ends; `nil` where the request goes on to a backend.
    mutating func take(_ steps: [RuleStep]) -> Answer? {
        for step in steps {
            switch step {
            case .path(let change): if !apply(change) { return .status(400) }
            case .redirect(let redirect): if let answer = redirected(redirect) { return answer }
            case .admit(let ranges, let status): if !RuleIndex.admits(ranges, request.source) { return .status(status) }
            case .authenticate(let check):
                guard Credentials.fit(request.header("authorization"), check) else { return .status(check.challenge) }
                if check.removesHeader { change(\.requestHeaders, by: HeaderChanges(remove: ["Authorization"])) }
            case .headers(let request, let response, let newHost):
                change(\.requestHeaders, by: request)
                change(\.responseHeaders, by: response)
                if let newHost { host = newHost }
            }
        }
        return nil
    }

    /// Later changes of a header stand over earlier ones.
    private mutating func change(_ headers: WritableKeyPath<StepRun, HeaderChanges>, by further: HeaderChanges) {
        let touched = Set((further.set.map(\.name) + further.remove).map { $0.lowercased() })
        self[keyPath: headers].set.removeAll { touched.contains($0.name.lowercased()) }
        self[keyPath: headers].remove.removeAll { touched.contains($0.lowercased()) }
        self[keyPath: headers].set += further.set
        self[keyPath: headers].add += further.add
        self[keyPath: headers].remove += further.remove
    }

    // MARK: Paths

    /// Changes the path; false where the outcome is none that a clean path could be, which is refused.
    private mutating func apply(_ change: PathChange) -> Bool {
        switch change {
        case .strip(let prefixes, let forcesSlash):
            guard let prefix = prefixes.first(where: { path.decoded.utf8.starts(with: $0.utf8) }) else { return true }
            path.dropFirst(prefix.utf8.count, forcesSlash: forcesSlash)
            return isClean
        case .stripMatch(let expressions):
            for expression in expressions {
                guard let match = index.expression(expression)?.firstMatch(in: path.decoded)?.whole, match.lowerBound == 0,
                    match.upperBound > 0
                else { continue }
                path.dropFirst(match.upperBound)
                return isClean
            }
            return true
        case .add(let prefix):
            path.prepend(prefix)
            return true
        case .replace(let text):
            path = EscapedPath(text)
            return true
        case .substitute(let expression, let template):
            let written = path.written
            guard let compiled = index.expression(expression), compiled.matches(written) else { return true }
            path = EscapedPath(compiled.replacingAsGo(in: written, with: template, pattern: expression))
            return isClean
        }
    }

    /// Whether cleaning leaves the path as it is.
    private var isClean: Bool {
        let cleaning = DataPlane.PathCleaning(mergesSlashes: true, resolvesDots: true)
        return path.decoded.isEmpty || cleaning.cleaned(path.written) == path.written
    }

    // MARK: Redirects

    private func redirected(_ redirect: URLRedirect) -> Answer? {
        let scheme = request.scheme.webScheme
        let host = request.hostHeader
        let new: String
        let old: String
        switch redirect.kind {
        case .scheme(let wanted, let port):
            let usual = scheme == "https" ? ":443" : ":80"
            let (name, sentPort) = Self.split(host)
            old = "\(scheme)://\(name)\(sentPort == usual ? "" : sentPort)\(target)"
            new = "\(wanted)://\(name)\(port.map { ":\($0)" } ?? "")\(target)"
        case .pattern(let expression, let template):
            old = "\(scheme)://\(host)\(target)"
            guard let compiled = index.expression(expression), compiled.matches(old) else { return nil }
            new = compiled.replacingAsGo(in: old, with: template, pattern: expression)
        }
        guard new != old else { return nil }
        let isGet = request.method == "GET"
        var answer = Answer.status(redirect.status ?? (redirect.isPermanent ? isGet ? 301 : 308 : isGet ? 302 : 307))
        answer.location = new
        answer.responseHeaders = responseHeaders
        return answer
    }

    /// A host and its port with the colon.
    private static func split(_ host: String) -> (name: String, port: String) {
        let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
        guard let colon = host[afterBracket...].lastIndex(of: ":") else { return (host, "") }
        return (String(host[..<colon]), String(host[colon...]))
    }
}

extension RegularExpression {
    /// A text with all that matches replaced as Go's `ReplaceAllString` does: a name behind `$` is as long as letters, digits and `_` go.
    func replacingAsGo(in text: String, with template: String, pattern: String) -> String {
        replacing(in: text, with: GoTemplate.numbered(template, names: GoTemplate.groupNames(pattern)), all: true)
    }
}

/// Templates of Go's `regexp`.
enum GoTemplate {
    /// A template with every group by number in braces, and nothing for groups that there are not.
    // Source: Go 1.24, regexp.Expand and extract.
    static func numbered(_ template: String, names: [String: Int]) -> String {
        guard template.contains("$") else { return template }
        var result = ""
        var rest = template[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            if rest.first == "$" {
                result += "$$"
                rest = rest.dropFirst()
                continue
            }
            let braced = rest.first == "{"
            let name = (braced ? rest.dropFirst() : rest).prefix { $0 == "_" || $0.isLetter || $0.isNumber }
            let after = rest.dropFirst(name.count + (braced ? 1 : 0))
            guard !name.isEmpty, !braced || after.first == "}" else {
                result += "$$"
                continue
            }
            if let number = Int(name) ?? names[String(name)], number < 100 { result += "${\(number)}" }
            rest = braced ? after.dropFirst() : after
        }
        return result + rest
    }

    /// The numbers of an expression's named groups.
    static func groupNames(_ pattern: String) -> [String: Int] {
        guard pattern.contains("(?P<") || pattern.contains("(?<") else { return [:] }
        var names: [String: Int] = [:]
        var group = 0
        var rest = pattern[...]
        var isInClass = false
        while let character = rest.popFirst() {
            switch character {
            case "\\": rest = rest.dropFirst()
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass:
                guard rest.first == "?" else {
                    group += 1
                    continue
                }
                let named = rest.hasPrefix("?P<") ? rest.dropFirst(3) : rest.hasPrefix("?<") ? rest.dropFirst(2) : nil
                guard let named else { continue }
                group += 1
                names[String(named.prefix { $0 != ">" })] = group
            default: break
            }
        }
        return names
    }
}
