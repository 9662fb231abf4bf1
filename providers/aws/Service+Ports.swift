// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// How the controller finds a port of a Service, for Services, Ingresses and Gateways alike.
// Source: aws-load-balancer-controller 3.5.0, pkg/k8s/service_utils.go LookupServicePort
extension Service {
    /// The port with a number or name.
    func port(_ wanted: IntOrString) throws(Refusal) -> ServicePort {
        let found = ports.first { port in
            switch wanted {
            case .int(let number): port.port == number
            case .string(let text): (port.name ?? "") == text
            }
        }
        guard let found else { throw Refusal("unable to find port \(wanted.text) on service \(namespace)/\(name)") }
        return found
    }

    /// The port of a health check as an annotation writes it: `traffic-port`, a number, or the name of a port of the Service: then its node
    /// port, or the number that its target port is.
    ///
    /// Source: pkg/ingress/model_build_target_group.go:385, pkg/service/model_build_target_group.go:176
    ///
    /// - Parameter isWrapped: Whether a port that is missing is told as a matter of the health check.
    func healthCheckPort(_ text: String, via: Backend.Via, isWrapped: Bool = true) throws(Refusal) -> PortValue {
        if text == "traffic-port" { return .traffic }
        if let number = GoValue.int(text, bits: 32) { return .number(number) }
        let found: ServicePort
        do { found = try port(.string(text)) } catch { throw isWrapped ? error.wrapped("failed to resolve healthCheckPort") : error }
        if via == .node { return PortValue(nodePort: found.nodePort) }
        guard case .int(let number) = found.targetPort else {
            throw Refusal("cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port")
        }
        return .number(number)
    }
}

extension Service {
    /// Refuses a port that no target group can have: instances need a node port, which only some types of Service have.
    ///
    /// - Parameter refusal: The refusal where the node port is missing.
    func checkTargetPort(_ port: ServicePort, via: Backend.Via, otherwise refusal: Refusal) throws(Refusal) {
        if via == .pod {
            guard port.targetPort != .int(0) else { throw Refusal("TargetGroup port is empty. Are you using the correct service type?") }
            return
        }
        let hasNodePort =
            switch type {
            case .nodePort: true
            case .loadBalancer: allocateLoadBalancerNodePorts || port.nodePort ?? 0 != 0
            case .clusterIP, .externalName: false
            }
        guard !hasNodePort else { return }
        var fault = refusal
        fault.trouble = RoutingTrouble(
            .serviceType,
            "the Service \(namespace)/\(name) has no node port (type \(type.rawValue)), and in instance mode the load balancer reaches "
                + "pods by node ports alone",
            remedy: "annotate the Ingress or the Service with alb.ingress.kubernetes.io/target-type: ip, or make it of type NodePort")
        throw fault
    }
}

extension IntOrString {
    /// The number or name as text.
    var text: String {
        switch self {
        case .int(let number): String(number)
        case .string(let text): text
        }
    }

    /// `intstr.Parse`: a text that is a number becomes one.
    init(parsing text: String) { self = GoValue.int(text, bits: 32).map { .int($0) } ?? .string(text) }
}
