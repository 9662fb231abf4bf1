// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A label of pods in a namespace.
struct LabelKey: Hashable {
    var namespace: String
    var key: String
    /// `nil` for the key with whatever value.
    var value: String?
}

/// Which workloads' pods carry a label: a selector looks its rarest label up and sees nothing else.
struct LabelIndex: Sendable {
    private let workloads: [Workload]
    private var positions: [LabelKey: [Int]] = [:]
    private var byNamespace: [String: [Int]] = [:]

    init(_ workloads: [Workload]) {
        self.workloads = workloads
        positions.reserveCapacity(workloads.count * 4)
        for (position, workload) in workloads.enumerated() {
            let namespace = workload.metadata.namespace
            byNamespace[namespace, default: []].append(position)
            for label in workload.pod.labels {
                positions[LabelKey(namespace: namespace, key: label.key, value: label.value), default: []].append(position)
                positions[LabelKey(namespace: namespace, key: label.key), default: []].append(position)
            }
            for label in ControllerLabels.indexed(for: workload) {
                positions[LabelKey(namespace: namespace, key: label.key, value: label.value), default: []].append(position)
            }
        }
    }

    /// The workloads whose pods a Service's selector matches, as positions in the order of the input.
    ///
    /// - Parameter most: How many are wanted: the search ends with them.
    func positions(matching selector: StringMap, in namespace: String, atMost most: Int = .max) -> [Int] {
        Array(
            candidates(of: selector, in: namespace).lazy.filter { position in
                selector.entries.allSatisfy { ControllerLabels.pods(of: workloads[position], carry: $0) }
            }.prefix(most))
    }

    /// The workloads that have the rarest of a selector's labels: all that are compared with it.
    func candidates(of selector: StringMap, in namespace: String) -> [Int] {
        var candidates: [Int]?
        for entry in selector {
            let value = ControllerLabels.indexedValue(of: entry)
            let found = positions[LabelKey(namespace: namespace, key: entry.key, value: value)] ?? []
            if found.count < candidates?.count ?? .max { candidates = found }
        }
        return candidates ?? []
    }

    /// The workloads whose pods a label selector matches, as positions in the order of the input.
    func positions(matching selector: LabelSelector, in namespace: String) -> [Int] {
        candidates(of: selector, in: namespace).filter { selector.matches(workloads[$0].pod.labels) }
    }

    /// The workloads that one of the selector's requirements leaves: the fewest that a look into the index gives.
    private func candidates(of selector: LabelSelector, in namespace: String) -> [Int] {
        guard let node = selector.node else { return [] }
        var best: [Int]?
        func offer(_ found: [Int]) {
            if found.count < best?.count ?? .max { best = found }
        }
        for label in node.value("matchLabels")?.entries ?? [] {
            guard let key = label.key.text, let value = label.value.isNull ? "" : label.value.text else { continue }
            offer(positions[LabelKey(namespace: namespace, key: key, value: value)] ?? [])
        }
        for expression in node.value("matchExpressions")?.elements ?? [] {
            let operation = expression.value("operator")?.text
            guard let key = expression.value("key")?.text, operation == "In" || operation == "Exists" else { continue }
            offer(positions[LabelKey(namespace: namespace, key: key)] ?? [])
        }
        return best ?? byNamespace[namespace] ?? []
    }
}
