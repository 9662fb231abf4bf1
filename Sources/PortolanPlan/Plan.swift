// SPDX-License-Identifier: Apache-2.0

public import PortolanGraph
public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// What becomes of an app's endpoints on every target that was asked for.
public struct Plan: Sendable {
    /// Something that clients can reach, or that was meant to be.
    public struct Endpoint: Sendable {
        /// The object.
        public var reference: ObjectReference
        /// Where it starts.
        public var location: SourceLocation
        /// A Service's `spec.type`, as written or defaulted.
        public var type: String?
        /// The object as it was read; `nil` where the API server rejects it on every target.
        public var entrance: Entrance?
        /// The workloads whose pods it reaches, in the order of the input; of very many the first (`Limits.listedWorkloads`).
        public var workloads: [ObjectReference]
        /// How many more workloads there are than are listed.
        package var furtherWorkloads = 0
        /// The paths from each Service port to a container.
        public var routes: [Route]
        /// One exposure for each target, in the order of `Plan.targets`.
        public var exposures: [Exposure]
        /// The workload whose pods it selects and that the API server refuses; `nil` where it reaches pods, or selects none of the input.
        public var refusedWorkload: ObjectReference?

        /// The Service, where it is one that the API server takes.
        public var service: Service? { entrance?.service }

        /// Makes an endpoint.
        public init(
            reference: ObjectReference, location: SourceLocation, type: String?, entrance: Entrance?, workloads: [ObjectReference],
            routes: [Route], exposures: [Exposure]
        ) {
            self.reference = reference
            self.location = location
            self.type = type
            self.entrance = entrance
            self.workloads = workloads
            self.routes = routes
            self.exposures = exposures
        }
    }

    /// The last part of a client's path: from a Service's port to a container of one workload.
    public struct Route: Hashable, Sendable {
        /// The Service's port.
        public var port: Int
        /// Its protocol.
        public var `protocol`: TransportProtocol
        /// The workload.
        public var workload: ObjectReference
        /// The pod port; a name where no container declares it.
        public var podPort: PortValue
        /// The container that declares the port; `nil` where none does.
        public var container: String?
    }

    /// The targets with their options, in the order asked for.
    public var assignments: [Planner.Assignment]
    /// Services, Ingresses and Gateways in the order of the input, those that are rejected included.
    public var endpoints: [Endpoint]
    /// Objects that the API server refuses, of any kind it validates here.
    public var rejections: [Inventory.Rejection]
    /// Everything that was read, as the first target's cluster takes it.
    public var inventory: Inventory { reading.inventory }
    /// What of it reaches what.
    public var graph: ServiceGraph { reading.graph }
    /// What became of each document.
    public var account: Account

    /// What is not judged and stands in no object of the inventory: patches that are not applied, charts that are not rendered.
    package var further: [Unjudged] = []

    /// What can be asked again of the first target's cluster: a changed Service among the others as they are.
    let reading: Reading

    /// The targets, in the order asked for.
    public var targets: [Target] { assignments.map(\.target) }

    /// What a target would do with a Service of the plan if it were changed, all others as they are.
    ///
    /// - Parameters:
    ///   - service: The changed Service, of the same place in the input.
    ///   - assignment: The target, of the plan or not.
    public func exposure(of service: Service, on assignment: Planner.Assignment) -> Exposure {
        reading.exposure(of: service, on: assignment)
    }

    /// What a target would do with all `LoadBalancer` Services of the plan, in their order, if some were changed.
    ///
    /// - Parameters:
    ///   - services: All `LoadBalancer` Services of the plan, changed or not.
    ///   - assignment: The target, of the plan or not.
    /// - Returns: One exposure for each.
    public func exposures(of services: [Service], on assignment: Planner.Assignment) -> [Exposure] {
        reading.exposures(of: services, on: assignment)
    }

    /// What a target would do with all Ingresses and Gateways of the plan if some were changed, all else as it is.
    ///
    /// - Parameters:
    ///   - assignment: The target, of the plan or not.
    ///   - changed: The changed objects, by their places in the input.
    /// - Returns: The exposures by the places of the objects.
    public func routedExposures(
        on assignment: Planner.Assignment, changed: [SourceLocation: Entrance] = [:]
    ) -> [SourceLocation: Exposure] {
        reading.routedExposures(on: assignment, changed: changed, services: nil)
    }

    /// The same for a target of the plan, whose Services are planned already.
    public func routedExposures(on target: Int, changed: [SourceLocation: Entrance]) -> [SourceLocation: Exposure] {
        let assignment = assignments[target]
        let known = assignment.families == reading.families
        let services = known ? endpoints.filter { $0.service != nil }.map { ($0.location, $0.exposures[target]) } : []
        let byPlace = Dictionary(services) { first, _ in first }
        let ordered = inventory.services.compactMap { byPlace[$0.metadata.location] }
        return reading.routedExposures(
            on: assignment, changed: changed, services: ordered.count == inventory.services.count && known ? ordered : nil)
    }

    /// Counts of what the input held.
    public struct Account: Hashable, Sendable {
        /// Services that are planned.
        public var services = 0
        /// Workloads that were read.
        public var workloads = 0
        /// Objects that the API server refuses.
        public var rejected = 0
        /// Objects of kinds that expose nothing, by kind.
        public var otherKinds: [String: Int] = [:]
        /// Kinds of custom resources with rules that could not be judged, and why.
        package var unjudgedKinds: [String: [String]] = [:]
        /// Kustomizations, and the patches that they name: pieces of objects, which `--kustomize` puts together.
        public var kustomizeFiles = 0
        /// Documents that belong to other programs.
        public var foreignDocuments = 0
        /// Documents that should be Kubernetes objects and are none.
        public var problems: [ObjectReader.Problem] = []

        /// Counts nothing yet.
        public init() {}
    }
}
