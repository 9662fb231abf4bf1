// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel
package import PortolanPlan
import PortolanProvider

extension Planner.Assignment {
    /// What an endpoint or somebody's options say that the release of its controller does not know: keys in the order written, then options.
    package func unknownWords(of endpoint: Plan.Endpoint) -> [String] {
        let catalogue = target.catalogue
        guard let service = endpoint.service, service.type == .loadBalancer else { return [] }
        let keys = service.metadata.annotations.map(\.key).filter { catalogue.isUnknownHere($0) }
        let known = Set(catalogue.options.map(\.name))
        return keys + Set(catalogue.beyondOptions.map(\.name)).subtracting(known).filter { set[$0] != nil }.sorted()
    }
}

extension UnknownAnnotations {
    /// Annotations that a controller reads, but not in the release that is planned: there they have no effect.
    package static func findings(ofReleases plan: Plan) -> [Finding] {
        plan.assignments.indices.flatMap { column -> [Finding] in
            let assignment = plan.assignments[column]
            let routing = (assignment.routing + assignment.installable).map(\.module.catalogue).filter { !$0.beyond.isEmpty }
            let target = assignment.target.catalogue
            guard !target.beyond.isEmpty || !routing.isEmpty else { return [] }
            return plan.endpoints.flatMap { endpoint -> [Finding] in
                guard let entrance = endpoint.entrance else { return [] }
                let exposure = endpoint.exposures[column]
                guard ![.unclaimed, .clusterOnly, .alias].contains(exposure.status) else { return [] }
                let catalogue = entrance.service == nil ? routing.first { $0.id == exposure.controller } : target
                guard let catalogue else { return [] }
                return findings(in: entrance.metadata, catalogue, target: assignment.target.id)
            }
        }
    }

    private static func findings(in metadata: ObjectMeta, _ catalogue: Catalogue, target: String) -> [Finding] {
        metadata.annotations.compactMap { entry in
            guard catalogue.isUnknownHere(entry.key),
                let row = catalogue.beyond.first(where: { $0.matches(entry.key) && [.read, .deprecated].contains($0.state) })
            else { return nil }
            let release = "\(catalogue.controller) \(catalogue.controllerVersion)"
            return Finding(
                code: "unknown-annotation", severity: .warning, subject: metadata.reference, target: target,
                location: metadata.location(ofAnnotation: entry.key),
                message:
                    "\(release) does not know the annotation \(entry.key) (read \(catalogue.words(row.range))), so it has no effect there",
                remedy: "run a release that reads it, or say it in words that this one knows")
        }
    }
}
