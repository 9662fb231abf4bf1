// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// Everything that a set of manifests holds, sorted out by what Portolan does with it.
public struct Inventory: Sendable {
    /// An object whose spec is read where it is needed: address pools, Ingresses, policies and others.
    public struct Object: Sendable {
        /// Metadata.
        public var metadata: ObjectMeta

        /// Makes an object.
        public init(metadata: ObjectMeta) { self.metadata = metadata }

        /// `spec`.
        public var spec: YAMLNode? { metadata.node.value("spec") }
    }

    /// An object that the API server refuses.
    public struct Rejection: Sendable {
        /// One reason.
        public struct Reason: Hashable, Sendable {
            /// The API server's own path; `nil` where it names none.
            public var field: String?
            /// The name of its `field.ErrorType`, or one of the further words of the validation cases.
            public var type: String
            /// What is wrong.
            public var message: String
            /// Where.
            public var location: SourceLocation

            /// Makes a reason.
            public init(field: String?, type: String, message: String, location: SourceLocation) {
                self.field = field
                self.type = type
                self.message = message
                self.location = location
            }
        }

        /// The object; an empty name where it has none.
        public var reference: ObjectReference
        /// Where it starts.
        public var location: SourceLocation
        /// `spec.type` of a Service, where it can be read.
        public var serviceType: String?
        /// Why, in the API server's order; never empty.
        public var reasons: [Reason]
        /// The refused object's metadata, as far as it can be read.
        public var metadata: ObjectMeta?
        /// The Service that it is on a cluster with both IP families, where nothing but the families is against it.
        public var dualStackService: Service?

        /// Makes a rejection.
        public init(
            reference: ObjectReference, location: SourceLocation, serviceType: String?, reasons: [Reason], metadata: ObjectMeta? = nil,
            dualStackService: Service? = nil
        ) {
            self.reference = reference
            self.location = location
            self.serviceType = serviceType
            self.reasons = reasons
            self.dualStackService = dualStackService
            self.metadata = metadata
        }
    }

    /// Services that the API server accepts, in the order of the input.
    public var services: [Service] = []
    /// Workloads, in the order of the input.
    public var workloads: [Workload] = []
    /// Objects of other kinds, in the order of the input.
    public var objects: [Object] = []
    /// Objects that the API server refuses, in the order of the input.
    public var rejections: [Rejection] = []
    /// Objects that another one of the same kind, namespace and name replaces further down, in the order of the input.
    package var duplicates: [Duplicate] = []
    /// Keys that stand more than once in one mapping, in the order of the input.
    package var duplicateKeys: [DuplicateKey] = []

    /// An object that is given twice: of two, `kubectl apply` leaves the last.
    package struct Duplicate: Sendable {
        /// The one that counts.
        package var kept: ObjectMeta
        /// The one that is replaced.
        package var replaced: ObjectMeta
    }

    /// A key that a mapping has more than once: kubectl sends the last value.
    package struct DuplicateKey: Sendable {
        /// The object.
        package var subject: ObjectMeta
        /// The key.
        package var key: String
        /// Where it first stands.
        package var first: SourceLocation
        /// Where it last stands: this value counts.
        package var last: SourceLocation
    }

    /// An empty inventory.
    public init() {}

    /// The objects of a kind in an API group (any version), in the order of the input; the core group is empty.
    public func objects(kind: String, group: String) -> [Object] {
        objects.filter { object in
            guard object.metadata.reference.kind == kind else { return false }
            let version = object.metadata.apiVersion
            let written = version.firstIndex(of: "/").map { String(version[..<$0]) } ?? ""
            return written == group
        }
    }
}

extension Inventory {
    /// Adds what another part of the input holds, behind what is here.
    public mutating func append(_ other: Inventory) {
        services += other.services
        workloads += other.workloads
        objects += other.objects
        rejections += other.rejections
        duplicateKeys += other.duplicateKeys
    }

    /// Leaves of each object the last one, as applying them in their order does.
    package mutating func replaceDuplicates() {
        var last: [ObjectKey: ObjectMeta] = [:]
        var found: [(key: ObjectKey, replaced: ObjectMeta)] = []
        func note(_ metadata: ObjectMeta) {
            // What the API server names has a name of its own each time.
            guard let key = ObjectKey(metadata) else { return }
            if let before = last[key] { found.append((key, before)) }
            last[key] = metadata
        }
        for service in services { note(service.metadata) }
        for workload in workloads { note(workload.metadata) }
        for object in objects { note(object.metadata) }
        guard !found.isEmpty else { return }
        func counts(_ metadata: ObjectMeta) -> Bool { ObjectKey(metadata).map { last[$0]?.location == metadata.location } ?? true }
        services = services.filter { counts($0.metadata) }
        workloads = workloads.filter { counts($0.metadata) }
        objects = objects.filter { counts($0.metadata) }
        duplicates = found.compactMap { key, replaced in last[key].map { Duplicate(kept: $0, replaced: replaced) } }
            .sorted { $0.replaced.location < $1.replaced.location }
    }
}

/// What makes two objects one in a cluster: the versions of a kind are one kind.
private struct ObjectKey: Hashable {
    private let group: String
    private let reference: ObjectReference

    init?(_ metadata: ObjectMeta) {
        guard !metadata.name.isEmpty else { return nil }
        let written = metadata.apiVersion.firstIndex(of: "/").map { String(metadata.apiVersion[..<$0]) } ?? ""
        // Where Kubernetes has moved a kind from one group to another, both are the same objects.
        group = written == "extensions" ? (metadata.reference.kind == "Ingress" ? "networking.k8s.io" : "apps") : written
        reference = metadata.reference
    }
}
