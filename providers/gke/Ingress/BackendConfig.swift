// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A BackendConfig (cloud.google.com/v1 or v1beta1): what is asked of the backend services of a Service's ports.
struct BackendConfig {
    let metadata: ObjectMeta
    private let spec: YAMLNode?

    init(_ metadata: ObjectMeta) {
        self.metadata = metadata
        spec = metadata.node.field("spec")
    }

    /// The health check that it asks for.
    var healthCheck: YAMLNode? { spec?.field("healthCheck") }
    /// The Cloud Armor policy; `nil` where none is named, empty where it is taken away.
    var securityPolicy: String? { spec?.field("securityPolicy")?.string("name") }

    private var iap: YAMLNode? { spec?.field("iap") }
    private var hasIAP: Bool { iap?.boolean("enabled") ?? false }
    private var cdn: YAMLNode? { spec?.field("cdn") }
    private var hasCDN: Bool { cdn?.boolean("enabled") ?? false }
    private var oauthSecret: String? {
        iap?.field("oauthclientCredentials")?.optionalString("secretName").flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Checks

    /// What the controller has against it; `nil` where it takes it.
    ///
    /// Source: ingress-gce pkg/backendconfig/validation.go:51.
    func fault(on product: IngressProduct, objects: IngressObjects) -> String? {
        iapFault(on: product, objects: objects) ?? cdnFault(on: product, objects: objects) ?? affinityFault() ?? loggingFault()
    }

    private func iapFault(on product: IngressProduct, objects: IngressObjects) -> String? {
        guard hasIAP else { return nil }
        if product == .regionalExternal { return "IAP configuration is not supported in TPC Environment" }
        if let name = oauthSecret, let secret = objects.secrets[.init(namespace: metadata.namespace, name: name)] {
            if secret.data["client_id"] == nil { return "secret \(name) missing client_id data" }
            if secret.data["client_secret"] == nil { return "secret \(name) missing client_secret data'" }
        }
        return hasCDN ? "iap and cdn cannot be enabled at the same time" : nil
    }

    private func cdnFault(on product: IngressProduct, objects: IngressObjects) -> String? {
        guard hasCDN else { return nil }
        if product == .regionalExternal { return "CDN configuration is not supported in TPC Environment" }
        for key in cdn?.items("signedUrlKeys") ?? [] {
            let name = key.string("secretName")
            guard let secret = objects.secrets[.init(namespace: metadata.namespace, name: name)] else { continue }
            if secret.data["key_value"] == nil { return "secret \(name) missing key_value data" }
        }
        return nil
    }

    private func affinityFault() -> String? {
        guard let affinity = spec?.field("sessionAffinity") else { return nil }
        let type = affinity.string("affinityType")
        if !["", "NONE", "CLIENT_IP", "GENERATED_COOKIE"].contains(type) {
            return "unsupported AffinityType: \(type), should be one of NONE, CLIENT_IP, or GENERATED_COOKIE"
        }
        guard let seconds = affinity.integer("affinityCookieTtlSec"), !(0...86400).contains(seconds) else { return nil }
        return "unsupported AffinityCookieTtlSec: \(seconds), should be between 0 and 86400"
    }

    private func loggingFault() -> String? {
        guard let rate = spec?.field("logging")?.number("sampleRate"), !(0...1).contains(rate) else { return nil }
        return "unsupported SampleRate: \(rate.sixDecimals), should be between 0.0 and 1.0"
    }

    // MARK: Settings

    /// The fields of the backend service that it sets, over those that every new one has.
    ///
    /// Source: ingress-gce pkg/backends/syncer.go:105, pkg/backends/features.
    func settings(objects: IngressObjects) -> Settings {
        var settings: Settings = [:]
        settings["timeoutSec"] = spec?.integer("timeoutSec").map(String.init)
        if let draining = spec?.field("connectionDraining") {
            settings["connectionDraining.drainingTimeoutSec"] = String(draining.integer("drainingTimeoutSec") ?? 0)
        }
        if let affinity = spec?.field("sessionAffinity") {
            let type = affinity.string("affinityType")
            settings["sessionAffinity"] = type.isEmpty ? nil : type
            settings["affinityCookieTtlSec"] = affinity.integer("affinityCookieTtlSec").map(String.init)
        }
        for key in ["customRequestHeaders", "customResponseHeaders"] {
            let headers = spec?.field(key)?.strings("headers") ?? []
            settings[key] = headers.isEmpty ? nil : headers.joined(separator: ",")
        }
        if let cdn, hasCDN { settings.merge(CDNPolicy(cdn).settings) }
        settings.merge(iapSettings(objects))
        if let policy = securityPolicy, !policy.isEmpty { settings["securityPolicy"] = policy }
        settings.merge(loggingSettings())
        return settings
    }

    private func iapSettings(_ objects: IngressObjects) -> Settings {
        guard let iap else { return [:] }
        var settings: Settings = ["iap.enabled": hasIAP ? "true" : "false"]
        guard let credentials = iap.field("oauthclientCredentials") else { return settings }
        var id = credentials.string("clientID")
        if hasIAP, let name = oauthSecret {
            let secret = objects.secrets[.init(namespace: metadata.namespace, name: name)]
            id = (secret?.data["client_id"]).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        settings["iap.oauth2ClientId"] = id.isEmpty ? nil : id
        return settings
    }

    /// Every new backend service logs all requests; what is switched on again without a rate keeps that.
    ///
    /// Source: ingress-gce pkg/backends/features/logging.go:62.
    private func loggingSettings() -> Settings {
        guard let logging = spec?.field("logging") else { return [:] }
        guard logging.boolean("enable") ?? false else { return ["logConfig.enable": "false", "logConfig.sampleRate": "0"] }
        return ["logConfig.enable": "true", "logConfig.sampleRate": (logging.number("sampleRate") ?? 1).shortest]
    }

    // MARK: Losses

    /// What it asks for that is not known to come about.
    func notes(objects: IngressObjects) -> [String] {
        guard hasIAP, let name = oauthSecret, objects.secrets[.init(namespace: metadata.namespace, name: name)] == nil else { return [] }
        return [
            "BackendConfig \(metadata.namespace)/\(metadata.name): the Secret \(name) with the OAuth client is not in the input;"
                + " where the cluster lacks it too, the whole Ingress fails"
        ]
    }
}
