// SPDX-License-Identifier: Apache-2.0

extension Catalogue.Annotation {
    /// Whether an annotation that a manifest writes is this one: keys are equal, or the row's `*` stands for some text
    /// (`…/port_*_no_lb_rule`).
    public func matches(_ written: String) -> Bool {
        guard let star = key.utf8.firstIndex(of: UInt8(ascii: "*")) else { return key == written }
        let start = key.utf8[..<star]
        let end = key.utf8[key.utf8.index(after: star)...]
        return written.utf8.count > start.count + end.count && written.utf8.starts(with: start)
            && written.utf8.suffix(end.count).elementsEqual(end)
    }

    /// The text that the row's `*` stands for in an annotation that a manifest writes; `nil` where the annotation is another one.
    public func wildcard(in written: String) -> String? {
        guard let star = key.utf8.firstIndex(of: UInt8(ascii: "*")), matches(written) else { return nil }
        let end = key.utf8[key.utf8.index(after: star)...]
        return String(written.utf8.dropFirst(key.utf8[..<star].count).dropLast(end.count))
    }
}
