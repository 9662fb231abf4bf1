// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Bounds on templates of the user's own: the engine reads and renders them by recursion, so that a template without a bound has none.
struct TemplateBounds {
    /// What is wrong with templates, and with which; `nil` where nothing is.
    ///
    /// - Parameters:
    ///   - texts: All templates by file name.
    ///   - names: Those that are not our own.
    static func problem(_ texts: [String: String], checking names: Set<String>) -> String? {
        var partials: [String: [String]] = [:]
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            var scan = TemplateScan(text)
            let problem = scan.run()
            if let problem, names.contains(name) { return "\(name): \(problem)" }
            partials[name] = scan.partials.map { "\($0).mustache" }
        }
        return circle(partials) ?? tooMany(partials)
    }

    /// A template that includes itself, directly or through others.
    private static func circle(_ partials: [String: [String]]) -> String? {
        var done: Set<String> = []
        for start in partials.keys.sorted() where !done.contains(start) {
            var way: [(name: String, left: ArraySlice<String>)] = [(start, partials[start, default: []][...])]
            while let last = way.last {
                guard let next = last.left.first else {
                    done.insert(last.name)
                    way.removeLast()
                    continue
                }
                way[way.count - 1].left = last.left.dropFirst()
                if way.contains(where: { $0.name == next }) {
                    return "\(last.name): it includes \(next), which includes it: a page without end"
                }
                if !done.contains(next), let inner = partials[next] { way.append((next, inner[...])) }
            }
        }
        return nil
    }

    /// Templates that include others many times, which include others many times.
    private static func tooMany(_ partials: [String: [String]]) -> String? {
        var counts: [String: Int] = [:]
        // Without circles the depth is at most the number of templates.
        for _ in partials.keys {
            for (name, inner) in partials {
                counts[name] = inner.reduce(1) { sum, next in min(Limits.templateParts + 1, sum + (counts[next] ?? 1)) }
            }
        }
        guard let name = counts.keys.sorted().first(where: { counts[$0, default: 0] > Limits.templateParts }) else { return nil }
        return "\(name): it includes more than \(Limits.templateParts) templates"
    }
}

/// Walks over a template's tags as the engine's parser does, without recursion.
struct TemplateScan {
    private let text: [UInt8]
    private var position = 0
    /// The delimiters in each section that is open: a section takes its own with it when it ends.
    private var delimiters: [(open: [UInt8], close: [UInt8])] = [(Array("{{".utf8), Array("}}".utf8))]
    /// The templates that it includes.
    private(set) var partials: [String] = []

    init(_ text: String) { self.text = Array(text.utf8) }

    /// Reads all tags; what is wrong, or `nil`.
    ///
    /// What is no Mustache at all is left to the engine to say.
    mutating func run() -> String? {
        while let tag = next() {
            let name = String(decoding: tag.dropFirst(), as: UTF8.self).filter { !$0.isWhitespace }
            switch tag.first {
            case UInt8(ascii: "#"), UInt8(ascii: "^"):
                guard delimiters.count <= Limits.templateDepth else { return "sections are nested more than \(Limits.templateDepth) deep" }
                delimiters.append(delimiters[delimiters.count - 1])
            case UInt8(ascii: "/"): if delimiters.count > 1 { delimiters.removeLast() }
            case UInt8(ascii: ">"):
                guard !name.hasPrefix("*") else { return "{{>*…}} takes a template's name from the data, which is not allowed" }
                partials.append(name)
            case UInt8(ascii: "<"), UInt8(ascii: "$"): return "{{<…}} and {{$…}} are not allowed: replace the template as a whole"
            case UInt8(ascii: "="):
                let words = tag.dropFirst().split(separator: UInt8(ascii: " ")).map { $0.filter { $0 != UInt8(ascii: "=") } }.filter {
                    !$0.isEmpty
                }
                guard words.count == 2, let open = words.first, let close = words.last else { return "{{=…=}} needs two delimiters" }
                delimiters[delimiters.count - 1] = (Array(open), Array(close))
            default: break
            }
        }
        return nil
    }

    /// What stands between the next pair of delimiters.
    private mutating func next() -> ArraySlice<UInt8>? {
        let (open, close) = delimiters[delimiters.count - 1]
        guard let start = find(open, from: position), let end = find(close, from: start + open.count) else { return nil }
        position = end + close.count
        return text[(start + open.count)..<end].drop { $0 == UInt8(ascii: " ") }
    }

    private func find(_ word: [UInt8], from start: Int) -> Int? {
        guard let first = word.first, start <= text.count else { return nil }
        var index = start
        while let found = text[index...].firstIndex(of: first) {
            if text[found...].starts(with: word) { return found }
            index = found + 1
        }
        return nil
    }
}
