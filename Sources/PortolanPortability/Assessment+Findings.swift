// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

extension Assessment {
    /// What nobody asked for but differs on a target, ports that nobody is answered on, and Services that are written for one cloud alone.
    public var dangerFindings: [Finding] {
        endpoints.flatMap { dangers($0) + silence($0) + oneCloud($0) } + assumptionFindings() + routeFindings
    }

    private func dangers(_ endpoint: Endpoint) -> [Finding] {
        endpoint.columns.flatMap { column in
            column.dangers.map { danger in
                let requirement = endpoint.requirements.first { $0.id == danger.requirement }
                return Finding(
                    code: danger.code, severity: danger.severity, subject: endpoint.reference, target: column.target,
                    location: requirement?.origin.location ?? SourceLocation(file: "-", line: 1), message: danger.message,
                    remedy: remedy(danger, column))
            }
        }
    }

    /// What to do: the danger's own remedy where an adapted manifest is without it, else to keep away, since no annotation helps.
    private func remedy(_ danger: Danger, _ column: Column) -> String {
        let isCured = column.adapted.judgements.allSatisfy { $0.requirement.id != danger.requirement || $0.outcome.isMet }
        guard !isCured else { return danger.remedy }
        let words = "nothing that can be written changes it on \(column.target)"
        switch danger.requirement {
        case .reachability: return "\(words): there, expose it by other means, or accept the address and say so to whoever relies on it"
        case .portProtocol:
            return "\(words): there, end TLS in the pod, with a certificate of its own, or in a Gateway or Ingress before it"
        case .healthCheckPath: return "\(words): let the app answer that path with success"
        case .addressReserved: return "\(words): take the address out for that target"
        default: return "\(words): there, keep it private, or put a firewall of your own in front"
        }
    }

    /// A manifest that looks generic but speaks to one cloud's controller: said once, where its first word stands.
    private func oneCloud(_ endpoint: Endpoint) -> [Finding] {
        guard let home = endpoint.home, endpoint.isOneCloud else { return [] }
        let places = endpoint.requirements.filter { endpoint.homeKeys.contains($0.origin.key) }.map(\.origin.location)
        guard let place = places.min() ?? endpoint.requirements.first?.origin.location else { return [] }
        let others = endpoint.homeKeys.count - 1
        let more = others <= 0 ? "" : others == 1 ? " or another annotation beside it" : " or any of \(others) more annotations"
        let first = endpoint.homeKeys.first ?? ""
        return [
            Finding(
                code: "written-for-one-cloud", severity: .info, subject: endpoint.reference, location: place,
                message: "it is written for \(home): to the controllers of other clouds \(first)\(more) means nothing",
                remedy: "for other clouds write overlays with portolan adapt, and keep the base free of one cloud's words")
        ]
    }
}
