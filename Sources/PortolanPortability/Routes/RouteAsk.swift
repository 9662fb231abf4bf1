// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanTrace

/// One path of an Ingress or Gateway as its home serves it: requests, and who has to answer them.
struct RouteAsk: Sendable {
    /// A request with the answer that it has at home.
    struct Expectation: Sendable {
        var probe: Probe
        var verdict: Evaluator.Verdict
    }

    /// The requirement that stands for the path.
    var requirement: Requirement
    /// The request that the path is for.
    var base: Expectation
    /// Requests around it.
    var near: [Expectation]
    /// The same request with the other scheme, once a host.
    var otherScheme: Expectation?
    /// Whether TLS is asked for.
    var isSecured: Bool
}

/// Reads what routes ask for, from what their home does with them.
struct RouteReader: Sendable {
    let plan: Plan
    let draft: RequestDraft

    /// - Parameters:
    ///   - home: The evaluator of the home's exposure.
    ///   - words: Whose words they are: the home's name, else `kubernetes`.
    func asks(of entrance: Entrance, home: Evaluator, words: String) -> [RouteAsk] {
        draft.groups(of: entrance).map { written in
            // Where TLS is asked for by an annotation, only the home knows of it.
            let group = !home.verdict(on: written.base.request).answer.isFromRule ? Self.overTLS(written, at: home) ?? written : written
            let expect = { (probe: Probe) in RouteAsk.Expectation(probe: probe, verdict: resolved(home.verdict(on: probe.request))) }
            var base = expect(group.base)
            // A home that does not answer what is written there is not what was meant: the backend that the path names is.
            if !base.verdict.answer.isFromRule, let backend = group.backend {
                base.verdict = Evaluator.Verdict(service: backend.service, port: port(backend))
            }
            let value = [group.base.text, base.verdict.answer.service].compactMap { $0 }.joined(separator: " → ")
            let origin = Requirement.Origin(key: "spec.rules", location: group.location, words: words, isDefault: false)
            return RouteAsk(
                requirement: Requirement(id: .route, port: nil, value: value, origin: origin), base: base,
                near: group.near.map(expect), otherScheme: group.otherScheme.map(expect), isSecured: group.isSecured)
        }
    }

    /// The same requests over TLS, where the home answers those.
    private static func overTLS(_ group: RequestDraft.Group, at home: Evaluator) -> RequestDraft.Group? {
        func secured(_ probe: Probe) -> Probe? {
            try? Probe(probe.text.replacing(" http://", with: " https://"), headers: probe.request.headers, to: probe.to)
        }
        guard !group.isSecured, let base = secured(group.base), home.verdict(on: base.request).answer.isFromRule else { return nil }
        var result = group
        result.base = base
        result.near = group.near.compactMap(secured)
        result.otherScheme = group.otherScheme == nil ? nil : group.base
        result.isSecured = true
        return result
    }

    /// The same with the port as a number, where it is a name and the input says which it is.
    private func resolved(_ verdict: Evaluator.Verdict) -> Evaluator.Verdict {
        guard case .name(let name)? = verdict.answer.port, let service = verdict.answer.service else { return verdict }
        var verdict = verdict
        verdict.answer.port = port((service: service, port: .string(name)))
        return verdict
    }

    /// The Service's port as a number, where the input says which it is.
    private func port(_ backend: (service: String, port: IntOrString?)) -> PortValue? {
        guard case .string(let name)? = backend.port else { return backend.port.map(PortValue.init) }
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        let service = parts.count == 2 ? plan.graph.services(named: parts[1], in: parts[0]).last : nil
        return service?.ports.first { $0.name == name }.map { .number($0.port) } ?? .name(name)
    }
}
