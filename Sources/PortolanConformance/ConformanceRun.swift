// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPlan
public import PortolanProvider
import PortolanReport

extension ConformanceCase {
    /// Plans the case's manifest on a target and holds the exposure against what the case expects.
    ///
    /// - Returns: What differs, one line each; nothing where the case matches.
    public func differences(on target: Target) -> [String] {
        for (key, value) in options {
            guard target.catalogue.hasOption(key) else { return ["the target has no option \"\(key)\""] }
            if let problem = target.catalogue.check(option: key, value: value) { return ["option \(key)=\(value): \(problem)"] }
        }
        let file = ManifestReader.read(Array(manifest.utf8), path: "-")
        guard file.errors.isEmpty else { return file.errors.map { "\($0.location): \($0.message)" } }
        let set = Dictionary(options.map { ($0.key, $0.value) }) { _, last in last }
        let assignment = Planner.Assignment(target: target, set: set)
        if let refusal = assignment.target.catalogue.unknownOptions(set).refusal { return [refusal] }
        let plan = Planner([assignment]).plan(file.documents)
        guard let endpoint = plan.endpoints.first(where: { matches($0.reference) }), let exposure = endpoint.exposures.first else {
            return ["no such endpoint in the plan"]
        }
        let (tree, error) = YAMLTree.compose(PlanJSON.render(exposure), file: "exposure")
        guard error == nil, let actual = tree.documents.first else { return ["the exposure is no JSON"] }
        return SubsetMatch.differences(expected: expect, actual: actual)
    }

    /// Whether this is the object that the case is about: the one it names, else the first endpoint.
    private func matches(_ reference: ObjectReference) -> Bool {
        guard let object else { return true }
        return object == "\(reference.kind)/\(reference.name)"
    }
}
