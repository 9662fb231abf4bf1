// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanProvider

/// Annotations in the words of other clouds, which mean nothing on a target.
package struct DeadWords: Sendable {
    private let own: Vocabulary
    private let others: [Vocabulary]

    /// Learns a target's words, and those of all targets.
    package init(on target: Catalogue, among all: [Catalogue]) {
        own = Vocabulary(target)
        others = all.filter { $0.id != target.id }.map(Vocabulary.init)
    }

    /// The keys, in the order written.
    package func keys(of service: Service) -> [String] {
        service.annotations.compactMap { entry in
            guard !own.reads(entry.key), !Vocabulary.sharedKeys.contains(entry.key) else { return nil }
            return others.contains { $0.reads(entry.key) } ? entry.key : nil
        }
    }
}
