// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanManifest

/// Objects that select pods by labels, the other way round: which of them select a pod.
///
/// Each lies under one label that its selector demands, so that a pod meets few that do not select it.
public struct SelectorIndex<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var order: Int
        var selector: LabelSelector
        var value: Value
    }

    private var byLabel: [LabelKey: [Entry]] = [:]
    /// Those that demand no label in particular.
    private var others: [String: [Entry]] = [:]
    private var count = 0

    /// An empty index.
    public init() {}

    /// Adds an object that selects pods of a namespace.
    public mutating func add(_ value: Value, selector: LabelSelector, namespace: String) {
        let entry = Entry(order: count, selector: selector, value: value)
        count += 1
        if let label = selector.node?.value("matchLabels")?.entries.first, let key = label.key.text,
            let value = label.value.isNull ? "" : label.value.text
        {
            byLabel[LabelKey(namespace: namespace, key: key, value: value), default: []].append(entry)
        } else {
            others[namespace, default: []].append(entry)
        }
    }

    /// The objects that select pods with these labels, in the order in which they were added.
    public func matching(_ labels: StringMap, in namespace: String) -> [Value] {
        var found = others[namespace] ?? []
        for label in labels { found += byLabel[LabelKey(namespace: namespace, key: label.key, value: label.value)] ?? [] }
        return found.filter { $0.selector.matches(labels) }.sorted { $0.order < $1.order }.map(\.value)
    }
}
