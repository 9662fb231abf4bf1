// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension JSONWriter {
    /// Writes a rule as a value, as the routing contract has it.
    mutating func value(_ rule: Rule) {
        object { json in
            json.member("hosts", rule.hosts)
            if let path = rule.path {
                json.member("path") { json in
                    json.member("type", path.kind.rawValue)
                    json.member("value", allowingEmpty: path.value)
                }
            }
            json.member("methods", rule.methods)
            if !rule.headers.isEmpty { json.member("headers", rule.headers) { $0.value($1) } }
            if !rule.query.isEmpty { json.member("query", rule.query) { $0.value($1) } }
            if let ranges = rule.sourceRanges { json.member("sourceRanges", always: ranges) }
            if !rule.backends.isEmpty { json.member("backends", rule.backends) { $0.value($1) } }
            if let redirect = rule.redirect { json.member("redirect") { $0.members(redirect) } }
            if let fixed = rule.fixed {
                json.member("fixed") { json in
                    json.member("status", fixed.status)
                    json.member("contentType", fixed.contentType)
                    json.member("body", fixed.body)
                }
            }
            if let rewrite = rule.rewrite { json.member("rewrite") { $0.members(rewrite) } }
            if let auth = rule.auth {
                json.member("auth") { json in
                    json.member("type", auth.kind)
                    for entry in auth.settings { json.member(named: entry.name) { $0.string(entry.value) } }
                    json.member("sessionTimeout", auth.sessionTimeout)
                }
            }
            json.changes("requestHeaders", rule.requestHeaders)
            json.changes("responseHeaders", rule.responseHeaders)
            json.member("mirrors", rule.mirrors)
            json.member("settings", rule.settings)
            if let origin = rule.origin {
                json.member("origin") { json in
                    json.member("ref") { $0.members(origin.object) }
                    json.member("source") { $0.members(origin.location) }
                }
            }
        }
    }

    /// Writes a pool as a value.
    mutating func value(_ pool: Pool) {
        object { json in
            json.member("service", pool.service)
            json.member("port", pool.port)
            json.member("via", pool.via.rawValue)
            json.member("protocol", pool.protocol)
            json.member("healthCheck", pool.healthCheck)
            json.member("settings", pool.settings)
        }
    }

    /// Writes a Gateway's conditions: of the routes that name it, and of its listeners.
    mutating func gatewayConditions(_ exposure: Exposure) {
        if !exposure.routes.isEmpty {
            member("routes", exposure.routes) { json, route in
                json.object { json in
                    json.member("ref", "\(route.route.kind)/\(route.route.namespace)/\(route.route.name)")
                    json.member("section", route.section)
                    json.member("accepted", route.accepted)
                    json.member("acceptedReason", route.acceptedReason)
                    json.member("resolvedRefs", route.resolvedRefs)
                    json.member("resolvedRefsReason", route.resolvedRefsReason)
                }
            }
        }
        guard !exposure.listenerStatus.isEmpty else { return }
        member("listenerStatus", exposure.listenerStatus) { json, listener in
            json.object { json in
                json.member("name", listener.name)
                json.member("supportedKinds", listener.supportedKinds)
                json.member("attachedRoutes", listener.attachedRoutes)
                json.member("accepted", listener.accepted.holds)
                json.member("acceptedReason", listener.accepted.reason)
                json.member("resolvedRefs", listener.resolvedRefs.holds)
                json.member("resolvedRefsReason", listener.resolvedRefs.reason)
                json.member("programmed", listener.programmed.holds)
                json.member("programmedReason", listener.programmed.reason)
                json.member("conflicted", listener.conflicted.holds)
                json.member("conflictedReason", listener.conflicted.reason)
            }
        }
    }

    /// Writes changes of headers; none are not written.
    mutating func changes(_ key: StaticString, _ changes: HeaderChanges) {
        guard !changes.isEmpty else { return }
        member(key) { json in
            json.headers("set", changes.set)
            json.headers("add", changes.add)
            json.member("remove", changes.remove)
        }
    }

    private mutating func headers(_ key: StaticString, _ headers: [Header]) {
        guard !headers.isEmpty else { return }
        member(key) { json in
            for header in headers { json.member(named: header.name) { $0.string(header.value) } }
        }
    }

    private mutating func value(_ match: ValueMatch) {
        object { json in
            json.member("name", match.name)
            json.member("type", match.kind.rawValue)
            json.member("value", allowingEmpty: match.value)
        }
    }

    private mutating func value(_ backend: WeightedBackend) {
        object { json in
            json.member("service", backend.service)
            json.member("port", backend.port)
            json.member("weight", backend.weight)
            json.changes("requestHeaders", backend.requestHeaders)
            json.changes("responseHeaders", backend.responseHeaders)
        }
    }

    private mutating func members(_ redirect: Redirect) {
        member("status", redirect.status)
        member("scheme", redirect.scheme)
        member("host", redirect.host)
        member("port", redirect.port)
        if let path = redirect.path { member("path", allowingEmpty: path) }
        if let query = redirect.query { member("query", allowingEmpty: query) }
    }

    private mutating func members(_ rewrite: Rewrite) {
        member("host", rewrite.host)
        guard let path = rewrite.path else { return }
        member("path") { json in
            json.member("type", path.kind.rawValue)
            json.member("value", allowingEmpty: path.value)
        }
    }
}
