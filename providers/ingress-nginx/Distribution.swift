// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// Who ships the controller: the Kubernetes project, AKS with its application routing add-on, or IBM Cloud as its ALBs.
public enum Distribution: Sendable {
    /// kubernetes/ingress-nginx with its Helm chart.
    case kubernetes
    /// AKS's application routing add-on: one nginx for each NginxIngressController, made and configured by Azure's operator.
    case aksAppRouting
    /// IBM Cloud's ALBs: a public and a private nginx, each with a class of its own.
    case iksALB

    /// The routing controller's id, which is its product.
    var product: String {
        switch self {
        case .kubernetes: "ingress-nginx"
        case .aksAppRouting: "aks-app-routing"
        case .iksALB: "iks-alb"
        }
    }

    /// Whether an IngressClass's `spec.controller` is one of its own.
    func owns(controller: String) -> Bool {
        switch self {
        case .kubernetes, .iksALB: controller == "k8s.io/ingress-nginx"
        case .aksAppRouting:
            controller == "webapprouting.kubernetes.azure.com/nginx" || controller.hasPrefix("approuting.kubernetes.azure.com/")
        }
    }
}

/// A managed nginx, as a cloud sets it up for a class.
///
/// Source: of AKS's application routing add-on Azure/aks-app-routing-operator pkg/controller/nginxingress/nginx_ingress_controller.go:533 and pkg/manifests/nginx.go:331.
struct ManagedNGINX {
    /// The class of the nginx that the add-on brings along.
    static let defaultClass = "webapprouting.kubernetes.azure.com"

    /// The IngressClass that the cloud makes for it.
    let className: String
    let isInternal: Bool
    let isHTTPDisabled: Bool
    /// What clients get.
    var address = Address.Kind.ip

    /// The controllers that a distribution sets up; none where it sets up none.
    static func all(of distribution: Distribution, in cluster: Cluster) -> [String: ManagedNGINX] {
        switch distribution {
        case .kubernetes: [:]
        case .aksAppRouting: ofAKS(in: cluster)
        case .iksALB: ofIBM(in: cluster)
        }
    }

    /// IBM Cloud's ALBs: of both scopes, with the classes of their own unless the ConfigMap of their deployment names another.
    // Source: IBM Cloud documentation, Ingress in IBM Cloud; Customizing the ALB deployment (ibm-ingress-deploy-config).
    private static func ofIBM(in cluster: Cluster) -> [String: ManagedNGINX] {
        var found: [String: ManagedNGINX] = [:]
        for (name, isInternal) in [("public-iks-k8s-nginx", false), ("private-iks-k8s-nginx", true)] {
            found[name] = ManagedNGINX(className: name, isInternal: isInternal, isHTTPDisabled: false, address: .hostname)
        }
        for name in cluster.options.list("customClasses") {
            found[name] = ManagedNGINX(className: name, isInternal: false, isHTTPDisabled: false, address: .hostname)
        }
        return found
    }

    /// The add-on's controllers: its own, and one for each NginxIngressController of the input; the first of a class counts.
    private static func ofAKS(in cluster: Cluster) -> [String: ManagedNGINX] {
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

    private init(className: String, isInternal: Bool, isHTTPDisabled: Bool, address: Address.Kind = .ip) {
        self.className = className
        self.isInternal = isInternal
        self.isHTTPDisabled = isHTTPDisabled
        self.address = address
    }

    private init(_ spec: YAMLNode?, _ cluster: Cluster) {
        className = spec?.optionalString("ingressClassName") ?? "nginx.approuting.kubernetes.azure.com"
        let annotations = spec?.stringMap("loadBalancerAnnotations")
        isInternal = annotations?["service.beta.kubernetes.io/azure-load-balancer-internal"] == "true"
        isHTTPDisabled = spec?.boolean("httpDisabled") ?? false
    }
}
