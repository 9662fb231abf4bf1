// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What has changed from one plan to another.
public struct PlanDiff: Hashable, Sendable {
    /// Something that was and is, or only one of the two.
    public struct Change: Hashable, Sendable {
        /// What it is.
        public var name: String
        /// Its value in the old plan; `nil` where it was not there.
        public var old: String?
        /// Its value in the new plan; `nil` where it is not there any more.
        public var new: String?

        /// Makes a change.
        public init(name: String, old: String?, new: String?) {
            self.name = name
            self.old = old
            self.new = new
        }
    }

    /// A score that has changed.
    public struct ScoreChange: Hashable, Sendable {
        /// The target.
        public var target: String
        /// In the old plan.
        public var old: PlanFacts.Points
        /// In the new plan.
        public var new: PlanFacts.Points
    }

    /// What became of an endpoint as a whole.
    public enum Kind: String, Hashable, Sendable {
        /// Only the new plan has it.
        case added
        /// Only the old plan has it.
        case removed
        /// Both have it.
        case changed
    }

    /// An endpoint in which something has changed.
    public struct Endpoint: Hashable, Sendable {
        /// The object.
        public var reference: ObjectReference
        /// Added, removed or changed.
        public var kind: Kind
        /// Requirements, by id and port.
        public var requirements: [Change]
        /// Facts of its exposures, by target, in the order of the new plan's targets.
        public var exposures: [TargetChanges]
        /// Its scores.
        public var scores: [ScoreChange]
    }

    /// What has changed of an exposure.
    public struct TargetChanges: Hashable, Sendable {
        /// The target.
        public var target: String
        /// The facts.
        public var changes: [Change]
    }

    /// A request that gets another answer.
    public struct RequestChange: Hashable, Sendable {
        /// The request.
        public var request: String
        /// The targets on which it is so.
        public var targets: [String]
        /// What answered, in words.
        public var old: String
        /// What answers now, in words.
        public var new: String
        /// Whether somebody is let in who was not, or nobody serves it any more.
        public var isHarm: Bool

        /// Makes one.
        public init(request: String, targets: [String], old: String, new: String, isHarm: Bool) {
            self.request = request
            self.targets = targets
            self.old = old
            self.new = new
            self.isHarm = isHarm
        }
    }

    /// What became dangerous or broke, the gravest first.
    public let harms: [String]
    /// What is dangerous or broken no more.
    public let mended: [String]
    /// Verdicts of targets that have changed.
    public let verdicts: [Change]
    /// What is not judged in one of the plans only.
    public let unjudged: [Change]
    /// Targets that only the new plan has.
    public let addedTargets: [String]
    /// Targets that only the old plan has.
    public let removedTargets: [String]
    /// Endpoints in which something has changed, those of the new plan first.
    public let endpoints: [Endpoint]
    /// Findings that came or went: code, object and target, with the message.
    public let findings: [Change]
    /// Targets' scores that have changed.
    public let scores: [ScoreChange]
    /// The app's scores, where they have changed.
    public let app: ScoreChange?
    /// Requests that get another answer, those first that somebody is let in by and those that nobody serves any more.
    ///
    /// Whoever has both plans as they were made fills them in: what is kept of a plan does not answer requests.
    public var requests: [RequestChange] = []

    /// Whether nothing has changed.
    public var isEmpty: Bool {
        addedTargets.isEmpty && removedTargets.isEmpty && endpoints.isEmpty && findings.isEmpty && scores.isEmpty && app == nil
            && harms.isEmpty && mended.isEmpty && verdicts.isEmpty && unjudged.isEmpty && requests.isEmpty
    }

    /// Compares two plans.
    public init(from old: PlanFacts, to new: PlanFacts) {
        addedTargets = new.targets.filter { !old.targets.contains($0) }
        removedTargets = old.targets.filter { !new.targets.contains($0) }
        let shared = new.targets.filter { old.targets.contains($0) }
        var endpoints: [Endpoint] = []
        for name in new.names {
            guard let after = new.endpoints[name] else { continue }
            if let endpoint = Self.endpoint(old.endpoints[name], after, targets: shared) { endpoints.append(endpoint) }
        }
        for name in old.names where new.endpoints[name] == nil {
            guard let before = old.endpoints[name] else { continue }
            if let endpoint = Self.endpoint(before, nil, targets: shared) { endpoints.append(endpoint) }
        }
        self.endpoints = endpoints
        findings = Self.changes(old.findings, new.findings).filter { $0.old == nil || $0.new == nil }
        scores = Self.scores(old.scores, new.scores, shared)
        app = old.app == new.app ? nil : ScoreChange(target: "app", old: old.app, new: new.app)
        harms = Harms.new(from: old, to: new, targets: shared)
        mended = Harms.new(from: new, to: old, targets: shared)
        verdicts = shared.compactMap { target in
            old.verdicts[target] == new.verdicts[target]
                ? nil : Change(name: target, old: old.verdicts[target], new: new.verdicts[target])
        }
        unjudged = Self.changes(old.unjudged, new.unjudged)
    }

    private static func endpoint(_ old: PlanFacts.Endpoint?, _ new: PlanFacts.Endpoint?, targets: [String]) -> Endpoint? {
        guard let reference = new?.reference ?? old?.reference else { return nil }
        let exposures = targets.compactMap { target -> TargetChanges? in
            let changes = changes(old?.exposures[target] ?? [], new?.exposures[target] ?? [])
            return changes.isEmpty ? nil : TargetChanges(target: target, changes: changes)
        }
        let endpoint = Endpoint(
            reference: reference, kind: old == nil ? .added : new == nil ? .removed : .changed,
            requirements: changes(old?.requirements ?? [], new?.requirements ?? []), exposures: exposures,
            scores: scores(old?.scores ?? [:], new?.scores ?? [:], targets))
        let isSame = endpoint.kind == .changed && endpoint.requirements.isEmpty && exposures.isEmpty && endpoint.scores.isEmpty
        return isSame ? nil : endpoint
    }

    private static func scores(
        _ old: [String: PlanFacts.Points], _ new: [String: PlanFacts.Points], _ targets: [String]
    ) -> [ScoreChange] {
        targets.compactMap { target in
            let (before, after) = (old[target] ?? .init(), new[target] ?? .init())
            return before == after ? nil : ScoreChange(target: target, old: before, new: after)
        }
    }

    private static func changes(_ old: [PlanFacts.Fact], _ new: [PlanFacts.Fact]) -> [Change] {
        let before = Dictionary(old.map { ($0.name, $0.value) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0.value) }) { first, _ in first }
        var result = new.compactMap { fact -> Change? in
            before[fact.name] == fact.value ? nil : Change(name: fact.name, old: before[fact.name], new: fact.value)
        }
        result += old.filter { after[$0.name] == nil }.map { Change(name: $0.name, old: $0.value, new: nil) }
        return result
    }
}
