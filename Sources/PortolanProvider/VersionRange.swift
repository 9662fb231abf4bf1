// SPDX-License-Identifier: Apache-2.0

/// The versions for which a row of a catalogue holds.
///
/// Fixes are carried back, so it is told line by line: since `1.30.7, 1.31.1` means 1.30.7 and what follows in that line, 1.31.1 and what
/// follows in that, and all lines after the last that is named. A line that is not named and lies before the last has not got it.
public struct VersionRange: Hashable, Sendable {
    /// The first release of each line that has it; empty where all have.
    public var since: [ControllerVersion]
    /// The first release of each line that has it no more; empty where none has lost it.
    public var until: [ControllerVersion]
    /// Releases between that have not got it: a tag that a fix has missed.
    public var except: [ControllerVersion]

    /// All versions.
    public static let all = VersionRange(since: [], until: [], except: [])

    /// Makes a range.
    public init(since: [ControllerVersion], until: [ControllerVersion], except: [ControllerVersion]) {
        self.since = since
        self.until = until
        self.except = except
    }

    /// Whether it holds for every version.
    public var isAll: Bool { self == .all }

    /// Whether it holds for a version.
    public func contains(_ version: ControllerVersion) -> Bool {
        (since.isEmpty || Self.isReached(since, version)) && (until.isEmpty || !Self.isReached(until, version)) && !except.contains(version)
    }

    private static func isReached(_ first: [ControllerVersion], _ version: ControllerVersion) -> Bool {
        if let own = first.first(where: version.isOfLine) { return version >= own }
        return first.allSatisfy { $0 < version }
    }

    /// Reads versions between commas; `1.30` alone is `1.30.0`, and a release may go by its name.
    static func versions(
        _ text: String, named: [String: ControllerVersion] = [:], oncePerLine: Bool = true
    ) throws(VersionProblem) -> [ControllerVersion] {
        var versions: [ControllerVersion] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.trimmingSpaces()
            let version: ControllerVersion
            if let known = named[word] { version = known } else { version = try Self.version(word) }
            if let last = versions.last, last >= version || oncePerLine && last.isOfLine(version) { throw .disorder(text) }
            versions.append(version)
        }
        return versions
    }

    private static func version(_ word: String) throws(VersionProblem) -> ControllerVersion {
        let numbers = try ControllerVersion.numbers(word)
        return ControllerVersion(numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
    }
}
