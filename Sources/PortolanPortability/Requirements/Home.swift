// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// The target that a Service was written for, inferred from the words it uses.
public enum Home {
    /// The annotation that names the home, or `none`; an adapted manifest carries it, so that what it asks for stays readable.
    public static let annotation = "portolan.dev/home"

    /// The value of the annotation for a Service that was written for no cloud.
    static let nobody = "none"
}

/// Whose words a Service uses: which targets act on its annotations, looked up once for all of them.
struct HomeIndex: Sendable {
    /// A target whose words a Service uses.
    struct Candidate {
        /// Its place among the vocabularies.
        var index: Int
        /// The annotations that its controller acts on.
        var keys: [String]
        /// How many of them have a value that means something there: `nlb` is no value of the newer of Amazon's controllers.
        var understood: Int
    }

    private let vocabularies: [Vocabulary]
    private let byKey: [String: [Int]]
    private let withWildcards: [Int]

    init(_ vocabularies: [Vocabulary]) {
        self.vocabularies = vocabularies
        var byKey: [String: [Int]] = [:]
        for (index, vocabulary) in vocabularies.enumerated() {
            for key in vocabulary.ownKeys { byKey[key, default: []].append(index) }
        }
        self.byKey = byKey
        withWildcards = vocabularies.indices.filter { !vocabularies[$0].wildcards.isEmpty }
    }

    /// Whether an annotation is Portolan's own, which no controller reads.
    private static func isOurs(_ key: String) -> Bool { key.hasPrefix(RequirementReader.neutralPrefix) || key == Home.annotation }

    /// The targets that act on annotations of a Service, those that understand most of them first; of equals the one that acts on more
    /// of them, then the one with the larger vocabulary, then the first by id.
    func candidates(_ service: Service) -> [Candidate] {
        guard !service.annotations.isEmpty else { return [] }
        var keys: [Int: [String]] = [:]
        for entry in service.annotations where !Vocabulary.sharedKeys.contains(entry.key) && !Self.isOurs(entry.key) {
            let known = byKey[entry.key] ?? []
            for index in known { keys[index, default: []].append(entry.key) }
            for index in withWildcards where !known.contains(index) && vocabularies[index].reads(entry.key) {
                keys[index, default: []].append(entry.key)
            }
        }
        let found = keys.map { index, keys in
            let understood = keys.count { vocabularies[index].understands($0, service.annotations[$0] ?? "") }
            return Candidate(index: index, keys: keys, understood: understood)
        }
        return found.sorted { left, right in
            let sizes = (vocabularies[left.index].size, vocabularies[right.index].size)
            if left.understood != right.understood { return left.understood > right.understood }
            if left.keys.count != right.keys.count { return left.keys.count > right.keys.count }
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : left.index < right.index
        }
    }
}
