// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
public import PortolanPlan
import PortolanProvider

/// A request with the endpoint that it is sent to.
public struct Probe: Hashable, Sendable {
    /// The request.
    public var request: Request
    /// The request as it was given.
    public var text: String
    /// The endpoint whose load balancer gets it; `nil` for every one that has a rule for its host.
    public var to: ObjectReference?

    /// Makes a probe.
    public init(_ text: String, headers: [Header] = [], to: ObjectReference? = nil) throws(Request.Fault) {
        request = try Request(text, headers: headers)
        self.text = text
        self.to = to
    }
}

/// What answers a request on a target, and by which way.
public struct Trace: Sendable {
    /// A step of the way.
    public struct Hop: Hashable, Sendable {
        /// What the step is: `address`, `controller`, `load-balancer`, `listener`, `rule`, `node`, `proxy`, `service`, `pod`.
        public var kind: String
        /// What stands there, in words.
        public var text: String
        /// Where the input says so.
        public var location: SourceLocation?
    }

    /// The request.
    public var probe: Probe
    /// The target's id.
    public var target: String
    /// The endpoint whose load balancer answers.
    public var to: ObjectReference
    /// What answers.
    public var answer: Answer
    /// Why, where nobody answers as was meant: the refusal, or what is missing behind a status.
    public var reason: String?
    /// The way, from the client's side.
    public var hops: [Hop]
    /// What else there is to know of the answer: which rule the one that decides stands before, and what its controller does not read.
    public var notes: [String] = []
}

/// Asks a plan's load balancers.
public struct Tracer: Sendable {
    private struct Entry: Sendable {
        let endpoint: Int
        let evaluator: Evaluator
    }

    private let plan: Plan
    /// For each target the load balancers, each once, in the order of the plan.
    private let entries: [[Entry]]
    private let places: [ObjectReference: Int]
    /// For each target how many endpoints share a load balancer, by its identity.
    private let counts: [[String: Int]]

    /// Makes a tracer.
    public init(_ plan: Plan) {
        self.plan = plan
        places = Dictionary(plan.endpoints.enumerated().map { ($1.reference, $0) }) { _, last in last }
        counts = plan.assignments.indices.map { target in
            Dictionary(grouping: plan.endpoints.compactMap { $0.exposures[target].loadBalancers.first?.identity }) { $0 }.mapValues(\.count)
        }
        entries = plan.assignments.indices.map { target in
            var seen: Set<String> = []
            return plan.endpoints.enumerated().compactMap { place, endpoint in
                let exposure = endpoint.exposures[target]
                guard ![.clusterOnly, .alias].contains(exposure.status) else { return nil }
                let shared = exposure.loadBalancers.compactMap(\.identity)
                if !shared.isEmpty, shared.count == exposure.loadBalancers.count, !seen.insert(shared.joined(separator: "\n")).inserted {
                    return nil
                }
                return Entry(endpoint: place, evaluator: Evaluator(exposure, of: endpoint.reference))
            }
        }
    }

    /// Whether the plan has an endpoint.
    public func has(_ reference: ObjectReference) -> Bool { places[reference] != nil }

    /// The answers: requests in the order given, for each the targets, for each the load balancers that the request goes to.
    public func traces(of probes: [Probe]) -> [Trace] {
        var named: [Int: [Int: Evaluator]] = [:]
        return probes.flatMap { probe in
            plan.assignments.indices.flatMap { target -> [Trace] in
                if let to = probe.to {
                    guard let place = places[to] else { return [] }
                    let known = named[target]?[place]
                    let evaluator = known ?? Evaluator(plan.endpoints[place].exposures[target], of: to)
                    if known == nil { named[target, default: [:]][place] = evaluator }
                    return [trace(probe, target, place, evaluator)]
                }
                let knowing = entries[target].filter { $0.evaluator.knows(probe.request) }
                return (knowing.isEmpty ? present(on: target) : knowing).map { trace(probe, target, $0.endpoint, $0.evaluator) }
            }
        }
    }

    /// Whom a request for a host that no rule names may be sent to: not to nodes, where there are load balancers.
    private func present(on target: Int) -> [Entry] {
        let balanced = entries[target].filter { plan.endpoints[$0.endpoint].exposures[target].status != .nodeOnly }
        return balanced.isEmpty ? entries[target] : balanced
    }

    private func trace(_ probe: Probe, _ target: Int, _ place: Int, _ evaluator: Evaluator) -> Trace {
        let verdict = evaluator.verdict(on: probe.request)
        let endpoint = plan.endpoints[place]
        let exposure = endpoint.exposures[target]
        // What is said of the object that made the rule, where several share a load balancer.
        let maker = verdict.rule?.origin.flatMap { places[$0.object] }.map { plan.endpoints[$0].exposures[target] }
        let reasons = TraceReasons(
            plan: plan, exposure: exposure, maker: maker ?? exposure, verdict: verdict, beaten: evaluator.beaten(by: probe.request),
            sharers: sharers(exposure, target))
        return Trace(
            probe: probe, target: plan.assignments[target].target.id, to: endpoint.reference, answer: verdict.answer,
            reason: reasons.reason,
            hops: Hops(plan: plan, endpoint: endpoint, exposure: exposure, verdict: verdict).all(), notes: reasons.notes)
    }

    /// How many endpoints have the load balancer of one of them.
    private func sharers(_ exposure: Exposure, _ target: Int) -> Int {
        guard let identity = exposure.loadBalancers.first?.identity else { return 1 }
        return counts[target][identity] ?? 1
    }
}
