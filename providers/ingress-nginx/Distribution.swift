// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Who ships the controller: the Kubernetes project, or AKS with its application routing add-on.
public enum Distribution: Sendable {
    /// kubernetes/ingress-nginx with its Helm chart.
    case kubernetes
    /// AKS's application routing add-on: one nginx for each NginxIngressController, made and configured by Azure's operator.
    case aksAppRouting

    /// The routing controller's id, which is its product.
    var product: String {
        switch self {
        case .kubernetes: "ingress-nginx"
        case .aksAppRouting: "aks-app-routing"
        }
    }

    /// Whether an IngressClass's `spec.controller` is one of its own.
    func owns(controller: String) -> Bool {
        switch self {
        case .kubernetes: controller == "k8s.io/ingress-nginx"
        case .aksAppRouting:
            controller == "webapprouting.kubernetes.azure.com/nginx" || controller.hasPrefix("approuting.kubernetes.azure.com/")
        }
    }
}

/// A managed nginx of AKS's application routing add-on.
///
/// Source: Azure/aks-app-routing-operator pkg/controller/nginxingress/nginx_ingress_controller.go:533 and pkg/manifests/nginx.go:331.
struct ManagedNGINX {
    /// The class of the nginx that the add-on brings along.
    static let defaultClass = "webapprouting.kubernetes.azure.com"

    /// The IngressClass that the operator makes for it.
    let className: String
    let isInternal: Bool
    let isHTTPDisabled: Bool

    /// The add-on's controllers: its own, and one for each NginxIngressController of the input; the first of a class counts.
    static func all(in cluster: Cluster) -> [String: ManagedNGINX] {
        var found: [String: ManagedNGINX] = [:]
        for object in cluster.inventory.objects(kind: "NginxIngressController", group: "approuting.kubernetes.azure.com") {
            let nginx = ManagedNGINX(object.spec, cluster)
            if found[nginx.className] == nil { found[nginx.className] = nginx }
        }
        let mode = cluster.options["defaultNginxController"] ?? "AnnotationControlled"
        if mode != "None", found[defaultClass] == nil {
            found[defaultClass] = ManagedNGINX(className: defaultClass, isInternal: mode == "Internal", isHTTPDisabled: false)
        }
        return found
    }

    private init(className: String, isInternal: Bool, isHTTPDisabled: Bool) {
        self.className = className
        self.isInternal = isInternal
        self.isHTTPDisabled = isHTTPDisabled
    }

    private init(_ spec: YAMLNode?, _ cluster: Cluster) {
        className = spec?.optionalString("ingressClassName") ?? "nginx.approuting.kubernetes.azure.com"
        let annotations = spec?.stringMap("loadBalancerAnnotations")
        isInternal = annotations?["service.beta.kubernetes.io/azure-load-balancer-internal"] == "true"
        isHTTPDisabled = spec?.boolean("httpDisabled") ?? false
    }
}
