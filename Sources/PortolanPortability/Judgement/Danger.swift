// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Something that nobody asked for but that differs on a target, and that can do harm.
public struct Danger: Hashable, Sendable {
    /// The finding's code: `becomes-public`, `default-scope-differs`, `source-ranges-ignored`.
    public var code: String
    /// The requirement that it breaks.
    public var requirement: RequirementID
    /// One sentence.
    public var message: String
    /// What to do.
    public var remedy: String

    /// The dangers of an exposure, given what was asked for and what becomes of it.
    static func all(_ judgements: [Judgement], exposure: Exposure, target: String) -> [Danger] {
        guard exposure.status == .provisioned else { return [] }
        return judgements.compactMap { judgement -> Danger? in
            guard !judgement.outcome.isMet else { return nil }
            let origin = judgement.requirement.origin
            switch judgement.requirement.id {
            case .reachability where judgement.requirement.value == "private":
                return Danger(
                    code: "becomes-public", requirement: .reachability,
                    message: "private by \(origin.key) in the words of \(origin.words), it gets a public address on \(target)",
                    remedy: "say it in the target's own words: portolan adapt --to \(target)")
            case .reachability where origin.isDefault && judgement.requirement.value == "public":
                return Danger(
                    code: "default-scope-differs", requirement: .reachability,
                    message: "nothing says who should reach it, and \(target) makes it private where others make it public",
                    remedy: "say it in the target's own words: portolan adapt --to \(target)")
            case .sourceRanges:
                guard case .unmet = judgement.outcome else { return nil }
                return Danger(
                    code: "source-ranges-ignored", requirement: .sourceRanges,
                    message: "only \(judgement.requirement.value) should connect, but on \(target) everybody may",
                    remedy: "restrict it in the target's own words: portolan adapt --to \(target)")
            default: return nil
            }
        }
    }
}
