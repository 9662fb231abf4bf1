// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanManifest
public import PortolanModel
public import PortolanProvider

/// Plans documents onto targets: a pure function of the documents, the targets and their options.
public struct Planner: Sendable {
    /// A target with the options that hold for it.
    public struct Assignment: Sendable {
        /// The target, at the release that its options name.
        public var target: Target
        /// Its options, defaults filled in.
        public var options: TargetOptions
        /// The options that somebody set.
        public var set: [String: String]
        /// The routing controllers that its cluster has, in order, each with its options.
        public var routing: [InstalledRouting]
        /// Routing controllers that the cluster has only where the input installs them.
        public var installable: [InstalledRouting]

        /// Whether the routing controllers were named, so that no others are taken for granted.
        public var namesRouting: Bool

        /// Makes an assignment.
        ///
        /// - Parameters:
        ///   - target: The target.
        ///   - set: The options that are set, already held against the catalogues (`Catalogue.check`).
        ///   - modules: All routing controllers that are known.
        public init(target: Target, set: [String: String] = [:], modules: [RoutingModule] = []) {
            let target = target.at(set["version"])
            self.target = target
            self.set = set
            options = target.catalogue.options(set: set)
            namesRouting = set["routing"] != nil
            let ids = target.catalogue.routing(set: set)
            let all = modules.map { module in
                let values = target.catalogue.shared(set, with: module.catalogue)
                let module = module.at(values["version"])
                return InstalledRouting(module: module, options: module.catalogue.options(set: values))
            }
            routing = ids.compactMap { id in all.first { $0.module.id == id } }
            installable = all.filter { !ids.contains($0.module.id) }
        }

        /// The same with one more option set, without routing: for asking what it would change.
        package func setting(_ name: String, to value: String) -> Assignment {
            Assignment(target: target, set: set.merging([name: value]) { _, new in new })
        }

        /// The families of the target's cluster, primary first: the option `clusterIPFamilies`, else IPv4.
        public var families: [IPFamily] {
            let families = options.list("clusterIPFamilies").compactMap(IPFamily.init(rawValue:))
            return families.isEmpty ? [.ipv4] : families
        }
    }

    /// A routing controller with the options that hold for it on a target.
    public struct InstalledRouting: Sendable {
        /// The controller.
        public var module: RoutingModule
        /// Its options, defaults filled in; one that the target has too is one option.
        public var options: TargetOptions
    }

    private let assignments: [Assignment]

    /// Makes a planner.
    public init(_ assignments: [Assignment]) { self.assignments = assignments }

    /// Plans documents.
    ///
    /// - Parameter documents: The root nodes of all documents, ordered by file, so that the order of arguments does not count.
    public func plan(_ documents: [YAMLNode]) -> Plan {
        // The API server's verdict depends on the cluster's families, so clusters that differ in them read for themselves.
        var readings: [[IPFamily]: Reading] = [:]
        for families in assignments.map(\.families) where readings[families] == nil {
            readings[families] = Reading(documents, families: families)
        }
        if readings.isEmpty { readings[[.ipv4]] = Reading(documents, families: [.ipv4]) }
        let first = readings[assignments.first?.families ?? [.ipv4]] ?? Reading([], families: [.ipv4])

        let columns = parallelMap(assignments) { [readings] assignment in
            guard assignment.families != first.families, let other = readings[assignment.families] else {
                return first.column(on: assignment)
            }
            return first.align(other.column(on: assignment), of: other)
        }
        let endpoints = first.endpoints(exposures: columns)
        return Plan(
            assignments: assignments, endpoints: endpoints, rejections: first.inventory.rejections, account: first.account, reading: first)
    }
}
