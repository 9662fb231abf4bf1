// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The url map of an Ingress: a path matcher for each host, and where everything else goes.
///
/// Source: ingress-gce pkg/controller/translator/translator.go:323, pkg/utils/gceurlmap.go:97, pkg/translator/translator.go:187.
struct URLMap {
    private struct PathRule {
        /// As the Compute API has it: exact unless it ends in `/*`.
        let path: String
        let backend: BackendPort
        let origin: RuleOrigin
    }

    private struct HostRule {
        /// The host; `*` for any.
        let host: String
        let paths: [PathRule]
    }

    private var hostRules: [HostRule] = []
    private var defaultPort: BackendPort?
    private var defaultOrigin: RuleOrigin?
    /// What the translator has against the Ingress, in the order in which it looks; one is enough to stop it.
    private(set) var faults: [String] = []
    /// What is a finding of its own among them.
    private(set) var troubles: [RoutingTrouble] = []
    /// What the Ingress says that does not come about.
    private(set) var notes: [String] = []

    init(_ ingress: Ingress, _ translator: inout BackendTranslator) {
        let reference = ingress.metadata.reference
        var latest: [String: Int] = [:]
        var written: [HostRule] = []
        for rule in ingress.rules {
            let host = rule.host ?? "*"
            guard rule.hasHTTP else {
                notes.append("the rule for \(host) has no http, so it is passed over: requests for it go where unknown hosts go")
                continue
            }
            let paths = rule.paths.flatMap { pathRules($0, of: reference, &translator) }
            if latest[host] != nil {
                notes.append("the host \(host) comes again at \(rule.node.location): only its last rule counts, with its paths alone")
            }
            latest[host] = written.count
            written.append(HostRule(host: host, paths: unique(paths, host: host)))
        }
        hostRules = written.enumerated().filter { latest[$1.host] == $0 }.map(\.element)
        guard let backend = ingress.defaultBackend else {
            defaultPort = translator.systemDefaultPort()
            return
        }
        let translation = translator.translation(of: backend, in: reference.namespace)
        defaultPort = translation.port
        defaultOrigin = RuleOrigin(object: reference, location: backend.node.location)
        note(translation)
    }

    // MARK: Building

    private mutating func note(_ translation: BackendTranslator.Translation) {
        if let fault = translation.fault { faults.append(fault) }
        if let trouble = translation.trouble, !troubles.contains(trouble) { troubles.append(trouble) }
    }

    private mutating func pathRules(
        _ path: Ingress.Path, of reference: ObjectReference, _ translator: inout BackendTranslator
    ) -> [PathRule] {
        let translation = translator.translation(of: path.backend, in: reference.namespace)
        note(translation)
        guard let backend = translation.port else { return [] }
        do throws(Refusal) {
            let origin = RuleOrigin(object: reference, location: path.node.location)
            return try Self.paths(path).map { PathRule(path: $0, backend: backend, origin: origin) }
        } catch {
            faults.append(error.message)
            return []
        }
    }

    /// The paths of the url map that one path of an Ingress becomes.
    ///
    /// Source: ingress-gce pkg/controller/translator/translator.go:404.
    private static func paths(_ path: Ingress.Path) throws(Refusal) -> [String] {
        let text = path.path ?? ""
        let type = path.pathType ?? "ImplementationSpecific"
        guard type != "ImplementationSpecific" else { return [text.isEmpty ? "/*" : text] }
        let kind = type.lowercased()
        guard !text.isEmpty else { throw Refusal("failed to validate \(kind) path type due to empty path") }
        if type == "Prefix", text == "/" { return ["/*"] }
        if text.contains("*") { throw Refusal("failed to validate \(kind) path \(text) due to invalid wildcard") }
        guard type == "Prefix" else { return [text] }
        return text.hasSuffix("/") ? [String(text.dropLast()), text + "*"] : [text, text + "/*"]
    }

    /// The paths of a host, each once: of two that are equal the later counts.
    private mutating func unique(_ paths: [PathRule], host: String) -> [PathRule] {
        var seen: Set<String> = []
        var kept: [PathRule] = []
        var repeated: [String] = []
        for rule in paths.reversed() {
            if seen.insert(rule.path).inserted { kept.append(rule) } else { repeated.append(rule.path) }
        }
        notes += repeated.reversed().map { "the path \($0) of host \(host) comes again: only its last backend counts" }
        return kept.reversed()
    }

    // MARK: What the Compute API says

    /// The first path that the Compute API refuses, with its rule; `nil` where it takes all.
    ///
    /// Source: Compute API v1, PathRule.paths: a star only at the end behind a slash, and neither `?` nor `#`.
    var refusedPath: String? {
        for rule in hostRules {
            for path in rule.paths.map(\.path) {
                let fixed = path.hasSuffix("/*") ? path.dropLast() : path[...]
                if fixed.contains(where: { $0 == "*" || $0 == "?" || $0 == "#" }) {
                    return "CreateUrlMap: the Compute API refuses the path \(path): * may stand at its end behind a / only, ? and # nowhere"
                }
            }
        }
        return nil
    }

    // MARK: Results

    /// The backend services in the order of first use, the default first.
    var backendPorts: [BackendPort] {
        var seen: Set<WeightedBackend> = []
        let all = (defaultPort.map { [$0] } ?? []) + hostRules.flatMap { $0.paths.map(\.backend) }
        return all.filter { seen.insert($0.target).inserted }
    }

    /// The rules of a listener, the most specific first: exact hosts, wildcards by length, any host; in each the longest path first, an
    /// exact one before a wildcard.
    var rules: [Rule] {
        guard let defaultPort else { return [] }
        let fallback = Rule(backends: [defaultPort.target], origin: defaultOrigin)
        var rules = hostRules.enumerated().sorted { Self.rank($0) < Self.rank($1) }.flatMap { Self.rules($1, fallback: fallback) }
        if rules.last.map({ !$0.hosts.isEmpty || $0.path != nil }) ?? true { rules.append(fallback) }
        return rules
    }

    /// Exact hosts in their order, then wildcards by length, then any host.
    private static func rank(_ element: (offset: Int, element: HostRule)) -> (Int, Int, Int) {
        let host = element.element.host
        if host == "*" { return (2, 0, element.offset) }
        return host.hasPrefix("*") ? (1, -host.utf8.count, element.offset) : (0, 0, element.offset)
    }

    private static func rules(_ hostRule: HostRule, fallback: Rule) -> [Rule] {
        let hosts = hostRule.host == "*" ? [] : [hostRule.host]
        var rules = hostRule.paths.map { rule in
            Rule(hosts: hosts, path: PathMatch(urlMapPath: rule.path), backends: [rule.backend.target], origin: rule.origin)
        }
        rules = rules.enumerated().sorted { rank($0) < rank($1) }.map(\.element)
        guard rules.last.map({ $0.path != nil }) ?? true else { return rules }
        return rules + [Rule(hosts: hosts, backends: fallback.backends, origin: fallback.origin)]
    }

    private static func rank(_ element: (offset: Int, element: Rule)) -> (Int, Int, Int) {
        guard let path = element.element.path else { return (1, 0, element.offset) }
        return (-path.value.utf8.count, path.kind == .exact ? 0 : 1, element.offset)
    }
}

extension PathMatch {
    /// A path of a url map; `nil` for the one that takes all.
    fileprivate init?(urlMapPath path: String) {
        guard path != "/*" else { return nil }
        self = path.hasSuffix("/*") ? PathMatch(.prefix, String(path.dropLast())) : PathMatch(.exact, path)
    }
}
