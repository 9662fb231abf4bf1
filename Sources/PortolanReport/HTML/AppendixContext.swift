// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the appendix: everything that the pages before were made from.
struct AppendixContext {
    /// Rows of a list that are written out, so that a page of thousands of endpoints can be opened; a sentence says how many are not.
    private static let most = 1_000

    let app: PlannedApp
    let edition: ReportEdition
    let groups: TargetGroups

    private var plan: Plan { app.plan }

    var row: TemplateRow {
        var row: TemplateRow = [
            "services": String(plan.account.services), "workloadCount": String(plan.account.workloads),
            "otherCount": String(plan.account.otherKinds.values.reduce(0, +)), "dangerWeight": String(edition.weights.danger),
            "printsAppendix": edition.printsAppendix,
        ]
        row.set("rejectedCount", plan.account.rejected > 0 ? String(plan.account.rejected) : nil)
        row.set("problemCount", plan.account.problems.isEmpty ? nil : String(plan.account.problems.count))
        row.set("asked", limited(askedRows))
        row.set("settled", limited(settledRows))
        row.set("inside", limited(insideRows))
        row.set("workloads", limited(workloadRows))
        row.set("rejected", limited(rejectedRows))
        row.set("unjudged", limited(unjudgedRows))
        row.set("files", edition.sources.paths.prefix(Self.most).map { Words.clipped($0, to: 300).templateText })
        row["fileCount"] = String(edition.sources.paths.count)
        row["weights"] = weightRows
        row["targets"] = targetRows
        row.set("unknownKinds", unknownKinds)
        row.merge(sum) { _, new in new }
        row.set("cut", isCut ? "Lists end after \(Self.most) rows; portolan plan --format json has all." : nil)
        return row
    }

    private func limited(_ rows: [TemplateRow]) -> [TemplateRow] { Array(rows.prefix(Self.most)) }

    private var isCut: Bool { plan.endpoints.count > Self.most || plan.inventory.workloads.count > Self.most }

    // MARK: What is asked for, and how it is set

    /// The requirements, each told once for the endpoints that have it in common.
    private var askedRows: [TemplateRow] {
        struct Key: Hashable {
            var id: RequirementID
            var port: String?
            var value: String
            var origin: String
            var words: String
            var lost: [Int]
        }
        var order: [Key] = []
        var names: [Key: [String]] = [:]
        for judged in app.assessment.endpoints {
            for (index, requirement) in judged.requirements.enumerated() {
                let lost = judged.columns.indices.filter { target in
                    index < judged.columns[target].judgements.count && !judged.columns[target].judgements[index].outcome.isMet
                }
                let key = Key(
                    id: requirement.id, port: requirement.port.map { "\($0.number)/\($0.protocol)" }, value: requirement.value,
                    origin: requirement.origin.key,
                    words: requirement.origin.isDefault ? "default of \(requirement.origin.words)" : requirement.origin.words, lost: lost)
                if names[key] == nil { order.append(key) }
                names[key, default: []].append("\(judged.reference.namespace)/\(judged.reference.name)")
            }
        }
        return order.sorted { $0.id.rawValue < $1.id.rawValue }.map { key in
            var row: TemplateRow = [
                "id": key.id.rawValue, "value": Words.clipped(key.value, to: 200).templateText, "origin": key.origin.templateText,
                "words": key.words.templateText, "lostOn": key.lost.isEmpty ? "nowhere" : Words.list(key.lost.map { groups.ids[$0] }),
                "objects": Words.shortened((names[key] ?? []).uniqued.map { Words.clipped($0, to: 120) }, to: 5).templateText,
            ]
            row.set("port", key.port)
            return row
        }
    }

    /// What the controllers set on a load balancer, and what they note, told once for the endpoints that have it in common.
    private var settledRows: [TemplateRow] {
        struct Key: Hashable {
            var target: Int
            var facts: [String]
        }
        var order: [Key] = []
        var names: [Key: [String]] = [:]
        for endpoint in plan.endpoints where !endpoint.isInside {
            for (target, exposure) in endpoint.exposures.enumerated() {
                let facts = facts(exposure)
                guard !facts.isEmpty else { continue }
                let key = Key(target: target, facts: facts)
                if names[key] == nil { order.append(key) }
                names[key, default: []].append("\(endpoint.reference.namespace)/\(endpoint.reference.name)")
            }
        }
        return order.enumerated().sorted { ($0.element.target, $0.offset) < ($1.element.target, $1.offset) }.map { _, key in
            [
                "target": groups.ids[key.target].templateText, "group": groups.name([key.target]),
                "facts": key.facts.map { Words.clipped($0, to: 600).templateText },
                "objects": Words.shortened((names[key] ?? []).uniqued.map { Words.clipped($0, to: 120) }, to: 5).templateText,
            ]
        }
    }

    private func facts(_ exposure: Exposure) -> [String] {
        var facts: [String] = []
        if let balancer = exposure.loadBalancers.first {
            if let ranges = balancer.sourceRanges {
                facts.append("may connect: " + (ranges.isEmpty ? "nobody" : ranges.joined(separator: ", ")))
            }
            if let client = balancer.clientIP { facts.append("the pod sees: \(client.words)") }
            let certificates = balancer.listeners.flatMap { $0.tls?.certificates ?? [] }.uniqued
            if !certificates.isEmpty { facts.append("certificates: " + certificates.joined(separator: ", ")) }
            let checks = balancer.listeners.compactMap(\.probeWords).uniqued
            if !checks.isEmpty { facts.append("health check: " + checks.joined(separator: ", ")) }
            let settings = balancer.settings.map { "\($0.name) = \($0.value)" }
            if !settings.isEmpty { facts.append(settings.joined(separator: ", ")) }
        }
        return facts + exposure.notes
    }

    // MARK: Objects

    private var insideRows: [TemplateRow] {
        let reached = plan.servicesBehindUnjudged
        return plan.endpoints.filter { $0.isInside && !reached.contains($0.reference) }.map { endpoint in
            [
                "name": Words.clipped("\(endpoint.reference.namespace)/\(endpoint.reference.name)", to: 253).templateText,
                "type": endpoint.service?.isHeadless == true ? "headless" : (endpoint.type ?? "").templateText,
            ]
        }
    }

    /// Workloads: which container listens where, and who reaches it.
    private var workloadRows: [TemplateRow] {
        // By the graph, since an endpoint lists the first of very many workloads only.
        var reachedBy = [NameList](repeating: NameList(), count: plan.inventory.workloads.count)
        var routes: [ObjectReference: [Plan.Route: [String]]] = [:]
        for endpoint in plan.endpoints {
            if let service = endpoint.service {
                for position in plan.graph.positions(behind: service) { reachedBy[position].add(endpoint.reference.name) }
            }
            for route in endpoint.routes { routes[route.workload, default: [:]][route, default: []].append(endpoint.reference.name) }
        }
        return plan.inventory.workloads.enumerated().map { position, workload in
            let own = routes[workload.reference] ?? [:]
            let isListed = !own.isEmpty || reachedBy[position].words == nil
            var row: TemplateRow = [
                "name": Words.clipped("\(workload.metadata.namespace)/\(workload.metadata.name)", to: 253).templateText,
                "kind": workload.reference.kind.templateText, "replicas": workload.replicas.map(String.init) ?? "–",
            ]
            row["containers"] = workload.pod.runningContainers.map { container -> TemplateRow in
                var told: TemplateRow = ["name": Words.clipped(container.name, to: 253).templateText]
                told.set(
                    "ports",
                    container.ports.map { port -> TemplateRow in
                        let services = own.filter { $0.key.container == container.name && $0.key.podPort == .number(port.containerPort) }
                            .flatMap(\.value).uniqued.sorted()
                        var row: TemplateRow = [
                            "port": "\(port.containerPort)/\(port.protocol.rawValue)\(port.name.map { " \($0)" } ?? "")".templateText
                        ]
                        let unlisted = isListed ? nil : "not listed one by one"
                        row.set("services", services.isEmpty ? unlisted : Words.shortened(services, to: 4))
                        return row
                    })
                return told
            }
            row.set("services", reachedBy[position].words)
            return row
        }
    }

    private var rejectedRows: [TemplateRow] {
        plan.rejections.map { rejection in
            [
                "name": Words.clipped("\(rejection.reference)", to: 300).templateText, "location": "\(rejection.location)".templateText,
                "reasons": rejection.reasons.map { reason in
                    Words.clipped("\(reason.field ?? ""): \(reason.message) (\(reason.location.line):\(reason.location.column))", to: 500)
                        .templateText
                },
            ]
        }
    }

    private var unjudgedRows: [TemplateRow] {
        Coverage(plan, app.assessment).unjudged.map { one in
            [
                "name": Words.clipped("\(one.reference)", to: 300).templateText,
                "location": "\(one.location.file):\(one.location.line)".templateText,
                "reason": Words.clipped(one.reason, to: 500).templateText,
            ]
        }
    }

    private var unknownKinds: String? {
        let kinds = plan.unknownKinds
        return kinds.isEmpty ? nil : Words.shortened(kinds.map { "\($0.count) \($0.kind)" }, to: 12)
    }

    // MARK: Method

    private var weightRows: [TemplateRow] {
        let asked = Set(app.assessment.endpoints.flatMap { $0.requirements.map(\.id) })
        return RequirementID.allCases.filter { asked.contains($0) }.map { id in
            ["id": id.rawValue, "points": String(edition.weights.points(for: id))]
        }
    }

    /// The app's score as it is added up, shortened where it is long.
    private var sum: TemplateRow {
        let points = app.assessment.endpoints.flatMap { $0.columns.map(\.score.points) }
        guard let written = app.assessment.written, !points.isEmpty else { return ["sum": false] }
        let shown = points.prefix(points.count > 24 ? 12 : 24).map(String.init).joined(separator: " + ")
        let whole = points.count > 24 ? "\(shown) + … = \(points.reduce(0, +))" : shown
        return ["sum": "(\(whole)) ÷ \(points.count) = \(written)"]
    }

    private var targetRows: [TemplateRow] {
        plan.assignments.enumerated().map { index, assignment in
            let catalogue = assignment.target.catalogue
            var row: TemplateRow = [
                "id": catalogue.id.templateText, "title": catalogue.title.templateText, "summary": catalogue.summary.templateText,
                "controller": catalogue.controller.templateText, "version": catalogue.controllerVersion.templateText,
                "verified": catalogue.verified.templateText, "group": groups.name([index]),
            ]
            let routing = assignment.routing.map { "\($0.module.catalogue.title) \($0.module.catalogue.controllerVersion)" }
            row.set("routing", routing.isEmpty ? nil : Words.list(routing))
            let set = assignment.set.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            row.set("set", set.isEmpty ? nil : set.joined(separator: ", "))
            return row
        }
    }
}

extension ClientIP {
    /// What the pod sees, for people.
    fileprivate var words: String {
        switch self {
        case .preserved: "the client's own address"
        case .proxyProtocol: "the load balancer's address, the client's in the PROXY protocol"
        case .forwardedHeader: "the load balancer's address, the client's in X-Forwarded-For"
        case .node: "an address of a node or of the load balancer"
        }
    }
}
