// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// One element of the annotation `conditions.NAME`, as `encoding/json` reads it into the controller's type.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/config_types.go:223-420
struct ALBConditionText {
    /// Alternatives of a condition, as patterns or as expressions.
    struct Values {
        var values: [String]
        var expressions: [String]
    }

    /// Whether the controller knows expressions.
    private let hasExpressions: Bool
    var field: String
    var host: Values?
    var header: (name: String, values: Values)?
    var methods: [String]?
    var path: Values?
    var query: [ALBConditions.QueryValue]?
    var sourceIP: [String]?

    /// The conditions for a backend of an Ingress; none where there is no annotation for it.
    static func read(_ annotations: ALBAnnotations, of name: String, in release: ControllerRelease) throws(Refusal) -> [ALBConditionText] {
        let hasExpressions = release.has(ALBFeature.regularExpressions)
        return try annotations.json(.conditions, ending: name) { root throws(GoError) in
            try root.structs("RuleCondition", in: "ingress").map { fields throws(GoError) in
                try ALBConditionText(fields, hasExpressions: hasExpressions)
            }
        } ?? []
    }

    private init(_ fields: JSONFields, hasExpressions: Bool) throws(GoError) {
        self.hasExpressions = hasExpressions
        func values(_ config: JSONFields) throws(GoError) -> Values {
            Values(values: try config.texts("values"), expressions: hasExpressions ? try config.texts("regexValues") : [])
        }
        field = try fields.text("field") ?? ""
        host = try fields.object("hostHeaderConfig", as: "HostHeaderConditionConfig").map(values)
        header = try fields.object("httpHeaderConfig", as: "HTTPHeaderConditionConfig").map { config throws(GoError) in
            (try config.text("httpHeaderName") ?? "", try values(config))
        }
        methods = try fields.object("httpRequestMethodConfig", as: "HTTPRequestMethodConditionConfig").map { config throws(GoError) in
            try config.texts("values")
        }
        path = try fields.object("pathPatternConfig", as: "PathPatternConditionConfig").map(values)
        query = try fields.object("queryStringConfig", as: "QueryStringConditionConfig").map { config throws(GoError) in
            try config.array("values", of: "QueryStringKeyValuePair").map { pair throws(GoError) in
                ALBConditions.QueryValue(key: try pair.text("key"), value: try pair.text("value") ?? "")
            }
        }
        sourceIP = try fields.object("sourceIPConfig", as: "SourceIPConditionConfig").map { config throws(GoError) in
            try config.texts("values")
        }
    }

    /// What `Validate` has against it: a field that is not known passes, and is left out later.
    func check() throws(Refusal) {
        switch field {
        case "host-header": try check(host, "hostHeaderConfig")
        case "path-pattern": try check(path, "pathPatternConfig")
        case "http-header": try check(header?.values, "httpHeaderConfig")
        case "http-request-method": try check(methods, "httpRequestMethodConfig", "values cannot be empty")
        case "query-string":
            try check(query, "queryStringConfig", "Values cannot be empty")
            if query?.contains(where: { $0.value.isEmpty }) ?? false {
                throw Refusal("invalid queryStringConfig: value cannot be empty")
            }
        case "source-ip": try check(sourceIP, "sourceIPConfig", "values cannot be empty")
        default: break
        }
    }

    private func check(_ values: Values?, _ config: String) throws(Refusal) {
        guard let values else { throw Refusal("missing \(config)") }
        guard !values.values.isEmpty || !values.expressions.isEmpty else {
            throw Refusal("invalid \(config): \(hasExpressions ? "values or regexValues must be specified" : "values cannot be empty")")
        }
        guard values.values.isEmpty || values.expressions.isEmpty else {
            throw Refusal("invalid \(config): precisely one of values and regexValues can be specified")
        }
    }

    private func check(_ values: [some Any]?, _ config: String, _ message: String) throws(Refusal) {
        guard let values else { throw Refusal("missing \(config)") }
        guard !values.isEmpty else { throw Refusal("invalid \(config): \(message)") }
    }
}

extension ALBConditions {
    /// Adds a condition of the annotation: hosts and paths are alternatives to the rule's own, the others further conditions.
    mutating func add(_ condition: ALBConditionText) {
        switch condition.field {
        case "host-header":
            hosts += condition.host?.values ?? []
            hostExpressions += condition.host?.expressions ?? []
        case "path-pattern":
            paths += (condition.path?.values ?? []).map { PathMatch(.pattern, $0) }
            paths += (condition.path?.expressions ?? []).map { PathMatch(.regex, $0) }
        case "http-header":
            guard let header = condition.header else { return }
            let isExpression = header.values.values.isEmpty
            let values = isExpression ? header.values.expressions : header.values.values
            further.append(.header(name: header.name, values: values, isExpression: isExpression))
        case "http-request-method": further.append(.methods(condition.methods ?? []))
        case "query-string": further.append(.query(condition.query ?? []))
        case "source-ip": further.append(.sourceIP(condition.sourceIP ?? []))
        default: break
        }
    }
}
