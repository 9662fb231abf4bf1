// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanGate
import PortolanManifest
import PortolanModel
import PortolanPortability

/// A day of the calendar.
struct Day: Comparable {
    /// Year, month and day as one number: 20261231.
    private let number: Int
    /// `2026-12-31`.
    let text: String

    /// Reads a day; `nil` where the text is none.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...days[month - 1]).contains(day) else { return nil }
        number = year * 10_000 + month * 100 + day
        self.text = text
    }

    /// Today in UTC: what `SOURCE_DATE_EPOCH` says, for builds that repeat, else what the clock says.
    static var today: Day? {
        var seconds = getenv("SOURCE_DATE_EPOCH").flatMap { time_t(String(cString: $0)) } ?? time(nil)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return nil }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return Day("\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))")
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    static func == (left: Self, right: Self) -> Bool { left.number == right.number }
}

/// A finding that the configuration asks not to hear.
struct Ignore {
    /// The finding's code.
    let code: String
    /// The objects, `Kind/namespace/name` with `*`; `nil` for all.
    var object: FilePattern?
    /// The files; `nil` for all.
    var path: FilePattern?
    /// The target; `nil` for all.
    var target: String?
    /// Why.
    let reason: String
    /// The last day on which it counts; `nil` for ever.
    var until: Day?
    /// Where it stands.
    let location: SourceLocation

    /// Whether it is about a finding.
    ///
    /// - Parameter bases: The folders that its path may be relative to.
    func takes(_ finding: Finding, _ bases: [String]) -> Bool {
        let subject = finding.subject
        return finding.code == code && (target == nil || target == finding.target)
            && (object?.matches("\(subject.kind)/\(subject.namespace)/\(subject.name)") ?? true)
            && (path.map { Self.lies(finding.location.inRepository.file, $0, bases) } ?? true)
    }

    /// Whether it could be about something in these files.
    func concerns(_ files: [String], targets: [String], _ bases: [String]) -> Bool {
        guard target.map(targets.contains) ?? true else { return false }
        return path.map { pattern in files.contains { Self.lies($0, pattern, bases) } } ?? true
    }

    private static func lies(_ file: String, _ pattern: FilePattern, _ bases: [String]) -> Bool {
        let file = FilePattern.normalized(file)
        return pattern.matches(file)
            || bases.contains { base in file.hasPrefix(base + "/") && pattern.matches(String(file.dropFirst(base.count + 1))) }
    }
}

/// The configuration's ignores, as a run takes them.
struct Ignores {
    let list: [Ignore]
    private let bases: [String]
    private let today: Day?

    /// - Parameter bases: The folders that paths may be relative to.
    init(_ list: [Ignore], bases: [String]) {
        self.list = list
        self.bases = bases
        today = list.contains { $0.until != nil } ? Day.today : nil
    }

    /// Whether an ignore's last day is over.
    func isExpired(_ ignore: Ignore) -> Bool {
        guard let until = ignore.until, let today else { return false }
        return today > until
    }

    /// The findings that remain, those that are ignored, and the places of the ignores that took something.
    func sorted(_ findings: [Finding]) -> (kept: [Finding], ignored: [IgnoredFinding], used: Set<Int>) {
        var (kept, ignored, used): ([Finding], [IgnoredFinding], Set<Int>) = ([], [], [])
        for finding in findings {
            guard let place = list.indices.first(where: { list[$0].takes(finding, bases) }) else {
                kept.append(finding)
                continue
            }
            used.insert(place)
            let ignore = list[place]
            if isExpired(ignore) {
                kept.append(finding)
            } else {
                ignored.append(IgnoredFinding(finding: finding, reason: ignore.reason, place: ignore.location, isOnObject: false))
            }
        }
        return (kept, ignored, used)
    }

    /// Ignores that are over, or that take nothing away in a run that they could be about.
    func entries(used: Set<Int>, files: [String], targets: [String]) -> [GateEntry] {
        list.enumerated().compactMap { place, ignore in
            if isExpired(ignore), let until = ignore.until {
                let still = used.contains(place) ? ", and there still is what it is about" : ""
                return entry("ignore-expired", ignore, "the ignore of \(ignore.code) has expired on \(until.text)\(still)")
            }
            guard !used.contains(place), ignore.concerns(files, targets: targets, bases) else { return nil }
            return entry("ignore-without-effect", ignore, "the ignore of \(ignore.code) takes nothing away")
        }
    }

    private func entry(_ rule: String, _ ignore: Ignore, _ message: String) -> GateEntry {
        GateEntry.ignore(
            rule, at: ignore.location, message,
            remedy: rule == "ignore-expired" ? "mend it, or give the ignore another date" : "take it out, or correct it")
    }
}
