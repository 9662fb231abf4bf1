// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
import PortolanRegex

/// Answers requests from the ordered rules of a load balancer: one for all controllers.
public struct Evaluator: Sendable {
    /// An answer, and the rule that gave it.
    public struct Verdict: Hashable, Sendable {
        /// What answers.
        public var answer: Answer
        /// The load balancer's product; `nil` where there is none.
        public var product: String?
        /// The listener that took the request.
        public var listener: Listener?
        /// The rule that decided; `nil` where none did.
        public var rule: Rule?

        init(answer: Answer, product: String? = nil, listener: Listener? = nil, rule: Rule? = nil) {
            self.answer = answer
            self.product = product
            self.listener = listener
            self.rule = rule
        }

        /// The verdict that a Service answers, whoever sends it there.
        public init(service: String, port: PortValue?) {
            var answer = Answer()
            answer.service = service
            answer.port = port
            self.init(answer: answer)
        }
    }

    private struct Front: Sendable {
        let balancer: LoadBalancer
        let listener: Listener
        let sections: ListenerSections?
    }

    private let exposure: Exposure
    private let endpoint: ObjectReference
    private let fronts: [Front]

    /// Makes an evaluator of what an endpoint gets on a target.
    public init(_ exposure: Exposure, of endpoint: ObjectReference) {
        self.exposure = exposure
        self.endpoint = endpoint
        fronts = exposure.loadBalancers.flatMap { balancer in
            balancer.listeners.map { listener in
                guard case .route = listener.duty else { return Front(balancer: balancer, listener: listener, sections: nil) }
                let plane = balancer.dataPlane ?? DataPlane()
                return Front(balancer: balancer, listener: listener, sections: ListenerSections(listener, plane: plane))
            }
        }
    }

    /// Whether it listens for a request, and has a rule that names its host.
    public func knows(_ request: Request) -> Bool {
        front(for: request)?.sections?.knows(request) ?? false
    }

    /// What answers a request.
    public func verdict(on request: Request) -> Verdict {
        switch exposure.status {
        case .invalid: return Verdict(answer: .refused(.invalid))
        case .failed: return Verdict(answer: .refused(.failed))
        case .unclaimed: return Verdict(answer: .refused(.unclaimed))
        case .nodeOnly, .clusterOnly, .alias, .provisioned: break
        }
        guard let front = front(for: request) else { return Verdict(answer: .refused(.noListener)) }
        var verdict = Verdict(answer: Answer(), product: front.balancer.product, listener: front.listener)
        guard let sections = front.sections else {
            verdict.answer = passed(front.listener)
            return verdict
        }
        let plane = sections.plane
        if request.scheme.isTLS, let names = front.listener.serverNames,
            !names.contains(where: { plane.hostWildcard.matches($0, request.serverName) })
        {
            verdict.answer = .refused(.noCertificate)
            return verdict
        }
        let isHTTP = request.scheme.isHTTP && !front.listener.isConnection
        guard let index = sections.index(for: request) else {
            verdict.answer = isHTTP && !request.scheme.isTLS ? .status(plane.unmatchedStatus) : .refused(.noCertificate)
            return verdict
        }
        let read = ReadRequest(request, plane: plane)
        verdict.rule = isHTTP ? index.rule(for: read) : index.connectionRule(for: request)
        guard let rule = verdict.rule else {
            verdict.answer =
                isHTTP ? .status(plane.unmatchedStatus) : .refused(front.listener.protocol == "TLS" ? .noCertificate : .noBackend)
            return verdict
        }
        verdict.answer = RuleAnswer(index: index, rule: rule, read: read, listener: front.listener).answer()
        return verdict
    }

    /// The rules that would take a request if the one that does were not there, in the order in which they are tried: at most two.
    func beaten(by request: Request) -> [Rule] {
        guard let front = front(for: request), let sections = front.sections, request.scheme.isHTTP, !front.listener.isConnection,
            let index = sections.index(for: request)
        else { return [] }
        return Array(index.rules(taking: ReadRequest(request, plane: sections.plane)).dropFirst().prefix(2))
    }

    /// The listener that takes a request: of several on one port that whose section is written most closely for it, else the first.
    private func front(for request: Request) -> Front? {
        let open = fronts.filter { $0.listener.port == request.port && $0.listener.carries(request.scheme) }
        guard open.count > 1 else { return open.first }
        var best = open[0]
        for front in open.dropFirst()
        where (front.sections?.closeness(to: request) ?? -1) > (best.sections?.closeness(to: request) ?? -1) {
            best = front
        }
        return best
    }

    private func passed(_ listener: Listener) -> Answer {
        guard endpoint.kind == "Service" else { return .refused(.noBackend) }
        var answer = Answer()
        answer.service = "\(endpoint.namespace)/\(endpoint.name)"
        answer.port = .number(listener.port)
        return answer
    }
}

extension Listener {
    /// Whether it chooses among connections rather than requests.
    var isConnection: Bool { ["TCP", "UDP", "TLS"].contains(`protocol`) }

    /// Whether connections of a scheme reach the listener at all.
    fileprivate func carries(_ scheme: Request.Scheme) -> Bool {
        switch `protocol` {
        case "UDP", "QUIC", "HTTP3": scheme == .udp
        case "TCP_UDP", "TCP_QUIC": true
        case "SCTP": false
        default: scheme != .udp
        }
    }
}

extension RuleIndex {
    /// The rule that takes a connection which is no HTTP: by server name alone.
    func connectionRule(for request: Request) -> Rule? {
        places(for: request.serverName).lazy.map { self.rules[$0] }.first { rule in
            rule.path == nil && rule.headers.isEmpty && rule.query.isEmpty && rule.methods.isEmpty
        }
    }
}
