// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// An Ingress's backend with all that its annotations add to it.
struct ALBEnhancedBackend {
    var conditions: [ALBConditionText]
    var transforms: [ALBTransform]
    var action: ALBActionText
    var auth: ALBAuth
    var tokens: Authentication?
}

// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_listener_rules.go, enhanced_backend_builder.go:120-170
extension ALBModel {
    /// The rules of all members on a port, in the order in which they are tried.
    mutating func rules(_ port: ALBPort) throws(Refusal) -> [ALBRule] {
        var rules: [ALBRule] = []
        for member in port.members {
            for rule in member.ingress.rules {
                for path in Self.sorted(rule.paths) {
                    do { rules.append(try self.rule(path, of: rule, in: member, on: port.protocol)) } catch {
                        throw error.wrapped("ingress: \(member.key)")
                    }
                }
            }
        }
        return rules
    }

    /// Exact paths as written, then prefixes from long to short, then the others as written.
    static func sorted(_ paths: [Ingress.Path]) -> [Ingress.Path] {
        let prefixes = paths.enumerated().filter { $0.element.pathType == "Prefix" }.sorted { left, right in
            let (leftLength, rightLength) = (left.element.path?.utf8.count ?? 0, right.element.path?.utf8.count ?? 0)
            return leftLength == rightLength ? left.offset < right.offset : leftLength > rightLength
        }.map(\.element)
        return paths.filter { $0.pathType == "Exact" } + prefixes + paths.filter { !["Exact", "Prefix"].contains($0.pathType) }
    }

    private mutating func rule(
        _ path: Ingress.Path, of rule: Ingress.Rule, in member: ALBMember, on protocol: String
    ) throws(Refusal) -> ALBRule {
        let backend = try enhancedBackend(path.backend, of: member)
        let conditions = try conditions(path, of: rule, in: member, backend)
        if conditions.valueCount > 5 { richRules[member.key] = max(conditions.valueCount, richRules[member.key] ?? 0) }
        let origin = RuleOrigin(object: member.ingress.metadata.reference, location: path.node.location)
        var result = try self.rule(backend, of: member, conditions: conditions, on: `protocol`, origin: origin)
        result.transforms = backend.transforms
        return result
    }

    private func conditions(
        _ path: Ingress.Path, of rule: Ingress.Rule, in member: ALBMember, _ backend: ALBEnhancedBackend
    ) throws(Refusal) -> ALBConditions {
        var conditions = ALBConditions()
        if let host = rule.host { conditions.hosts = [host] }
        if let text = path.path, !text.isEmpty { conditions.paths = [try Self.path(text, type: path.pathType, in: member)] }
        for condition in backend.conditions { conditions.add(condition) }
        guard conditions.hosts.isEmpty || conditions.hostExpressions.isEmpty else {
            throw Refusal(
                "host condition must specify exactly one of Values and RegexValues, got both Values "
                    + "[\(conditions.hosts.joined(separator: " "))] and RegexValues [\(conditions.hostExpressions.joined(separator: " "))]")
        }
        let expressions = conditions.paths.filter { $0.kind == .regex }.map(\.value)
        guard expressions.isEmpty || expressions.count == conditions.paths.count else {
            let values = conditions.paths.filter { $0.kind != .regex }.flatMap(\.albPatterns)
            throw Refusal(
                "path condition must specify exactly one of Values and RegexValues, got both Values "
                    + "[\(values.joined(separator: " "))] and RegexValues [\(expressions.joined(separator: " "))]")
        }
        let isEmpty = conditions.hosts.isEmpty && conditions.hostExpressions.isEmpty && conditions.paths.isEmpty
        if isEmpty, conditions.further.isEmpty { conditions.paths = [PathMatch(.pattern, "/*")] }
        return conditions
    }

    private static func path(_ text: String, type: String?, in member: ALBMember) throws(Refusal) -> PathMatch {
        let hasWildcard = text.contains("*") || text.contains("?")
        switch type {
        case "Exact":
            guard !hasWildcard else { throw Refusal("exact path shouldn't contain wildcards: \(text)") }
            return PathMatch(.pattern, text)
        case "Prefix":
            guard !hasWildcard else { throw Refusal("prefix path shouldn't contain wildcards: \(text)") }
            return .albPrefix(text)
        default:
            // Kubernetes asks for a leading slash that no expression needs.
            let usesExpressions = try member.annotations.bool(.usesExpressions) ?? false
            return usesExpressions ? PathMatch(.regex, String(text.dropFirst())) : PathMatch(.pattern, text)
        }
    }

    /// A rule for a backend: on HTTPS it asks for credentials first. Source: model_build_actions.go:17-48
    mutating func rule(
        _ backend: ALBEnhancedBackend, of member: ALBMember, conditions: ALBConditions, on protocol: String, origin: RuleOrigin
    ) throws(Refusal) -> ALBRule {
        var authentication: Authentication?
        if `protocol` == "HTTPS" {
            let namespace = member.ingress.metadata.namespace
            authentication = try backend.auth.authentication { name in
                surroundings.secrets[ObjectReference(kind: "Secret", namespace: namespace, name: name)]
            }
            if authentication != nil, backend.tokens != nil {
                throw Refusal("authentication and jwt validation can't both be configured")
            }
            authentication = authentication ?? backend.tokens
        } else if backend.auth.isOn || backend.tokens != nil {
            lose(member, Self.openOverHTTP)
            openMembers.insert(member.key)
        }
        let action = try action(backend.action, of: member)
        return ALBRule(conditions: conditions, authentication: authentication, action: action, origin: origin)
    }

    // MARK: Backends

    /// Reads what the annotations say of a backend, by its name. Source: enhanced_backend_builder.go:120-170
    mutating func enhancedBackend(_ backend: Ingress.Backend, of member: ALBMember) throws(Refusal) -> ALBEnhancedBackend {
        guard let name = backend.service else { throw Refusal("missing required \"service\" field") }
        let conditions = try ALBConditionText.read(member.annotations, of: name, in: release)
        for condition in conditions { try condition.check() }
        let transforms = try ALBTransform.read(member.annotations, of: name)
        var action = try action(of: backend, named: name, member)
        try load(&action, of: member)
        var annotations = member.annotations
        if case .forward(let targets, _) = action, targets.count == 1, let service = targets[0].service,
            let found = surroundings.service(service, in: member.ingress.metadata.namespace)
        {
            annotations = ALBAnnotations(found.annotations, member.ingress.metadata.annotations, in: release)
        }
        let auth = try ALBAuth(annotations)
        let tokens = try ALBAuth.tokens(member.annotations)
        return ALBEnhancedBackend(conditions: conditions, transforms: transforms, action: action, auth: auth, tokens: tokens)
    }

    private mutating func action(of backend: Ingress.Backend, named name: String, _ member: ALBMember) throws(Refusal) -> ALBActionText {
        guard backend.port == .string("use-annotation") else {
            return .forward([ALBActionText.Target(service: name, port: backend.port ?? .int(0))], stickiness: [:])
        }
        if let action = try ALBActionText.read(member.annotations, of: name, in: release) { return action }
        guard options.toleratesMissingActions else { throw Refusal("missing actions.\(name) configuration") }
        lose(member, "there is no annotation actions.\(name): what is sent there gets 503")
        return .unavailable("Backend action does not exist")
    }

    /// Looks for the Services of an action; where the only one is missing, 503 takes its place. Source: enhanced_backend_builder.go:262-294
    private mutating func load(_ action: inout ALBActionText, of member: ALBMember) throws(Refusal) {
        guard case .forward(let targets, _) = action else { return }
        let namespace = member.ingress.metadata.namespace
        let names = Set(targets.compactMap(\.service)).sorted()
        for name in names where surroundings.service(name, in: namespace) == nil {
            guard options.toleratesMissingServices, targets.count == 1 else { throw Refusal("services \"\(name)\" not found") }
            lose(member, "the Service \(namespace)/\(name) does not exist: what is sent there gets 503")
            action = .unavailable("Backend service does not exist")
            return
        }
    }

    private mutating func action(_ text: ALBActionText, of member: ALBMember) throws(Refusal) -> ALBAction {
        switch text {
        case .fixed(let answer): return .fixed(answer)
        case .redirect(let redirect): return .redirect(redirect)
        case .forward(let targets, let stickiness):
            var forward = ALBForward(targets: [], settings: stickiness)
            for target in targets { forward.targets.append(try self.target(target, of: member)) }
            return .forward(forward)
        }
    }

    private mutating func target(_ target: ALBActionText.Target, of member: ALBMember) throws(Refusal) -> ALBForward.Target {
        if let existing = target.existing {
            lose(member, "the target group \(existing) is not of this manifest: what stands behind it is not known")
            return ALBForward.Target(backend: WeightedBackend(service: existing, port: nil, weight: target.weight), pool: nil)
        }
        let namespace = member.ingress.metadata.namespace
        guard let name = target.service, let port = target.port, let service = surroundings.service(name, in: namespace) else {
            throw Refusal("services \"\(target.service ?? "")\" not found")
        }
        let (id, pool) = try targetGroup(service, port, of: member)
        return ALBForward.Target(
            backend: WeightedBackend(service: pool.service, port: pool.port, weight: target.weight), pool: id)
    }
}
