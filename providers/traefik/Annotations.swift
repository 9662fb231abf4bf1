// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// What the annotations of an Ingress say about its routers.
// Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/annotations.go RouterIng.
struct RouterAnnotations {
    var entryPoints: [String] = []
    var middlewares: [String] = []
    /// 0 for the length of the rule.
    var priority = 0
    var pathMatcher = "PathPrefix"
    var ruleSyntax = ""
    /// The TLS options that routers ask for; empty for the default ones, `nil` without TLS of their own.
    var tlsOptions: String?

    /// No annotations.
    init() {}

    init(_ annotations: StringMap) throws(LabelFault) {
        guard let root = try LabelNode.read(annotations, root: "router") else { return }
        let fields = try root.fields([
            "pathmatcher", "entrypoints", "middlewares", "priority", "rulesyntax", "tls", "observability",
        ])
        if let node = fields["entrypoints"] { entryPoints = try node.list() }
        if let node = fields["middlewares"] { middlewares = try node.list() }
        if let node = fields["priority"] { priority = try node.int() }
        if let node = fields["pathmatcher"] { pathMatcher = try node.text() }
        if let node = fields["rulesyntax"] { ruleSyntax = try node.text() }
        if let node = fields["tls"] { try readTLS(node) }
        if let node = fields["observability"] { try Self.checkObservability(node) }
    }

    private mutating func readTLS(_ node: LabelNode) throws(LabelFault) {
        let fields = try node.fields(["options", "resolvedoptions", "certresolver", "domains"])
        // domains.0.main is written domains[0].main for the decoder.
        if let domains = fields["domains"] { for child in domains.children { _ = try child.fields(["main", "sans"]) } }
        guard node.isSwitchedOn else { return }
        tlsOptions = try fields["options"]?.text() ?? ""
    }

    private static func checkObservability(_ node: LabelNode) throws(LabelFault) {
        let fields = try node.fields(["accesslogs", "metrics", "tracing", "traceverbosity", "metadata"])
        guard node.isSwitchedOn else { return }
        for name in ["accesslogs", "metrics", "tracing"] { _ = try fields[name]?.bool() }
    }
}

/// What the annotations of a Service say about the pool that it becomes.
// Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/annotations.go ServiceIng.
struct ServiceAnnotations {
    var scheme = ""
    var transport = ""
    var passesHost = true
    var middlewares: [String] = []
    var cookie: StickyCookie?
    var usesClusterIP: Bool?
    var usesNodePort = false

    /// No annotations.
    init() {}

    init(_ annotations: StringMap, isAtLeast37: Bool) throws(LabelFault) {
        guard let root = try LabelNode.read(annotations, root: "service") else { return }
        var known: Set = ["serversscheme", "serverstransport", "passhostheader", "sticky", "nativelb", "nodeportlb"]
        if isAtLeast37 { known.insert("middlewares") }
        let fields = try root.fields(known)
        if let node = fields["serversscheme"] { scheme = try node.text() }
        if let node = fields["serverstransport"] { transport = try node.text() }
        if let node = fields["passhostheader"] { passesHost = try node.bool() }
        if let node = fields["middlewares"] { middlewares = try node.list() }
        if let node = fields["nativelb"] { usesClusterIP = try node.bool() }
        if let node = fields["nodeportlb"] { usesNodePort = try node.bool() }
        if let node = fields["sticky"], node.isSwitchedOn, let child = try node.fields(["cookie"])["cookie"] {
            cookie = try StickyCookie(child)
        }
    }
}

/// A cookie that keeps a client at one pod.
struct StickyCookie {
    /// As written; empty for one that is derived from the pool's name.
    var name = ""
    /// What else is set, under Traefik's names.
    var settings: Settings = ["sticky.cookie.path": "/"]

    /// A cookie with Traefik's defaults.
    init() {}

    /// Reads `service.sticky.cookie` and what is below it; `nil` where it is switched off.
    init?(_ node: LabelNode) throws(LabelFault) {
        let fields = try node.fields(["name", "secure", "httponly", "samesite", "maxage", "expires", "path", "domain"])
        guard node.isSwitchedOn else { return nil }
        name = try fields["name"]?.text() ?? ""
        if try fields["secure"]?.bool() ?? false { settings["sticky.cookie.secure"] = "true" }
        if try fields["httponly"]?.bool() ?? false { settings["sticky.cookie.httpOnly"] = "true" }
        if let site = try fields["samesite"]?.text(), !site.isEmpty { settings["sticky.cookie.sameSite"] = site }
        if let age = try fields["maxage"]?.int(), age != 0 { settings["sticky.cookie.maxAge"] = String(age) }
        if let path = try fields["path"]?.text() { settings["sticky.cookie.path"] = path }
        if let domain = try fields["domain"]?.text(), !domain.isEmpty { settings["sticky.cookie.domain"] = domain }
    }

    /// The settings of a pool, with the cookie's name.
    ///
    /// - Parameter pool: The pool's qualified name, from which a cookie without a name gets one.
    // Source: traefik 3.7.9, pkg/server/cookie/cookie.go.
    func settings(of pool: String) -> Settings {
        var all = settings
        if name.isEmpty {
            all["sticky.cookie.name"] = "_" + Digest.hex(Digest.sha1(Array("_TRAEFIK_BACKEND_\(pool)".utf8))).prefix(5)
        } else {
            all["sticky.cookie.name"] = String(name.unicodeScalars.map { Self.mayStand($0) ? Character($0) : "_" })
        }
        return all
    }

    private static func mayStand(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "!#$%&'*+-.^`|~".unicodeScalars.contains(scalar))
    }
}
