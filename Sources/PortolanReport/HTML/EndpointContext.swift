// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability

/// What the templates can name of one endpoint.
struct EndpointContext {
    let endpoint: Plan.Endpoint
    let judged: Assessment.Endpoint
    let targets: [String]

    func row(anchor: String) -> [String: Any] {
        var row: [String: Any] = [
            "anchor": anchor, "name": endpoint.reference.name.templateText, "namespace": endpoint.reference.namespace.templateText,
            "type": (endpoint.type ?? endpoint.reference.kind).templateText,
            "location": "\(endpoint.location.file):\(endpoint.location.line)".templateText,
            "hasRequirements": !judged.requirements.isEmpty, "requirementCount": String(judged.requirements.count),
            "requirements": requirementRows,
            "rows": endpoint.exposures.indices.map { targetRow($0) },
        ]
        row["home"] = judged.home ?? false
        return row
    }

    private var requirementRows: [Any] {
        judged.requirements.enumerated().map { index, requirement in
            let lost = judged.columns.filter { !$0.judgements[index].outcome.isMet }.map(\.target)
            var row: [String: Any] = [
                "id": requirement.id.rawValue, "value": requirement.value.templateText, "origin": requirement.origin.key.templateText,
                "words": requirement.origin.isDefault ? "default of \(requirement.origin.words)" : requirement.origin.words,
                "lostOn": lost.isEmpty ? "nowhere" : lost.joined(separator: ", "),
            ]
            row["port"] = requirement.port.map { "\($0.number)/\($0.protocol)" } ?? false
            return row
        }
    }

    private func targetRow(_ index: Int) -> [String: Any] {
        let exposure = endpoint.exposures[index]
        let column = index < judged.columns.count ? judged.columns[index] : nil
        let products = exposure.loadBalancers.map(\.product)
        let product = products.first.map { products.count > 1 ? "\(products.count) × \($0)" : $0 } ?? ""
        var row: [String: Any] = [
            "target": targets[index], "address": exposure.addressWords, "product": product,
            "grade": column.map { ReportContext.grade($0.score.points) } ?? "bad", "open": column?.dangers.isEmpty == false,
        ]
        row.merge(list("paths", "hasPaths", paths(exposure))) { _, new in new }
        row.merge(list("facts", "hasFacts", facts(exposure))) { _, new in new }
        row.merge(list("notes", "hasNotes", exposure.notes.map(\.templateText))) { _, new in new }
        row["reason"] = exposure.reason?.templateText ?? false
        guard let column else {
            for name in ["points", "hasLosses", "hasChanges"] { row[name] = false }
            return row
        }
        let adapted = column.adapted.score.points
        row["points"] = adapted == column.score.points ? String(adapted) : "\(column.score.points) → \(adapted)"
        row["adaptedPoints"] = String(adapted)
        row.merge(list("losses", "hasLosses", column.score.losses.map(loss))) { _, new in new }
        row.merge(list("changes", "hasChanges", column.adapted.changes.map { $0.words.templateText })) { _, new in new }
        return row
    }

    private func list(_ name: String, _ flag: String, _ rows: [Any]) -> [String: Any] { [name: rows, flag: !rows.isEmpty] }

    private func loss(_ loss: Score.Loss) -> [String: Any] {
        let ports = loss.ports.isEmpty ? "" : " (port \(loss.ports.map(String.init).joined(separator: ", ")))"
        return [
            "points": loss.points == 0 ? "0" : "−\(loss.points)", "requirement": loss.requirement.rawValue,
            "reason": (loss.reason + ports).templateText,
            "danger": loss.isDanger,
        ]
    }

    private func paths(_ exposure: Exposure) -> [[String: Any]] {
        if exposure.status == .nodeOnly {
            return zip(endpoint.routes, ClientPath.ends(endpoint.routes, of: endpoint)).map { route, end in
                [
                    "balancer": "a node's address", "listener": "node port", "entry": "\(route.port)/\(route.protocol.rawValue)",
                    "end": end.templateText,
                ]
            }
        }
        return exposure.loadBalancers.flatMap { balancer in
            ClientPath.all(through: balancer, of: endpoint).map { path -> [String: Any] in
                [
                    "balancer": balancer.product, "listener": path.listener, "entry": path.entry.templateText, "end": path.end.templateText,
                ]
            }
        }
    }

    private func facts(_ exposure: Exposure) -> [Any] {
        guard let balancer = exposure.loadBalancers.first else { return [] }
        var facts: [(String, String)] = []
        if let name = balancer.name { facts.append(("name", name)) }
        if let ranges = balancer.sourceRanges { facts.append(("may connect", ranges.isEmpty ? "nobody" : ranges.joined(separator: ", "))) }
        if let client = balancer.clientIP { facts.append(("client address", client.rawValue)) }
        let certificates = balancer.listeners.flatMap { $0.tls?.certificates ?? [] }
        if !certificates.isEmpty { facts.append(("certificates", certificates.joined(separator: ", "))) }
        if let check = balancer.listeners.first?.healthCheck {
            let port = check.port.map { " " + ClientPath.words($0) } ?? ""
            facts.append(("health check", "\(check.protocol)\(port)\(check.path.map { " " + $0 } ?? "")"))
        }
        let settings = balancer.settings.map { "\($0.name) = \($0.value)" }
        if !settings.isEmpty { facts.append(("settings", settings.joined(separator: ", "))) }
        return facts.map { ["name": $0.0, "value": $0.1.templateText] as [String: Any] }
    }
}
