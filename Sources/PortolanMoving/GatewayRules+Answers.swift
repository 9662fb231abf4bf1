// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension GatewayRules {
    /// What answers in place of what answers at home.
    mutating func action(of rule: NeutralRule, _ path: GatewayRule.Path, _ host: String) -> GatewayRule.Action {
        switch rule.action {
        case .forward(let backends):
            let live = backends.filter { $0.weight != 0 }
            let resolved = live.map { backend -> WeightedBackend in
                var backend = backend
                if let number = port(backend.service, backend.port) { backend.port = .number(number) }
                return backend
            }
            let unknown = resolved.first { if case .number? = $0.port { false } else { true } }
            if let unknown {
                lose(
                    rule, host,
                    "the port of Service \(unknown.service) has no number in the input; it is written without backends and answers 500")
                return .closed(reason: "the port of Service \(unknown.service) is not known by number", backends: live)
            }
            if resolved.isEmpty { return .closed(reason: "nothing stands behind it at home either", backends: []) }
            return .forward(resolved)
        case .redirect(let redirect): return .redirect(supported(redirect, rule, path, host))
        case .fixed(let fixed):
            if fixed.status != 500 {
                lose(rule, host, "the load balancer answers \(fixed.status) itself at home; a Gateway has no such answer, and sends 500")
            }
            return .closed(reason: "it answers \(fixed.status) itself at home", backends: [])
        }
    }

    private mutating func supported(
        _ redirect: NeutralRedirect, _ rule: NeutralRule, _ path: GatewayRule.Path, _ host: String
    ) -> NeutralRedirect {
        var redirect = redirect
        let nearest = [303: 302, 307: 302, 308: 301, 300: 302, 304: 302, 305: 302, 306: 302]
        let isCore = redirect.status == 301 || redirect.status == 302
        if !isCore, !target.has("HTTPRoute\(redirect.status)RedirectStatusCode") {
            let other = nearest[redirect.status] ?? 302
            lose(rule, host, "it redirects with \(redirect.status) at home, which \(target.controller) has not; here with \(other)")
            redirect.status = other
        }
        if redirect.scheme != nil, !target.has("HTTPRouteSchemeRedirect") { lack("HTTPRouteSchemeRedirect", rule, host) }
        if redirect.port != nil, !target.has("HTTPRoutePortRedirect") { lack("HTTPRoutePortRedirect", rule, host) }
        if let change = redirect.path {
            if !target.has("HTTPRoutePathRedirect") { lack("HTTPRoutePathRedirect", rule, host) }
            switch (change, path) {
            case (.prefix(let base, let replacement), .prefix(let own)) where base == own || (base.isEmpty && own == "/"):
                redirect.path = .prefix(base, by: replacement)
            case (.prefix(let base, let replacement), .exact(let own)) where own.hasPrefix(base):
                redirect.path = .full(replacement + own.dropFirst(base.count))
            case (.full, _): break
            default:
                lose(rule, host, "the path that it redirects to is worked out by an expression; here the path stays as it is")
                redirect.path = nil
            }
        }
        return redirect
    }

    mutating func pathChange(_ rule: NeutralRule, _ path: GatewayRule.Path, _ host: String) -> GatewayRule.PathChange? {
        guard let rewrite = rule.pathRewrite else { return nil }
        guard target.has("HTTPRoutePathRewrite") else {
            lack("HTTPRoutePathRewrite", rule, host)
            return nil
        }
        switch (rewrite, path) {
        case (.full(let text), _): return .full(text.isEmpty ? "/" : text)
        case (.prefix(let base, let replacement), .exact(let value)):
            guard value.hasPrefix(base) else { return nil }
            let changed = replacement + value.dropFirst(base.count)
            return .full(changed.isEmpty ? "/" : changed)
        case (.prefix(let base, let replacement), .prefix(let value)):
            if base == value || (base.isEmpty && value == "/") { return .prefix(replacement.isEmpty ? "/" : replacement) }
            // A part of the matched prefix is replaced: the rest of it stays in front of what follows.
            if value.hasPrefix(base + "/") { return .prefix(replacement + value.dropFirst(base.count)) }
        default: break
        }
        lose(
            rule, host,
            "the path that the backend sees is worked out by an expression, which no HTTPRoute can say: it sees the path as it was sent")
        return nil
    }
}
