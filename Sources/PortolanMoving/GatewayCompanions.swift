// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What some implementations want beside a Gateway before they serve it.
extension GatewayDocuments {
    /// The port of a listener: Traefik's are those that its process listens on, behind the Service's 80 and 443.
    ///
    /// Source: traefik 3.7, pkg/provider/kubernetes/gateway/kubernetes.go:792, and the chart's ports.web and ports.websecure.
    func port(of front: GatewayPlan.Front) -> Int {
        guard target.controller == "traefik" else { return front.port }
        return front.port == 80 ? 8000 : front.port == 443 ? 8443 : front.port
    }

    /// Annotations of a Gateway: Azure's must name an Application Gateway for Containers.
    var gatewayAnnotations: YAMLValue? {
        guard target.controller == "azure-alb" else { return nil }
        return .object([
            ("alb.networking.azure.io/alb-namespace", .text("PORTOLAN-FILL-IN-ALB-NAMESPACE")),
            ("alb.networking.azure.io/alb-name", .text("PORTOLAN-FILL-IN-ALB-NAME")),
        ])
    }

    /// The reference to a Gateway's own configuration on AWS.
    func infrastructure(of gateway: GatewayPlan.Gateway) -> YAMLValue? {
        guard target.controller == "aws-gateway" else { return nil }
        return .object([
            (
                "parametersRef",
                .object([
                    ("group", .text("gateway.k8s.aws")), ("kind", .text("LoadBalancerConfiguration")),
                    ("name", .text(gateway.reference.name)),
                ])
            )
        ])
    }

    /// Configuration on AWS: who reaches the load balancer, its certificates, and pods as targets.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, apis/gateway/v1beta1.
    func companions(of plans: [GatewayPlan]) -> [YAMLValue] {
        guard target.controller == "aws-gateway" else { return [] }
        let balancers = plans.flatMap { plan in
            plan.gateways.map { gateway -> YAMLValue in
                let ports = Set(gateway.listeners.filter(\.front.isTLS).map(\.front.port)).sorted()
                let listeners = ports.map { port in
                    YAMLValue.object([
                        ("protocolPort", .text("HTTPS:\(port)")), ("defaultCertificate", .text("PORTOLAN-FILL-IN-TLS-CERTIFICATE")),
                    ])
                }
                return object(
                    "gateway.k8s.aws/v1beta1", "LoadBalancerConfiguration", gateway.reference.name, gateway.reference.namespace,
                    [
                        YAMLValue.Entry(
                            "spec",
                            .object([
                                ("scheme", .text(plan.isPrivate ? "internal" : "internet-facing")),
                                ("listenerConfigurations", listeners.isEmpty ? nil : .list(listeners)),
                            ]))
                    ])
            }
        }
        var seen: Set<String> = []
        let services = plans.flatMap(\.services).filter { seen.insert($0).inserted }
        let targets = services.map { service -> YAMLValue in
            let parts = service.split(separator: "/", maxSplits: 1).map(String.init)
            let (namespace, name) = parts.count == 2 ? (parts[0], parts[1]) : ("default", service)
            return object(
                "gateway.k8s.aws/v1beta1", "TargetGroupConfiguration", name, namespace,
                [
                    YAMLValue.Entry(
                        "spec",
                        .object([
                            ("targetReference", .object([("name", .text(name))])),
                            ("defaultConfiguration", .object([("targetType", .text("ip"))])),
                        ]))
                ])
        }
        return balancers + targets
    }
}
