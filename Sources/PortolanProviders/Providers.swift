// SPDX-License-Identifier: Apache-2.0

import PortolanAKS
import PortolanAWS
import PortolanCilium
import PortolanContour
import PortolanDOKS
import PortolanDeclarative
import PortolanEnvoyGateway
import PortolanF5NGINX
import PortolanGKE
import PortolanGatewayImplementations
import PortolanHAProxy
import PortolanHAProxyIngress
import PortolanHCloud
import PortolanIngressNGINX
import PortolanIstio
import PortolanK3s
import PortolanKong
import PortolanLKE
import PortolanManifest
import PortolanMetalLB
import PortolanOKE
import PortolanOpenStack
public import PortolanProvider
import PortolanTraefik

/// The targets that are built in: every catalogue under `providers/`, joined with its controller.
public enum Providers {
    /// The targets' ids, sorted: what `--target` takes.
    public static let ids: [String] = names(ending: ".yaml").filter { !$0.hasSuffix(".routing") }

    /// The ids of the routing controllers, sorted: what the option `routing` takes.
    public static let routingIDs: [String] = names(ending: ".routing.yaml")

    private static func names(ending: String) -> [String] {
        EmbeddedAssets.all.filter { $0.name.hasSuffix(ending) }.map { String($0.name.dropLast(ending.count)) }.sorted()
    }

    /// Reads a built-in routing controller: a catalogue `<id>.routing.yaml` under `providers/`, joined with its code.
    ///
    /// - Returns: The module, or `nil` where there is none of that id.
    public static func routing(_ id: String) -> RoutingModule? {
        guard let controller = routingController(id), let root = root(of: id + ".routing.yaml") else { return nil }
        var reader = CatalogueReader()
        guard var catalogue = reader.read(root) else { preconditionFailure("providers/\(id).routing.yaml: \(reader.errors)") }
        if let other = catalogue.vocabulary.flatMap({ routing($0) })?.catalogue {
            catalogue.annotations += other.annotations
            catalogue.prefixes += other.prefixes
            catalogue.sources += other.sources.filter { source in !catalogue.sources.contains { $0.id == source.id } }
        }
        return RoutingModule(catalogue: catalogue, controller: controller)
    }

    /// The routing controllers: the one line that registers each.
    private static func routingController(_ id: String) -> (any RoutingController)? {
        switch id {
        case "alb": ALBController()
        case "aws-gateway": AWSGatewayController()
        case "agic": AGICController()
        case "gce": GCEIngressController()
        case "envoy-gateway": EnvoyGatewayController()
        case "traefik": TraefikController()
        case "f5-nginx": F5NGINXController()
        case "ingress-nginx": IngressNGINXController()
        case "aks-app-routing": IngressNGINXController(.aksAppRouting)
        case "gke-gateway": GKEGatewayController()
        case "azure-alb": ALBGatewayController()
        case "contour": split(ContourController(), gateways: id)
        case "haproxy": HAProxyController()
        case "haproxy-ingress": HAProxyIngressController()
        case "iks-alb": IngressNGINXController(.iksALB)
        case "oci-native-ingress": OCIIngressController()
        case "kong": split(KongIngressController(), gateways: id)
        case "istio": split(IstioIngressController(), gateways: id)
        case "cilium": split(CiliumIngressController(), gateways: id)
        case let row where SpecificationController.ids.contains(row): SpecificationController(row)
        default: nil
        }
    }

    /// One that serves Ingresses by code of its own, and Gateways as the specification has them.
    private static func split(_ ingresses: any RoutingController, gateways id: String) -> any RoutingController {
        guard let gateways = SpecificationController(id) else { return ingresses }
        return SplitRoutingController(ingresses: ingresses, gateways: gateways)
    }

    /// All built-in routing controllers, in the order of their ids.
    public static let allRouting: [RoutingModule] = routingIDs.compactMap { routing($0) }

    /// The text of a built-in target's file.
    package static func text(of id: String) -> String? {
        EmbeddedAssets.all.first { $0.name == "\(id).yaml" }?.text
    }

    private static func root(of name: String) -> YAMLNode? {
        guard let asset = EmbeddedAssets.all.first(where: { $0.name == name }) else { return nil }
        let (tree, error) = YAMLTree.compose(Array(asset.text.utf8), file: "providers/\(asset.name)")
        precondition(error == nil, "providers/\(asset.name): \(String(describing: error))")
        guard let root = tree.documents.first else { preconditionFailure("providers/\(asset.name) is empty") }
        return root
    }

    /// Reads a built-in target.
    ///
    /// A mistake in its catalogue is our own, so it ends the program.
    ///
    /// - Parameter id: The target's id.
    /// - Returns: The target, or `nil` where there is none of that id.
    public static func target(_ id: String) -> Target? {
        guard ids.contains(id), let root = root(of: id + ".yaml") else { return nil }
        let loaded = ProviderFile.load(root, controller: controller(id), base: Providers.target)
        guard let target = loaded.target else { preconditionFailure("providers/\(id).yaml: \(loaded.errors)") }
        return target
    }

    /// Reads a provider file of the user's own, which may inherit from a built-in target.
    ///
    /// - Parameters:
    ///   - bytes: Its content.
    ///   - file: Its path, as messages show it.
    /// - Returns: The target, or every mistake with its place.
    public static func load(_ bytes: [UInt8], file: String) -> (target: Target?, errors: [CatalogueError]) {
        ProviderFile.load(bytes, file: file, base: Providers.target)
    }

    /// The clouds whose controllers need code: the one line that registers each.
    ///
    /// The others are a file with `behaviour` or `inherits`.
    private static func controller(_ id: String) -> (any Controller)? {
        switch id {
        case "eks": EKSController()
        case "aws-ccm": AWSCCMController()
        case "gke": GKEController()
        case "aks": AKSController()
        case "oke": OKEController()
        case "doks": DOKSController()
        case "hcloud": HCloudController()
        case "lke": LKEController()
        case "openstack": OpenStackController()
        case "metallb": MetalLBController()
        case "k3s": K3sController()
        default: nil
        }
    }
}
