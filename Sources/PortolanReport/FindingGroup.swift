// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// Findings that say the same of one object on several targets, told once.
public struct FindingGroup: Sendable {
    /// The finding's code.
    public var code: String
    /// How much it matters.
    public var severity: Severity
    /// The object.
    public var subject: ObjectReference
    /// The targets; none where it holds everywhere.
    public var targets: [String]
    /// Where.
    public var location: SourceLocation
    /// What happens; the target's name replaced by "the target" where there are several.
    public var message: String
    /// What to do.
    public var remedy: String

    /// Groups findings; the gravest first, then by place.
    public static func groups(_ findings: [Finding]) -> [FindingGroup] {
        struct Key: Hashable {
            var code: String
            var subject: ObjectReference
            var location: SourceLocation
            var message: String
            var remedy: String
        }
        var order: [Key] = []
        var groups: [Key: FindingGroup] = [:]
        for finding in findings {
            let message = generic(finding.message, finding.target)
            let remedy = generic(finding.remedy, finding.target)
            let key = Key(code: finding.code, subject: finding.subject, location: finding.location, message: message, remedy: remedy)
            if groups[key] == nil {
                order.append(key)
                groups[key] = FindingGroup(
                    code: finding.code, severity: finding.severity, subject: finding.subject, targets: [], location: finding.location,
                    message: finding.message, remedy: finding.remedy)
            } else {
                groups[key]?.message = message
                groups[key]?.remedy = remedy
            }
            if let target = finding.target { groups[key]?.targets.append(target) }
        }
        return order.compactMap { groups[$0] }.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            return (left.location, left.code, left.message, left.remedy) < (right.location, right.code, right.message, right.remedy)
        }
    }

    /// A sentence without the name of its target; in a command a word in capitals stands for it.
    package static func generic(_ text: String, _ target: String?) -> String {
        guard let target else { return text }
        var isOption = false
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
            defer { isOption = word == "--to" }
            let bare = word.last.map { ",:;.".contains($0) } == true ? word.dropLast() : word
            return bare == target ? (isOption ? "TARGET" : "the target") + word.dropFirst(bare.count) : String(word)
        }
        return words.joined(separator: " ")
    }
}
