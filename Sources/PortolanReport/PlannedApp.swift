// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
public import PortolanPlan
public import PortolanPortability

/// One app, planned and judged: what every output is made from.
public struct PlannedApp: Sendable {
    /// Its folder below the path that was given; `nil` where the input is one app.
    public var name: String?
    /// Its plan.
    public var plan: Plan
    /// What becomes of its requirements.
    public var assessment: Assessment
    /// What the user should know.
    public var findings: [Finding]
    /// Costs and address pools.
    public var facts: NetworkFacts

    /// Puts an app together.
    public init(name: String?, plan: Plan, assessment: Assessment, findings: [Finding], facts: NetworkFacts = .none) {
        self.name = name
        self.plan = plan
        self.assessment = assessment
        self.findings = findings
        self.facts = facts
    }
}

extension PlannedApp {
    /// What was found, and what that means, where there is nothing to judge; `nil` where there is something.
    package var emptyWords: String? {
        guard plan.endpoints.isEmpty, plan.rejections.isEmpty else { return nil }
        if let words = Coverage(plan, assessment).words { return "\(words), and nothing else in this input exposes anything." }
        let account = plan.account
        if account.workloads > 0 { return "No Service and nothing else here exposes these workloads: nobody outside reaches them." }
        let kinds = account.otherKinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map { "\($0.value) \($0.key)" }
        if !kinds.isEmpty { return "No Service among them (\(kinds.joined(separator: ", "))): there is nothing to plan." }
        return "Nothing of Kubernetes is in this input: there is nothing to plan."
    }
}

/// How much of what exposes an app its scores are about.
package struct Coverage {
    /// Endpoints that have a score.
    package let judged: Int
    /// What has none.
    package let unjudged: [Unjudged]

    package init(_ plan: Plan, _ assessment: Assessment) {
        judged = assessment.endpoints.count { !$0.columns.isEmpty }
        var unjudged = plan.unjudged
        let named = Set(unjudged.map(\.reference))
        // What is planned and not scored is not judged either; what the API server refuses is told for itself.
        for (endpoint, assessed) in zip(plan.endpoints, assessment.endpoints) where assessed.columns.isEmpty && !endpoint.isInside {
            guard endpoint.entrance != nil, !named.contains(endpoint.reference) else { continue }
            unjudged.append(Unjudged(endpoint, reason: "it is planned, and has no score yet"))
        }
        self.unjudged = unjudged.sorted { $0.location < $1.location }
    }

    package var all: Int { judged + unjudged.count }
    package var isPartial: Bool { !unjudged.isEmpty }

    /// `2 Ingresses of class alb and 1 OpenShift Route are not judged`.
    package var words: String? { Self.words(unjudged) }

    /// ` of 3 of 5 endpoints`; nothing where all are judged.
    package var share: String { isPartial ? " of \(judged) of \(all) endpoints" : "" }

    package static func words(_ unjudged: [Unjudged]) -> String? {
        let counted = Unjudged.counted(unjudged)
        guard let last = counted.last else { return nil }
        let shown = counted.map(\.words)
        let list = shown.count == 1 ? last.words : shown.dropLast().joined(separator: ", ") + " and " + last.words
        return "\(list) \(unjudged.count == 1 ? "is" : "are") not judged"
    }
}
