// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Finds annotations under a provider's own prefix that none of its controllers knows: a slip of the pen is silently ignored in a cluster.
public struct UnknownAnnotations: Sendable {
    private let known: Set<String>
    private let knownFamilies: [String]
    private let prefixes: [String]

    /// Learns the keys of all targets.
    public init(_ catalogues: [Catalogue]) {
        known = Set(catalogues.flatMap { ($0.annotations + $0.beyond).map(\.key) })
        knownFamilies = Set(known.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }).sorted()
        prefixes = Set(catalogues.flatMap(\.prefixes)).sorted()
    }

    /// The unknown annotations of an object, in the order written.
    public func findings(in metadata: ObjectMeta) -> [Finding] {
        metadata.annotations.compactMap { entry -> Finding? in
            guard !known.contains(entry.key), let prefix = prefixes.first(where: { entry.key.hasPrefix($0) }),
                !knownFamilies.contains(where: { entry.key.hasPrefix($0) })
            else { return nil }
            let near = Self.nearest(entry.key, among: known.filter { $0.hasPrefix(prefix) }.sorted())
            return Finding(
                code: "unknown-annotation", severity: .warning, subject: metadata.reference,
                location: metadata.location(ofAnnotation: entry.key),
                message: "no controller knows the annotation \(entry.key), so it has no effect anywhere",
                remedy: near.map { "did you mean \($0)?" } ?? "remove it, or look the key up with `portolan targets`")
        }
    }

    /// The known key at the smallest edit distance, where that is small enough to be a slip.
    public static func nearest(_ key: String, among candidates: [String]) -> String? {
        let ranked = candidates.map { ($0, distance(Array(key.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(min(3, key.utf8.count / 2), key.utf8.count / 8) else { return nil }
        return best.0
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        // A key of a manifest may be long; what is far longer than any key is no slip of one.
        guard left.count <= 300, right.count <= 300 else { return .max }
        var row = Array(0...right.count)
        var before = row
        for (i, a) in left.enumerated() {
            var next = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(next[j] + 1, row[j + 1] + 1, row[j] + (a == b ? 0 : 1))
                // Two letters in the wrong order are one slip.
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, before[j - 1] + 1) }
                next.append(cost)
            }
            before = row
            row = next
        }
        return row[right.count]
    }
}
