// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// One thing that a report lists: it has a place in the input, a rule that it belongs to, and words.
package struct GateEntry: Sendable {
    /// What it is.
    package enum Kind: String, Sendable {
        case finding, loss, refused, unjudged, placeholder, ignore
    }

    /// Why it does not count.
    package struct Ignored: Hashable, Sendable {
        /// The user's reason.
        package var reason: String?
        /// Where they say so.
        package var place: SourceLocation
        /// Whether that is the object itself, not the configuration.
        package var isOnObject: Bool
    }

    /// What it is.
    package var kind: Kind
    /// The rule's id: a finding's code, `loss.` and a requirement, or one of the gate's own.
    package var rule: String
    /// How much it matters.
    package var severity: Severity
    /// Whether it is a danger, which the plan marks with "!".
    package var isDanger = false
    /// The app; `nil` where the input is one.
    package var app: String?
    /// The object; `nil` where it is about none.
    package var subject: ObjectReference?
    /// The targets; none where it holds everywhere.
    package var targets: [String] = []
    /// Where.
    package var location: SourceLocation
    /// What happens.
    package var message: String
    /// What to do; `nil` where there is nothing.
    package var remedy: String?
    /// The points that it costs.
    package var points: Int?
    /// Whether the gate fails for it.
    package var fails = false
    /// Why it does not count; `nil` where it does.
    package var ignored: Ignored?
    /// Whether the baseline lacks it; `nil` where there is none.
    package var isNew: Bool?
    /// What stays the same of it when lines move, as a digest.
    package private(set) var fingerprint = ""

    /// An ignore of the configuration that is over, or takes nothing away.
    package static func ignore(_ rule: String, at location: SourceLocation, _ message: String, remedy: String) -> GateEntry {
        GateEntry(kind: .ignore, rule: rule, severity: .warning, location: location, message: message, remedy: remedy)
    }

    /// Gives every entry its fingerprint: of the rule, the app, the object and the words, numbers and targets' names left out.
    ///
    /// Of several that are alike otherwise the second gets a number, and so on.
    package static func fingerprinted(_ entries: [GateEntry]) -> [GateEntry] {
        var counts: [String: Int] = [:]
        return entries.map { entry in
            var entry = entry
            let subject = entry.subject.map { "\($0.kind)/\($0.namespace)/\($0.name)" } ?? ""
            let key = [entry.rule, entry.app ?? "", subject, entry.steadyMessage].joined(separator: "\n")
            let count = (counts[key] ?? 0) + 1
            counts[key] = count
            entry.fingerprint = Digest.hex(Digest.sha1(Array("\(key)\n\(count)".utf8)))
            return entry
        }
    }

    /// The message without what moves: each run of digits is a `#`, each of the targets a word.
    private var steadyMessage: String {
        var result = ""
        var isInNumber = false
        for scalar in message.unicodeScalars {
            let isDigit = scalar.isASCII && scalar.properties.numericType == .decimal
            if !isDigit { result.unicodeScalars.append(scalar) } else if !isInNumber { result += "#" }
            isInNumber = isDigit
        }
        let names = Set(targets)
        return result.split(separator: " ").map { word in
            let bare = word.last.map { ",:;.".contains($0) } == true ? word.dropLast() : word
            return names.contains(String(bare)) ? "the target" : String(word)
        }.joined(separator: " ")
    }
}

extension SourceLocation {
    /// The place as a repository has it: what was rendered from a chart or kustomization stands for the file that names it.
    package var inRepository: SourceLocation {
        for (suffix, name) in [(" (kustomize)", "kustomization.yaml"), (" (helm)", "Chart.yaml")] where file.hasSuffix(suffix) {
            let folder = file.dropLast(suffix.count)
            return SourceLocation(file: folder.hasSuffix("/") ? "\(folder)\(name)" : "\(folder)/\(name)", line: 1)
        }
        let parts = file.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
        return SourceLocation(file: parts.joined(separator: "/"), line: line, column: column)
    }

    /// Whether it lies in a file, not on standard input.
    package var isInFile: Bool { file != "-" && !file.isEmpty }
}
