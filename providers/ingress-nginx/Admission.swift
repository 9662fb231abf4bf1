// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// The controller's validating webhook, asked for one Ingress after the other as they come into being.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/controller/controller.go:331 (`CheckIngress`).
struct Admission {
    private let world: World
    /// The locations of those that were let in, by host.
    private var servers: [String: Server] = [:]
    /// Whether an upstream is a canary's: the first Ingress that names it decides.
    private var serverless: [String: Bool] = [:]

    init(_ world: World) { self.world = world }

    /// Why an Ingress is refused; `nil` where it is let in, and then counts for those that follow.
    mutating func refusal(of ingress: Ingress) -> String? {
        if let fault = Inspection.fault(ingress) { return "invalid object: \(fault)" }
        if world.cluster.options.isOn("disableCatchAll"), ingress.defaultBackend != nil {
            return
                "this deployment is trying to create a catch-all ingress while DisableCatchAll flag is set to true. "
                + "Remove '.spec.defaultBackend' or set DisableCatchAll flag to false"
        }
        if world.cluster.options.isOn("strictValidatePathType"), let fault = Inspection.pathTypeFault(ingress, world.cluster.release) {
            return "ingress contains invalid paths: \(fault)"
        }
        if let blocked = world.blockedAnnotation(of: ingress) { return blocked }
        let keys = ingress.metadata.annotations.map(\.key).sorted()
        let knowsGlobalRateLimit = !world.cluster.release.has(IngressNGINXFeature.ignoresGlobalRateLimit)
        if knowsGlobalRateLimit, keys.contains(where: { $0.hasPrefix(AnnotationTable.prefix + "global-rate-limit") }) {
            return "'global-rate-limit*' annotations require 'global-rate-limit-memcached-host' settings configured in the global configmap"
        }
        if !world.allowsSnippets, let key = keys.first(where: { $0.hasSuffix("-snippet") }) {
            return "\(key) annotation cannot be used. Snippet directives are disabled by the Ingress administrator"
        }
        let parsed: ParsedIngress
        do throws(Extraction.Refusal) {
            parsed = ParsedIngress(ingress, annotations: try Extraction.annotations(of: ingress, in: world))
        } catch {
            return error.message
        }
        if let overlap = overlap(of: parsed) { return overlap }
        add(parsed)
        return nil
    }

    private mutating func add(_ ingress: ParsedIngress) {
        for path in ingress.rules.flatMap(\.paths) where serverless[path.service.upstream] == nil {
            serverless[path.service.upstream] = ingress.isCanary
        }
        for rule in ingress.rules {
            let root = Location(path: "/", isExact: false, upstream: nil, isDefault: true, owner: ingress)
            if servers[rule.host] == nil, !ingress.isCanary { servers[rule.host] = Server(host: rule.host, root: root) }
            guard let server = servers[rule.host] else { continue }
            for path in rule.paths where !(serverless[path.service.upstream] ?? false) {
                server.add(Location(path: path.path, isExact: path.isExact, upstream: nil, isDefault: false, owner: ingress))
            }
        }
        guard ingress.rules.isEmpty, ingress.defaultBackend != nil else { return }
        let root = Location(path: "/", isExact: false, upstream: nil, isDefault: false, owner: ingress)
        servers[ConfigurationBuilder.defaultServer, default: Server(host: ConfigurationBuilder.defaultServer, root: root)].add(root)
    }

    // MARK: Duplicates

    /// Source: controller.go:1822 (`checkOverlap`): paths are held against the finished locations, those of the Ingress itself included.
    private func overlap(of ingress: ParsedIngress) -> String? {
        for rule in ingress.rules {
            guard let server = servers[rule.host] else { continue }
            let ownExact = Set(rule.paths.filter(\.isExact).map(\.path))
            for path in rule.paths {
                for owner in owners(of: path.path, in: server, ownExact: ownExact) where owner.key != ingress.key {
                    guard Self.collide(ingress, owner) else { continue }
                    return "host \"\(rule.host)\" and path \"\(path.path)\" is already defined in ingress \(owner.key)"
                }
            }
        }
        return nil
    }

    /// The Ingresses that have a finished location with a text.
    ///
    /// A Prefix path `/x` becomes `/x/` and, unless there is an Exact `/x`, an exact `/x` beside it.
    private func owners(of text: String, in server: Server, ownExact: Set<String>) -> [ParsedIngress] {
        var found: [ParsedIngress] = []
        let same = server.locations(with: text).filter { !$0.isDefault }
        let hasExact = ownExact.contains(text) || same.contains(where: \.isExact)
        for location in same {
            guard let owner = location.owner else { continue }
            let isWidened = !location.isExact && text != "/" && !location.needsRewrite && !location.rewrite.usesRegex
            if !isWidened || !hasExact || text.hasSuffix("/") { found.append(owner) }
        }
        guard text.hasSuffix("/"), text.utf8.count > 1 else { return found }
        for location in server.locations(with: String(text.dropLast())) where !location.isDefault && !location.isExact {
            guard let owner = location.owner, location.path != "/", !location.needsRewrite, !location.rewrite.usesRegex else { continue }
            found.append(owner)
        }
        return found
    }

    /// Whether two Ingresses may not have one path: both canaries, or neither with a word about it.
    private static func collide(_ new: ParsedIngress, _ existing: ParsedIngress) -> Bool {
        let key = AnnotationTable.prefix + "canary"
        if new.isCanary, existing.isCanary { return true }
        return new.ingress.metadata.annotations[key] == nil && existing.ingress.metadata.annotations[key] == nil
    }
}

/// What the controller looks for in every Ingress: texts that could break out of its configuration, and path types.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/inspector.
enum Inspection {
    /// What is forbidden in an Ingress; `nil` where nothing is.
    static func fault(_ ingress: Ingress) -> String? {
        let name = "\(ingress.metadata.namespace)/\(ingress.metadata.name)"
        for rule in ingress.rules {
            if let host = rule.host, isForbidden(host) { return "invalid host in ingress \(name): invalid value found: \(host)" }
            if let path = rule.paths.compactMap(\.path).first(where: isForbidden) {
                return "invalid rule in ingress \(name): invalid http path: invalid value found: \(path)"
            }
        }
        for entry in ingress.tls {
            if let secret = entry.secretName, isForbidden(secret) {
                return "invalid secret in ingress \(name): invalid value found: \(secret)"
            }
            if let host = entry.hosts.first(where: isForbidden) {
                return "invalid host in ingress tls config \(name): invalid value found: \(host)"
            }
        }
        return nil
    }

    private static func isForbidden(_ text: String) -> Bool {
        if text.contains("_by_lua") || text.contains("/var/run/secrets") { return true }
        if ["passwd", "shadow", "group", "nginx", "ingress-controller"].contains(where: { text.contains("/etc/\($0)") }) { return true }
        return ["alias", "root"].contains { word in
            text.firstRange(of: word).map { text[$0.upperBound...].contains(";") } ?? false
        }
    }

    /// Which paths do not go with their type; `nil` where all do.
    static func pathTypeFault(_ ingress: Ingress, _ release: ControllerRelease) -> String? {
        let pattern = Pattern.typedPath.of(release)
        let faults = ingress.paths.compactMap { path -> String? in
            guard let text = path.path, !text.isEmpty, path.pathType != "ImplementationSpecific", !pattern.matches(text) else {
                return nil
            }
            return "path \(text) cannot be used with pathType \(path.pathType ?? "<nil>")"
        }
        return faults.isEmpty ? nil : faults.joined(separator: "\n")
    }
}
