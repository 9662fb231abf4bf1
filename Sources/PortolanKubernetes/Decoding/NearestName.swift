// SPDX-License-Identifier: Apache-2.0

/// Finds the name that was meant.
package enum NearestName {
    /// The known name nearest to a written one; `nil` where none is near.
    ///
    /// Near is: the same but for letter case, or so few edits away that no more than a third of the name is wrong. Of equals the first.
    ///
    /// - Parameter edits: The most edits that count as a slip, beside that.
    package static func of(_ written: String, among known: some Sequence<String>, edits: Int = .max) -> String? {
        let lowered = Array(written.lowercased().utf8)
        guard (1...64).contains(lowered.count) else { return nil }
        var best: (name: String, distance: Int)?
        for name in known {
            let candidate = Array(name.lowercased().utf8)
            let allowed = max(1, min(candidate.count, lowered.count) / 3)
            let distance = editDistance(lowered, candidate)
            if distance <= min(allowed, edits), distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
    package static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        var above = row
        for (index, byte) in left.enumerated() {
            var next = [index + 1]
            for (column, other) in right.enumerated() {
                var cost = min(row[column] + (byte == other ? 0 : 1), row[column + 1] + 1, next[column] + 1)
                if index > 0, column > 0, byte == right[column - 1], left[index - 1] == other { cost = min(cost, above[column - 1] + 1) }
                next.append(cost)
            }
            above = row
            row = next
        }
        return row[right.count]
    }
}
