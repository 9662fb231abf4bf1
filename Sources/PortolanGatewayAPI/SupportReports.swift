// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanManifest

/// What implementations have reported of their conformance with the Gateway API.
///
/// Source: kubernetes-sigs/gateway-api, conformance/reports, as `Reports/support.yml` has it with the version and date of each.
package struct SupportReports: Sendable {
    /// Whether an implementation has a feature.
    package enum Support: String, Hashable, Sendable {
        /// Its report says so, or the profile's core tests passed.
        case supported
        /// Its report says that it has not, or the profile's core tests failed.
        case unsupported
        /// Its report says nothing: it was never tested.
        case unknown
    }

    /// The report or reports of one implementation.
    package struct Implementation: Sendable {
        /// The report's name for it.
        package var name: String
        /// Its version.
        package var version: String
        /// The version of the Gateway API that it was tested with.
        package var gatewayAPIVersion: String
        /// When, as year, month and day.
        package var date: String
        /// The path of the report in the Gateway API's repository.
        package var report: String
        fileprivate var supported: Set<String> = []
        fileprivate var unsupported: Set<String> = []
        /// The core results of its profiles: `success`, `partial` or `failure`.
        fileprivate var profiles: [String: String] = [:]

        /// Whether it has a feature, by its name in `pkg/features`.
        package func support(of feature: String) -> Support {
            if supported.contains(feature) { return .supported }
            if let profile = Self.profiles[feature] {
                // A kind's own profile says it; where it has none, the kind may still be listed by name.
                if let result = profiles[profile] { return result == "failure" ? .unsupported : .supported }
                return unsupported.contains(feature) ? .unsupported : .unknown
            }
            if Self.core.contains(feature) { return profiles.isEmpty ? .unknown : .supported }
            return unsupported.contains(feature) ? .unsupported : .unknown
        }

        /// The profile whose core is a kind of route.
        private static let profiles = [
            "HTTPRoute": "GATEWAY-HTTP", "GRPCRoute": "GATEWAY-GRPC", "TLSRoute": "GATEWAY-TLS", "TCPRoute": "GATEWAY-TCP",
            "UDPRoute": "GATEWAY-UDP",
        ]
        private static let core: Set<String> = ["Gateway", "ReferenceGrant"]

        /// Every feature that its reports name, sorted.
        package var features: [String] { supported.union(unsupported).union(Self.profiles.keys).sorted() }

        /// The version and where it was read, in words.
        package var source: String { "\(name) \(version), report of \(date) for Gateway API \(gatewayAPIVersion)" }
    }

    /// The implementations in the order of the file, each once.
    package let all: [Implementation]
    private let byName: [String: Int]
    private let byController: [String: Int]

    /// The reports that are built in.
    package static let builtIn: SupportReports = {
        guard let asset = EmbeddedAssets.all.first(where: { $0.name == "support.yml" }) else {
            preconditionFailure("support.yml is not embedded")
        }
        let (tree, error) = YAMLTree.compose(Array(asset.text.utf8), file: asset.name)
        precondition(error == nil, "support.yml: \(String(describing: error))")
        return SupportReports(tree.documents.first?.elements ?? [])
    }()

    /// Reads reports; those of one implementation (several channels or modes) are taken together.
    package init(_ rows: [YAMLNode]) {
        var all: [Implementation] = []
        var byName: [String: Int] = [:]
        var byController: [String: Int] = [:]
        for row in rows {
            let name = row.string("implementation")
            let place = byName[name] ?? all.count
            if place == all.count {
                byName[name] = place
                all.append(
                    Implementation(
                        name: name, version: row.string("version"), gatewayAPIVersion: row.string("gatewayAPIVersion"),
                        date: row.string("date"), report: row.string("report")))
            }
            all[place].supported.formUnion(row.strings("supportedFeatures"))
            all[place].unsupported.formUnion(row.strings("unsupportedFeatures"))
            for profile in row.items("profiles") {
                guard let result = profile.field("core")?.optionalString("result") else { continue }
                all[place].profiles[profile.string("name")] = result
            }
            for controller in row.strings("controllerNames") where byController[controller] == nil { byController[controller] = place }
        }
        self.all = all
        self.byName = byName
        self.byController = byController
    }

    /// The reports of an implementation by the name that they give it.
    package func implementation(named name: String) -> Implementation? { byName[name].map { all[$0] } }

    /// The reports of an implementation by its controller name.
    package func implementation(controller name: String) -> Implementation? { byController[name].map { all[$0] } }
}
