// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Who is served by the providers, by class.
struct Claim {
    /// `spec.controller` of Traefik's own IngressClasses.
    static let controller = "traefik.io/ingress-controller"
    private static let annotation = "kubernetes.io/ingress.class"

    private let flag: String
    /// The names of Traefik's own classes.
    private let classes: Set<String>
    /// The class that the API server gives to an Ingress without one.
    private let defaultClass: String?

    init(_ cluster: Cluster) {
        flag = Flags(cluster.options).ingressClass
        let known = cluster.ingressClasses
        // The chart brings the class `traefik`, which is the default one; of several default classes the youngest counts.
        let hasOwn = known.contains { $0.metadata.name == "traefik" }
        classes = Set(known.filter { $0.controller == Self.controller }.map(\.metadata.name)).union(hasOwn ? [] : ["traefik"])
        let marked = known.filter(\.isDefault)
        let youngest = marked.max { ($0.metadata.creationTimestamp, $1.metadata.name) < ($1.metadata.creationTimestamp, $0.metadata.name) }
        defaultClass = youngest?.metadata.name ?? (hasOwn ? nil : "traefik")
    }

    /// Whether the Ingress provider takes an Ingress.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go:571 shouldProcessIngress.
    func takes(_ ingress: Ingress) -> Bool {
        let written = ingress.metadata.annotations[Self.annotation]
        // The API server's admission looks at whether the annotation is there, not at what it says.
        if let name = ingress.className ?? (written == nil ? defaultClass : nil) {
            return classes.contains(name) && (flag.isEmpty || flag == name)
        }
        return flag == (written ?? "") || (flag.isEmpty && written == "traefik")
    }

    /// Whether the CRD provider takes an object of Traefik's own kinds.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/crd/kubernetes.go shouldProcessIngress, getIngressClassName.
    func takes(_ metadata: ObjectMeta, isAtLeast37: Bool) -> Bool {
        let field = isAtLeast37 ? metadata.node.field("spec")?.optionalString("ingressClassName") : nil
        let name = field ?? metadata.annotations[Self.annotation] ?? ""
        return flag == name || (flag.isEmpty && name == "traefik")
    }
}
