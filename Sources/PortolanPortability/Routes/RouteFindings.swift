// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanTrace

extension RouteJudge {
    /// What its author should know of an Ingress or Gateway on the target, beside what is lost.
    func findings(of metadata: ObjectMeta) -> [Finding] {
        let troubles = exposure.troubles.compactMap { finding(about: $0, metadata) }
        switch exposure.status {
        case .unclaimed:
            guard troubles.isEmpty else { return troubles }
            return [
                finding(
                    "class-not-served", .error, metadata, metadata.location, exposure.reason ?? "no controller takes it",
                    "name a class that a controller of the target takes, or say which are installed: --set \(target).routing=ID")
            ]
        case .failed, .invalid:
            guard troubles.isEmpty else { return troubles }
            return [
                finding(
                    "route-refused", .error, metadata, metadata.location, exposure.reason ?? "the controller refuses it",
                    "mend what the controller's message names; until then nothing of the object is served")
            ]
        case .provisioned:
            // A configuration that is not loaded answers nothing.
            guard !exposure.troubles.contains(where: { $0.kind == .stopsOthers || $0.kind == .isStopped }) else { return troubles }
            // What is said of a path for want of its guard says also who takes it.
            let told = Set(troubles.map(\.location))
            return troubles + asks.compactMap { finding(about: $0, metadata) }.filter { !told.contains($0.location) }
                + [openPrefix(metadata), loop(metadata)].compactMap(\.self)
        case .nodeOnly, .clusterOnly, .alias: return []
        }
    }

    /// What the controller itself knows to be wrong.
    private func finding(about trouble: RoutingTrouble, _ metadata: ObjectMeta) -> Finding? {
        let place = metadata.location
        switch trouble.kind {
        case .stopsOthers: return finding("one-stops-all", .critical, metadata, place, trouble.message, trouble.remedy)
        case .isStopped: return finding("route-refused", .error, metadata, place, trouble.message, trouble.remedy)
        case .classNotRead:
            return finding("class-not-read", .error, metadata, place, trouble.message, trouble.remedy)
        case .serviceType: return finding("service-type-not-usable", .error, metadata, place, trouble.message, trouble.remedy)
        case .spreadsRegex: return finding("regex-spreads", .warning, metadata, place, trouble.message, trouble.remedy)
        case .lostGuard: return finding("guard-falls-away", .critical, metadata, place, trouble.message, trouble.remedy)
        case .droppedGuard:
            let open = asks.lazy.compactMap { ask -> (RouteAsk, Rule)? in
                let verdict = evaluator.verdict(on: ask.base.probe.request)
                guard verdict.answer.isServed, let rule = verdict.rule, rule.auth == nil else { return nil }
                return (ask, rule)
            }.first
            guard let (ask, rule) = open else { return nil }
            let other = rule.origin.map { "the rule at \($0.location)" } ?? "another rule"
            return finding(
                "guard-falls-away", .critical, metadata, ask.requirement.origin.location,
                "\(trouble.message); \(ask.base.probe.text) is then answered by \(other), without it", trouble.remedy)
        }
    }

    private func finding(about ask: RouteAsk, _ metadata: ObjectMeta) -> Finding? {
        let request = ask.base.probe.text
        let verdict = evaluator.verdict(on: ask.base.probe.request)
        if let tie = tie(ask, verdict, metadata) { return tie }
        if let hidden = hidden(ask, verdict, metadata) { return hidden }
        if let origin = verdict.rule?.origin, origin.object != metadata.reference, Self.routing.contains(origin.object.kind) {
            return finding(
                "route-taken", .warning, metadata, ask.requirement.origin.location,
                "\(request) is answered by \(origin.object.kind) \(origin.object.namespace)/\(origin.object.name) (\(origin.location)), not by this object",
                "give the two different hosts or paths, or take one of them away")
        }
        guard let status = verdict.answer.status, verdict.answer.location == nil, status >= 404 else { return nil }
        let backends = verdict.rule?.backends.map(\.service) ?? []
        // Of an expression only the beginning is asked for, which need not match it.
        if backends.isEmpty, expressions.contains(ask.requirement.origin.location) { return nil }
        let behind = backends.isEmpty ? "no rule takes it" : "nothing answers behind \(backends.joined(separator: ", "))"
        return finding(
            "route-unanswered", .error, metadata, ask.requirement.origin.location, "\(request) gets \(status): \(behind)",
            backends.isEmpty
                ? "look at the order of the rules with portolan trace --request '\(request)'"
                : "check that the Service exists, has the port, and selects pods")
    }

    /// That chance decides between the object's rule and another's.
    private func tie(_ ask: RouteAsk, _ verdict: Evaluator.Verdict, _ metadata: ObjectMeta) -> Finding? {
        guard let rule = verdict.rule, let origin = rule.origin, !rule.rivals.isEmpty else { return nil }
        let own = metadata.reference
        let other = origin.object == own ? rule.rivals[0] : rule.rivals.contains { $0.object == own } ? origin : nil
        guard let other, other.object != own else { return nil }
        return finding(
            "tie-by-chance", .warning, metadata, ask.requirement.origin.location,
            "\(ask.base.probe.text) is answered by this object or by \(other.object.kind) \(other.object.namespace)/\(other.object.name) "
                + "(\(other.location)), as chance has it: neither rule comes before the other",
            "give the two different hosts or paths, or one of them a priority where the controller has such a word")
    }

    /// That all requests of a path are taken by another path of the same object.
    private func hidden(_ ask: RouteAsk, _ verdict: Evaluator.Verdict, _ metadata: ObjectMeta) -> Finding? {
        let place = ask.requirement.origin.location
        guard let origin = verdict.rule?.origin, origin.object == metadata.reference, origin.location != place,
            !expressions.contains(place), asks.contains(where: { $0.requirement.origin.location == origin.location })
        else { return nil }
        let others = ask.near + (ask.otherScheme.map { [$0] } ?? [])
        let isReached = others.contains { evaluator.verdict(on: $0.probe.request).rule?.origin?.location == place }
        guard !isReached else { return nil }
        return finding(
            "rule-never-reached", .warning, metadata, place,
            "\(ask.base.probe.text) is answered by the path at \(origin.location), which is tried first: no request reaches this one",
            "put the more specific path first, or take one of the two away")
    }

    /// That a path takes requests which its type does not say; one finding for all paths.
    private func openPrefix(_ metadata: ObjectMeta) -> Finding? {
        guard let specification else { return nil }
        var found: (text: String, place: SourceLocation, meant: String?)?
        var places: Set<SourceLocation> = []
        for ask in asks where typedPaths.contains(ask.requirement.origin.location) {
            let place = ask.requirement.origin.location
            for near in ask.near where evaluator.verdict(on: near.probe.request).rule?.origin?.location == place {
                let meant = specification.verdict(on: near.probe.request)
                guard meant.rule?.origin?.location != place else { continue }
                places.insert(place)
                if found == nil || (found?.meant == nil && meant.answer.service != nil) {
                    found = (near.probe.text, place, meant.answer.service)
                }
            }
        }
        guard let found else { return nil }
        let more = places.count > 1 ? "; \(places.count - 1) more of its paths open more than they say too" : ""
        let meant = found.meant.map { "goes to \($0)" } ?? "is nobody's"
        return finding(
            "prefix-opens-more", found.meant == nil ? .info : .warning, metadata, found.place,
            "\(found.text) is answered by this path, though by its type it \(meant)\(more)",
            "do not rely on paths to keep requests away from a Service; where the controller takes expressions, write one that ends the path"
        )
    }

    /// That clients are sent round in circles: TLS ends before the proxy, which sends what comes without TLS to https.
    private func loop(_ metadata: ObjectMeta) -> Finding? {
        guard let front else { return nil }
        let looping = asks.first { ask in
            guard let plain = ask.base.probe.overHTTP, let target = evaluator.verdict(on: plain.request).answer.location else {
                return false
            }
            let place = "https://\(plain.request.urlHost)"
            return target == place || target.hasPrefix(place + "/") || target.hasPrefix(place + ":443")
        }
        guard let looping else { return nil }
        return finding(
            "redirect-loop", .error, metadata, looping.requirement.origin.location,
            "https://\(looping.base.probe.request.urlHost)\(looping.base.probe.request.path) is redirected to itself for ever: TLS ends at "
                + "\(front.words), the proxy gets plain HTTP and sends it to https",
            front.remedy)
    }

    /// Objects of which each has rules of its own; a Gateway's rules are its routes'.
    private static let routing: Set<String> = ["Ingress", "IngressRoute"]

    private func finding(
        _ code: String, _ severity: Severity, _ metadata: ObjectMeta, _ location: SourceLocation, _ message: String, _ remedy: String
    ) -> Finding {
        Finding(
            code: code, severity: severity, subject: metadata.reference, target: target, location: location, message: message,
            remedy: remedy)
    }
}
