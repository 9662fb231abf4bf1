// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// How messages name things.
extension ObjectReference {
    /// `Deployment web`.
    var words: String { "\(kind) \(name)" }
}

extension ContainerPort {
    /// `http (8080)`, or the number alone.
    var words: String { name.map { "\($0) (\(containerPort))" } ?? "\(containerPort)" }
}

extension Service {
    /// `app=web, tier=front`.
    var selectorWords: String { (selector?.entries ?? []).map(\.words).joined(separator: ", ") }
}

extension StringMap.Entry {
    /// `app=web`.
    var words: String { "\(key)=\(value)" }
}

extension Sequence<String> {
    /// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
    var listed: String {
        let all = Array(self)
        guard let last = all.last, all.count > 1 else { return all.first ?? "" }
        guard all.count > 4 else { return all.dropLast().joined(separator: ", ") + " and " + last }
        return all.prefix(3).joined(separator: ", ") + " and \(all.count - 3) more"
    }

    /// Each text once, in the order of its first occurrence.
    var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

/// `1 replica`, `2 replicas`.
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
