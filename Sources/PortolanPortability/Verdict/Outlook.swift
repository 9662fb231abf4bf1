// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanModel

/// Whether an endpoint can work on a target, and what that takes.
public struct Outlook: Hashable, Sendable {
    /// The verdict.
    public var verdict: Verdict
    /// What has to change in the manifests; none where it works as it is, or cannot work.
    public var changes: [ManifestChange]
    /// What the app has to do otherwise, or what the target cannot do: one sentence each.
    public var needs: [String]

    /// How much of the manifests has to change.
    public var effort: Effort { Effort(changes) }

    /// What mends ports that lead to no pod: no adaptation writes it.
    private static func repairs(_ unserved: [UnservedPort]) -> [ManifestChange] {
        unserved.flatMap(\.repairs).map { ManifestChange(object: $0.object, location: $0.location, lines: $0.lines, words: $0.words) }
            .uniqued
    }

    /// The outlook of an endpoint.
    ///
    /// - Parameters:
    ///   - written: How it stands as written.
    ///   - adapted: How it stands after what Portolan can write.
    ///   - vocabulary: The target's words.
    ///   - assumptions: What of the cluster decides over it.
    init(written: Adaptation, adapted: Adaptation, vocabulary: Vocabulary, assumptions: [Assumption] = []) {
        let missing = Need.all(written, vocabulary)
        guard !missing.isEmpty else {
            self.init(verdict: .asIs, changes: [], needs: [])
            return
        }
        let left = Need.all(adapted, vocabulary)
        let repairs = Self.repairs(adapted.unserved)
        let verdict = left.map(\.verdict).max() ?? .edit
        if verdict == .impossible, !adapted.hasAddress, let other = assumptions.first(where: { $0.alternative != nil }) {
            // Another component of the cluster could change it.
            self.init(verdict: .app, changes: [], needs: ["set the cluster up for it: \(other.effect)"])
            return
        }
        let needs = verdict == .edit ? [] : left.filter { $0.verdict == verdict }.map(\.words)
        let changes = verdict == .impossible ? [] : ManifestChange.changes(adapted.changes, to: written.service) + repairs
        self.init(verdict: verdict, changes: changes, needs: needs.uniqued)
    }

    /// An object that the API server refuses, until its lines are mended.
    ///
    /// - Parameter wish: What of the cluster would make the API server take it as it is.
    static func refused(_ rejection: Inventory.Rejection, unless wish: Assumption? = nil) -> Outlook {
        if let wish { return Outlook(verdict: .app, changes: [], needs: ["set the cluster up for it: \(wish.effect)"]) }
        let changes = rejection.reasons.map { reason in
            ManifestChange(
                object: rejection.reference, location: rejection.location, lines: 1,
                words: [reason.field, reason.message].compactMap { $0 }.joined(separator: ": "))
        }
        return Outlook(verdict: .edit, changes: changes, needs: [])
    }

    /// The outlook of an Ingress or Gateway on a target.
    ///
    /// - Parameters:
    ///   - written: How it stands as written.
    ///   - adapted: How it stands in the words of the target's own controllers.
    init(routes written: Adaptation, adapted: Adaptation, of metadata: ObjectMeta) {
        let missing = Self.missing(written)
        guard !missing.isEmpty else {
            self.init(verdict: .asIs, changes: [], needs: [])
            return
        }
        let left = Self.missing(adapted)
        let changes = ManifestChange.changes(adapted.changes, to: adapted.service)
        self.init(verdict: left.isEmpty ? .edit : .app, changes: left.isEmpty ? changes : [], needs: left)
    }

    /// What routes lack that the app cannot do without.
    private static func missing(_ state: Adaptation) -> [String] {
        guard state.exposure.status == .provisioned else {
            let reason = state.exposure.reason ?? "nobody serves it"
            if [.failed, .invalid].contains(state.exposure.status) { return ["mend what its controller refuses: \(reason)"] }
            if let trouble = state.exposure.troubles.first(where: { $0.kind == .classNotRead }) { return [trouble.remedy] }
            return ["install a controller that serves it, or write it in the target's own words: \(reason)"]
        }
        let unmet = state.judgements.filter { if case .unmet = $0.outcome { true } else { false } }.compactMap(\.outcome.loss)
        return (Array(unmet.prefix(1)) + state.dangers.map(\.message)).uniqued
    }

    private init(verdict: Verdict, changes: [ManifestChange], needs: [String]) {
        self.verdict = verdict
        self.changes = changes
        self.needs = needs
    }

    /// The outlook of a target: that of its worst endpoint, with all that has to change.
    static func whole(_ outlooks: [Outlook]) -> Outlook {
        let verdict = outlooks.map(\.verdict).max() ?? .asIs
        return Outlook(
            verdict: verdict, changes: outlooks.flatMap(\.changes).uniqued,
            needs: outlooks.filter { $0.verdict == verdict }.flatMap(\.needs).uniqued)
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    fileprivate var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
