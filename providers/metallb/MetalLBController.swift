// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// MetalLB: a controller that gives Services addresses of pools, and speakers that make them known by layer 2 or BGP. The pools and
/// advertisements are objects of the manifests.
public struct MetalLBController: Controller {
    /// Makes the controller.
    public init() {}

    /// The exposures of all `LoadBalancer` Services: one after the other they take addresses from the pools.
    public func exposures(of services: [Service], in cluster: Cluster) -> [Exposure] {
        let configuration = Configuration(of: cluster)
        var allocator = Allocator(pools: configuration.pools)
        return services.map { service in
            if let exposure = foreign(service, cluster) { return exposure }
            guard !configuration.pools.isEmpty else { return .failed(configuration.reasonForNoPools(in: cluster)) }
            do throws(Refusal) {
                return try exposure(of: service, in: cluster, configuration, &allocator)
            } catch {
                return .failed("Failed to allocate IP for \"\(service.namespace)/\(service.name)\": \(error.message)")
            }
        }
    }

    /// Source: metallb internal/k8s/controllers/service_controller.go:159.
    private func foreign(_ service: Service, _ cluster: Cluster) -> Exposure? {
        let own = cluster.options["lbClass"].flatMap { $0.isEmpty ? nil : $0 }
        guard service.loadBalancerClass != own else { return nil }
        guard let name = service.loadBalancerClass else {
            return .unclaimed("MetalLB runs with --lb-class=\(own ?? "") and leaves Services without a loadBalancerClass to others")
        }
        return .unclaimed("loadBalancerClass \"\(name)\" is not the one that MetalLB was given (--lb-class)")
    }

    private func exposure(
        of service: Service, in cluster: Cluster, _ configuration: Configuration, _ allocator: inout Allocator
    ) throws(Refusal) -> Exposure {
        let request = AllocationRequest(of: service, in: cluster)
        let requested = try RequestedAddresses(of: service)
        let assignment = try allocate(request, requested, &allocator)
        let announcement = Announcement(
            service: service, assignment: assignment, requested: requested.written,
            modes: configuration.announcements(of: assignment.pool, for: service))
        var exposure = announcement.exposure()
        exposure.notes += notes(request, requested, assignment, allocator)
        return exposure
    }

    /// Source: metallb controller/service.go:252.
    private func allocate(
        _ request: AllocationRequest, _ requested: RequestedAddresses, _ allocator: inout Allocator
    ) throws(Refusal) -> Allocator.Assignment {
        let pool = request.service.annotation(.addressPool) ?? ""
        guard !requested.addresses.isEmpty else {
            return pool.isEmpty ? try allocator.allocate(to: request) : try allocator.allocate(from: pool, to: request)
        }
        let list = requested.addresses.quotedList
        guard Set(requested.addresses.map(\.family)) == Set(request.families) else {
            throw Refusal("requested loadBalancer IP(s) \(list) does not match the ipFamily of the service")
        }
        // What is not compatible is given back, so that it is tried on a copy.
        var trial = allocator
        let assignment = try trial.assign(requested.addresses, to: request)
        guard pool.isEmpty || assignment.pool.name == pool else {
            throw Refusal("requested loadBalancer IP(s) \(list) is not compatible with requested address pool \(pool)")
        }
        allocator = trial
        // The second sync sorts two addresses by their text.
        // Source: metallb controller/service.go:152, :341.
        return Allocator.Assignment(
            pool: assignment.pool, addresses: assignment.addresses.sorted { $0.description < $1.description })
    }
}
