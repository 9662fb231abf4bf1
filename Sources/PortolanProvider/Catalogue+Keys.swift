// SPDX-License-Identifier: Apache-2.0

extension Catalogue.Annotation {
    /// Whether an annotation that a manifest writes is this one: keys are equal, or the row's `*` stands for some text
    /// (`…/port_*_no_lb_rule`).
    public func matches(_ written: String) -> Bool {
        // In bytes: this is asked of every annotation of every manifest, and characters cost ten times as much.
        let pattern = key.utf8
        guard let star = pattern.firstIndex(of: UInt8(ascii: "*")) else { return key == written }
        let end = pattern[pattern.index(after: star)...]
        guard written.utf8.count >= pattern.count, written.utf8.starts(with: pattern[..<star]) else { return false }
        return written.utf8.suffix(end.count).elementsEqual(end)
    }

    /// The text that the row's `*` stands for in an annotation that a manifest writes; `nil` where the annotation is another one.
    public func wildcard(in written: String) -> String? {
        guard let star = key.firstIndex(of: "*"), matches(written) else { return nil }
        let end = key[key.index(after: star)...]
        return String(written.dropFirst(key[..<star].count).dropLast(end.count))
    }
}
