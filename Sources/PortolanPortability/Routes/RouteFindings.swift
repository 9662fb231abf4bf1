// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanTrace

extension RouteJudge {
    /// What its author should know of an Ingress or Gateway on the target, beside what is lost.
    func findings(of metadata: ObjectMeta) -> [Finding] {
        switch exposure.status {
        case .unclaimed:
            return [
                finding(
                    "class-not-served", .error, metadata, metadata.location, exposure.reason ?? "no controller takes it",
                    "name a class that a controller of the target takes, or say which are installed: --set \(target).routing=ID")
            ]
        case .failed, .invalid:
            return [
                finding(
                    "route-refused", .error, metadata, metadata.location, exposure.reason ?? "the controller refuses it",
                    "mend what the controller's message names; until then nothing of the object is served")
            ]
        case .provisioned: return asks.compactMap { finding(about: $0, metadata) }
        case .nodeOnly, .clusterOnly, .alias: return []
        }
    }

    private func finding(about ask: RouteAsk, _ metadata: ObjectMeta) -> Finding? {
        let request = ask.base.probe.text
        let verdict = evaluator.verdict(on: ask.base.probe.request)
        if let origin = verdict.rule?.origin, origin.object != metadata.reference, Self.routing.contains(origin.object.kind) {
            return finding(
                "route-taken", .warning, metadata, ask.requirement.origin.location,
                "\(request) is answered by \(origin.object.kind) \(origin.object.namespace)/\(origin.object.name) (\(origin.location)), not by this object",
                "give the two different hosts or paths, or take one of them away")
        }
        guard let status = verdict.answer.status, verdict.answer.location == nil, status >= 404 else { return nil }
        let backends = verdict.rule?.backends.map(\.service) ?? []
        let behind = backends.isEmpty ? "no rule takes it" : "nothing answers behind \(backends.joined(separator: ", "))"
        return finding(
            "route-unanswered", .error, metadata, ask.requirement.origin.location, "\(request) gets \(status): \(behind)",
            backends.isEmpty
                ? "look at the order of the rules with portolan trace --request '\(request)'"
                : "check that the Service exists, has the port, and selects pods")
    }

    /// Objects of which each has rules of its own; a Gateway's rules are its routes'.
    private static let routing: Set<String> = ["Ingress", "IngressRoute"]

    private func finding(
        _ code: String, _ severity: Severity, _ metadata: ObjectMeta, _ location: SourceLocation, _ message: String, _ remedy: String
    ) -> Finding {
        Finding(
            code: code, severity: severity, subject: metadata.reference, target: target, location: location, message: message,
            remedy: remedy)
    }
}
