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
    ///
    /// - Parameter saysScope: Whether the manifest says in the target's own words who may reach the address.
    static func all(_ judgements: [Judgement], exposure: Exposure, target: String, saysScope: Bool) -> [Danger] {
        guard exposure.status == .provisioned, let scope = exposure.address?.scope ?? exposure.loadBalancers.first?.scope else { return [] }
        return judgements.compactMap { judgement -> Danger? in
            guard !judgement.outcome.isMet else { return nil }
            let requirement = judgement.requirement
            switch requirement.id {
            case .reachability where requirement.value == "private" && scope == .public:
                // Nobody wrote that it is private where that is only the home's default: the defaults differ, which is as dangerous.
                return Danger(
                    code: requirement.origin.isDefault ? "default-scope-differs" : "becomes-public", requirement: .reachability,
                    message: "private \(reason(requirement.origin)), it gets a public address on \(target)",
                    remedy: "say it in the target's own words: portolan adapt --to \(target)")
            case .reachability where requirement.value == "public" && scope == .private && !saysScope:
                return Danger(
                    code: "default-scope-differs", requirement: .reachability,
                    message: "nothing says in the words of \(target) who may reach it, and there that makes it private",
                    remedy: "say it in the target's own words: portolan adapt --to \(target)")
            case .sourceRanges:
                guard case .unmet = judgement.outcome else { return nil }
                return Danger(
                    code: "source-ranges-ignored", requirement: .sourceRanges,
                    message:
                        "only \(shortened(requirement.value)) may connect, says \(requirement.origin.key), but on \(target) everybody may",
                    remedy: "restrict it in the target's own words where it has some: portolan adapt --to \(target)")
            default: return nil
            }
        }
    }

    private static func reason(_ origin: Requirement.Origin) -> String {
        origin.isDefault ? "by default on \(origin.words)" : "by \(origin.key)"
    }

    /// A list that a reader can take in: some elements, and how many more there are.
    private static func shortened(_ list: String) -> String {
        let parts = NeutralValue.parts(list)
        return parts.count <= 4 ? parts.joined(separator: ", ") : "\(parts.prefix(3).joined(separator: ", ")) and \(parts.count - 3) more"
    }
}
