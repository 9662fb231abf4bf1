// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanProvider

extension NodeReader {
    mutating func address(_ node: YAMLNode) -> Behaviour.AddressRule {
        guard check(node, keys: ["kind", "scope", "families", "requested"]) else { return Behaviour.AddressRule() }
        return Behaviour.AddressRule(
            kind: choice(node, "kind", oneOf: ["ip", "hostname"]), scope: choice(node, "scope", oneOf: ["public", "private"]),
            families: choice(node, "families"), requested: choice(node, "requested"))
    }

    mutating func loadBalancer(_ node: YAMLNode) -> Behaviour.LoadBalancerRule? {
        let keys: Set = [
            "when", "product", "scope", "families", "name", "clientIP", "sourceRanges", "subnets", "securityGroups", "tags", "settings",
            "listeners",
        ]
        guard check(node, keys: keys) else { return nil }
        if node.value("product") == nil { fail(node, "\"product\" is missing") }
        var rule = Behaviour.LoadBalancerRule(condition: condition(node, "when"))
        rule.product = choice(node, "product")
        rule.scope = choice(node, "scope", oneOf: ["public", "private"])
        rule.families = choice(node, "families")
        rule.name = choice(node, "name")
        rule.clientIP = choice(node, "clientIP", oneOf: ["preserved", "proxy-protocol", "forwarded-header", "node"])
        rule.sourceRanges = choice(node, "sourceRanges")
        rule.subnets = choice(node, "subnets")
        rule.securityGroups = choice(node, "securityGroups")
        rule.tags = choice(node, "tags")
        rule.settings = settings(node)
        if let listeners = node.value("listeners") { rule.listener = listener(listeners) }
        return rule
    }

    private mutating func listener(_ node: YAMLNode) -> Behaviour.ListenerRule {
        var rule = Behaviour.ListenerRule()
        guard check(node, keys: ["protocol", "port", "backend", "healthCheck", "tls", "settings"]) else { return rule }
        rule.protocol = choice(node, "protocol")
        rule.port = choice(node, "port")
        if let backend = node.value("backend"), check(backend, keys: ["via", "port", "protocol", "proxyProtocol"]) {
            rule.via = choice(backend, "via", oneOf: ["node", "pod"])
            rule.backendPort = choice(backend, "port", oneOf: Scope.portWords, orNumber: true)
            rule.backendProtocol = choice(backend, "protocol")
            rule.proxyProtocol = choice(backend, "proxyProtocol", oneOf: ["v1", "v2"])
        }
        if let tls = node.value("tls"), check(tls, keys: ["certificates", "policy"]) {
            rule.certificates = choice(tls, "certificates")
            rule.policy = choice(tls, "policy")
        }
        if let healthCheck = node.value("healthCheck") { rule.healthCheck = self.healthCheck(healthCheck) }
        rule.settings = settings(node)
        return rule
    }

    private mutating func healthCheck(_ node: YAMLNode) -> Behaviour.HealthCheckRule {
        var rule = Behaviour.HealthCheckRule()
        let keys: Set = ["protocol", "port", "path", "interval", "timeout", "healthyThreshold", "unhealthyThreshold"]
        guard check(node, keys: keys) else { return rule }
        if node.value("protocol") == nil { fail(node, "\"protocol\" is missing") }
        rule.protocol = choice(node, "protocol")
        rule.port = choice(node, "port", oneOf: Scope.portWords, orNumber: true)
        rule.path = choice(node, "path")
        rule.interval = choice(node, "interval")
        rule.timeout = choice(node, "timeout")
        rule.healthyThreshold = choice(node, "healthyThreshold")
        rule.unhealthyThreshold = choice(node, "unhealthyThreshold")
        return rule
    }

    private mutating func settings(_ node: YAMLNode) -> [Behaviour.NamedChoice] {
        guard let map = node.value("settings") else { return [] }
        guard map.kind == .mapping else {
            fail(map, "\"settings\" needs a mapping from the cloud API's names to texts")
            return []
        }
        return map.writtenEntries.map { Behaviour.NamedChoice(name: $0.key.text ?? "", choice: choice($0.value)) }
    }

    /// A choice whose constant texts are of a closed list.
    private mutating func choice(_ node: YAMLNode, _ key: String, oneOf words: [String], orNumber: Bool = false) -> Choice {
        let choice = choice(node, key)
        for option in choice.options {
            guard let text = option.template.constant, !words.contains(text), !(orNumber && Int(text) != nil) else { continue }
            let expected = words.joined(separator: ", ") + (orNumber ? ", or a number" : "")
            fail(node.value(key) ?? node, "\"\(key)\" is \"\(text)\"; it needs one of \(expected)")
        }
        return choice
    }

    mutating func pools(_ node: YAMLNode) -> PoolRule {
        var rule = PoolRule()
        let keys: Set = ["from", "configMap", "fallback", "requested", "outside", "sharingKey", "withoutPool", "messages"]
        guard check(node, keys: keys) else { return rule }
        switch word(node, "from", PoolOrigin.fallback) {
        case .cilium: rule.format = .cilium
        case .kubeVIP:
            let map = node.value("configMap")
            if map == nil { fail(node, "\"configMap\" is missing: {name, namespace}") }
            if let map, check(map, keys: ["name", "namespace"]) {
                rule.format = .kubeVIP(name: choice(map, "name"), namespace: choice(map, "namespace"))
            }
        case .fallback: rule.format = .none
        }
        rule.fallback = choice(node, "fallback")
        rule.requested = choice(node, "requested")
        rule.refusesOutside = word(node, "outside", Outside.refuse) == .refuse
        rule.sharingKey = choice(node, "sharingKey")
        rule.sleepsWithoutPool = word(node, "withoutPool", WithoutPool.refuse) == .sleep
        if let messages = node.value("messages"), check(messages, keys: ["noPool", "full", "outside"]) {
            rule.noPool = messages.value("noPool").flatMap { template($0) }
            rule.full = messages.value("full").flatMap { template($0) }
            rule.outside = messages.value("outside").flatMap { template($0) }
        }
        return rule
    }

    private enum PoolOrigin: String, CaseIterable {
        case cilium = "CiliumLoadBalancerIPPool"
        case kubeVIP = "kube-vip ConfigMap"
        case fallback = "fallback"
    }

    private enum Outside: String, CaseIterable { case refuse, accept }
    private enum WithoutPool: String, CaseIterable { case refuse, sleep }
}
