// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel

/// That Services select more pods in all than are looked at.
package struct SelectionCut: Hashable, Sendable {
    /// The first Service of which only a part is looked at.
    package var location: SourceLocation
    /// How many workloads of each are.
    package var kept: Int

    /// What is said of it.
    package var words: String {
        "the Services select more than \(Limits.selections) workloads in all, so only the first \(kept) of each are looked at; "
            + "split the input"
    }
}

/// What each selector of the input's Services matches, found once: Services that have one selector share it.
struct Selections: Sendable {
    private struct Key: Hashable {
        var namespace: String
        var selector: StringMap
    }

    private var positions: [Key: [Int]] = [:]
    private(set) var cut: SelectionCut?

    init(_ services: [Service], _ labels: LabelIndex) {
        var total = 0
        for service in services {
            guard let selector = service.selector, !selector.isEmpty else { continue }
            let key = Key(namespace: service.namespace, selector: selector)
            let found = positions[key] ?? labels.positions(matching: selector, in: service.namespace)
            positions[key] = found
            total += found.count
            if total > Limits.selections { break }
        }
        if total > Limits.selections { cutAll(services, labels) }
    }

    /// The workloads of a selector of the input; `nil` where no Service of the input has it.
    func positions(matching selector: StringMap, in namespace: String) -> [Int]? {
        positions[Key(namespace: namespace, selector: selector)]
    }

    /// Leaves every Service the same share, so that what is kept does not hang on their order.
    private mutating func cutAll(_ services: [Service], _ labels: LabelIndex) {
        let share = max(1, Limits.selections / services.count)
        positions = [:]
        for service in services {
            guard let selector = service.selector, !selector.isEmpty else { continue }
            let key = Key(namespace: service.namespace, selector: selector)
            if positions[key] == nil {
                positions[key] = labels.positions(matching: selector, in: service.namespace, atMost: share + 1)
            }
            if cut == nil, positions[key]?.count ?? 0 > share {
                cut = SelectionCut(location: service.metadata.location, kept: share)
            }
        }
        positions = positions.mapValues { Array($0.prefix(share)) }
    }
}
