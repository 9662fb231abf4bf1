// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanRegex

/// What a rule that takes a request makes of it.
struct RuleAnswer {
    let index: RuleIndex
    let rule: Rule
    let read: ReadRequest
    let listener: Listener

    private var request: Request { read.request }
    private var plane: DataPlane { index.plane }
    private var isHTTP: Bool { request.scheme.isHTTP && !listener.isConnection }

    func answer() -> Answer {
        guard let policy = rule.cors, let origin = request.header("origin") else { return plainAnswer() }
        if request.method == "OPTIONS", request.header("access-control-request-method") != nil { return .status(policy.preflightStatus) }
        var answer = plainAnswer()
        if policy.admits(origin) { answer.responseHeaders.set += policy.headers(for: origin) }
        return answer
    }

    private func plainAnswer() -> Answer {
        if !rule.steps.isEmpty {
            var run = StepRun(read, index: index)
            if let answer = run.take(rule.steps) { return answer }
            return forwarded(after: run)
        }
        if plane.authenticatesFirst, let challenge { return .status(challenge) }
        if let redirect = rule.redirect { return redirected(redirect) }
        if let fixed = rule.fixed {
            if fixed.isGuarded, let refusal { return .status(refusal) }
            var answer = Answer.status(fixed.status)
            answer.responseHeaders = filled(rule.responseHeaders)
            return answer
        }
        if plane.failsBeforeAccess, live.allSatisfy({ $0.failure != nil }) { return forwarded() }
        if let refusal { return .status(refusal) }
        return forwarded()
    }

    /// The status of a request that is not let in: from the wrong place, or without the credentials that are asked for.
    private var refusal: Int? {
        var isFromInside = true
        if plane.refusesSources {
            if !rule.deniedRanges.isEmpty, request.source != nil, RuleIndex.admits(rule.deniedRanges, request.source) {
                isFromInside = false
            } else if let ranges = rule.sourceRanges {
                isFromInside = RuleIndex.admits(ranges, request.source)
            }
        }
        guard let auth = rule.auth, let status = auth.challenge else { return isFromInside ? nil : 403 }
        let hasRanges = rule.sourceRanges != nil || !rule.deniedRanges.isEmpty
        if auth.isAlternative, hasRanges { return isFromInside || challenge == nil ? nil : status }
        return isFromInside ? challenge : 403
    }

    /// What a request gets that lacks the credentials which the rule asks for.
    private var challenge: Int? {
        guard let auth = rule.auth, let challenge = auth.challenge else { return nil }
        guard let cookie = auth.sessionCookie else {
            let sent = request.header("authorization")
            return auth.check.map { Credentials.fit(sent, $0) } ?? (sent != nil) ? nil : challenge
        }
        let cookies = (request.header("cookie") ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return cookies.contains { $0.hasPrefix("\(cookie)=") || $0.hasPrefix("\(cookie)-") } ? nil : challenge
    }

    // MARK: Backends

    private var live: [WeightedBackend] { rule.backends.filter { $0.weight ?? 1 > 0 } }

    private func forwarded(after run: StepRun? = nil) -> Answer {
        if run != nil, let fixed = rule.fixed { return .status(fixed.status) }
        let live = live
        guard let first = live.first else {
            guard isHTTP else { return .refused(.noBackend) }
            return .status(rule.backends.first?.failure ?? plane.emptyStatus)
        }
        let isFailing = live.allSatisfy { $0.failure != nil }
        if isFailing {
            guard isHTTP else { return .refused(.noBackend) }
            return .status(first.failure ?? plane.emptyStatus)
        }
        var answer = Answer()
        if live.count == 1 {
            answer.service = first.service
            answer.port = first.port
        } else {
            let shares = Self.shares(live)
            if shares.count == 1 {
                answer.service = first.service
                answer.port = first.port
            } else {
                answer.services = shares
                if plane.namesSharedPort { answer.port = first.port }
            }
        }
        answer.mirrors = rule.mirrors
        answer.requestHeaders = (run?.requestHeaders ?? rule.requestHeaders).merged(
            live.count == 1 ? first.requestHeaders : HeaderChanges())
        answer.responseHeaders = filled(
            (run?.responseHeaders ?? rule.responseHeaders).merged(live.count == 1 ? first.responseHeaders : HeaderChanges()))
        guard isHTTP else { return answer }
        let path = run?.target ?? backendPath()
        if path != request.target { answer.path = path }
        if let host = backendHost() ?? run?.host, host != request.hostHeader { answer.host = host }
        return answer
    }

    /// The host that the backend sees, where the rule rewrites it.
    private func backendHost() -> String? {
        guard let host = rule.rewrite?.host, let pattern = rule.rewrite?.hostExpression else { return rule.rewrite?.host }
        return index.expression(pattern)?.replacing(in: request.hostHeader, with: host, all: false)
    }

    /// The parts of the traffic in tenths of a percent, of each Service once, rounded so that they add up.
    private static func shares(_ backends: [WeightedBackend]) -> [Answer.Share] {
        var names: [String] = []
        var weights: [String: Int] = [:]
        for backend in backends {
            let name = backend.failure.map(String.init) ?? backend.service
            if weights[name] == nil { names.append(name) }
            weights[name] = min(1_000_000_000, (weights[name] ?? 0) + min(1_000_000, max(0, backend.weight ?? 1)))
        }
        let total = max(1, weights.values.reduce(0, +))
        var shares = names.map { Answer.Share(name: $0, permille: (2000 * (weights[$0] ?? 0) + total) / (2 * total)) }
        let rest = 1000 - shares.map(\.permille).reduce(0, +)
        if let largest = shares.indices.max(by: { shares[$0].permille < shares[$1].permille }) { shares[largest].permille += rest }
        return shares
    }

    // MARK: Paths

    /// Path and query that the backend sees.
    private func backendPath() -> String {
        let path = read.forwarded
        let kept = read.query.map { "?\($0)" } ?? ""
        guard let rewrite = rule.rewrite?.path else { return path + kept }
        var changed = rewritten(read.path, by: rewrite)
        if plane.escapesRewrites { changed = PercentCoding.encodedPath(changed) }
        guard let query = read.query, changed.contains("?") else { return changed + kept }
        return "\(changed)&\(query)"
    }

    private func rewritten(_ path: String, by rewrite: PathRewrite) -> String {
        switch rewrite.kind {
        case .full: return rewrite.value
        case .prefix:
            let prefix = rewrite.replaced ?? rule.path?.value ?? ""
            guard path.utf8.starts(with: prefix.utf8) || plane.ignoresPathCase else { return path }
            let rest = String(decoding: path.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            let dropsSlash = rewrite.value.hasSuffix("/") && (rest.hasPrefix("/") || rewrite.isByElements)
            let joined = (dropsSlash ? String(rewrite.value.dropLast()) : rewrite.value) + rest
            return joined.hasPrefix("/") ? joined : "/" + joined
        case .regex:
            guard let expression = index.expression(rewrite.expression ?? rule.path?.value ?? "") else { return path }
            switch plane.regexRewrite {
            case .wholePath:
                guard let match = expression.firstMatch(in: path) else { return path }
                return RegularExpression.expand(rewrite.value, match, in: path)
            case .firstMatch: return expression.replacing(in: path, with: rewrite.value, all: false)
            case .allMatches: return expression.replacing(in: path, with: rewrite.value, all: true)
            }
        }
    }

    // MARK: Redirects

    private func redirected(_ redirect: Redirect) -> Answer {
        var answer = Answer.status(redirect.status)
        if let template = redirect.template {
            if [301, 302, 303, 307, 308].contains(redirect.status) { answer.location = expanded(template) }
        } else {
            answer.location = location(redirect)
        }
        answer.responseHeaders = filled(rule.responseHeaders)
        return answer
    }

    /// Changes of headers with the request's own values put in.
    private func filled(_ changes: HeaderChanges) -> HeaderChanges {
        guard plane.placeholders == .nginx, !changes.isEmpty else { return changes }
        var changes = changes
        for index in changes.set.indices { changes.set[index].value = expanded(changes.set[index].value) }
        return changes
    }

    private func location(_ redirect: Redirect) -> String {
        let scheme = redirect.scheme.map(expanded) ?? request.scheme.webScheme
        let host = redirect.host.map(expanded) ?? request.host
        var path = redirect.path.map(expanded) ?? request.path
        if let rewrite = redirect.pathRewrite { path = rewritten(read.path, by: rewrite) }
        let query = redirect.query.map(expanded) ?? request.query
        let port = port(redirect, scheme: scheme).map { ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)\(path)" + (query.map { $0.isEmpty ? "" : "?\($0)" } ?? "")
    }

    /// The port of a location: as the redirect says; else the scheme's own where the scheme changes, and the request's where it stays.
    private func port(_ redirect: Redirect, scheme: String) -> String? {
        let usual = scheme == "https" ? "443" : "80"
        let written: String? =
            switch redirect.port {
            case .number(let number)?: String(number)
            case .name(let text)?: expanded(text)
            case .allocated?, .traffic?, nil: nil
            }
        let changesPort = !plane.keepsRedirectPort && redirect.scheme != nil && scheme != request.scheme.webScheme
        let port = written ?? (changesPort ? usual : String(request.port))
        return port == usual && !plane.writesDefaultPort ? nil : port
    }

    /// A text with the data plane's placeholders filled in.
    private func expanded(_ text: String) -> String {
        switch plane.placeholders {
        case .none: return text
        case .alb:
            guard text.contains("#{") else { return text }
            return
                text.replacing("#{protocol}", with: request.scheme.webScheme).replacing("#{host}", with: request.host)
                .replacing("#{port}", with: String(request.port)).replacing("#{path}", with: String(request.path.drop { $0 == "/" }))
                .replacing("#{query}", with: request.query ?? "")
        case .nginx:
            guard text.contains("$") else { return text }
            return NGINXVariables(request: request, path: read.path).filled(text)
        }
    }
}

extension HeaderChanges {
    /// These changes, then others.
    fileprivate func merged(_ other: HeaderChanges) -> HeaderChanges {
        HeaderChanges(set: self.set + other.set, add: add + other.add, remove: remove + other.remove)
    }
}
