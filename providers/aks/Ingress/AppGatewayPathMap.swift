// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Where a rule of the gateway sends to: a pool and an http setting, each for itself, since Ingresses are merged field by field.
struct AppGatewayTarget {
    /// The pool; `nil` for AGIC's empty one.
    var pool: AppGatewayBackend?
    /// The http setting; `nil` for AGIC's default one.
    var setting: AppGatewaySettingTable.Key?
}

/// A path rule.
struct AppGatewayPathRule {
    let pattern: String
    /// Where it sends to; `nil` where it redirects to https.
    let target: AppGatewayTarget?
    let firewallPolicy: String?
    let rewrite: AppGatewayRewrite?
    let origin: RuleOrigin
}

/// The path map of a listener, put together from all rules for it: Ingresses by name, their rules and paths in order.
///
/// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:169, :420.
struct AppGatewayPathMap {
    private(set) var rules: [AppGatewayPathRule] = []
    /// Where requests go that no path rule takes.
    private(set) var target = AppGatewayTarget()
    /// Whether they are redirected to https.
    private(set) var redirects = false
    /// Whether a later Ingress set a target where an earlier one had set a redirect: Azure does not take both.
    private(set) var hasBoth = false
    private(set) var rewrite: AppGatewayRewrite?
    private(set) var origin: RuleOrigin?
    private var patterns: Set<String> = []

    init() {}

    /// The whole map of an Ingress with nothing but a default backend, which asks nobody else and takes the default setting.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:140.
    init(defaultBackend backend: AppGatewayBackend, origin: RuleOrigin) {
        target = AppGatewayTarget(pool: backend, setting: nil)
        self.origin = origin
    }

    /// Sets a redirect as the default.
    mutating func setRedirect(origin: RuleOrigin) {
        redirects = true
        target = AppGatewayTarget()
        self.origin = origin
    }

    /// Sets where the rest goes: a pool or setting that is AGIC's own leaves what is there.
    mutating func setTarget(_ new: AppGatewayTarget, rewrite newRewrite: AppGatewayRewrite?, origin newOrigin: RuleOrigin?) {
        if new.pool != nil { target.pool = new.pool }
        if new.setting != nil { target.setting = new.setting }
        if new.pool != nil || new.setting != nil {
            origin = newOrigin ?? origin
            if redirects { hasBoth = true }
        }
        if let newRewrite { rewrite = newRewrite }
    }

    /// Adds a path rule, unless there is one with the same pattern.
    ///
    /// - Returns: Whether it was added.
    mutating func add(_ rule: AppGatewayPathRule) -> Bool {
        guard patterns.insert(rule.pattern).inserted else { return false }
        rules.append(rule)
        return true
    }
}
