// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPortability

/// Writes what a plan assumed of the clusters into a configuration, where it holds for all runs and can be corrected.
struct SavedAssumptions {
    /// One line under `set:`.
    struct Line: Hashable {
        var key: String
        var value: String
        /// What hangs on it.
        var effect: String
    }

    let lines: [Line]

    /// The assumptions of plans that an option stands for: the value that was taken, or that a score was given with.
    init(_ assessments: [Assessment]) {
        var seen: Set<String> = []
        lines = assessments.flatMap(\.endpoints).flatMap(\.columns).flatMap { column in
            column.assumptions.compactMap { assumption -> Line? in
                guard let alternative = assumption.alternative else { return nil }
                let value = assumption.isScoredOtherwise ? alternative : assumption.value
                return Line(key: "\(column.target).\(assumption.option)", value: value, effect: assumption.effect)
            }
        }.filter { seen.insert($0.key).inserted }
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { lines.isEmpty }

    /// A configuration's text with the lines added under `set:`; what it says already stays.
    func added(to text: String, path: String) throws -> String {
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: path)
        if let error { throw Configuration.Problem(location: error.location, message: error.message) }
        let set = tree.documents.first?.value("set")
        let known = Set(set?.entries.compactMap(\.key.text) ?? [])
        let new = lines.filter { !known.contains($0.key) }.map { "\($0.key): \"\($0.value)\"" }
        guard !new.isEmpty else { return text }
        let written = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        guard let set, let first = set.entries.first else {
            guard set == nil else {
                throw Configuration.Problem(
                    location: set?.location ?? SourceLocation(file: path, line: 1), message: "set: is empty; take it out")
            }
            return written + "set:\n" + new.map { "  \($0)\n" }.joined()
        }
        var rows = written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let place = first.key.location
        guard rows.indices.contains(place.line - 1), rows[place.line - 1].prefix(place.column - 1).allSatisfy({ $0 == " " }) else {
            throw Configuration.Problem(
                location: place, message: "set: is written in one line; write an option a line, so that others can be added")
        }
        let margin = String(repeating: " ", count: place.column - 1)
        rows.insert(contentsOf: new.map { margin + $0 }, at: place.line - 1)
        return rows.joined(separator: "\n")
    }
}
