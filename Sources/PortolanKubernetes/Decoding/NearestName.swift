// SPDX-License-Identifier: Apache-2.0

/// Finds the name that was meant.
enum NearestName {
    /// The known name nearest to a written one; `nil` where none is near.
    ///
    /// Near is: the same but for letter case, or so few edits away that no more than a third of the name is wrong. Of equals the first.
    static func of(_ written: String, among known: some Sequence<String>) -> String? {
        let lowered = Array(written.lowercased().utf8)
        guard (1...64).contains(lowered.count) else { return nil }
        var best: (name: String, distance: Int)?
        for name in known {
            let candidate = Array(name.lowercased().utf8)
            let allowed = max(1, min(candidate.count, lowered.count) / 3)
            let distance = editDistance(lowered, candidate)
            if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions and replacements that turn one text into the other (Levenshtein).
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
