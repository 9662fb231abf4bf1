// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanFetch
import PortolanModel
import PortolanReport

/// Progress bars on standard error, one a transfer under way; there are none unless that is a terminal.
final class FetchDisplay {
    private struct Bar {
        var received = 0
        var expected: Int?
    }

    private let names: [String]
    private var bars: [Int: Bar] = [:]
    private var linesDrawn = 0
    private var lastDrawn = ContinuousClock.now - .seconds(1)

    init?(_ names: [String]) {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        self.names = names
    }

    /// Takes how far a transfer is, and draws at most ten times a second.
    func update(_ index: Int, _ received: Int, _ expected: Int?) {
        bars[index] = Bar(received: received, expected: expected)
        guard ContinuousClock.now - lastDrawn >= .milliseconds(100) else { return }
        lastDrawn = .now
        draw()
    }

    /// Takes the bars away, so that what is said next stands in their place.
    func clear() {
        bars = [:]
        draw()
    }

    private func draw() {
        // Up to where the bars begin, and all below it gone.
        var text = linesDrawn > 0 ? "\u{1b}[\(linesDrawn)A\u{1b}[J" : ""
        for index in bars.keys.sorted() { text += "\(line(index))\n" }
        linesDrawn = bars.count
        Console.raw(text)
    }

    private func line(_ index: Int) -> String {
        let width = 24
        let bar = bars[index] ?? Bar()
        let name = String(names[index].prefix(30))
        // Compressed transfers announce the compressed length, so that more may come than was announced.
        let share = bar.expected.map { min(1, Double(bar.received) / Double(max($0, 1))) }
        let filled = Int((share ?? 0) * Double(width))
        let drawn = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "\(name)\(String(repeating: " ", count: 31 - name.count))[\(drawn)] \(FetchStatus.bytes(bar.received))"
    }
}

/// What the cache holds, in words.
enum FetchStatus {
    /// The table of `--status`.
    static func render(_ cache: Cache, _ sources: [Source], now: Int = time(nil)) -> String {
        let wanted = sources.map { (id: $0.id, entry: $0.entryID) }
        let entries = Set(wanted.map(\.entry))
        let others = cache.ids.filter { id in
            !entries.contains(id) && Source.builtIn.contains { $0.isRegional && id.hasPrefix("\($0.id).") }
        }
        var text = "cache: \(cache.folder)\n"
        for (id, name) in wanted + others.map({ (id: $0, entry: $0) }) {
            let state: String
            switch cache.find(name) {
            case .missing: state = "not fetched"
            case .damaged(let detail): state = "damaged: \(detail)"
            case .entry(let entry):
                state =
                    "\(summary(entry, id)), fetched \(age(now - entry.fetched)), checked \(age(now - entry.checked)), \(entry.documentURL.printable)"
            }
            text += "\(padded(id)) \(state)\n"
        }
        return text
    }

    /// Says what became of a source: on standard output what is there, on standard error what is wrong.
    static func tell(_ outcome: FetchOutcome, now: Int = time(nil)) {
        let id = outcome.source.id
        if let damage = outcome.damage { Console.error("portolan: warning: \(id): the cached entry was damaged: \(damage.printable)") }
        let held = outcome.entry.map { summary($0, id) } ?? ""
        switch outcome.change {
        case .updated: Console.line("\(padded(id)) updated: \(held)")
        case .unchanged: Console.line("\(padded(id)) unchanged: \(held)")
        case .fresh: Console.line("\(padded(id)) checked \(age(now - (outcome.entry?.checked ?? now))): \(held)")
        case .failed(let error):
            var text = "\(id): \(error.description)"
            if outcome.entry != nil { text += "\n  still there: \(held)" }
            if let remedy = error.remedy { text += "\n  \(remedy)" }
            Console.problem(text)
        }
    }

    /// A number of bytes for people.
    static func bytes(_ count: Int) -> String {
        count < 10_000 ? "\(count) B" : count < 10_000_000 ? "\(count / 1_000) kB" : "\(count / 1_000_000) MB"
    }

    private static func summary(_ entry: CacheEntry, _ id: String) -> String {
        let subject =
            Source.builtIn.first { $0.id == id || ($0.isRegional && id.hasPrefix("\($0.id).")) }?.format.subject.rawValue ?? "entries"
        return "\(entry.count) \(subject) of \(entry.date.printable)"
    }

    private static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<0: "in the future"
        case ..<120: "\(seconds) s ago"
        case ..<7_200: "\(seconds / 60) min ago"
        case ..<172_800: "\(seconds / 3_600) h ago"
        default: "\(seconds / 86_400) days ago"
        }
    }

    private static func padded(_ id: String) -> String { id + String(repeating: " ", count: max(0, 30 - id.count)) }
}
