// SPDX-License-Identifier: Apache-2.0

package import PortolanModel
package import PortolanPortability
package import PortolanProvider

/// What a report says beside the app itself: its name, and what it was made from.
///
/// Nothing of it is found out: the same input, called the same way, gives the same bytes.
package struct ReportEdition: Sendable {
    /// Something of the input that could not be read.
    package struct Unreadable: Sendable {
        /// Where, and what is wrong.
        package var words: String

        /// Names something that could not be read.
        package init(_ words: String) { self.words = words }
    }

    /// The app's name.
    package var title: String
    /// Portolan's version.
    package var version: String
    /// The day that the user says it is of.
    package var date: String?
    /// The commit that the user says it is of.
    package var revision: String?
    /// What the call set, as it was written: `eks.defaultTargetType=ip`.
    package var settings: [String] = []
    /// The paths that were given, for the commands that a reader can call.
    package var paths: [String] = []
    /// What could not be read.
    package var unreadable: [Unreadable] = []
    /// The files that were read.
    package var sources = SourceLines()
    /// What each loss costs.
    package var weights = Weights.standard
    /// All catalogues, whose words a manifest may use; those of the plan where none are given.
    package var catalogues: [Catalogue] = []
    /// What a finding's code means, in a few words.
    package var titles: [String: String] = [:]
    /// Whether the appendix is printed without being asked for on the page.
    package var printsAppendix = false

    /// An edition of a title.
    package init(title: String, version: String) {
        self.title = title
        self.version = version
    }
}

/// The lines of the input's files, for quoting them around a place.
package struct SourceLines: Sendable {
    /// A line of a file.
    package struct Line: Hashable, Sendable {
        /// Its number, from 1.
        package var number: Int
        /// Its text, shortened where it is long.
        package var text: String
        /// Whether it is the line that is meant.
        package var isMeant: Bool
    }

    private static let longest = 160
    private let files: [String: [UInt8]]

    /// Takes files with their content.
    package init(_ files: [(path: String, content: [UInt8])] = []) {
        self.files = Dictionary(files.map { ($0.path, $0.content) }) { first, _ in first }
    }

    /// The names of the files, sorted.
    package var paths: [String] { files.keys.sorted() }

    /// The line of a place with those around it; none where the file is not known or too short.
    package func excerpt(around place: SourceLocation, before: Int = 2, after: Int = 2) -> [Line] {
        guard let content = files[place.file], place.line > 0 else { return [] }
        var lines: [Line] = []
        var number = 1
        var start = content.startIndex
        while start < content.endIndex, number <= place.line + after {
            let end = content[start...].firstIndex(of: UInt8(ascii: "\n")) ?? content.endIndex
            if number >= place.line - before {
                let isMeant = number == place.line
                lines.append(
                    Line(number: number, text: Self.text(content[start..<end], around: isMeant ? place.column : 1), isMeant: isMeant))
            }
            number += 1
            start = end < content.endIndex ? content.index(after: end) : end
        }
        guard lines.contains(where: \.isMeant) else { return [] }
        return Self.trimmed(lines)
    }

    /// The text of a line; of a long one the part around a column.
    private static func text(_ line: ArraySlice<UInt8>, around column: Int) -> String {
        guard line.count > longest else { return String(decoding: line, as: UTF8.self) }
        let start = min(max(0, column - 40), max(0, line.count - longest))
        let part = String(decoding: line.dropFirst(start).prefix(longest), as: UTF8.self)
        return (start > 0 ? "…" : "") + part + (start + longest < line.count ? "…" : "")
    }

    /// Without the lines of other documents, which a separator sets apart.
    private static func trimmed(_ lines: [Line]) -> [Line] {
        guard let meant = lines.firstIndex(where: \.isMeant) else { return lines }
        let from = lines[..<meant].lastIndex { $0.text.hasPrefix("---") }.map { $0 + 1 } ?? 0
        let to = lines[meant...].dropFirst().firstIndex { $0.text.hasPrefix("---") } ?? lines.count
        return Array(lines[from..<to])
    }
}
