// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanModel
public import PortolanProvider

/// MetalLB: a controller that gives Services addresses of pools, and speakers that make them known by layer 2 or BGP.
///
/// The pools and advertisements are objects of the manifests.
public struct MetalLBController: Controller {
    /// Makes the controller.
    public init() {}

    /// The answers for all `LoadBalancer` Services: one after the other they take addresses from the pools.
    public func answers(for services: [Service], in cluster: Cluster) -> any Answers {
        var answers = MetalLBAnswers(cluster: cluster)
        for service in services { answers.add(service) }
        return answers
    }
}

/// What MetalLB answered for Services, and who holds which address.
struct MetalLBAnswers: Answers {
    private(set) var exposures: [Exposure] = []
    private let cluster: Cluster
    private let configuration: Configuration
    private var allocator: Allocator

    init(cluster: Cluster) {
        self.cluster = cluster
        configuration = Configuration(of: cluster)
        allocator = Allocator(pools: configuration.pools, release: cluster.release)
    }

    /// Answers for the next Service, which keeps what it gets.
    mutating func add(_ service: Service) {
        let request = AllocationRequest(of: service, at: exposures.count, in: cluster)
        let (exposure, assignment) = answer(request)
        if let assignment { allocator.record(assignment, of: request) }
        exposures.append(exposure)
    }

    func exposure(of service: Service, at index: Int) -> Exposure {
        answer(AllocationRequest(of: service, at: index, in: cluster)).exposure
    }

    private func answer(_ request: AllocationRequest) -> (exposure: Exposure, assignment: Allocator.Assignment?) {
        if let exposure = foreign(request.service) { return (exposure, nil) }
        guard !configuration.pools.isEmpty else { return (.failed(configuration.reasonForNoPools(in: cluster)), nil) }
        do throws(Refusal) {
            let requested = try RequestedAddresses(of: request.service)
            let assignment = try allocate(request, requested)
            let announcement = Announcement(
                service: request.service, assignment: assignment, requested: requested.written,
                modes: configuration.announcements(of: assignment.pool, for: request.service))
            var exposure = announcement.exposure()
            exposure.notes += request.notes(requested, assignment, openPools: allocator.openPools)
            return (exposure, assignment)
        } catch {
            return (.failed("Failed to allocate IP for \"\(request.name)\": \(error.message)"), nil)
        }
    }

    /// Source: metallb internal/k8s/controllers/service_controller.go:159.
    private func foreign(_ service: Service) -> Exposure? {
        let own = cluster.options["lbClass"].flatMap { $0.isEmpty ? nil : $0 }
        guard service.loadBalancerClass != own else { return nil }
        guard let name = service.loadBalancerClass else {
            return .unclaimed("MetalLB runs with --lb-class=\(own ?? "") and leaves Services without a loadBalancerClass to others")
        }
        return .unclaimed("loadBalancerClass \"\(name)\" is not the one that MetalLB was given (--lb-class)")
    }

    /// Source: metallb controller/service.go:252.
    private func allocate(_ request: AllocationRequest, _ requested: RequestedAddresses) throws(Refusal) -> Allocator.Assignment {
        let pool = request.service.annotation(.addressPool) ?? ""
        guard !requested.addresses.isEmpty else {
            return pool.isEmpty ? try allocator.allocate(to: request) : try allocator.allocate(from: pool, to: request)
        }
        let list = requested.addresses.quotedList
        guard Set(requested.addresses.map(\.family)) == Set(request.families) else {
            throw Refusal("requested loadBalancer IP(s) \(list) does not match the ipFamily of the service")
        }
        let assignment = try allocator.assign(requested.addresses, to: request)
        let mustAgree = cluster.release.has(MetalLBFeature.addressAgreesWithPool)
        guard pool.isEmpty || assignment.pool.name == pool || !mustAgree else {
            throw Refusal("requested loadBalancer IP(s) \(list) is not compatible with requested address pool \(pool)")
        }
        // The second sync sorts two addresses by their text.
        // Source: metallb controller/service.go:152, :341.
        return Allocator.Assignment(
            pool: assignment.pool, addresses: assignment.addresses.sorted { $0.description < $1.description })
    }
}
