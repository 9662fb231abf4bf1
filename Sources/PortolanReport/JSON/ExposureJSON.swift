// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension JSONWriter {
    /// Writes an exposure as a value, as the contract has it.
    ///
    /// - Parameters:
    ///   - assumptions: What was assumed of the cluster.
    ///   - wholes: For each load balancer the object at which the whole of it stands, where this is only a part.
    ///   - unknown: The annotations and options that were to bring something about and that the release does not know.
    mutating func value(
        _ exposure: Exposure, assumptions: [Assumption] = [], wholes: [ObjectReference?] = [], unknown: [String] = []
    ) {
        object { json in
            json.member("status", exposure.status.rawValue)
            json.member("reason", exposure.reason)
            json.member("controller", exposure.controller)
            if let through = exposure.through { json.member("through", "\(through.kind)/\(through.namespace)/\(through.name)") }
            json.member("unjudged", exposure.unjudged)
            if let address = exposure.address {
                json.member("address") { json in
                    json.member("kind", address.kind.rawValue)
                    json.member("scope", address.scope.rawValue)
                    json.member("families", address.families.map(\.rawValue))
                    json.member("allocation", address.allocation.rawValue)
                    json.member("requested", address.requested)
                }
            }
            if !exposure.loadBalancers.isEmpty {
                json.member("loadBalancers", exposure.loadBalancers.enumerated()) { json, element in
                    json.value(element.1, whole: element.0 < wholes.count ? wholes[element.0] : nil, isMissing: !unknown.isEmpty)
                }
            }
            json.gatewayConditions(exposure)
            json.member("notes", exposure.notes)
            json.member("unknown", unknown)
            guard !assumptions.isEmpty else { return }
            json.member("assumptions", assumptions) { json, assumption in
                json.object { json in
                    json.member("option", assumption.option)
                    json.member("value", assumption.value)
                    json.member("effect", assumption.effect)
                }
            }
        }
    }

    /// - Parameter isMissing: Whether something was asked for that the release does not know: then it is said that nothing is set.
    private mutating func value(_ balancer: LoadBalancer, whole: ObjectReference?, isMissing: Bool) {
        object { json in
            json.member("product", balancer.product)
            if let whole { json.member("wholeAt", "\(whole.kind)/\(whole.namespace)/\(whole.name)") }
            json.member("scope", balancer.scope?.rawValue)
            json.member("families", balancer.families.map(\.rawValue))
            json.member("name", balancer.name)
            // A load balancer that nobody can reach is worth telling, so its empty list is written.
            json.member("listeners", balancer.listeners) { $0.value($1, isMissing: isMissing) }
            if let ranges = balancer.sourceRanges { json.member("sourceRanges", always: ranges) }
            json.member("clientIP", balancer.clientIP?.rawValue)
            json.member("subnets", balancer.subnets)
            json.member("securityGroups", balancer.securityGroups)
            json.member("tags", balancer.tags)
            json.member("settings", balancer.settings)
            if !balancer.backends.isEmpty { json.member("backends", balancer.backends) { $0.value($1) } }
        }
    }

    private mutating func value(_ listener: Listener, isMissing: Bool) {
        object { json in
            json.member("port", listener.port)
            json.member("protocol", listener.protocol)
            if let backend = listener.backend {
                json.member("backend") { json in
                    json.member("via", backend.via.rawValue)
                    json.member("port", backend.port)
                    json.member("protocol", backend.protocol)
                    json.member("proxyProtocol", backend.proxyProtocol)
                }
            }
            json.member("healthCheck", listener.healthCheck)
            if let tls = listener.tls, tls != TLS() {
                json.member("tls") { json in
                    json.member("certificates", tls.certificates)
                    json.member("policy", tls.policy)
                }
            }
            let rules = listener.rules.filter { !$0.isUnlisted }
            if !rules.isEmpty { json.member("rules", rules) { $0.value($1) } }
            if isMissing, listener.rules.isEmpty, listener.settings.isEmpty { json.member("settings") { _ in } }
            json.member("settings", listener.settings)
        }
    }

    /// Writes a health check; `nil` is not written.
    mutating func member(_ key: StaticString, _ check: HealthCheck?) {
        guard let check else { return }
        member(key) { json in
            json.member("protocol", check.protocol)
            json.member("port", check.port)
            json.member("path", check.path)
            json.member("interval", check.interval)
            json.member("timeout", check.timeout)
            json.member("healthyThreshold", check.healthyThreshold)
            json.member("unhealthyThreshold", check.unhealthyThreshold)
        }
    }

    /// Writes a port member: a number, or the word that stands for one.
    mutating func member(_ key: StaticString, _ port: PortValue?) {
        switch port {
        case .number(let number)?: member(key, number)
        case .allocated?: member(key, "allocated")
        case .traffic?: member(key, "traffic")
        case .name(let name)?: member(key, name)
        case nil: break
        }
    }

    /// Writes named properties; none are not written.
    mutating func member(_ key: StaticString, _ settings: Settings) {
        guard !settings.isEmpty else { return }
        member(key) { json in
            for entry in settings {
                json.member(named: entry.name) { $0.string(entry.value) }
            }
        }
    }

    /// Writes a reference as a value.
    mutating func value(_ reference: ObjectReference) {
        object { $0.members(reference) }
    }
}
