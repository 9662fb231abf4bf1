// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// Finds the annotations whose effect no route carries: each is taken away from its home, and what is missing there then is what it brought.
///
/// What it changes in hosts, paths, backends, redirects and rewrites shows in the answers to requests, and is left to the proof.
struct LostWords {
    let plan: Plan
    let group: HomeRoutes.Group
    /// Settings of rules that have been written in other words.
    let kept: Set<String>

    /// Settings by which a load balancer orders its own rules: the order shows in the answers.
    private static let inner: Set<String> = ["priority"]
    /// How many keys are looked at; a file may hold any number.
    private static let limit = 64

    /// A sentence for each annotation that asks for something which is gone.
    func losses() -> [MoveLoss] {
        guard let home = group.home else { return [] }
        let prefixes = home.assignment.routing.flatMap(\.module.catalogue.prefixes)
        let keys = Set(group.ingresses.flatMap { ingress in ingress.metadata.annotations.entries.map(\.key) })
            .filter { key in prefixes.contains { key.hasPrefix($0) } && key != "kubernetes.io/ingress.class" }.sorted()
        var losses = keys.prefix(Self.limit).flatMap { self.losses(of: $0, at: home.assignment) }
        if keys.count > Self.limit {
            losses.append(MoveLoss(.loss, "\(keys.count - Self.limit) more annotations were not looked at one by one"))
        }
        return losses
    }

    private func losses(of key: String, at home: Planner.Assignment) -> [MoveLoss] {
        let row = home.routing.lazy.compactMap { $0.module.catalogue.annotations.first { $0.key == key } }.first
        let users = group.ingresses.filter { $0.metadata.annotations[key] != nil }
        var changed = group.renamed
        for ingress in users {
            var without = changed[ingress.metadata.location]?.ingress ?? ingress
            without.metadata.annotations = StringMap(without.metadata.annotations.entries.filter { $0.key != key })
            changed[ingress.metadata.location] = .ingress(without)
        }
        let exposures = plan.routedExposures(on: home, changed: changed)
        var lost: [String: [Ingress]] = [:]
        var order: [String] = []
        for ingress in users {
            guard let after = exposures[ingress.metadata.location], after.status == .provisioned else { continue }
            let rest = effects(on: ingress, after)
            let brought = effects(on: ingress, group.exposure).filter { !rest.contains($0) }
            var words = brought.prefix(4).joined(separator: ", ")
            if brought.isEmpty {
                guard !isPlanned(key, of: ingress, at: home) else { continue }
                // What changes nothing there that is planned, and yet is read, does what no plan shows.
                guard after.loadBalancers == group.exposure.loadBalancers, let row, row.isFelt(ingress.metadata.annotations[key]) else {
                    continue
                }
                words = "what it is for: \(row.summary.firstSentence)"
            }
            if lost[words] == nil { order.append(words) }
            lost[words, default: []].append(ingress)
        }
        return order.map { words in
            let named = (lost[words] ?? []).map { "\($0.metadata.namespace)/\($0.metadata.name)" }
            let more = named.count > 3 ? " and \(named.count - 3) more" : ""
            let value = lost[words]?.first?.metadata.annotations[key] ?? ""
            let shown = value.count > 60 || value.contains("\n") ? "" : ": \(value)"
            return MoveLoss(.loss, "Ingress \(named.prefix(3).joined(separator: ", "))\(more): \(key)\(shown) (\(words))")
        }
    }

    /// Whether an annotation by itself, without the others of its kind, changes what is planned: then what it does shows in the plan.
    private func isPlanned(_ key: String, of ingress: Ingress, at home: Planner.Assignment) -> Bool {
        let prefixes = home.routing.flatMap(\.module.catalogue.prefixes)
        func planned(keeping kept: String?, isSecured: Bool) -> [LoadBalancer]? {
            var alone = group.renamed[ingress.metadata.location]?.ingress ?? ingress
            if !isSecured { alone.tls = [] }
            alone.metadata.annotations = StringMap(
                alone.metadata.annotations.entries.filter { entry in
                    entry.key == kept || !prefixes.contains { entry.key.hasPrefix($0) } || entry.key == "kubernetes.io/ingress.class"
                })
            var changed = group.renamed
            changed[ingress.metadata.location] = .ingress(alone)
            return plan.routedExposures(on: home, changed: changed)[ingress.metadata.location]?.loadBalancers
        }
        return [true, false].contains { planned(keeping: key, isSecured: $0) != planned(keeping: nil, isSecured: $0) }
    }

    /// What an Ingress gets that no answer shows, one text each.
    private func effects(on ingress: Ingress, _ exposure: Exposure) -> [String] {
        let reference = ingress.metadata.reference
        var result: [String] = []
        func add(_ text: String) { if !result.contains(text) { result.append(text) } }
        let services = Set(ingress.backends.compactMap { $0.service.map { "\(ingress.metadata.namespace)/\($0)" } })
        for balancer in exposure.loadBalancers {
            for rule in balancer.listeners.flatMap(\.rules) where rule.origin?.object == reference {
                for entry in rule.settings
                where !kept.contains(entry.name) && !Self.inner.contains(entry.name) && !entry.name.hasPrefix("canary") {
                    add("\(entry.name) \(entry.value)")
                }
            }
            for pool in balancer.backends where services.contains(pool.service) {
                for entry in pool.settings where !kept.contains(entry.name) { add("\(entry.name) \(entry.value)") }
                if let check = pool.healthCheck { Self.words(check).forEach(add) }
            }
            for listener in balancer.listeners {
                if let policy = listener.tls?.policy { add("TLS policy \(policy)") }
                for entry in listener.settings { add("\(entry.name) \(entry.value)") }
            }
            for entry in balancer.settings { add("\(entry.name) \(entry.value)") }
            for entry in balancer.tags { add("tag \(entry.name)=\(entry.value)") }
            if let ranges = balancer.sourceRanges { add("only \(ranges.joined(separator: ",")) may connect") }
            if !balancer.subnets.isEmpty { add("subnets \(balancer.subnets.joined(separator: ","))") }
            if !balancer.securityGroups.isEmpty { add("security groups \(balancer.securityGroups.joined(separator: ","))") }
            if let name = balancer.name { add("name \(name)") }
        }
        return result
    }

    private static func words(_ check: HealthCheck) -> [String] {
        [
            check.path.map { "health check path \($0)" }, check.interval.map { "health check interval \($0)" },
            check.timeout.map { "health check timeout \($0)" }, check.healthyThreshold.map { "healthy threshold \($0)" },
            check.unhealthyThreshold.map { "unhealthy threshold \($0)" }, "health check protocol \(check.protocol)",
        ].compactMap { $0 }
    }
}

extension String {
    /// Up to the first full stop that ends a sentence.
    fileprivate var firstSentence: String {
        let end = firstRange(of: ". ")?.lowerBound ?? (hasSuffix(".") ? index(before: endIndex) : endIndex)
        return String(self[..<end])
    }
}

extension Catalogue.Annotation {
    /// Whether a value may make a difference: the controller reads it, and it says another thing than its absence.
    fileprivate func isFelt(_ value: String?) -> Bool {
        guard let value, !value.isEmpty, state == .read || state == .deprecated else { return false }
        return value != defaultValue && !(defaultValue == nil && ["false", "off"].contains(value))
    }
}

extension Entrance {
    /// The Ingress, where it is one.
    var ingress: Ingress? {
        guard case .ingress(let ingress) = self else { return nil }
        return ingress
    }
}
