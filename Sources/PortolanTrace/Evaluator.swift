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
    }

    private struct Front: Sendable {
        let balancer: LoadBalancer
        let listener: Listener
        let index: RuleIndex?
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
                guard case .route(let rules) = listener.duty else { return Front(balancer: balancer, listener: listener, index: nil) }
                let plane = balancer.dataPlane ?? DataPlane()
                return Front(balancer: balancer, listener: listener, index: RuleIndex(rules, plane: plane))
            }
        }
    }

    /// Whether it listens for a request, and has a rule that names its host.
    public func knows(_ request: Request) -> Bool {
        front(for: request)?.index?.knows(request.host) ?? false
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
        guard let index = front.index else {
            verdict.answer = passed(front.listener)
            return verdict
        }
        if request.scheme.isTLS, let names = front.listener.serverNames,
            !names.contains(where: { index.plane.hostWildcard.matches($0, request.serverName) })
        {
            verdict.answer = .refused(.noCertificate)
            return verdict
        }
        let read = ReadRequest(request, plane: index.plane)
        verdict.rule = request.scheme.isHTTP ? index.rule(for: read) : index.connectionRule(for: request)
        guard let rule = verdict.rule else {
            verdict.answer =
                request.scheme.isHTTP
                ? .status(index.plane.unmatchedStatus) : .refused(request.scheme == .tls ? .noCertificate : .noBackend)
            return verdict
        }
        verdict.answer = RuleAnswer(index: index, rule: rule, read: read, listener: front.listener).answer()
        return verdict
    }

    private func front(for request: Request) -> Front? {
        fronts.first { $0.listener.port == request.port && $0.listener.carries(request.scheme) }
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
        rules(for: request.serverName).first { rule in
            rule.path == nil && rule.headers.isEmpty && rule.query.isEmpty && rule.methods.isEmpty
        }
    }
}
