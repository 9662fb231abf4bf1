// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Azure's Application Gateway Ingress Controller (`agic`): all Ingresses on one gateway that exists already.
public struct AGICController: RoutingController {
    private static let usualClass = "azure/application-gateway"

    /// Makes the controller.
    public init() {}

    /// Whether an Ingress has the controller's class, lies in a namespace that it watches, and has anything for it.
    ///
    /// The annotation is asked first, and holds the controller's name, not the class's.
    /// Source: AGIC f42103da pkg/k8scontext/context.go:510, :952, pkg/environment/environment.go:172.
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        let namespaces = cluster.options.list("watchNamespace")
        guard namespaces.isEmpty || namespaces.contains(ingress.metadata.namespace) else { return false }
        guard ingress.rules.isEmpty || ingress.rules.contains(where: \.hasHTTP) else { return false }
        return hasClass(ingress, in: cluster)
    }

    private func hasClass(_ ingress: Ingress, in cluster: Cluster) -> Bool {
        let options = cluster.options
        let name = options["ingressClass"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.usualClass
        if let written = ingress.metadata.annotations[AppGatewayKey.ingressClass.rawValue], !written.isEmpty { return written == name }
        guard options.isOn("ingressClassResourceEnabled") else { return false }
        let resource = options["ingressClassResourceName"] ?? ""
        let defaulted = cluster.defaultsClass(of: ingress) ? cluster.ingressClasses.first(where: \.isDefault)?.metadata.name : nil
        guard let written = ingress.className ?? defaulted else { return options.isOn("ingressClassResourceDefault") }
        // The class is there as the Helm chart makes it, unless the input has another one of its name.
        let controller = cluster.ingressClasses.last { $0.metadata.name == written }?.controller ?? name
        return written == resource && controller == name
    }

    /// Says where the class is written so that the controller does not read it.
    public func remark(onUnclaimed entrance: Entrance, in cluster: Cluster) -> String? {
        guard case .ingress(let ingress) = entrance else { return nil }
        let name = cluster.options["ingressClass"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.usualClass
        let resource = cluster.options["ingressClassResourceName"] ?? ""
        let key = AppGatewayKey.ingressClass.rawValue
        if ingress.metadata.annotations[key] == resource {
            return "for agic the annotation \(key) holds the controller's name, \(name), not that of the IngressClass"
        }
        guard (ingress.metadata.annotations[key] ?? "").isEmpty, let written = ingress.className, written != resource,
            cluster.ingressClasses.contains(where: { $0.metadata.name == written && $0.controller == name })
        else { return nil }
        return "agic serves the IngressClass \(resource) alone, whatever other classes name its controller"
    }

    /// The exposures: who is left out has none, all others share the gateway.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let secrets = AppGatewaySecrets(cluster.inventory)
        let frontends = Set(cluster.options.list("gatewayFrontends").compactMap(AppGatewayFrontend.init(option:)))
        let ingresses = claimed.map { entrance -> AppGatewayIngress? in
            guard case .ingress(let ingress) = entrance else { return nil }
            return AppGatewayIngress(ingress, options: cluster.options, secrets: secrets)
        }
        let faults = ingresses.map { $0?.fault(on: frontends) }
        let served = ingresses.indices.filter { faults[$0] == .some(nil) }.sorted { one, other in
            (ingresses[one]?.sortKey ?? "") < (ingresses[other]?.sortKey ?? "")
        }
        let builder = AppGatewayBuilder(served.compactMap { ingresses[$0] }, cluster: cluster, frontends: frontends)
        let gateway = AppGateway(builder)
        let balancers: [AppGatewayFrontend: LoadBalancer] = [
            .public: gateway.loadBalancer(on: .public), .private: gateway.loadBalancer(on: .private),
        ]
        let order = AppGatewayOrder(builder)
        let common = builder.refusals.sentences
        let troubles = troubles(served.map { ingresses[$0] }, refused: builder.refusals, cluster, frontends)
        var exposures = faults.map { fault -> Exposure in .failed((fault ?? nil) ?? "it is no Ingress") }
        for (place, index) in served.enumerated() {
            guard let ingress = ingresses[index], let balancer = balancers[ingress.frontend] else { continue }
            exposures[index] = Exposure(
                status: .provisioned,
                address: Address(kind: .ip, scope: ingress.frontend.scope, families: [.ipv4], allocation: .reserved),
                loadBalancers: [balancer], notes: (builder.notes[place] + order.notes(of: ingress)).unique + common)
            if let trouble = troubles[place] { exposures[index].troubles = [trouble] }
        }
        return exposures
    }

    /// Who has Azure refuse the gateway, and who is stopped by it, by their places; nobody where nothing is refused.
    private func troubles(
        _ ingresses: [AppGatewayIngress?], refused: [String], _ cluster: Cluster, _ frontends: Set<AppGatewayFrontend>
    ) -> [Int: RoutingTrouble] {
        guard !refused.isEmpty else { return [:] }
        let own = ingresses.map { $0.map { AppGatewayBuilder([$0], cluster: cluster, frontends: frontends).refusals } ?? [] }
        let culprits = ingresses.indices.filter { !own[$0].isEmpty }
        let names = culprits.compactMap { ingresses[$0]?.sortKey }
        var troubles: [Int: RoutingTrouble] = [:]
        for place in ingresses.indices {
            let lead = "Azure refuses the gateway's configuration, and no Ingress of it is updated until that is mended: "
            if let message = own[place].first {
                troubles[place] = RoutingTrouble(.stopsOthers, lead + message, remedy: "mend this Ingress first, or take it away")
            } else if let name = names.first {
                let more = names.count > 1 ? " and \(names.count - 1) more" : ""
                troubles[place] = RoutingTrouble(
                    .isStopped, lead + "\(own[culprits[0]][0]) (Ingress \(name)\(more))", remedy: "mend or remove the Ingress \(name)")
            } else {
                // Each alone would do: it is what they have together.
                troubles[place] = RoutingTrouble(.stopsOthers, lead + refused[0], remedy: "have the Ingresses of the gateway agree")
            }
        }
        return troubles
    }
}

extension [String] {
    /// The refusals of Azure as sentences for every Ingress of the gateway; of many the first few.
    fileprivate var sentences: [String] {
        guard !isEmpty else { return [] }
        let shown = unique.prefix(3).map {
            "Azure refuses the gateway's configuration, and no Ingress of it is updated until that is mended: \($0)"
        }
        return shown + (unique.count > 3 ? ["Azure refuses the gateway's configuration for \(unique.count - 3) further reasons"] : [])
    }

    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
