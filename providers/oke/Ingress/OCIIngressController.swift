// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Oracle's native ingress controller: Ingresses on OCI's own load balancer, one for each IngressClass.
public struct OCIIngressController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Ingresses only.
    public var kinds: Set<String> { ["Ingress"] }

    /// Takes Ingresses whose class object has its controller name; without a class those of a default class that has it.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        // Source: oci-native-ingress-controller v1.4.3, pkg/util/util.go GetIngressClass, pkg/controllers/ingress/ingress.go sync.
        guard case .ingress(let ingress) = entrance else { return false }
        return Self.classObject(of: ingress, in: cluster) != nil
    }

    /// Says that the class is asked for by the field, and has to have an object.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        guard case .ingress(let ingress) = entrance else { return nil }
        let names = cluster.ingressClasses.filter { $0.controller == Self.controllerName }.map(\.metadata.name)
        if let written = ingress.metadata.annotations["kubernetes.io/ingress.class"], names.contains(written) {
            return
                "Oracle's native ingress controller does not read the annotation kubernetes.io/ingress.class: write spec.ingressClassName: \(written)"
        }
        return nil
    }

    static let controllerName = "oci.oraclecloud.com/native-ingress-controller"

    private static func classObject(of ingress: Ingress, in cluster: Cluster) -> IngressClass? {
        let name = ingress.className ?? cluster.ingressClasses.first { $0.isDefault }?.metadata.name
        guard let object = name.flatMap({ cluster.classes.ingress[$0] }), object.controller == controllerName else { return nil }
        return object
    }

    /// The Ingresses of a class share its load balancer, and all wait for the worst of them.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        var groups: [String: (object: IngressClass, members: [Ingress])] = [:]
        let ingresses = claimed.compactMap { entrance in if case .ingress(let ingress) = entrance { ingress } else { nil } }
        for ingress in ingresses {
            guard let object = Self.classObject(of: ingress, in: cluster) else { continue }
            groups[object.metadata.name, default: (object, [])].members.append(ingress)
        }
        let outcomes = groups.mapValues { group -> Result<OCILoadBalancer, GoError> in
            do throws(GoError) { return .success(try OCILoadBalancer(group.members, of: group.object, in: cluster)) } catch {
                return .failure(error)
            }
        }
        return ingresses.map { ingress in
            guard let name = Self.classObject(of: ingress, in: cluster)?.metadata.name, let outcome = outcomes[name] else {
                return .unclaimed("no IngressClass of the controller is named")
            }
            switch outcome {
            case .success(let balancer): return balancer.exposure(of: ingress)
            case .failure(let error):
                var exposure = Exposure.failed(error.message)
                exposure.notes = [
                    "every Ingress of the class \(name) waits for this to be mended: they are put to the load balancer together"
                ]
                if let count = groups[name]?.members.count, count > 1 {
                    exposure.troubles = [
                        RoutingTrouble(
                            .stopsOthers, "\(error.message): all \(count) Ingresses of the class \(name) wait for this to be mended",
                            remedy: "mend what the message names, or give that Ingress a class, and so a load balancer, of its own")
                    ]
                }
                return exposure
            }
        }
    }
}
