// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The objects that Ingresses and their Services name, by namespace and name, read once.
struct IngressObjects {
    struct Name: Hashable {
        var namespace: String
        var name: String
    }

    /// An object of a custom resource, or why the API server does not take it.
    enum Custom<Value> {
        case read(Value)
        case refused(String)
    }

    let backendConfigs: [Name: Custom<BackendConfig>]
    let frontendConfigs: [Name: Custom<FrontendConfig>]
    let managedCertificates: Set<Name>
    /// The data of Secrets by key; only of those in the input.
    let secrets: [Name: SecretData]

    init(_ inventory: Inventory) {
        var backendConfigs: [Name: Custom<BackendConfig>] = [:]
        var frontendConfigs: [Name: Custom<FrontendConfig>] = [:]
        var managedCertificates: Set<Name> = []
        var secrets: [Name: SecretData] = [:]
        for object in inventory.objects {
            let metadata = object.metadata
            let name = Name(namespace: metadata.namespace, name: metadata.name)
            switch (metadata.reference.kind, metadata.apiVersion) {
            case ("BackendConfig", "cloud.google.com/v1"), ("BackendConfig", "cloud.google.com/v1beta1"):
                let schema = metadata.apiVersion.hasSuffix("v1") ? BackendConfig.schema : BackendConfig.betaSchema
                backendConfigs[name] = Self.custom(metadata, schema) { BackendConfig(metadata) }
            case ("FrontendConfig", "networking.gke.io/v1beta1"):
                frontendConfigs[name] = Self.custom(metadata, FrontendConfig.schema) { FrontendConfig(metadata) }
            case ("ManagedCertificate", let version) where version.hasPrefix("networking.gke.io/"): managedCertificates.insert(name)
            case ("Secret", "v1"): secrets[name] = SecretData(metadata)
            default: continue
            }
        }
        self.backendConfigs = backendConfigs
        self.frontendConfigs = frontendConfigs
        self.managedCertificates = managedCertificates
        self.secrets = secrets
    }

    private static func custom<Value>(
        _ metadata: ObjectMeta, _ schema: CustomResourceSchema, _ make: () -> Value
    ) -> Custom<Value> {
        guard let fault = schema.faults(inSpecOf: metadata).first else { return .read(make()) }
        return .refused("\(fault.location): \(fault.message)")
    }
}

/// What a Secret holds, as the API server keeps it.
struct SecretData {
    private let values: [String: [UInt8]]

    init(_ metadata: ObjectMeta) {
        var values: [String: [UInt8]] = [:]
        for entry in metadata.node.stringMap("data") ?? StringMap() { values[entry.key] = Base64.decoded(entry.value) }
        for entry in metadata.node.stringMap("stringData") ?? StringMap() { values[entry.key] = Array(entry.value.utf8) }
        self.values = values
    }

    subscript(key: String) -> [UInt8]? { values[key] }
}
