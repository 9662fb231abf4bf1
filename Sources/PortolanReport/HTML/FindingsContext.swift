// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What the templates can name of the findings: grouped by code, with the manifest's own lines.
struct FindingsContext {
    /// Places that are written out with the manifest's lines.
    private static let mostPlaces = 4
    /// Places that are named; a number stands for the rest.
    private static let mostNamed = 60

    let findings: [Finding]
    let edition: ReportEdition
    let groups: TargetGroups

    /// The codes with their findings, the gravest first.
    var rows: [TemplateRow] {
        let all = FindingGroup.groups(findings)
        var order: [String] = []
        var byCode: [String: [FindingGroup]] = [:]
        for group in all {
            if byCode[group.code] == nil { order.append(group.code) }
            byCode[group.code, default: []].append(group)
        }
        return order.enumerated().map { index, code in row(code, byCode[code] ?? [], number: index + 1) }
    }

    /// How many there are of each severity, the gravest first; each object counts, however many targets it is about.
    var counts: [TemplateRow] {
        let all = FindingGroup.groups(findings)
        return Severity.allCases.reversed().compactMap { severity in
            let count = all.count { $0.severity == severity }
            return count == 0 ? nil : ["severity": severity.rawValue, "count": String(count), "sign": severity.sign]
        }
    }

    private func row(_ code: String, _ found: [FindingGroup], number: Int) -> TemplateRow {
        let severity = found.first?.severity ?? .info
        var row: TemplateRow = [
            "anchor": "finding-\(number)", "code": code.templateText, "severity": severity.rawValue, "sign": severity.sign,
            "count": String(found.count), "isMany": found.count > 1, "folded": severity == .info,
        ]
        row.set("title", edition.titles[code])
        // One remedy for all of them is told once.
        let remedies = Set(found.map(\.remedy))
        row.set("remedy", remedies.count == 1 ? found.first.map { Words.clipped($0.remedy, to: 800) } : nil)
        row.set("places", found.prefix(Self.mostPlaces).map { place($0, withRemedy: remedies.count > 1) })
        let rest = found.dropFirst(Self.mostPlaces)
        row.set(
            "others",
            rest.prefix(Self.mostNamed).map { group -> TemplateRow in
                ["subject": Self.name(group).templateText, "location": "\(group.location)".templateText]
            })
        row["othersCount"] = String(rest.count)
        row.set("more", rest.count > Self.mostNamed ? "and \(rest.count - Self.mostNamed) more" : nil)
        return row
    }

    private func place(_ group: FindingGroup, withRemedy: Bool) -> TemplateRow {
        var row: TemplateRow = [
            "subject": Self.name(group).templateText, "message": Words.clipped(group.message.capitalisedFirst, to: 800).templateText,
            "location": "\(group.location)".templateText,
            "group": groups.name(group.targets.compactMap { groups.ids.firstIndex(of: $0) }.nonEmpty ?? Array(groups.ids.indices)),
        ]
        row.set("targets", group.targets.isEmpty ? nil : Words.list(group.targets))
        row.set("remedy", withRemedy ? Words.clipped(group.remedy, to: 800) : nil)
        row.set(
            "excerpt",
            edition.sources.excerpt(around: group.location).map { line -> TemplateRow in
                ["number": String(line.number), "text": line.text.templateText, "meant": line.isMeant]
            })
        return row
    }

    private static func name(_ group: FindingGroup) -> String {
        let place = [group.subject.namespace, group.subject.name].filter { !$0.isEmpty }.joined(separator: "/")
        return Words.clipped(place.isEmpty ? group.subject.kind : "\(group.subject.kind) \(place)", to: 300)
    }
}

extension Severity {
    /// A sign that says the severity without colour.
    var sign: String {
        switch self {
        case .critical: "!!"
        case .error: "!"
        case .warning: "▲"
        case .info: "i"
        }
    }
}

extension Array {
    /// The elements; `nil` where there are none.
    var nonEmpty: Self? { isEmpty ? nil : self }
}
