// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
public import PortolanPlan
public import PortolanProvider

/// Assesses plans: a pure function of the plan, the vocabularies and the weights.
public struct Assessor: Sendable {
    private let homes: [HomeTarget]
    private let index: HomeIndex
    private let weights: Weights
    private let home: String?
    private let targets: [Target]

    /// Makes an assessor.
    ///
    /// - Parameters:
    ///   - targets: All targets that a manifest may have been written for, planned or not.
    ///   - weights: What each loss costs.
    ///   - home: The home of every Service, where the user sets it.
    public init(homes targets: [Target], weights: Weights = .standard, home: String? = nil) {
        self.targets = targets
        homes = targets.map { HomeTarget(vocabulary: Vocabulary($0.catalogue), assignment: Planner.Assignment(target: $0)) }
        index = HomeIndex(homes.map(\.vocabulary))
        self.weights = weights
        self.home = home
    }

    /// Assesses a plan.
    public func assess(_ plan: Plan) -> Assessment {
        let reader = EndpointReader(homes: homes, index: index, forced: home, plan: plan)
        let cases = parallelMap(plan.endpoints.indices.chunked(by: 64)) { chunk in chunk.map { reader.read($0) } }.flatMap { $0 }
        let exposed = cases.compactMap { $0 }
        let columns = plan.assignments.indices.map { target in
            TargetAssessor(plan: plan, target: target, weights: weights, reader: reader).columns(exposed)
        }
        let routes = RouteAssessor(plan: plan, homes: RouteHomes(plan, targets: targets, forced: home), weights: weights).assess()
        var place = 0
        let refused = Dictionary(plan.rejections.map { ($0.location, $0) }) { first, _ in first }
        let endpoints = zip(plan.endpoints.enumerated(), cases).map { indexed, read -> Assessment.Endpoint in
            let (index, endpoint) = indexed
            guard let read else {
                if let judged = routes.endpoints[index] { return judged }
                if let rejection = refused[endpoint.location] { return Self.refused(endpoint, rejection, plan) }
                return Assessment.Endpoint(
                    reference: endpoint.reference, location: endpoint.location, home: nil, homeKeys: [], isOneCloud: false,
                    requirements: [], columns: [])
            }
            defer { place += 1 }
            return Assessment.Endpoint(
                reference: endpoint.reference, location: endpoint.location, home: read.home.map { homes[$0].vocabulary.target },
                homeKeys: read.homeKeys,
                isOneCloud: read.isOneCloud, requirements: read.requirements, columns: columns.map { $0[place] })
        }
        var assessment = Self.assessment(plan, endpoints)
        assessment.routeFindings = routes.findings
        return assessment
    }

    /// An endpoint that the API server refuses on every target: it is lost, where it was to be reached from outside.
    private static func refused(_ endpoint: Plan.Endpoint, _ rejection: Inventory.Rejection, _ plan: Plan) -> Assessment.Endpoint {
        var result = Assessment.Endpoint(
            reference: endpoint.reference, location: endpoint.location, home: nil, homeKeys: [], isOneCloud: false, requirements: [],
            columns: [])
        guard endpoint.service == nil, endpoint.type == "LoadBalancer" || endpoint.type == "NodePort", let metadata = rejection.metadata
        else { return result }
        let score = Score(refused: "the API server rejects the Service")
        let takesBoth = FamilyWish.isMet(by: metadata)
        result.columns = plan.assignments.enumerated().map { index, assignment in
            let wish = takesBoth ? FamilyWish.assumption(assignment) : nil
            return Assessment.Column(
                target: assignment.target.id, judgements: [], dangers: [], unserved: [], score: score,
                adapted: Adaptation(
                    changes: [], service: Service(metadata: metadata), exposure: endpoint.exposures[index], judgements: [], dangers: [],
                    unserved: [], score: score),
                outlook: Outlook.refused(rejection, unless: wish), assumptions: wish.map { [$0] } ?? [])
        }
        return result
    }

    private static func assessment(_ plan: Plan, _ endpoints: [Assessment.Endpoint]) -> Assessment {
        let counted = endpoints.filter { !$0.columns.isEmpty }
        let targets = plan.targets.enumerated().compactMap { index, target -> Assessment.TargetScore? in
            let column = counted.map { $0.columns[index] }
            guard let written = Score.mean(column.map(\.score.points)), let adapted = Score.mean(column.map(\.adapted.score.points))
            else { return nil }
            return Assessment.TargetScore(
                target: target.id, written: written, adapted: adapted, outlook: Outlook.whole(column.map(\.outlook)))
        }
        let all = counted.flatMap(\.columns)
        return Assessment(
            endpoints: endpoints, targets: targets, written: Score.mean(all.map(\.score.points)),
            adapted: Score.mean(all.map(\.adapted.score.points)))
    }
}

/// A target that manifests may have been written for.
struct HomeTarget: Sendable {
    let vocabulary: Vocabulary
    let assignment: Planner.Assignment
}

extension Range<Int> {
    /// Pieces of at most so many elements, in order.
    func chunked(by size: Int) -> [Range<Int>] {
        stride(from: lowerBound, to: upperBound, by: size).map { $0..<Swift.min($0 + size, upperBound) }
    }
}
