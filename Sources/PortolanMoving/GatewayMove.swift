// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
package import PortolanKubernetes
package import PortolanManifest
import PortolanModel
package import PortolanPlan
package import PortolanPortability
import PortolanProvider
import PortolanTrace

/// An app's Ingresses as Gateways and routes, with the proof of what they answer.
package struct GatewayMove: Sendable {
    /// The file that the new objects stand in.
    package static let file = "gateway.yaml"

    /// The implementation that the Gateways are for.
    package let target: GatewayTarget
    /// The Ingresses that the new objects take the place of.
    package let moved: [Ingress]
    /// The Ingresses that stay as they are.
    package let refusals: [HomeRoutes.Refusal]
    /// The controllers that the Ingresses were written for.
    package let homes: [String]
    /// The new objects, as YAML.
    package let text: String
    /// How many there are of each kind, in words.
    package let counted: String
    /// What is not as it was, the worst first.
    package let losses: [MoveLoss]
    /// The same requests, asked of both sides.
    package let proof: RouteProof
    /// What the API server has against the new objects: mistakes of the writer's own.
    package let problems: [String]
    /// Values that only the user knows.
    package let placeholders: [String]
    /// The app once it has moved.
    package let after: Plan

    /// Moves.
    ///
    /// - Parameters:
    ///   - plan: The app.
    ///   - objects: The root nodes of its objects.
    ///   - homes: Finds what the Ingresses were written for.
    ///   - options: Options that somebody set.
    ///   - target: The implementation.
    ///   - allowsOpen: Whether what would be open without its restrictions is written all the same.
    package init(
        _ plan: Plan, objects: [YAMLNode], homes: RouteHomes, options: [String: String], to target: GatewayTarget, allowsOpen: Bool
    ) {
        self.target = target
        let routes = HomeRoutes(plan, homes: homes, options: options)
        let ports = ServicePorts(plan)
        var names: Set<String> = []
        var losses: [MoveLoss] = []
        let plans = routes.groups.map { group in
            GatewayPlan(group, to: target, named: &names, allowsOpen: allowsOpen) { ports.number(of: $1, in: $0) }
        }
        let documents = GatewayDocuments(target: target).documents(plans)
        text = documents.map(\.document).joined(separator: "---\n")
        counted = Self.counted(documents)
        placeholders = Self.placeholders(in: text)
        self.homes = routes.groups.map(\.name)
        refusals = routes.refusals
        moved = routes.groups.flatMap(\.ingresses)

        let (tree, _) = YAMLTree.compose(Array(text.utf8), file: Self.file)
        let gone = Set(moved.map(\.metadata.location))
        let kept = objects.filter { !gone.contains($0.location) }
        let after = Planner([target.assignment]).plan(kept + (documents.isEmpty ? [] : tree.documents))
        problems = after.rejections.filter { $0.location.file == Self.file }.map { rejection in
            let reason = rejection.reasons.first.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") } ?? "refused"
            return "\(rejection.reference.kind) \(rejection.reference.namespace)/\(rejection.reference.name): \(reason)"
        }
        var proof = RouteProof()
        for (group, made) in zip(routes.groups, plans) {
            losses += made.losses
            let rules = made.routes.flatMap(\.rules)
            var kept: Set<String> = ["deny", "auth_request"]
            if rules.contains(where: { $0.timeout != nil }) { kept.formUnion(["proxy_read_timeout", "proxy_send_timeout"]) }
            if rules.contains(where: { !$0.mirrors.isEmpty }) { kept.insert("mirror") }
            losses += LostWords(plan: plan, group: group, kept: kept).losses()
            losses += Self.remarks(made, group, target, after)
            Self.prove(group, made, plan, after, target, &proof)
        }
        losses += routes.refusals.map {
            MoveLoss(.loss, "Ingress \($0.ingress.metadata.namespace)/\($0.ingress.metadata.name) is not moved: \($0.reason)")
        }
        self.proof = proof
        self.after = after
        var seen: Set<MoveLoss> = []
        self.losses = losses.filter { seen.insert($0).inserted }.enumerated()
            .sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
    }

    // MARK: The proof

    private static func prove(
        _ group: HomeRoutes.Group, _ made: GatewayPlan, _ before: Plan, _ after: Plan, _ target: GatewayTarget, _ proof: inout RouteProof
    ) {
        guard let first = group.ingresses.first else { return }
        let old = Evaluator(group.exposure, of: first.metadata.reference)
        let references = Set(made.gateways.map(\.reference))
        let endpoints = after.endpoints.filter { references.contains($0.reference) }
        let new = endpoints.compactMap { endpoint in endpoint.exposures.first.map { Evaluator($0, of: endpoint.reference) } }
        let (drawn, redrawn) = (RequestDraft(before.inventory), RequestDraft(after.inventory))
        let probes =
            group.ingresses.flatMap { drawn.probes(of: .ingress($0)) }
            + endpoints.flatMap { endpoint in endpoint.entrance.map { redrawn.probes(of: $0) } ?? [] }
        for probe in probes {
            let isUntrusted = probe.request.scheme.isTLS && made.lacksCertificate(for: probe.request.host)
            proof.ask(probe, of: old, group.name, and: new, target.controller, isUntrusted: isUntrusted)
        }
    }

    // MARK: Further losses

    private static func remarks(_ made: GatewayPlan, _ group: HomeRoutes.Group, _ target: GatewayTarget, _ after: Plan) -> [MoveLoss] {
        var losses: [MoveLoss] = []
        let scope = group.exposure.address?.scope ?? group.exposure.loadBalancers.first?.scope
        for gateway in made.gateways {
            let endpoint = after.endpoints.first { $0.reference == gateway.reference }
            let exposure = endpoint?.exposures.first
            if let exposure, exposure.status != .provisioned {
                losses.append(
                    MoveLoss(
                        .loss,
                        "Gateway \(gateway.reference.namespace)/\(gateway.reference.name): \(exposure.reason ?? exposure.status.rawValue)"))
            }
            let new = exposure?.address?.scope ?? exposure?.loadBalancers.first?.scope
            if scope == .private, new != .private {
                losses.append(
                    MoveLoss(
                        .danger,
                        "Gateway \(gateway.reference.namespace)/\(gateway.reference.name): the load balancer is private on \(group.name); here nothing says so, and the cluster decides who reaches it"
                    ))
            }
        }
        let missing = Set(made.services).filter { service in !after.inventory.services.contains { "\($0.namespace)/\($0.name)" == service }
        }
        if !missing.isEmpty {
            losses.append(
                MoveLoss(
                    .note, "not in the input, so that nothing answers behind them: Services \(missing.sorted().joined(separator: ", "))"))
        }
        for backend in made.tlsBackends {
            losses.append(
                MoveLoss(
                    .loss,
                    target.has("BackendTLSPolicy")
                        ? "Service \(backend.service): a BackendTLSPolicy checks the certificate of its pods by name and authority: look at the name, and fill in the authority"
                        : "Service \(backend.service): its pods speak TLS, and \(target.controller) is not known to have BackendTLSPolicy; they would be spoken to in plain HTTP"
                ))
        }
        if made.routes.contains(where: { $0.access.auth != nil }) {
            losses.append(
                MoveLoss(
                    .loss,
                    "users and passwords are wanted in a Secret with the key .htpasswd and hashes of the kind {SHA}: until it is filled in, Envoy Gateway answers 500"
                ))
        }
        if target.controller == "traefik" {
            losses.append(
                MoveLoss(
                    .note,
                    "Traefik serves Gateways with its provider kubernetesGateway alone (chart: providers.kubernetesGateway.enabled), which is taken as on"
                ))
        }
        if let timeout = made.routes.flatMap(\.rules).compactMap(\.timeout).max() {
            losses.append(
                MoveLoss(
                    .note,
                    "timeouts.request (\(timeout)s) bounds the whole exchange, where proxy_read_timeout bounded a pause: what takes longer, a download or a stream, is cut"
                ))
        }
        return losses
    }

    private static func counted(_ documents: [YAMLValue]) -> String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for case .map(let entries) in documents {
            guard case .text(let kind)? = entries.first(where: { $0.key == "kind" })?.value else { continue }
            if counts[kind] == nil { order.append(kind) }
            counts[kind, default: 0] += 1
        }
        return order.map { kind in
            let count = counts[kind] ?? 0
            let plural = kind.hasSuffix("y") ? String(kind.dropLast()) + "ies" : kind.hasSuffix("s") ? kind + "es" : kind + "s"
            return "\(count) \(count == 1 ? kind : plural)"
        }.joined(separator: ", ")
    }

    private static func placeholders(in text: String) -> [String] {
        var found: Set<String> = []
        for line in text.split(separator: "\n") {
            guard let range = line.firstRange(of: "PORTOLAN-FILL-IN-") else { continue }
            found.insert(String(line[range.lowerBound...].prefix { $0.isLetter || $0 == "-" }))
        }
        return found.sorted()
    }
}

/// The ports of an app's Services by number.
struct ServicePorts {
    private let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    /// The number of a port; of one that is not named, that of the Service's first.
    func number(of port: PortValue?, in service: String) -> Int? {
        if case .number(let number)? = port { return number }
        let parts = service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let found = plan.graph.services(named: parts[1], in: parts[0]).last else { return nil }
        guard case .name(let name)? = port else { return found.ports.first?.port }
        return found.ports.first { $0.name == name }?.port
    }
}
