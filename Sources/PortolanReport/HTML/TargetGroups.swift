// SPDX-License-Identifier: Apache-2.0

/// Names for sets of targets, by which the page's checkboxes show and hide what is about them.
final class TargetGroups {
    /// The targets' ids, in the order of the plan.
    let ids: [String]
    private var used: Set<[Int]> = []

    init(_ ids: [String]) { self.ids = ids }

    /// The class of what is about some targets.
    func name(_ targets: [Int]) -> String {
        let sorted = Array(Set(targets)).sorted()
        guard sorted.count < ids.count else { return "g" }
        used.insert(sorted)
        return Self.name(sorted)
    }

    private static func name(_ sorted: [Int]) -> String { "g" + sorted.map { "-\($0)" }.joined() }

    /// For each set that was named its class, and the checkboxes of which one must be ticked for it to be shown.
    var rules: [TemplateRow] {
        used.sorted { $0.lexicographicallyPrecedes($1) }.map { targets in
            ["name": Self.name(targets), "boxes": targets.map { "#show-\($0):checked" }.joined(separator: ",")]
        }
    }
}
