// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What the controller sees of the cluster beside Ingresses: its flags, Secrets, ConfigMaps, Services and their endpoints; looked through once.
struct World: Sendable {
    let cluster: Cluster
    let allowedRisk: Risk
    let allowsSnippets: Bool
    /// `global-allowed-response-headers` of the controller's ConfigMap.
    let allowedResponseHeaders: [String]
    /// `allow-cross-namespace-resources`: whether Secrets and ConfigMaps of other namespaces may be named.
    let allowsCrossNamespace: Bool
    /// `--enable-annotation-validation`: whether annotations are held against the validators of their parsers.
    let validatesAnnotations: Bool
    /// `annotation-value-word-blocklist`: words that no annotation of the prefix may contain.
    let blockedWords: [String]
    private let secrets: [String: SecretData]
    private let configMaps: [String: [(key: String, value: String)]]
    private let missingSecrets: Set<String>
    private let services: ServiceIndex

    init(_ cluster: Cluster) {
        self.cluster = cluster
        allowedRisk = Risk(cluster.options["annotationsRiskLevel"] ?? "Critical")
        allowsSnippets = cluster.options.isOn("allowSnippetAnnotations")
        allowedResponseHeaders = cluster.options.list("allowedResponseHeaders")
        allowsCrossNamespace = cluster.options["allowCrossNamespaceResources"] != "false"
        validatesAnnotations = cluster.options["enableAnnotationValidation"].map { $0 == "true" } ?? (cluster.release.version == nil)
        blockedWords = cluster.options.list("annotationValueWordBlocklist")
        missingSecrets = Set(cluster.options.list("missingSecrets"))
        var secrets: [String: SecretData] = [:]
        var maps: [String: [(key: String, value: String)]] = [:]
        for object in cluster.inventory.objects where ["Secret", "ConfigMap"].contains(object.metadata.reference.kind) {
            let key = "\(object.metadata.namespace)/\(object.metadata.name)"
            if object.metadata.reference.kind == "Secret" {
                secrets[key] = SecretData(object.metadata.node)
            } else {
                maps[key] = (object.metadata.node.stringMap("data")?.entries ?? []).map { ($0.key, $0.value) }
            }
        }
        self.secrets = secrets
        configMaps = maps
        services = ServiceIndex(cluster)
    }

    /// The annotation that contains a word of the block list, in the controller's words; `nil` where none does.
    func blockedAnnotation(of ingress: Ingress) -> String? {
        guard !blockedWords.isEmpty else { return nil }
        for entry in ingress.metadata.annotations.sorted(by: { $0.key < $1.key }) where entry.key.hasPrefix(AnnotationTable.prefix) {
            if let word = blockedWords.first(where: { entry.value.contains($0) }) {
                return "\(entry.key) annotation contains invalid word \(word)"
            }
        }
        return nil
    }

    /// A Secret of the input.
    func secret(_ name: String, in namespace: String) -> SecretData? {
        missingSecrets.contains(name) ? nil : secrets["\(namespace)/\(name)"]
    }

    /// Whether the Secret of a TLS entry is there: all that are named are, but those of the option `missingSecrets`.
    func hasTLSSecret(_ name: String) -> Bool { !missingSecrets.contains(name) }

    /// The entries of a ConfigMap.
    func configMap(_ name: String, in namespace: String) -> [(key: String, value: String)]? { configMaps["\(namespace)/\(name)"] }

    /// Whether a Service is in the input.
    func hasService(_ name: String, in namespace: String) -> Bool { !cluster.graph.services(named: name, in: namespace).isEmpty }

    /// What a Service's port, as an Ingress names it, leads to.
    func destination(of reference: ServicePortReference, byServiceAddress: Bool) -> Destination {
        services.destination(of: reference, byServiceAddress: byServiceAddress)
    }

    /// The first port of a Service with endpoints: what `default-backend` uses; `nil` where it has none.
    func fallback(_ name: String, in namespace: String) -> Destination? { services.fallback(name, in: namespace) }
}

/// What a Service's port leads to.
struct Destination: Hashable, Sendable {
    /// `namespace/name`.
    var service: String
    /// The Service's port as a number, or as the Ingress has it.
    var port: PortValue?
    /// What a request gets that is sent there and finds nobody; `nil` where pods answer.
    var failure: Int?
}

/// What a Secret of the input holds, texts only.
struct SecretData: Sendable {
    /// Its texts by key, in the order of `data`, then `stringData`, which wins.
    let texts: [(key: String, value: String)]

    init(_ node: YAMLNode) {
        var texts = (node.stringMap("data")?.entries ?? []).map { entry in
            (key: entry.key, value: Base64.decoded(entry.value).map { String(decoding: $0, as: UTF8.self) } ?? "")
        }
        for entry in node.stringMap("stringData")?.entries ?? [] {
            texts.removeAll { $0.key == entry.key }
            texts.append((entry.key, entry.value))
        }
        self.texts = texts
    }

    /// The text of a key; `nil` where it is not there.
    func text(_ key: String) -> String? { texts.first { $0.key == key }?.value }

    /// Whether the controller can make a certificate file of it: a pair of certificate and key, or an authority.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/store/backend_ssl.go:70.
    var holdsCertificates: Bool {
        let hasPair = text("tls.crt")?.contains("-----BEGIN ") ?? false && text("tls.key")?.contains("-----BEGIN ") ?? false
        return hasPair || text("ca.crt")?.contains("-----BEGIN ") ?? false
    }
}
