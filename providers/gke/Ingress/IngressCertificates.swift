// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The certificates of an Ingress's HTTPS proxy, in its order.
struct IngressCertificates {
    /// Names of pre-shared certificates and of ManagedCertificates, then of Secrets, as written.
    let names: [String]
    /// What does not come about.
    let notes: [String]

    /// Whether port 443 is served.
    var areThere: Bool { !names.isEmpty }

    /// - Throws: What the controller says to a Secret that is missing or lacks what it must have.
    init(_ ingress: Ingress, product: IngressProduct, objects: IngressObjects) throws(Refusal) {
        var notes: [String] = []
        let preShared = Self.preShared(ingress, objects: objects, &notes)
        names = preShared + (try Self.secrets(ingress, objects: objects))
        let hosts = Set(ingress.tlsHosts)
        let others = ingress.rules.compactMap(\.host).filter { !hosts.contains($0) }
        if !hosts.isEmpty, let other = others.first {
            notes.append("the hosts of spec.tls are not read: port 443 answers for every host, \(other) too")
        }
        self.notes = notes
    }

    /// Pre-shared certificates, and what the managed certificate controller adds to them.
    ///
    /// It writes all of them, sorted, into the annotation of pre-shared ones; where one does not exist it writes nothing at all.
    /// Source: gke-managed-certs 3498c2a0 pkg/controller/sync/sync.go:113, pkg/utils/ingress/ingress.go:28.
    private static func preShared(_ ingress: Ingress, objects: IngressObjects, _ notes: inout [String]) -> [String] {
        let preShared = split(ingress.annotation(.preSharedCertificates))
        let managed = split(ingress.annotation(.managedCertificates))
        guard !managed.isEmpty else { return preShared }
        let name = ingress.annotation(.ingressClass) ?? ""
        guard name.isEmpty || name == "gce" else {
            notes.append("\(IngressAnnotationKey.managedCertificates.rawValue) is not read for the class \(name)")
            return preShared
        }
        let namespace = ingress.metadata.namespace
        if let missing = managed.first(where: { !objects.managedCertificates.contains(.init(namespace: namespace, name: $0)) }) {
            notes.append("the ManagedCertificate \(namespace)/\(missing) is not in the input, so none of the managed certificates is used")
            return preShared
        }
        // In the cloud a managed certificate has a name of its own, which begins so.
        let all = preShared.map { (key: $0, name: $0) } + managed.map { (key: "mcrt-\($0)", name: $0) }
        return all.sorted { $0.key < $1.key }.map(\.name)
    }

    private static func split(_ text: String?) -> [String] {
        GoValue.split(text ?? "").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }

    /// The Secrets of `spec.tls`, those of equal content once.
    ///
    /// A Secret that is not in the input is taken to exist and to hold a certificate of its own.
    /// Source: ingress-gce pkg/translator/translator.go:113, pkg/loadbalancers/certificates.go:79.
    private static func secrets(_ ingress: Ingress, objects: IngressObjects) throws(Refusal) -> [String] {
        var names: [String] = []
        var seenNames: Set<String> = []
        var seenContents: Set<[UInt8]> = []
        for entry in ingress.tls {
            guard let name = entry.secretName else { throw Refusal("secret \"\" does not exist") }
            let key = IngressObjects.Name(namespace: ingress.metadata.namespace, name: name)
            guard !objects.refusedSecrets.contains(key) else {
                throw Refusal("error initializing translator env: secrets \(GoValue.quoted(name)) not found")
            }
            if let secret = objects.secrets[key] {
                guard let certificate = secret.data["tls.crt"] else {
                    throw Refusal("secret \(GoValue.quoted(name)) does not specify cert as string data")
                }
                guard secret.data["tls.key"] != nil else {
                    throw Refusal("secret \(GoValue.quoted(name)) does not specify private key as string data")
                }
                guard seenContents.insert(certificate).inserted else { continue }
            }
            if seenNames.insert(name).inserted { names.append(name) }
        }
        return names
    }
}
