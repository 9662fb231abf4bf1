// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes

/// An implementation that is told by data alone: the specification's behaviour, its name, its reports and its Service.
struct Implementation: Sendable {
    /// The controller's id, which is its product too.
    var id: String
    /// `spec.controllerName` of its classes.
    var controllerNames: Set<String>
    /// Classes that it installs itself, so that the input need not have them.
    var installedClasses: Set<String> = []
    /// The Service that it makes for a Gateway; `nil` where it makes none.
    var service: ServiceTemplate?
    /// Where that was read.
    var source: String
}

/// The rows, in the order of their ids.
enum Implementations {
    static let all: [Implementation] = [
        Implementation(
            id: "cilium", controllerNames: ["io.cilium/gateway-controller"], installedClasses: ["cilium"],
            service: ServiceTemplate(name: "cilium-gateway-{name}", portName: "port-{port}", externalTrafficPolicy: "Cluster"),
            source: "cilium 005fad665d49, operator/pkg/model/translation/gateway-api/translator.go desiredService"),
        Implementation(
            id: "contour", controllerNames: ["projectcontour.io/gateway-controller"],
            service: ServiceTemplate(name: "envoy-{name}", portName: "{protocol}-{port}", externalTrafficPolicy: "Local", shift: 8000),
            source: "contour 01aedc799779, internal/provisioner/objects/service/service.go DesiredEnvoyService"),
        Implementation(
            id: "istio", controllerNames: ["istio.io/gateway-controller"], installedClasses: ["istio"],
            service: ServiceTemplate(
                name: "{name}-{class}", portName: "{protocol}-{port}",
                ownPort: ProxyService.Port(name: "status-port", port: 15021, transport: .tcp, target: 15021),
                copiesOwnAnnotations: true, typeAnnotation: "networking.istio.io/service-type", writesAddress: true,
                prefersDualStack: true),
            source: "istio 03404d0fbc82, manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml"),
        Implementation(
            id: "kgateway", controllerNames: ["kgateway.dev/kgateway"], installedClasses: ["kgateway"],
            service: ServiceTemplate(name: "{name}", portName: "listener-{port}"),
            source: "kgateway 43be31addeaf, pkg/kgateway/helm/envoy/templates/service.yaml"),
        Implementation(
            id: "kong", controllerNames: ["konghq.com/kic-gateway-controller", "konghq.com/gateway-operator"],
            source: "Kong Ingress Controller documentation: unmanaged Gateways use the proxy's own Service"),
        Implementation(
            id: "nginx-gateway-fabric", controllerNames: ["gateway.nginx.org/nginx-gateway-controller"], installedClasses: ["nginx"],
            service: ServiceTemplate(name: "{name}-{class}", portName: "port-{port}", externalTrafficPolicy: "Local"),
            source: "nginx-gateway-fabric d7a536d5fda6, internal/controller/provisioner/objects.go buildNginxService"),
    ]
}
