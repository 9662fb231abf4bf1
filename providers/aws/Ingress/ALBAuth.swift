// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Who is let in by an Ingress's rules, as its annotations and those of the one Service behind it say.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/auth_config_builder.go, model_build_actions.go:164-245
struct ALBAuth {
    private var type: String
    private var onUnauthenticatedRequest: String
    private var scope: String
    private var cookie: String
    private var timeout: Int
    private var cognito: Settings?
    private var oidc: (settings: Settings, secret: String)?

    /// Whether anybody is asked at all.
    var isOn: Bool { type != "none" }

    /// Reads the annotations; mistakes count whether authentication is used or not.
    init(_ annotations: ALBAnnotations) throws(Refusal) {
        type = annotations.text(.authType) ?? "none"
        guard ["cognito", "oidc", "none"].contains(type) else { throw Refusal("unknown authType: \(type)") }
        onUnauthenticatedRequest = annotations.text(.authOnUnauthenticatedRequest) ?? "authenticate"
        scope = annotations.text(.authScope) ?? "openid"
        cookie = annotations.text(.authSessionCookie) ?? "AWSELBAuthSessionCookie"
        timeout = try annotations.int64(.authSessionTimeout) ?? 604_800
        cognito = try annotations.json(.authCognito) { root throws(GoError) in
            let fields = try JSONFields(of: root, as: "AuthIDPConfigCognito", in: "ingress")
            return try Self.settings(fields, ["userPoolARN", "userPoolClientID", "userPoolDomain"])
        }
        oidc = try annotations.json(.authOIDC) { root throws(GoError) in
            let fields = try JSONFields(of: root, as: "AuthIDPConfigOIDC", in: "ingress")
            let settings = try Self.settings(fields, ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint"])
            return (settings, try fields.text("secretName") ?? "")
        }
    }

    private static func settings(_ fields: JSONFields, _ names: [String]) throws(GoError) -> Settings {
        var settings: Settings = [:]
        for name in names { settings[name] = try fields.text(name)?.nonEmpty }
        let parameters = try fields.textMap("authenticationRequestExtraParams")
        if !parameters.isEmpty {
            let pairs = Settings(parameters.map { ($0.key, $0.value) }).map { "\($0.name)=\($0.value)" }
            settings["authenticationRequestExtraParams"] = pairs.joined(separator: ",")
        }
        return settings
    }

    /// The authentication of a rule on an HTTPS listener; `nil` where everybody is let in.
    ///
    /// - Parameter secret: The Secret of a name in the Ingress's namespace; `nil` where the input does not have it.
    func authentication(secret: (String) -> ObjectMeta?) throws(Refusal) -> Authentication? {
        switch type {
        case "cognito":
            guard let cognito else { throw Refusal("missing IDPConfigCognito") }
            return made("cognito", cognito)
        case "oidc":
            guard let oidc else { throw Refusal("missing IDPConfigOIDC") }
            if let found = secret(oidc.secret) { try Self.check(found) }
            return made("oidc", oidc.settings)
        default: return nil
        }
    }

    private func made(_ kind: String, _ settings: Settings) -> Authentication {
        .session(
            kind, settings: settings, onUnauthenticated: onUnauthenticatedRequest, scope: scope, cookie: cookie, timeout: timeout)
    }

    /// Refuses a Secret that lacks one of a client's keys.
    static func check(_ secret: ObjectMeta) throws(Refusal) {
        let keys = ["data", "stringData"].flatMap { (secret.node.field($0)?.entries ?? []).compactMap(\.key.text) }
        let key = "\(secret.namespace)/\(secret.name)"
        guard keys.contains("clientID") || keys.contains("clientId") else { throw Refusal("missing clientID, secret: \(key)") }
        guard keys.contains("clientSecret") else { throw Refusal("missing clientSecret, secret: \(key)") }
    }

    /// The annotation `jwt-validation`; `nil` where there is none.
    ///
    /// Source: enhanced_backend_builder.go:319-352
    static func tokens(_ annotations: ALBAnnotations) throws(Refusal) -> Authentication? {
        let read = try annotations.json(.jwtValidation) { root throws(GoError) in
            let fields = try JSONFields(of: root, as: "JwtValidationConfig", in: "ingress")
            let claims = try fields.array("additionalClaims", of: "JwtAdditionalClaim").map { claim throws(GoError) in
                (try claim.text("format") ?? "", try claim.text("name") ?? "", try claim.texts("values"))
            }
            return (try fields.text("jwksEndpoint") ?? "", try fields.text("issuer") ?? "", claims)
        }
        guard let (endpoint, issuer, claims) = read else { return nil }
        guard !endpoint.isEmpty else { throw Refusal("jwksEndpoint is a required field for jwt validation") }
        guard !issuer.isEmpty else { throw Refusal("issuer is a required field for jwt validation") }
        for (format, name, values) in claims {
            let missing = format.isEmpty ? "format is a required field" : name.isEmpty ? "name is a required field" : nil
            if let missing { throw Refusal("\(missing) for additional claims for jwt validation") }
            guard !values.isEmpty else { throw Refusal("values must not be empty for additional claims for jwt validation") }
        }
        var settings: Settings = ["jwksEndpoint": endpoint, "issuer": issuer]
        if !claims.isEmpty {
            settings["additionalClaims"] = claims.map { "\($0.1)=\($0.2.joined(separator: "|"))" }.joined(separator: ",")
        }
        return Authentication("jwt", settings: settings, challenge: 401)
    }
}
