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
    /// The Secrets of the input.
    let secrets: [Name: Secret]
    /// The Secrets that the API server refuses, so that they do not exist.
    let refusedSecrets: Set<Name>

    init(_ inventory: Inventory) {
        var backendConfigs: [Name: Custom<BackendConfig>] = [:]
        var frontendConfigs: [Name: Custom<FrontendConfig>] = [:]
        var managedCertificates: Set<Name> = []
        var secrets: [Name: Secret] = [:]
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
            case ("Secret", "v1"): secrets[name] = Secret(metadata)
            default: continue
            }
        }
        self.backendConfigs = backendConfigs
        self.frontendConfigs = frontendConfigs
        self.managedCertificates = managedCertificates
        self.secrets = secrets
        refusedSecrets = Set(inventory.refusedSecrets.map { Name(namespace: $0.namespace, name: $0.name) }).subtracting(secrets.keys)
    }

    private static func custom<Value>(
        _ metadata: ObjectMeta, _ schema: CustomResourceSchema, _ make: () -> Value
    ) -> Custom<Value> {
        guard let fault = schema.faults(inSpecOf: metadata).first else { return .read(make()) }
        return .refused("\(fault.location): \(fault.message)")
    }
}
