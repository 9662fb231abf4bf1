// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanMoving
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanTrace
import TestSupport
import Testing

/// A setup of ingress-nginx, what answers its requests, and what answers them once it has moved.
struct MovedSetup {
    static let folder = "Tests/CLITests/Setups"
    static let options = ["routing": "ingress-nginx", "allowSnippetAnnotations": "true", "annotationsRiskLevel": "Critical"]

    let name: String
    /// What it is, from the comment in its first line.
    let title: String
    let plan: Plan
    let objects: [YAMLNode]
    let probes: [Probe]
    private let answers: [Answer]
    private let homes: RouteHomes
    private let targets: [Target]

    init(_ name: String) throws {
        self.name = name
        let bytes = try #require(TextFile.read("\(Repository.root)/\(Self.folder)/\(name).yaml"))
        title = String(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }.dropFirst(2))
        let (tree, error) = YAMLTree.compose(bytes, file: "\(name).yaml")
        try #require(error == nil)
        objects = tree.documents
        let kind = Planner.Assignment(target: try #require(Providers.target("kind")), set: Self.options, modules: Providers.allRouting)
        plan = Planner([kind]).plan(objects)
        targets = Providers.ids.compactMap { Providers.target($0) }
        homes = RouteHomes(plan, targets: targets, forced: nil, preferred: ["ingress-nginx"])
        var seen: Set<String> = []
        probes = AnswerChange.drafted(plan).filter { seen.insert($0.named).inserted }
        answers = Tracer(plan).traces(of: probes).map(\.answer)
        try #require(answers.count == probes.count)
    }

    /// How many requests get the same answer from a plan.
    func same(in after: Plan?) -> Int {
        guard let after else { return 0 }
        let tracer = Tracer(after)
        return zip(probes, answers).count { probe, answer in
            var free = probe
            free.to = nil
            return tracer.traces(of: [free]).first.map { RouteProof.areSame(answer, $0.answer) } ?? false
        }
    }

    /// Moved to Envoy Gateway.
    func toGatewayAPI() throws -> GatewayMove {
        let cluster = try #require(plan.assignments.first)
        let target = try GatewayTarget(
            class: nil, in: plan.inventory, modules: Providers.allRouting, targets: targets, cluster: cluster)
        return GatewayMove(plan, objects: objects, homes: homes, options: Self.options, to: target, allowsOpen: false)
    }

    /// Moved to a target's own controller.
    func to(_ id: String) throws -> IngressMove {
        let target = Planner.Assignment(target: try #require(Providers.target(id)), modules: Providers.allRouting)
        return IngressMove(plan, objects: objects, homes: homes, to: target, allowsOpen: false)
    }

    /// What ingress2gateway makes of it, on Envoy Gateway.
    func byIngress2Gateway() throws -> Plan {
        let bytes = try #require(TextFile.read("\(Repository.root)/\(Self.folder)/ingress2gateway/\(name).yaml"))
        let (tree, error) = YAMLTree.compose(bytes, file: "ingress2gateway/\(name).yaml")
        try #require(error == nil)
        let kind = Planner.Assignment(
            target: try #require(Providers.target("kind")), set: ["routing": "envoy-gateway"], modules: Providers.allRouting)
        let kept = objects.filter { $0.value("kind")?.text != "Ingress" }
        return Planner([kind]).plan(kept + tree.documents)
    }

    /// Requests that were restricted, by credentials, a sign-in service, a certificate or their source, and that a rule without any
    /// restriction serves now.
    func opened(in after: Plan) -> [String] {
        let old = Self.evaluators(plan)
        let new = Self.evaluators(after)
        return probes.compactMap { probe in
            guard let before = (old.first { $0.knows(probe.request) } ?? old.first)?.verdict(on: probe.request),
                let now = (new.first { $0.knows(probe.request) } ?? new.first)?.verdict(on: probe.request)
            else { return nil }
            let wasRestricted =
                before.rule?.auth != nil || before.rule?.sourceRanges != nil || [400, 401, 403].contains(before.answer.status)
            let isRestricted = now.rule?.auth != nil || now.rule?.sourceRanges != nil || !(now.rule?.steps ?? []).isEmpty
            return wasRestricted && now.answer.isServed && !isRestricted ? probe.text : nil
        }
    }

    private static func evaluators(_ plan: Plan) -> [Evaluator] {
        plan.endpoints.filter { $0.entrance?.service == nil && $0.reference.kind != "Service" }.compactMap { endpoint in
            endpoint.exposures.first.map { Evaluator($0, of: endpoint.reference) }
        }
    }
}
