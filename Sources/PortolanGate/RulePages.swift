// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// What a rule means, for reports that explain themselves.
package struct RulePage: Sendable {
    /// The rule's id.
    package var id: String
    /// The pattern in a few words.
    package var title: String
    /// How much it matters.
    package var severity: Severity
    /// What happens.
    package var meaning: String
    /// What to do about it.
    package var remedy: String
}

/// The rules of all entries: findings' pages, losses, and what only the gate looks at.
package struct RulePages: Sendable {
    private let findings: [String: FindingPage]

    /// Takes the findings' pages.
    package init(_ pages: [FindingPage]) { findings = Dictionary(pages.map { ($0.code, $0) }) { first, _ in first } }

    /// The page of an entry's rule.
    package func page(of entry: GateEntry) -> RulePage {
        if let page = findings[entry.rule] {
            return RulePage(id: page.code, title: page.title, severity: page.severity, meaning: page.meaning, remedy: page.remedy)
        }
        if let page = Self.own[entry.rule] { return page }
        let requirement = entry.rule.hasPrefix("loss.") ? String(entry.rule.dropFirst("loss.".count)) : entry.rule
        return RulePage(
            id: entry.rule, title: "The requirement \(requirement) is lost, or holds in part", severity: .info,
            meaning: "The manifest asks for something that the target's controller does not give, or gives in part. It costs points of the "
                + "score; Documentation/score.md lists the requirements and what they cost.",
            remedy: "Write what the entry names, or let `portolan adapt` write it; where nothing helps, the target cannot do it.")
    }

    /// The pages of the rules that entries have, each once, in the order of their ids.
    package func pages(of entries: [GateEntry]) -> [RulePage] {
        var seen: Set<String> = []
        return entries.sorted { $0.rule < $1.rule }.filter { seen.insert($0.rule).inserted }.map(page)
    }

    private static let own: [String: RulePage] = Dictionary(
        [
            RulePage(
                id: "refused", title: "The API server refuses an object", severity: .error,
                meaning: "The object breaks a rule of Kubernetes' own validation, so it is never created, on any cloud.",
                remedy: "Correct the field that the entry names."),
            RulePage(
                id: "not-judged", title: "Something exposes the app and is not judged", severity: .warning,
                meaning: "Portolan does not know the controller behind the object, so nobody has looked at what it does.",
                remedy: "Have somebody look at it, and say so with --allow-unjudged."),
            RulePage(
                id: "placeholder-left", title: "A placeholder has not been filled in", severity: .error,
                meaning: "`portolan adapt` has left a value that only you know, and it still stands there.",
                remedy: "Write the value."),
            RulePage(
                id: "ignore-expired", title: "An ignore has expired", severity: .warning,
                meaning: "An ignore in the configuration had a date behind which it does not count, and that day has come.",
                remedy: "Mend what it is about, or decide anew and give it another date."),
            RulePage(
                id: "ignore-without-effect", title: "An ignore takes nothing away", severity: .warning,
                meaning: "No finding of this run is what an ignore in the configuration speaks of: it has been mended, or is misspelt.",
                remedy: "Take it out of the configuration, or correct it."),
        ].map { ($0.id, $0) }
    ) { first, _ in first }
}
