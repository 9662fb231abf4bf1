// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanTrace

/// Judges what a target makes of routes: by the answers to requests, not by their text.
struct RouteJudge {
    let asks: [RouteAsk]
    /// What the home makes of the object by itself; `nil` where there is none, or its target is anybody's.
    let home: Exposure?
    let homeName: String
    let exposure: Exposure
    let evaluator: Evaluator
    let target: String
    let weights: Weights
    /// What the object says by Kubernetes' own terms, where it is an Ingress.
    var specification: Evaluator?
    /// Where the paths stand whose type says what they take.
    var typedPaths: Set<SourceLocation> = []
    /// Where the paths stand that may be expressions.
    var expressions: Set<SourceLocation> = []
    /// The load balancer in front of the proxy, where it ends TLS and hands on plain HTTP.
    var front: TLSFront?

    private var isServed: Bool { exposure.status == .provisioned }

    /// What becomes of each path.
    func judgements() -> [Judgement] { asks.map { Judgement(requirement: $0.requirement, outcome: outcome(of: $0)) } }

    private func outcome(of ask: RouteAsk) -> Outcome {
        guard isServed else { return .unmet(instead: exposure.reason ?? "nobody serves it") }
        let answer = evaluator.verdict(on: ask.base.probe.request).answer
        guard answer.agrees(with: ask.base.verdict.answer) else { return .unmet(instead: difference(ask.base, answer)) }
        for expectation in ask.near + (ask.otherScheme.map { [$0] } ?? []) {
            let other = evaluator.verdict(on: expectation.probe.request).answer
            // How a request is refused that nobody was to answer matters to nobody.
            if !other.agrees(with: expectation.verdict.answer), other.isFromRule || expectation.verdict.answer.isFromRule {
                return .partly(lost: difference(expectation, other))
            }
        }
        return .met
    }

    private func difference(_ expectation: RouteAsk.Expectation, _ answer: Answer) -> String {
        "\(expectation.probe.text): \(expectation.verdict.answer.words) on \(homeName), \(answer.words) on \(target)"
    }

    /// What nobody asked for but differs, and can do harm.
    func dangers() -> [Danger] {
        guard isServed else { return [] }
        return [scopeDanger(), authDanger(), tlsDanger(), sourceDanger()].compactMap { $0 }
    }

    private func scopeDanger() -> Danger? {
        guard let scope = exposure.address?.scope ?? exposure.loadBalancers.first?.scope else { return nil }
        let meant = home?.address?.scope ?? home?.loadBalancers.first?.scope
        switch (meant, scope) {
        case (.private?, .public):
            return Danger(
                code: "becomes-public", requirement: .reachability,
                message: "private on \(homeName), it gets a public address on \(target)",
                remedy: "say it in the words of the target's own controller")
        case (.public?, .private), (nil, .private):
            return Danger(
                code: "default-scope-differs", requirement: .reachability,
                message: "nothing says in the words of \(target) who may reach it, and there that makes it private",
                remedy: "say it in the words of the target's own controller")
        default: return nil
        }
    }

    private func authDanger() -> Danger? {
        let open = asks.first { ask in
            guard ask.base.verdict.rule?.auth != nil else { return false }
            let verdict = evaluator.verdict(on: ask.base.probe.request)
            return verdict.answer.isServed && verdict.rule?.auth == nil
        }
        guard let open else { return nil }
        return Danger(
            code: "auth-lost", requirement: .route,
            message: "\(open.base.probe.text) asks for credentials on \(homeName), and is answered to everybody on \(target)",
            remedy: "do not serve it there before its controller's own words, or a proxy before the app, ask for credentials")
    }

    private func tlsDanger() -> Danger? {
        let lost = asks.first { ask in
            guard ask.isSecured, ask.base.verdict.answer.isFromRule, ask.base.probe.request.scheme.isTLS else { return false }
            return !evaluator.verdict(on: ask.base.probe.request).answer.isFromRule
                && ask.otherScheme.map { evaluator.verdict(on: $0.probe.request).answer.isServed } ?? false
        }
        guard let lost else { return nil }
        return Danger(
            code: "tls-lost", requirement: .tlsCertificate,
            message: "\(lost.base.probe.text) is answered over TLS on \(homeName); on \(target) only plain HTTP answers",
            remedy: "name a certificate in the words of the target's own controller")
    }

    private func sourceDanger() -> Danger? {
        let open = asks.first { ask in
            guard ask.base.verdict.rule?.sourceRanges != nil else { return false }
            let verdict = evaluator.verdict(on: ask.base.probe.request)
            let isBounded = exposure.loadBalancers.contains { $0.sourceRanges != nil } || verdict.rule?.sourceRanges != nil
            return verdict.answer.isServed && !isBounded
        }
        guard let open else { return nil }
        return Danger(
            code: "source-ranges-ignored", requirement: .sourceRanges,
            message: "\(open.base.probe.text) is answered to some sources only on \(homeName), to everybody on \(target)",
            remedy: "restrict it in the words of the target's own controller, or in a firewall of your own")
    }

    /// Points: the share of paths that others answer, or nobody; dangers on top.
    func score(_ judgements: [Judgement], _ dangers: [Danger]) -> Score {
        guard isServed else { return Score(refused: exposure.reason ?? "nobody serves it") }
        var losses: [Score.Loss] = []
        let unmet = judgements.filter { if case .unmet = $0.outcome { true } else { false } }
        let partly = judgements.filter { if case .partly = $0.outcome { true } else { false } }
        if let first = unmet.first?.outcome.loss, !judgements.isEmpty {
            let more = unmet.count > 1 ? " (and \(unmet.count - 1) more)" : ""
            losses.append(
                Score.Loss(
                    requirement: .route, reason: first + more, ports: [], isDanger: false,
                    points: (100 * unmet.count + judgements.count - 1) / judgements.count))
        }
        if let first = partly.first?.outcome.loss, !judgements.isEmpty {
            let more = partly.count > 1 ? " (and \(partly.count - 1) more)" : ""
            losses.append(
                Score.Loss(
                    requirement: .route, reason: first + more, ports: [], isDanger: false,
                    points: max(1, weights.points(for: .route) / 2 * partly.count / judgements.count)))
        }
        losses += dangers.map { danger in
            Score.Loss(
                requirement: danger.requirement, reason: danger.message, ports: [], isDanger: true,
                points: danger.code == "auth-lost" ? 100 : max(2, weights.danger) + (danger.requirement == .reachability ? 40 : 0))
        }
        return Score(charging: losses)
    }
}
