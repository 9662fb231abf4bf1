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
        /// What the step is: `address`, `load-balancer`, `listener`, `rule`, `service`, `node`, `pod`.
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
    /// The way, from the client's side.
    public var hops: [Hop]
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

    /// Makes a tracer.
    public init(_ plan: Plan) {
        self.plan = plan
        places = Dictionary(plan.endpoints.enumerated().map { ($1.reference, $0) }) { _, last in last }
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
                return (knowing.isEmpty ? entries[target] : knowing).map { trace(probe, target, $0.endpoint, $0.evaluator) }
            }
        }
    }

    private func trace(_ probe: Probe, _ target: Int, _ place: Int, _ evaluator: Evaluator) -> Trace {
        let verdict = evaluator.verdict(on: probe.request)
        let endpoint = plan.endpoints[place]
        return Trace(
            probe: probe, target: plan.assignments[target].target.id, to: endpoint.reference, answer: verdict.answer,
            hops: Hops(plan: plan, endpoint: endpoint, exposure: endpoint.exposures[target], verdict: verdict).all())
    }
}
