// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import Testing

/// A manifest planned and judged.
struct Judged {
    static let homes = Providers.ids.compactMap { Providers.target($0) }
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let plan: Plan
    let assessment: Assessment

    init(_ text: String, on targets: [String] = Providers.ids, home: String? = nil, weights: Weights = .standard) {
        let manifest = ManifestReader.read(Array(text.utf8), path: "app.yaml")
        let assignments = Self.homes.filter { targets.contains($0.id) }.map {
            Planner.Assignment(target: $0, modules: Providers.allRouting)
        }
        plan = Planner(assignments).plan(manifest.documents)
        assessment = Assessor(homes: Self.homes, weights: weights, home: home).assess(plan)
    }

    /// The first endpoint on a target.
    func column(_ target: String) throws -> Assessment.Column {
        try #require(assessment.endpoints.first?.columns.first { $0.target == target })
    }

    /// What becomes of a requirement of the first endpoint.
    func outcome(_ id: RequirementID, on target: String) throws -> Outcome {
        try #require(try column(target).judgements.first { $0.requirement.id == id }, "nobody asks for \(id.rawValue)").outcome
    }

    /// What the first endpoint asks for: id, port and value.
    var requirements: [String] {
        (assessment.endpoints.first?.requirements ?? []).map { requirement in
            requirement.id.rawValue + (requirement.port.map { " \($0.number)" } ?? "") + " " + requirement.value
        }
    }

    /// A Service of type `LoadBalancer` with annotations, more of its spec, and ports.
    static func service(_ annotations: String = "", spec: String = "", ports: String = "[{port: 80}]", name: String = "web") -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: \(name), annotations: {\(annotations)}}
        spec: {type: LoadBalancer, selector: {app: web}, ports: \(ports)\(spec.isEmpty ? "" : ", " + spec)}

        """
    }
}
