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

        /// Makes a rejection.
        public init(
            reference: ObjectReference, location: SourceLocation, serviceType: String?, reasons: [Reason], metadata: ObjectMeta? = nil
        ) {
            self.reference = reference
            self.location = location
            self.serviceType = serviceType
            self.reasons = reasons
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
    }
}
