// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// The Secrets that Ingresses name: those of the input are judged, any other is taken to exist and to hold a certificate.
struct AppGatewaySecrets {
    private let secrets: [ObjectReference: Secret]
    private let refused: Set<ObjectReference>

    init(_ inventory: Inventory) {
        secrets = Dictionary(inventory.secrets.map { ($0.metadata.reference, $0) }) { _, last in last }
        refused = inventory.refusedSecrets
    }

    /// Why a Secret is no certificate to the controller; `nil` where it is one.
    ///
    /// Source: AGIC f42103da pkg/k8scontext/secretstore.go:91.
    func fault(of reference: ObjectReference) -> String? {
        guard let secret = secrets[reference] else { return refused.contains(reference) ? "is refused by the API server" : nil }
        guard secret.type == "kubernetes.io/tls" else { return "is not of type kubernetes.io/tls" }
        guard let certificate = secret.data["tls.crt"], let key = secret.data["tls.key"], !certificate.isEmpty, !key.isEmpty else {
            return "lacks tls.crt or tls.key"
        }
        // openssl turns both into one file, and takes nothing but PEM.
        let isPEM = [certificate, key].allSatisfy { String(decoding: $0, as: UTF8.self).contains("-----BEGIN ") }
        return isPEM ? nil : "holds no PEM"
    }
}
