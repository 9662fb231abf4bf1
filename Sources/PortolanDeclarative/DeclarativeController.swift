// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// A controller that does what the `behaviour` section of a provider file says.
public struct DeclarativeController: Controller {
    let behaviour: Behaviour

    init(_ behaviour: Behaviour) { self.behaviour = behaviour }

    /// Services share nothing but address pools.
    public var sharesState: Bool { behaviour.pools != nil }

    /// The answers for the Services, one each; they share the address pools, in the order of the manifest.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        JointAnswers(for: services) { services in
            var pools = behaviour.pools.map { AddressPools($0, in: cluster) }
            return services.map { exposure(of: $0, in: cluster, pools: &pools) }
        }
    }

    private func exposure(of service: Service, in cluster: Cluster, pools: inout AddressPools?) -> Exposure {
        let scope = Scope(service: service, cluster: cluster)
        var refusal = scope.read(behaviour.values)
        if let unclaimed = unclaimed(scope) { return unclaimed }

        var ports: [Scope] = []
        for port in service.ports {
            let portScope = Scope(port: port, of: scope)
            let bad = portScope.read(behaviour.values)
            if behaviour.skippedPorts.contains(where: { $0.condition.holds(in: portScope) }) { continue }
            refusal = refusal ?? bad
            ports.append(portScope)
        }
        if let message = refusal ?? refused(scope, ports) { return .failed(message) }

        if pools != nil {
            switch pools?.assign(to: scope) {
            case .sleeping(let reason)?: return .unclaimed(reason)
            case .refused(let message)?: return .failed(message)
            case .assigned(let assignment)?:
                scope.pool = assignment
                for port in ports { port.pool = assignment }
            case nil: break
            }
        }
        return provisioned(scope, ports)
    }

    /// Nobody's Service, as far as the claims go.
    private func unclaimed(_ scope: Scope) -> Exposure? {
        let claim = behaviour.claims.first { $0.condition.holds(in: scope) }
        guard claim?.isClaimed != true else { return nil }
        return .unclaimed(claim?.reason?.message(in: scope) ?? "no controller of this target takes the Service")
    }

    private func refused(_ scope: Scope, _ ports: [Scope]) -> String? {
        for refusal in behaviour.refusals {
            for candidate in refusal.isPerPort ? ports : [scope] where refusal.condition.holds(in: candidate) {
                return refusal.message.message(in: candidate)
            }
        }
        return nil
    }

    private func provisioned(_ scope: Scope, _ ports: [Scope]) -> Exposure {
        let balancers = behaviour.loadBalancers.filter { $0.condition.holds(in: scope) }.map { $0.loadBalancer(scope, ports) }
        let rule = behaviour.address
        let requested = rule.requested.list(in: scope)
        let families = rule.families.list(in: scope).compactMap(IPFamily.init(rawValue:))
        let address = Address(
            kind: rule.kind.text(in: scope).flatMap(Address.Kind.init(rawValue:)) ?? .ip,
            scope: rule.scope.text(in: scope).flatMap(PortolanModel.Scope.init(rawValue:)) ?? balancers.first?.scope ?? .public,
            families: families.isEmpty ? balancers.first?.families ?? [] : families,
            allocation: requested.isEmpty ? .ephemeral : .reserved, requested: requested)
        return Exposure(
            status: .provisioned, address: address, loadBalancers: balancers,
            notes: behaviour.notes.filter { $0.condition.holds(in: scope) }.map { $0.text.message(in: scope) })
    }
}
