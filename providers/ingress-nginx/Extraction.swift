// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Reads all annotations of an Ingress, group by group as the controller's parsers do.
///
/// An invalid value does one of three things, and which one is each parser's own: the Ingress is refused, its locations answer 503, or
/// the default counts.
/// Source: ingress-nginx v1.15.1 internal/ingress/annotations/annotations.go:171 (`Extract`) and the parsers beside it.
struct Extraction {
    /// The Ingress is not taken; the controller's message.
    struct Refusal: Error {
        let message: String
    }

    let ingress: Ingress
    let reader: AnnotationReader
    let world: World
    var result = Annotations()

    private init(_ ingress: Ingress, _ world: World) {
        self.ingress = ingress
        self.world = world
        reader = AnnotationReader(ingress.metadata.annotations, in: world)
    }

    /// The annotations of an Ingress, or why it is refused.
    static func annotations(of ingress: Ingress, in world: World) throws(Refusal) -> Annotations {
        var extraction = Extraction(ingress, world)
        try extraction.checkRisk()
        try extraction.readAll()
        return extraction.result
    }

    private func checkRisk() throws(Refusal) {
        for name in reader.names {
            let looksAtAliases = world.cluster.release.has(IngressNGINXFeature.riskOfAliases)
            let meant = looksAtAliases ? AnnotationTable.aliases[name].flatMap { AnnotationTable.rules[$0] } : nil
            let rule = AnnotationTable.rules[name] ?? meant
            guard let rule, rule.risk > world.allowedRisk else { continue }
            throw Refusal(message: "annotation group \(rule.group) contains risky annotation based on ingress configuration")
        }
    }

    private mutating func readAll() throws(Refusal) {
        try readAliases()
        try readBasicAuth()
        readCanary()
        try readCertificateAuth()
        readCORS()
        try readExternalAuth()
        try readBackendSettings()
        readProxy()
        try readProxySSL()
        try readRateLimit()
        try readRedirect()
        readRewrite()
        readAffinity()
        try readUpstream()
        readAddresses()
        readMirror()
        readOthers()
        reportUnread()
    }

    // MARK: Ways of failing

    /// A value that, where the validator refuses it, keeps the Ingress out.
    func strict<Value>(_ reading: Reading<Value>) throws(Refusal) -> Value? {
        if case .invalid(let key) = reading { throw Refusal(message: "annotation \(key) contains invalid value") }
        return reading.value
    }

    /// The locations answer 503; the first reason counts.
    mutating func deny(_ reason: String) {
        if result.denial == nil { result.denial = reason }
    }

    mutating func lose(_ sentence: String) { result.losses.append(sentence) }

    /// What was to keep requests out does nothing.
    mutating func loseGuard(_ sentence: String) {
        lose(sentence)
        result.lostGuards.append(sentence)
    }

    /// A value for which the default counts where it cannot be read, which is said.
    mutating func lenient<Value>(_ name: String, _ reading: Reading<Value>, fallback: String) -> Value? {
        switch reading {
        case .value(let value): return value
        case .missing: return nil
        case .unreadable, .invalid:
            lose("\(AnnotationTable.prefix)\(name) has a value that this controller does not read; \(fallback) counts")
            return nil
        }
    }

    /// Annotations of the prefix that no parser reads.
    private mutating func reportUnread() {
        for name in reader.names where AnnotationTable.rules[name] == nil && AnnotationTable.aliases[name] == nil {
            lose("\(AnnotationTable.prefix)\(name) is no annotation of this controller, and does nothing")
        }
    }

    // MARK: Small groups

    private mutating func readAliases() throws(Refusal) {
        guard let value = try strict(reader.string("server-alias")) else { return }
        let names = Set(GoValue.split(value).map { $0.trimmingSpaces() }.filter { !$0.isEmpty })
        result.aliases = names.sorted()
    }

    private mutating func readAddresses() {
        result.allowed = addresses("allowlist-source-range")
        result.denied = addresses("denylist-source-range")
    }

    private mutating func addresses(_ name: String) -> [String] {
        switch reader.string(name) {
        case .missing: return []
        case .value(let value):
            if let list = AddressList.parse(value) { return list }
            deny("the annotation does not contain a valid IP address or network")
        case .unreadable(let message): deny(message)
        case .invalid(let key): deny("annotation \(key) contains invalid value")
        }
        return []
    }

    private mutating func readMirror() {
        guard let target = lenient("mirror-target", reader.string("mirror-target"), fallback: "no mirror") else { return }
        result.directives["mirror"] = target
        let host = target.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? target
        let labels = host.prefix { $0 != ":" && $0 != "$" }.split(separator: ".")
        guard labels.count >= 3, labels[2] == "svc" else { return }
        result.mirror = "\(labels[1])/\(labels[0])"
    }

    private mutating func readOthers() {
        result.usesPortInRedirects = reader.bool("use-port-in-redirects").value ?? false
        result.isAnyEnough = reader.string("satisfy").value == "any"
        if let value = lenient("satisfy", reader.string("satisfy"), fallback: "all") { result.directives["satisfy"] = value }
        if reader.bool("enable-access-log").value == false { result.directives["access_log"] = "off" }
        if reader.bool("enable-modsecurity").value == true { result.directives["modsecurity"] = "on" }
        if reader.bool("enable-owasp-core-rules").value == true { result.directives["modsecurity_rules"] = "owasp" }
        if reader.bool("ssl-passthrough").value == true {
            lose("\(AnnotationTable.prefix)ssl-passthrough does nothing without the flag --enable-ssl-passthrough")
        }
        for name in ["configuration-snippet", "server-snippet", "stream-snippet", "modsecurity-snippet", "auth-snippet"]
        where reader.string(name).value != nil {
            lose(
                world.allowsSnippets
                    ? "what the snippet of \(AnnotationTable.prefix)\(name) does to requests is not worked out here"
                    : "\(AnnotationTable.prefix)\(name) is left out: allow-snippet-annotations is false")
        }
    }
}
