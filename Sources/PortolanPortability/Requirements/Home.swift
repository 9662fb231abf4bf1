// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// The target that a Service was written for, inferred from the words it uses.
public enum Home {
    /// The annotation that names the home, or `none`; an adapted manifest carries it, so that what it asks for stays readable.
    public static let annotation = "portolan.dev/home"

    /// The value of the annotation for a Service that was written for no cloud.
    static let nobody = "none"

    /// The home of a Service: what its annotation says, else the target whose controller acts on most of its annotations; of equals the
    /// one with the larger vocabulary, then the first by id. `nil` where it uses no cloud's words.
    static func infer(_ service: Service, among vocabularies: [Vocabulary]) -> Vocabulary? {
        if let named = service.annotations[annotation] { return vocabularies.first { $0.target == named } }
        guard !service.annotations.isEmpty else { return nil }
        var best: (vocabulary: Vocabulary, count: Int)?
        for vocabulary in vocabularies {
            let count = vocabulary.recognised(in: service)
            guard count > 0 else { continue }
            guard let leader = best else {
                best = (vocabulary, count)
                continue
            }
            if count > leader.count || (count == leader.count && vocabulary.size > leader.vocabulary.size) { best = (vocabulary, count) }
        }
        return best?.vocabulary
    }
}
