// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel
import PortolanProvider

/// A Gateway whose proxies stand in the cluster: what became of it, and the Service that is created in front of them.
package struct ProxiedGateway: Sendable {
    /// What became of the Gateway.
    package var outcome: GatewayOutcome
    /// The Service; `nil` where none is created.
    package var service: ProxyService?
    /// The load balancer with all that it routes.
    package var balancer: LoadBalancer
    /// Sentences that the implementation adds.
    package var notes: [String]

    /// Makes one.
    package init(outcome: GatewayOutcome, balancer: LoadBalancer, service: ProxyService?, notes: [String] = []) {
        self.outcome = outcome
        self.balancer = balancer
        self.service = service
        self.notes = notes
    }
}

extension GatewayTopology {
    /// The exposures of Gateways whose proxies get a Service: its address is what the target's own Service controller gives it.
    package func exposures(of gateways: [ProxiedGateway]) -> [Exposure] {
        var made: [Service] = []
        var places: [Int?] = []
        // Gateways that share their proxies share the Service too.
        var known: [String: Int] = [:]
        var refusals: [String?] = []
        for gateway in gateways {
            let path = gateway.service?.path ?? ""
            if let place = known[path] {
                refusals.append(nil)
                places.append(place)
                continue
            }
            let (service, reason) = gateway.service?.read(in: cluster.families) ?? (nil, nil)
            refusals.append(reason)
            places.append(service == nil ? nil : made.count)
            guard let service else { continue }
            known[path] = made.count
            made.append(service)
        }
        let answers = cluster.exposures(ofCreated: made)
        return gateways.indices.map { index in
            let answer = places[index].flatMap { answers.indices.contains($0) ? answers[$0] : nil }
            return exposure(of: gateways[index], front: answer, refusal: refusals[index])
        }
    }

    private func exposure(of gateway: ProxiedGateway, front: Exposure?, refusal: String?) -> Exposure {
        var exposure = Exposure(
            status: .provisioned, loadBalancers: [gateway.balancer], notes: gateway.notes,
            routes: gateway.outcome.routes, listenerStatus: gateway.outcome.listenerStatus)
        guard let service = gateway.service else { return exposure }
        if let refusal {
            exposure.notes.append("The API server refuses the Service \(service.path) that is created for it: \(refusal).")
            return exposure
        }
        guard let front else { return exposure }
        switch front.status {
        case .provisioned:
            exposure.address = front.address
            take(front, for: service, in: &exposure)
        case .failed:
            exposure.status = .failed
            exposure.reason = "the Service \(service.path) that is created for it gets no address: \(front.reason ?? "no reason is given")"
        default:
            exposure.notes.append(
                "No load balancer controller of this target serves the Service \(service.path) that is created for it, so it has no address"
                    + (front.reason.map { ": \($0)." } ?? "."))
        }
        return exposure
    }

    /// Takes over what the load balancer in front of the proxies decides.
    private func take(_ front: Exposure, for service: ProxyService, in exposure: inout Exposure) {
        guard let balancer = front.loadBalancers.first else { return }
        exposure.fronts = front.loadBalancers.map { front in
            var front = front
            // Gateways that share their proxies share the Service and what it brings.
            front.identity = front.identity ?? service.path
            return front
        }
        for index in exposure.loadBalancers.indices {
            exposure.loadBalancers[index].scope = balancer.scope
            exposure.loadBalancers[index].families = balancer.families
            exposure.loadBalancers[index].sourceRanges = balancer.sourceRanges
            exposure.loadBalancers[index].clientIP = balancer.clientIP == .preserved ? .forwardedHeader : balancer.clientIP
        }
        let scope = balancer.scope.map { $0 == .public ? "public" : "private" } ?? "unknown"
        exposure.notes.append(
            "Its address is that of the Service \(service.path), which is created for it: \(balancer.product), \(scope) on this target.")
        exposure.notes += front.notes.map { "Of that Service: \($0)" }
    }
}
