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
        // A key of a manifest may be long; what is far longer than any key is no slip of one.
        let ranked = candidates.filter { max(key.utf8.count, $0.utf8.count) <= 300 }.map {
            ($0, NearestName.editDistance(Array(key.utf8), Array($0.utf8)))
        }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(min(3, key.utf8.count / 2), key.utf8.count / 8) else { return nil }
        return best.0
    }
}
