// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Pods by label whatever their namespace, for Services whose selector matches none.
package struct NearPods {
    /// The pods that come nearest to what a selector asks for.
    package enum Match {
        /// They have all labels, but live in another namespace, where the Service selects nothing.
        case elsewhere(Workload)
        /// A label's value, or its key, differs in a slip of the pen: what was written, and what was meant.
        case mistyped(Workload, written: StringMap.Entry, meant: StringMap.Entry)
        /// A label has another value, which may be meant.
        case differing(Workload, StringMap.Entry, value: String)
        /// They have all labels but one, which something may set at run time.
        case lacking(Workload, StringMap.Entry)
    }

    private let workloads: [Workload]
    private let isSelected: [Bool]
    private var positions: [StringMap.Entry: [Int]] = [:]
    private var byNamespace: [String: [Int]] = [:]
    /// Looking for what nearly fits may not cost more than this many looks a label.
    private static let mostLooks = 32

    /// Indexes workloads.
    ///
    /// - Parameter isSelected: For each whether some Service selects its pods: those are not the ones that another one missed by a letter.
    package init(_ workloads: [Workload], isSelected: [Bool]) {
        self.workloads = workloads
        self.isSelected = isSelected
        for (position, workload) in workloads.enumerated() {
            byNamespace[workload.metadata.namespace, default: []].append(position)
            for label in workload.pod.labels { positions[label, default: []].append(position) }
        }
    }

    /// The nearest pods to a Service that selects none; `nil` where nothing comes near.
    package func nearest(to service: Service) -> Match? {
        let selector = service.selector ?? StringMap()
        guard !selector.isEmpty else { return nil }
        var best: Match?
        for label in selector {
            for position in positions[label, default: []].prefix(Self.mostLooks) {
                let workload = workloads[position]
                let missing = selector.filter { workload.pod.labels[$0.key] != $0.value }
                guard let first = missing.first else { return .elsewhere(workload) }
                guard missing.count == 1, workload.metadata.namespace == service.namespace, !workload.isJob else { continue }
                if let typo = mistyped(first, position) { return typo }
                best = best ?? Self.near(workload, first, service)
            }
        }
        return best ?? alone(selector, service)
    }

    /// The one label of a selector, or the last of several that are all wrong, may be what is misspelt.
    private func alone(_ selector: StringMap, _ service: Service) -> Match? {
        guard let label = selector.entries.first, selector.entries.count == 1 else { return nil }
        for position in byNamespace[service.namespace, default: []].prefix(Self.mostLooks) where !workloads[position].isJob {
            if let typo = mistyped(label, position) { return typo }
        }
        return nil
    }

    /// A label that pods have under nearly this key, or with nearly this value.
    private func mistyped(_ label: StringMap.Entry, _ position: Int) -> Match? {
        guard !isSelected[position] else { return nil }
        let labels = workloads[position].pod.labels
        if let value = labels[label.key] {
            guard Self.isSlip(label.value, of: value) else { return nil }
            return .mistyped(workloads[position], written: label, meant: StringMap.Entry(key: label.key, value: value))
        }
        guard let meant = labels.entries.first(where: { $0.value == label.value && Self.isSlip(label.key, of: $0.key) }) else { return nil }
        return .mistyped(workloads[position], written: label, meant: meant)
    }

    /// Whether a text is another one with a slip of the pen: a number more or less is another version or member instead.
    private static func isSlip(_ text: String, of other: String) -> Bool {
        func letters(_ text: String) -> String { String(text.unicodeScalars.filter { !("0"..."9").contains($0) }) }
        return letters(text) != letters(other) && NearestName.of(text, among: [other], edits: 2) != nil
    }

    /// Whether the missing label is one that the pods lack or nearly have: another component's pods have a value of their own.
    private static func near(_ workload: Workload, _ label: StringMap.Entry, _ service: Service) -> Match? {
        guard let value = workload.pod.labels[label.key] else { return .lacking(workload, label) }
        let isMeant = value.hasPrefix(label.value) || label.value.hasPrefix(value) || workload.reference.name == service.name
        return isMeant ? .differing(workload, label, value: value) : nil
    }
}

extension Workload {
    /// Whether its pods end by themselves: not meant to serve.
    package var isJob: Bool { reference.kind == "Job" || reference.kind == "CronJob" }
}
