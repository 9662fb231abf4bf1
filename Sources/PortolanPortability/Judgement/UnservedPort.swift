// SPDX-License-Identifier: Apache-2.0

package import PortolanGraph
import PortolanKubernetes
import PortolanModel

/// A port of a Service on which no client gets an answer, as the plan itself shows it.
public struct UnservedPort: Hashable, Sendable {
    /// The Service's port.
    public var port: Int
    /// Its transport protocol.
    public var `protocol`: String
    /// Why, in one sentence.
    public var reason: String
    /// Whether the manifests show it whatever the target: a finding without a target says so then.
    public var isEverywhere: Bool
    /// What mends it where that is a line of the manifests that no adaptation writes.
    package var repairs: [DeadEnd.Repair] = []
    /// Whether the app has to change, since no line of the Service mends it.
    var isAppAlone = false

    /// The port as a listener is written: `53/UDP`.
    public var words: String { "\(port)/\(`protocol`)" }
}

extension Judge {
    /// Ports that nobody is answered on.
    ///
    /// - Parameter judgements: What becomes of the requirements.
    func unservedPorts(_ judgements: [Judgement]) -> [UnservedPort] {
        let waiting = portsThatWait(judgements)
        return service.ports.enumerated().compactMap { index, port in
            var unserved = UnservedPort(port: port.port, protocol: port.protocol.rawValue, reason: "", isEverywhere: false)
            if let end = facts.deadEnds[index] {
                unserved.reason = end.reason
                unserved.repairs = end.repairs
                unserved.isEverywhere = true
                return unserved
            }
            guard exposure.status == .provisioned else { return nil }
            if let reason = silence(of: port) {
                unserved.reason = reason
                unserved.repairs = repair(port).map { [$0] } ?? []
                return unserved
            }
            let wanted = Requirement.Port(number: port.port, protocol: port.protocol.rawValue)
            guard waiting.contains(nil) || waiting.contains(wanted) else { return nil }
            unserved.reason = "the app expects a PROXY protocol header that is not sent, so every connection fails"
            unserved.isAppAlone = true
            return unserved
        }
    }

    /// Why the target answers nobody on a port; `nil` where it may.
    private func silence(of port: ServicePort) -> String? {
        if let address = foreignAddress { return "no such address as \(address) is there, so no load balancer is made" }
        guard exposure.address != nil else { return "no address is published, so clients are told none" }
        let wanted = Requirement.Port(number: port.port, protocol: port.protocol.rawValue)
        let found = listeners(for: wanted)
        guard let first = found.first else { return "no listener serves it" }
        let balancers = exposure.loadBalancers
        if !balancers.isEmpty, balancers.allSatisfy({ $0.sourceRanges?.isEmpty == true }) {
            return "nobody may connect: no source range is let in"
        }
        if found.allSatisfy({ $0.backend.map { $0.port == nil || $0.port == .number(0) } ?? false }) {
            return "the load balancer has no port of a node to send it to"
        }
        if found.allSatisfy({ $0.healthCheck?.port == .number(0) }) { return "its health check asks port 0, so no backend is ever healthy" }
        if let raw = RawProtocol.of(port), found.allSatisfy({ Self.webProtocols.contains($0.protocol) }) {
            return "the listener speaks \(first.protocol), and clients speak \(raw)"
        }
        return nil
    }

    /// A line that stands in the way and that nobody takes out unasked.
    private func repair(_ port: ServicePort) -> DeadEnd.Repair? {
        let found = listeners(for: Requirement.Port(number: port.port, protocol: port.protocol.rawValue))
        let words: String
        if !service.allocateLoadBalancerNodePorts,
            found.contains(where: { $0.backend?.port == .number(0) || $0.healthCheck?.port == .number(0) })
        {
            words = "spec.allocateLoadBalancerNodePorts removed"
        } else if RawProtocol.of(port) != nil, let said = own.first(where: { $0.id == .portProtocol }) {
            words = "metadata.annotations: \(said.origin.key) removed"
        } else {
            return nil
        }
        return DeadEnd.Repair(object: service.metadata.reference, location: service.metadata.location, lines: 1, words: words)
    }

    private static let webProtocols: Set<String> = ["HTTP", "HTTPS", "HTTP2", "HTTP3", "GRPC"]

    /// The ports on which the home sends a header before each connection, which the app then waits for, and the target does not; `nil`
    /// among them where that is so on all.
    private func portsThatWait(_ judgements: [Judgement]) -> Set<Requirement.Port?> {
        var ports: Set<Requirement.Port?> = []
        for judgement in judgements {
            let requirement = judgement.requirement
            guard requirement.id == .backendProxyProtocol, requirement.value == "v1" || requirement.value == "v2",
                case .unmet = judgement.outcome
            else { continue }
            ports.insert(requirement.port)
        }
        return ports
    }
}
