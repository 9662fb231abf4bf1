// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What an Ingress's backend asks for: a Service's port, or the annotation `actions.NAME` as `encoding/json` reads it.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/config_types.go:12-221, enhanced_backend_builder.go:201-260
enum ALBActionText {
    /// A target group: one that exists, by ARN or name, or that of a Service's port.
    struct Target {
        var existing: String?
        var service: String?
        var port: IntOrString?
        var weight: Int?
    }

    case fixed(FixedAnswer)
    case redirect(ALBRedirect)
    case forward([Target], stickiness: Settings)

    /// What the controller answers itself where a backend cannot be.
    static func unavailable(_ body: String) -> ALBActionText {
        .fixed(FixedAnswer(status: 503, contentType: "text/plain", body: body))
    }

    /// Reads the annotation for a name; `nil` where there is none.
    static func read(_ annotations: ALBAnnotations, of name: String, in release: ControllerRelease) throws(Refusal) -> ALBActionText? {
        let draft = try annotations.json(.actions, ending: name) { root throws(GoError) in
            try Draft(JSONFields(of: root, as: "Action", in: "ingress"), knowsNames: release.has(ALBFeature.targetGroupNames))
        }
        return try draft?.action()
    }

    /// The annotation before it is validated.
    private struct Draft {
        /// Whether the controller knows target groups by name.
        let knowsNames: Bool
        var type: String
        var existing: String?
        var fixed: (status: String, contentType: String?, body: String?)?
        var redirect: (status: String, redirect: ALBRedirect)?
        var forward: (targets: [(target: Target, isExisting: Bool)], stickiness: Settings)?

        init(_ fields: JSONFields, knowsNames: Bool) throws(GoError) {
            self.knowsNames = knowsNames
            type = try fields.text("type") ?? ""
            let arn = try fields.text("targetGroupARN")
            existing = knowsNames ? try fields.text("targetGroupName") : nil
            existing = arn ?? existing
            fixed = try fields.object("fixedResponseConfig", as: "FixedResponseActionConfig").map { config throws(GoError) in
                (try config.text("statusCode") ?? "", try config.text("contentType"), try config.text("messageBody"))
            }
            redirect = try fields.object("redirectConfig", as: "RedirectActionConfig").map { config throws(GoError) in
                let redirect = ALBRedirect(
                    host: try config.text("host"), path: try config.text("path"), port: try config.text("port"),
                    protocol: try config.text("protocol"), query: try config.text("query"), status: 0)
                return (try config.text("statusCode") ?? "", redirect)
            }
            forward = try fields.object("forwardConfig", as: "ForwardActionConfig").map { config throws(GoError) in
                let targets = try config.array("targetGroups", of: "TargetGroupTuple").map { tuple throws(GoError) in
                    let arn = try tuple.text("targetGroupARN")
                    let name = knowsNames ? try tuple.text("targetGroupName") : nil
                    let target = Target(
                        existing: arn ?? name, service: try tuple.text("serviceName"), port: try tuple.intOrString("servicePort"),
                        weight: try tuple.int32("weight"))
                    return (target, arn != nil || name != nil)
                }
                return (targets, try Self.stickiness(config))
            }
        }

        private static func stickiness(_ fields: JSONFields) throws(GoError) -> Settings {
            guard let config = try fields.object("targetGroupStickinessConfig", as: "TargetGroupStickinessConfig") else { return [:] }
            var settings: Settings = [:]
            settings["TargetGroupStickinessConfig.Enabled"] = try config.bool("enabled").map { String($0) }
            settings["TargetGroupStickinessConfig.DurationSeconds"] = try config.int32("durationSeconds").map { String($0) }
            return settings
        }

        func action() throws(Refusal) -> ALBActionText {
            switch type {
            case "fixed-response":
                guard let fixed else { throw Refusal("missing FixedResponseConfig") }
                guard !fixed.status.isEmpty else { throw Refusal("invalid FixedResponseConfig: statusCode is required") }
                guard let status = Int(fixed.status), (200...599).contains(status) else {
                    throw Refusal(deploying: "AWS refuses the status \"\(fixed.status)\" of a fixed response: it takes 2XX, 4XX and 5XX")
                }
                return .fixed(FixedAnswer(status: status, contentType: fixed.contentType, body: fixed.body))
            case "redirect":
                guard var found = redirect else { throw Refusal("missing RedirectConfig") }
                guard !found.status.isEmpty else { throw Refusal("invalid RedirectConfig: statusCode is required") }
                guard let status = ["HTTP_301": 301, "HTTP_302": 302][found.status] else {
                    throw Refusal(deploying: "AWS refuses the status \"\(found.status)\" of a redirect: it takes HTTP_301 and HTTP_302")
                }
                found.redirect.status = status
                return .redirect(found.redirect)
            case "forward": return try forwardAction()
            default: throw Refusal("unknown action type: \(type)")
            }
        }

        private func forwardAction() throws(Refusal) -> ALBActionText {
            guard knowsNames || (existing != nil) != (forward != nil) else {
                throw Refusal("precisely one of TargetGroupArn and ForwardConfig can be specified")
            }
            guard existing != nil || forward != nil else {
                throw Refusal("missing ForwardConfig or TargetGroupARN/TargetGroupName")
            }
            guard existing == nil || forward == nil else {
                throw Refusal("either ForwardConfig or TargetGroupARN/TargetGroupName can be specified")
            }
            guard let forward else { return .forward([Target(existing: existing)], stickiness: [:]) }
            for (target, isExisting) in forward.targets { try check(target, isExisting: isExisting) }
            if forward.targets.count > 1, forward.targets.contains(where: { $0.target.weight == nil }) {
                throw Refusal("invalid ForwardConfig: weight must be set when route to multiple target groups")
            }
            let targets = forward.targets.map { pair in
                var target = pair.target
                target.port = target.port.map { IntOrString(parsing: $0.text) }
                return target
            }
            return .forward(targets, stickiness: forward.stickiness)
        }

        private func check(_ target: Target, isExisting: Bool) throws(Refusal) {
            let prefix = "invalid ForwardConfig: invalid TargetGroupTuple: "
            guard knowsNames || isExisting != (target.service != nil) else {
                throw Refusal(prefix + "precisely one of targetGroupARN and serviceName can be specified")
            }
            guard isExisting || target.service != nil else {
                throw Refusal(prefix + "missing serviceName or targetGroupARN/targetGroupName")
            }
            guard !isExisting || target.service == nil else {
                throw Refusal(prefix + "either serviceName or targetGroupARN/targetGroupName can be specified")
            }
            guard target.service == nil || target.port != nil else { throw Refusal(prefix + "missing servicePort") }
        }
    }
}

extension ALBTransform {
    /// The transforms for a backend of an Ingress; none where there is no annotation for it.
    ///
    /// Source: pkg/ingress/config_types.go:470-506
    static func read(_ annotations: ALBAnnotations, of name: String) throws(Refusal) -> [ALBTransform] {
        let drafts = try annotations.json(.transforms, ending: name) { root throws(GoError) in
            try root.structs("Transform", in: "ingress").map { fields throws(GoError) in
                (
                    try fields.text("type") ?? "", try rewrites(fields, "hostHeaderRewriteConfig"),
                    try rewrites(fields, "urlRewriteConfig")
                )
            }
        }
        return try (drafts ?? []).map { type, host, url throws(Refusal) in
            guard let kind = Kind(rawValue: type) else { throw Refusal("unknown transform type: \(type)") }
            let config = kind == .host ? "hostHeaderRewriteConfig" : "urlRewriteConfig"
            guard let rewrites = kind == .host ? host : url else { throw Refusal("missing \(config)") }
            guard let first = rewrites.first else { throw Refusal("\(config).rewrites cannot be empty") }
            return ALBTransform(kind: kind, expression: first.regex, replacement: first.replace)
        }
    }

    private static func rewrites(_ fields: JSONFields, _ name: String) throws(GoError) -> [(regex: String, replace: String)]? {
        try fields.object(name, as: "RewriteConfigObject").map { config throws(GoError) in
            try config.array("rewrites", of: "RewriteConfig").map { rewrite throws(GoError) in
                (try rewrite.text("regex") ?? "", try rewrite.text("replace") ?? "")
            }
        }
    }
}
