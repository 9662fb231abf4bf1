// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes

/// The classes of the input by name, looked through once for all Ingresses and Gateways.
public struct ClassObjects: Sendable {
    /// The IngressClasses in the order of the input.
    public let ingressClasses: [IngressClass]
    /// The IngressClasses by name.
    public let ingress: [String: IngressClass]
    /// The IngressClass that the API server writes into Ingresses without one: of several the newest, then the first by name
    /// (kubernetes plugin/pkg/admission/network/defaultingressclass/admission.go); `nil` where none is the default.
    public let defaultIngressClass: IngressClass?
    /// The GatewayClasses in the order of the input.
    public let gatewayClasses: [GatewayClass]
    /// The GatewayClasses by name.
    public let gateway: [String: GatewayClass]

    /// Looks through an inventory.
    public init(_ inventory: Inventory) {
        let classes = inventory.ingressClasses
        ingressClasses = classes
        ingress = Dictionary(classes.map { ($0.metadata.name, $0) }) { first, _ in first }
        defaultIngressClass = classes.filter(\.isDefault).min { left, right in
            let (leftTime, rightTime) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            return leftTime == rightTime ? left.metadata.name < right.metadata.name : leftTime > rightTime
        }
        gatewayClasses = inventory.gatewayClasses
        gateway = Dictionary(gatewayClasses.map { ($0.metadata.name, $0) }) { first, _ in first }
    }
}
