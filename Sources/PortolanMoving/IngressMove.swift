// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanManifest
package import PortolanModel
package import PortolanPlan
package import PortolanPortability
import PortolanProvider
import PortolanTrace

/// An app's Ingresses in the words of a target's own controller, with the proof of what they answer.
package struct IngressMove: Sendable {
    /// The file that the new objects stand in.
    package static let file = "routes.yaml"

    /// The target's id.
    package let target: String
    /// The controller that the Ingresses are for; `nil` where the target has none that its words are known of.
    package let controller: String?
    /// The Ingresses that the new objects take the place of.
    package private(set) var moved: [Ingress] = []
    /// The controllers that they were written for.
    package private(set) var homes: [String] = []
    /// The new objects, as YAML.
    package private(set) var text = ""
    /// Annotations of Services.
    package private(set) var services: [ObjectReference: [ServiceChange]] = [:]
    /// What is not as it was, the worst first.
    package private(set) var losses: [MoveLoss] = []
    /// The same requests, asked of both sides.
    package private(set) var proof = RouteProof()
    /// What the API server has against the new objects: mistakes of the writer's own.
    package private(set) var problems: [String] = []
    /// The app once it has moved; `nil` where nothing moves.
    package private(set) var after: Plan?
    /// Values that only the user knows.
    package private(set) var placeholders: [String] = []
    /// Whether the internet reaches what nothing says at home that it may.
    package private(set) var becomesPublic = false

    /// Moves the Ingresses that the target does not serve as their home does.
    ///
    /// - Parameters:
    ///   - plan: The app.
    ///   - objects: The root nodes of its objects.
    ///   - homes: Finds what the Ingresses were written for.
    ///   - assignment: The target with its options.
    ///   - allowsOpen: Whether what would be open without its restrictions is written all the same.
    package init(
        _ plan: Plan, objects: [YAMLNode], homes: RouteHomes, to assignment: Planner.Assignment, allowsOpen: Bool
    ) {
        target = assignment.target.id
        let ports = ServicePorts(plan)
        let settings = DialectSettings(allowsOpen: allowsOpen) { ports.number(of: $1, in: $0) }
        let dialect = assignment.routing.lazy.compactMap { Self.dialect($0.module.id, settings) }.first
        controller = dialect?.controller
        let routes = HomeRoutes(plan, homes: homes, options: assignment.set)
        guard let dialect else {
            if !routes.groups.isEmpty {
                let ids = assignment.routing.map(\.module.id).joined(separator: ", ")
                losses.append(
                    MoveLoss(
                        .loss,
                        "Ingresses are left as they are: \(ids.isEmpty ? "\(target) has no controller for them" : "none of \(ids) is one whose words are known here"); --set \(target).routing=ID names one"
                    ))
            }
            return
        }
        let asked = routes.groups.filter { $0.name != dialect.controller }
        guard !asked.isEmpty else { return }
        var names = DialectNames(dialect.controller)
        var documents: [YAMLValue] = []
        var made: [(group: HomeRoutes.Group, source: SourceRoutes)] = []
        for group in asked {
            let source = SourceRoutes(group)
            let output = dialect.output(source, &names)
            documents += output.objects
            losses += output.losses
            for (service, entries) in output.services { take(entries, for: service) }
            made.append((group, source))
            moved += group.ingresses
            self.homes.append(group.name)
        }
        var written: Set<YAMLValue> = []
        documents = documents.filter { written.insert($0).inserted }
        text = documents.map(\.document).joined(separator: "---\n")
        placeholders = ["PORTOLAN-FILL-IN-TLS-CERTIFICATE", "portolan-fill-in-tls-certificate"].filter { text.contains($0) }
        prove(made, plan, objects, assignment, dialect.controller)
        losses += routes.refusals.map {
            MoveLoss(.loss, "Ingress \($0.ingress.metadata.namespace)/\($0.ingress.metadata.name) is not moved: \($0.reason)")
        }
        for (group, _) in made { losses += LostWords(plan: plan, group: group, kept: dialect.keptSettings).losses() }
        var seen: Set<MoveLoss> = []
        losses = losses.filter { seen.insert($0).inserted }.enumerated()
            .sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
    }

    private static func dialect(_ id: String, _ settings: DialectSettings) -> (any IngressDialect)? {
        switch id {
        case "alb": ALBDialect(settings: settings)
        case "gce": GCEDialect(settings: settings)
        case "traefik": TraefikDialect(settings: settings)
        default: PlainDialect(id, settings)
        }
    }

    private mutating func take(_ entries: [YAMLValue.Entry], for service: String) {
        let parts = service.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        let reference = ObjectReference(kind: "Service", namespace: parts[0], name: parts[1])
        for entry in entries {
            guard case .text(let value) = entry.value else { continue }
            services[reference, default: []].append(.annotation(key: entry.key, value: value))
        }
    }

    // MARK: The proof

    private mutating func prove(
        _ made: [(group: HomeRoutes.Group, source: SourceRoutes)], _ before: Plan, _ objects: [YAMLNode], _ assignment: Planner.Assignment,
        _ controller: String
    ) {
        let (tree, _) = YAMLTree.compose(Array(text.utf8), file: Self.file)
        let gone = Set(moved.map(\.metadata.location))
        let changed = before.inventory.services.filter { services[$0.metadata.reference] != nil }
        let patched = changed.compactMap { patchedService($0) }
        let replaced = Set(changed.map(\.metadata.location))
        let kept = objects.filter { !gone.contains($0.location) && !replaced.contains($0.location) }
        let after = Planner([assignment]).plan(kept + patched + (text.isEmpty ? [] : tree.documents))
        self.after = after
        problems = after.rejections.filter { $0.location.file == Self.file }.map { rejection in
            let reason = rejection.reasons.first.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") } ?? "refused"
            return "\(rejection.reference.kind) \(rejection.reference.namespace)/\(rejection.reference.name): \(reason)"
        }
        let new = after.endpoints.filter { $0.location.file == Self.file && $0.entrance?.service == nil }
        let isPublic = new.contains { ($0.exposures.first?.address?.scope ?? $0.exposures.first?.loadBalancers.first?.scope) == .public }
        let wasPublic = made.allSatisfy { ($0.group.exposure.address?.scope ?? $0.group.exposure.loadBalancers.first?.scope) == .public }
        becomesPublic = isPublic && !wasPublic
        for endpoint in new {
            guard let exposure = endpoint.exposures.first, exposure.status != .provisioned else { continue }
            losses.append(
                MoveLoss(
                    .loss,
                    "Ingress \(endpoint.reference.namespace)/\(endpoint.reference.name): \(exposure.reason ?? exposure.status.rawValue)"))
        }
        var shared: Set<String> = []
        let evaluators = new.compactMap { endpoint -> Evaluator? in
            guard let exposure = endpoint.exposures.first else { return nil }
            let identities = exposure.loadBalancers.compactMap(\.identity)
            if !identities.isEmpty, !shared.insert(identities.joined(separator: "\n")).inserted { return nil }
            return Evaluator(exposure, of: endpoint.reference)
        }
        let (drawn, redrawn) = (RequestDraft(before.inventory), RequestDraft(after.inventory))
        let more = new.flatMap { endpoint in endpoint.entrance.map { redrawn.probes(of: $0) } ?? [] }
        for (group, source) in made {
            guard let first = group.ingresses.first else { continue }
            let old = Evaluator(group.exposure, of: first.metadata.reference)
            let own = group.ingresses.flatMap { drawn.probes(of: .ingress($0)) }
            let hosts = Set(source.hosts.map(\.pattern))
            // Requests that the new objects draw up belong to the home that serves their host.
            let further = more.filter { made.count == 1 || hosts.contains($0.request.host) }
            let bare = Set(source.hosts.filter { $0.secret == nil }.map(\.pattern))
            for probe in own + further {
                let isUntrusted =
                    probe.request.scheme.isTLS && (bare.contains(probe.request.host) || source.hosts.allSatisfy { $0.secret == nil })
                proof.ask(probe, of: old, group.name, and: evaluators, controller, isUntrusted: isUntrusted)
            }
        }
    }

    /// A Service with its new annotations, as it would be read again.
    private func patchedService(_ service: Service) -> YAMLNode? {
        guard let value = YAMLValue(service.metadata.node) else { return nil }
        let changes = (services[service.metadata.reference] ?? []).compactMap { change -> YAMLValue.Entry? in
            guard case .annotation(let key, let text) = change else { return nil }
            return YAMLValue.Entry(key, .text(text))
        }
        let (tree, _) = YAMLTree.compose(Array(value.annotated(changes).document.utf8), file: "\(Self.file) services")
        return tree.documents.first
    }
}

extension IngressDialect {
    /// Settings of rules that are said in other words, or whose loss is told with the rule.
    fileprivate var keptSettings: Set<String> {
        var kept: Set<String> = ["deny", "auth_request", "mirror"]
        if ["alb", "gce", "agic", "contour", "haproxy"].contains(controller) {
            kept.formUnion(["proxy_read_timeout", "proxy_send_timeout"])
        }
        if ["alb", "gce", "traefik"].contains(controller) { kept.formUnion(["affinity", "session-cookie-max-age"]) }
        if controller == "traefik" { kept.formUnion(["session-cookie-name", "session-cookie-samesite"]) }
        if controller == "agic" { kept.insert("affinity") }
        if controller == "traefik" { kept.formUnion(["limit_req.rate", "limit_req.burst", "limit_conn", "client_max_body_size"]) }
        return kept
    }
}
