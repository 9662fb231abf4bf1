// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Something that the app cannot do without and that it does not get, with who could mend it where no annotation does.
struct Need {
    /// `app` or `impossible`; `edit` where a person has to write a line that no adaptation writes.
    var verdict: Verdict
    /// What has to be done, or what cannot be, in one sentence.
    var words: String

    /// What an endpoint lacks as it stands.
    static func all(_ state: Adaptation, _ vocabulary: Vocabulary) -> [Need] {
        switch state.exposure.status {
        case .provisioned, .nodeOnly: break
        case .failed, .unclaimed, .invalid, .clusterOnly, .alias: return [noAddress(state)]
        }
        let silent = state.unserved.map { port in
            let verdict: Verdict = !port.repairs.isEmpty ? .edit : port.isAppAlone ? .app : .impossible
            return Need(verdict: verdict, words: "port \(port.words): \(port.reason)")
        }
        let lacking = state.judgements.filter { !isSilent($0.requirement, state.unserved) }.compactMap { judgement -> Need? in
            switch judgement.outcome {
            case .met: nil
            case .unmet(let instead): need(judgement.requirement, instead, vocabulary)
            case .partly(let lost): judgement.requirement.id.isEssentialInFull ? need(judgement.requirement, lost, vocabulary) : nil
            }
        }
        return silent + lacking
    }

    /// Whether a requirement is lost with its port, which says it already.
    private static func isSilent(_ requirement: Requirement, _ unserved: [UnservedPort]) -> Bool {
        guard !unserved.isEmpty, let port = requirement.port else { return requirement.id == .backendProxyProtocol && !unserved.isEmpty }
        return unserved.contains { $0.port == port.number && $0.protocol == port.protocol }
    }

    private static func noAddress(_ state: Adaptation) -> Need {
        Need(verdict: .impossible, words: state.exposure.reason ?? "it gets no address")
    }

    /// Who could mend a requirement that does not hold; `nil` where the app works without it.
    private static func need(_ requirement: Requirement, _ loss: String, _ vocabulary: Vocabulary) -> Need? {
        let port = requirement.port.map { "port \($0.number): " } ?? ""
        switch requirement.id {
        case .addressReserved: return Need(verdict: .app, words: "give clients a DNS name, since no address can be reserved: \(loss)")
        case .reachability, .addressFamilies, .securityProtection:
            return Need(verdict: .impossible, words: loss)
        case .portProtocol where ["TLS", "HTTPS", "HTTP2", "HTTP3", "QUIC", "GRPC"].contains(requirement.value), .tlsCertificate:
            return Need(verdict: .app, words: "\(port)end TLS in the pod, or in a Gateway or Ingress before it: \(loss)")
        case .portProtocol: return Need(verdict: .impossible, words: "\(port)\(loss)")
        case .sourceRanges:
            return Need(verdict: .app, words: "restrict who may connect by a NetworkPolicy, a proxy or a firewall of your own: \(loss)")
        case .clientAddress:
            guard !vocabulary.rows(expressing: .backendProxyProtocol).isEmpty else {
                return Need(verdict: .impossible, words: "the client's address cannot be had: \(loss)")
            }
            return Need(verdict: .app, words: "let the app read the client's address from the PROXY protocol: \(loss)")
        case .backendProxyProtocol:
            return Need(verdict: .app, words: "\(port)let the app accept connections as the load balancer opens them: \(loss)")
        case .backendProtocol: return Need(verdict: .app, words: "\(port)let the app speak what the load balancer speaks to it: \(loss)")
        case .affinity: return Need(verdict: .app, words: "keep sessions outside of the pods: \(loss)")
        case .tlsRedirect: return Need(verdict: .app, words: "let the app redirect from HTTP to HTTPS: \(loss)")
        case .healthCheckPath where requirement.origin.key == ReadinessReader.key:
            return Need(verdict: .app, words: "\(port)let the app answer the load balancer's check with success: \(loss)")
        case .timeoutIdle: return Need(verdict: .app, words: "let clients or the app send keepalives: \(loss)")
        default: return nil
        }
    }
}

extension RequirementID {
    /// Whether the app lacks something where it holds in part only.
    fileprivate var isEssentialInFull: Bool {
        switch self {
        case .sourceRanges, .addressFamilies, .clientAddress, .backendProxyProtocol, .affinity: true
        default: false
        }
    }
}
