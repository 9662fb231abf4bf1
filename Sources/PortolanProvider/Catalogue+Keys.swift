// SPDX-License-Identifier: Apache-2.0

extension Catalogue.Annotation {
    /// Whether an annotation that a manifest writes is this one: keys are equal, or the row's `*` stands for some text
    /// (`…/port_*_no_lb_rule`).
    public func matches(_ written: String) -> Bool {
        guard let star = key.firstIndex(of: "*") else { return key == written }
        let start = key[..<star]
        let end = key[key.index(after: star)...]
        return written.utf8.count > start.utf8.count + end.utf8.count && written.hasPrefix(start) && written.hasSuffix(end)
    }

    /// The text that the row's `*` stands for in an annotation that a manifest writes; `nil` where the annotation is another one.
    public func wildcard(in written: String) -> String? {
        guard let star = key.firstIndex(of: "*"), matches(written) else { return nil }
        let end = key[key.index(after: star)...]
        return String(written.dropFirst(key[..<star].count).dropLast(end.count))
    }
}
