// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanPlan

/// Why a request is answered as it is.
struct TraceReasons {
    let plan: Plan
    let exposure: Exposure
    /// The exposure of the object whose rule decides.
    let maker: Exposure
    let verdict: Evaluator.Verdict
    /// The rules that would take it next.
    let beaten: [Rule]
    /// How many endpoints share the load balancer.
    let sharers: Int

    /// Why nobody answers as was meant; `nil` where a Service does, or a redirect.
    var reason: String? {
        let answer = verdict.answer
        if let refused = answer.refused {
            return [.unclaimed, .failed, .invalid].contains(refused) ? exposure.reason : nil
        }
        guard let status = answer.status, answer.location == nil else { return nil }
        guard let rule = verdict.rule else { return "no rule takes it" }
        if status == 401, rule.auth != nil { return "it asks for credentials" }
        if status == 403, rule.sourceRanges != nil || !rule.deniedRanges.isEmpty { return "the client's address is not let in" }
        if rule.fixed != nil { return "the rule gives this answer itself" }
        return rule.backends.lazy.filter { $0.failure != nil }.map { missing($0) }.first
    }

    /// What is missing behind a backend.
    private func missing(_ backend: WeightedBackend) -> String {
        let parts = backend.service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let service = plan.graph.services(named: parts[1], in: parts[0]).last else {
            return "the Service \(backend.service) is not in the input"
        }
        let hasPort =
            switch backend.port {
            case .number(let number)?: service.ports.contains { $0.port == number }
            case .name(let name)?: service.ports.contains { $0.name == name }
            default: true
            }
        return hasPort ? "no pod stands behind the Service \(backend.service)" : "the Service \(backend.service) has no such port"
    }

    /// What else there is to know.
    var notes: [String] {
        var notes: [String] = []
        if let rule = verdict.rule {
            if let rival = rule.rivals.first {
                let name = "\(rival.object.kind) \(rival.object.namespace)/\(rival.object.name)"
                notes.append("chance may put the rule of \(name) (\(rival.location)) first")
            }
            if let other = beaten.first(where: { $0.origin != rule.origin && $0.origin != nil }) { notes.append(rule.words(before: other)) }
        }
        if let tls = verdict.listener?.tls, let listener = verdict.listener, case .route = listener.duty {
            let names = tls.certificates.joined(separator: ", ")
            notes.append(names.isEmpty ? "certificate: the controller's own, or one that it finds by host" : "certificates: \(names)")
        }
        if let probe { notes.append(probe) }
        if sharers > 1 { notes.append("\(sharers) objects share the load balancer") }
        return notes + maker.notes.filter { $0.contains("annotation") }
    }

    /// What the load balancer asks the pods, where it does.
    private var probe: String? {
        guard let service = verdict.answer.service else { return nil }
        let pools = exposure.loadBalancers.flatMap(\.backends).filter { $0.service == service }
        guard let check = (pools.first { $0.port == verdict.answer.port } ?? pools.first)?.healthCheck else { return nil }
        return "health check: \(check.protocol)" + (check.path.map { " \($0)" } ?? "")
    }
}

extension Rule {
    /// That it is tried before another rule that takes the same request, and why.
    fileprivate func words(before other: Rule) -> String {
        let place = other.origin.map { " (\($0.location))" } ?? ""
        return "it stands before \(other.words)\(place): \(reason(before: other))"
    }

    private func reason(before other: Rule) -> String {
        if other.origin.map(rivals.contains) ?? false { return "as chance has it" }
        let (host, otherHost) = (hosts.map(Self.closeness).max() ?? 0, other.hosts.map(Self.closeness).max() ?? 0)
        if host > otherHost { return "its host is the closer one" }
        if let path, let second = other.path, path != second {
            if path.kind == .exact, second.kind != .exact { return "its path is an exact one" }
            if path.value.utf8.count > second.value.utf8.count { return "its path is the longer one" }
            return "the controller tries it first, though its path is not the longer one"
        }
        if path != nil, other.path == nil { return "it names a path" }
        return conditionCount > other.conditionCount ? "it has more conditions" : "the controller tries it first"
    }

    private var conditionCount: Int { (methods.isEmpty ? 0 : 1) + headers.count + query.count }

    /// A named host before a wildcard, a longer one before a shorter.
    private static func closeness(_ host: String) -> Int {
        host == "*" ? 0 : host.contains("*") ? host.utf8.count : 1_000 + host.utf8.count
    }
}
