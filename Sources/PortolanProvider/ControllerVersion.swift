// SPDX-License-Identifier: Apache-2.0

/// A release of a controller: `1.30.7`.
public struct ControllerVersion: Hashable, Sendable {
    /// The first number.
    public let major: Int
    /// The second; releases that share both are a line, and fixes are carried back along it.
    public let minor: Int
    /// The third.
    public let patch: Int

    /// Makes a version.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads three numbers with points between them, a `v` before them or not.
    public init(_ text: String) throws(VersionProblem) {
        let numbers = try Self.numbers(text)
        guard numbers.count == 3 else { throw .noVersion(text) }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// Whether both are of one line.
    public func isOfLine(_ other: ControllerVersion) -> Bool { major == other.major && minor == other.minor }

    /// The two or three numbers of a version.
    static func numbers(_ text: String) throws(VersionProblem) -> [Int] {
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { throw .noVersion(text) }
        var numbers: [Int] = []
        for part in parts {
            let isNumber = (1...9).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
            guard isNumber, part == "0" || !part.hasPrefix("0"), let number = Int(part) else { throw .noVersion(text) }
            numbers.append(number)
        }
        return numbers
    }
}

extension ControllerVersion: Comparable, CustomStringConvertible {
    /// Orders by the three numbers.
    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// The three numbers.
    public var description: String { "\(major).\(minor).\(patch)" }
}

/// Why a version cannot be predicted.
public enum VersionProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is none.
    case noVersion(String)
    /// Nothing is known of releases that old.
    case older(String, oldest: String)
    /// The versions of a row are not in order, or two are of one line.
    case disorder(String)

    /// What is wrong, and what was expected.
    public var description: String {
        switch self {
        case .noVersion(let text): "\"\(text.prefix(60))\" is no version: expected MAJOR.MINOR or MAJOR.MINOR.PATCH, 2.8.3 say"
        case .older(let text, let oldest): "\(text.prefix(60)) is older than what is known; the oldest is \(oldest)"
        case .disorder(let text): "\"\(text.prefix(200))\": expected versions in order, at most one of each line"
        }
    }
}
