// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_listener.go:27-131, 440-539, model_builder.go:514-560
extension ALBModel {
    /// The redirect of every HTTP listener that `ssl-redirect` asks for; `nil` where nobody does.
    func tlsRedirect(on ports: [ALBPort]) throws(Refusal) -> (redirect: ALBRedirect, origin: RuleOrigin?)? {
        var wanted: [Int: RuleOrigin?] = [:]
        for member in members {
            if let text = member.parameters?.tlsRedirectPort {
                // A port that is no number takes the whole redirect away, whatever the others ask for.
                guard let port = GoValue.int(text, bits: 32) else { return nil }
                if wanted[port] == nil { wanted[port] = .some(nil) }
                continue
            }
            do {
                guard let port = try member.annotations.int32(.tlsRedirect) else { continue }
                let place = member.ingress.metadata.location(ofAnnotation: ALBAnnotation.tlsRedirect.rawValue)
                wanted[port] = RuleOrigin(object: member.ingress.metadata.reference, location: place)
            } catch { throw error.wrapped("ingress: \(member.key)") }
        }
        guard let (port, origin) = wanted.min(by: { $0.key < $1.key }) else { return nil }
        guard wanted.count == 1 else {
            throw Refusal("conflicting sslRedirect port: [\(wanted.keys.sorted().map(String.init).joined(separator: " "))]")
        }
        guard let target = ports.first(where: { $0.number == port }) else {
            throw Refusal("listener does not exist for SSLRedirect port: \(port)")
        }
        guard target.protocol == "HTTPS" else { throw Refusal("listener protocol non-SSL for SSLRedirect port: \(port)") }
        return (ALBRedirect(port: String(port), protocol: "HTTPS", status: 301), origin)
    }

    /// A listener with its rules, the default action last, and the pools that they send to.
    ///
    /// The plain 404 of a listener without a default backend is what the data plane answers where no rule takes a request.
    mutating func listener(
        _ port: ALBPort, redirect: (redirect: ALBRedirect, origin: RuleOrigin?)?
    ) throws(Refusal) -> (listener: Listener, pools: [String]) {
        let redirects = port.protocol == "HTTP" ? redirect : nil
        var standard: ALBRule?
        if let redirects {
            standard = ALBRule(conditions: ALBConditions(), action: .redirect(redirects.redirect), origin: redirects.origin)
        } else {
            standard = try defaultRule(port)
        }
        var settings = try listenerAttributes(port)
        if let mutual = port.mutualAuthentication { settings.merge(mutual) }
        let built = redirects == nil ? try rules(port) : []
        let kept = ALBRuleOptimizer(port: port.number, protocol: port.protocol, release: release).optimized(built)
        let all = kept + (standard.map { [$0] } ?? [])
        var elements: [Rule] = []
        for rule in all { elements += try rule.elements() }
        let tls = port.protocol == "HTTPS" ? TLS(certificates: port.certificates, policy: port.policy?.nonEmpty) : nil
        let listener = Listener(port: port.number, protocol: port.protocol, rules: elements, tls: tls, settings: settings)
        return (listener, all.flatMap(\.action.pools))
    }

    /// The default action of the one member that has a default backend; its conditions and transforms do not count.
    private mutating func defaultRule(_ port: ALBPort) throws(Refusal) -> ALBRule? {
        let owners = port.members.filter { $0.ingress.defaultBackend != nil }
        guard owners.count < 2 else {
            throw Refusal("multiple ingress defined default backend: [\(owners.map(\.key).joined(separator: " "))]")
        }
        guard let owner = owners.first, let backend = owner.ingress.defaultBackend else { return nil }
        let enhanced = try enhancedBackend(backend, of: owner)
        let origin = RuleOrigin(object: owner.ingress.metadata.reference, location: backend.node.location)
        return try rule(enhanced, of: owner, conditions: ALBConditions(), on: port.protocol, origin: origin)
    }

    private func listenerAttributes(_ port: ALBPort) throws(Refusal) -> Settings {
        let classWins = port.members.first?.parameters?.listenerAttributes(port.protocol, port.number) ?? [:]
        return try merged(port.members, classWins: classWins) { key, known, value, member in
            "conflicting listener attributes \(key): \(known) | \(value) for ingress \(member.key)"
        } _: { member throws(Refusal) in
            Settings(pairs: try member.annotations.pairs(.listenerAttributes, ending: "\(port.protocol)-\(port.number)"))
        }
    }
}
