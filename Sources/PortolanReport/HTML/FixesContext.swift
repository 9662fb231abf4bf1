// SPDX-License-Identifier: Apache-2.0

import PortolanAdapt
import PortolanKubernetes
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider

/// What the templates can name of the fixes: for each target what to write, as YAML to paste, and what no manifest mends.
struct FixesContext {
    /// Patches that are written out for a target; the command writes all.
    private static let mostPatches = 60
    private static let mostNeeds = 12
    /// Objects that are named where they share a patch.
    private static let mostNamed = 100
    /// Patches that are printed for a target.
    private static let mostPrinted = 6

    let app: PlannedApp
    let edition: ReportEdition
    let groups: TargetGroups

    private struct Patch: Hashable {
        var yaml: String
        var objects: [String]
        var fillIns: [FillIn]
    }

    private struct FillIn: Hashable {
        var key: String
        var value: String
    }

    var rows: [TemplateRow] {
        var rows: [TemplateRow] = []
        for (index, score) in app.assessment.targets.enumerated() {
            let patches = patches(at: index)
            guard !patches.isEmpty || !score.outlook.needs.isEmpty || !score.outlook.changes.isEmpty else { continue }
            rows.append(row(score, patches, at: index))
        }
        return rows
    }

    private func row(_ score: Assessment.TargetScore, _ patches: [Patch], at index: Int) -> TemplateRow {
        let target = app.plan.targets[index]
        var row: TemplateRow = [
            "id": score.target.templateText, "title": target.catalogue.title.templateText, "group": groups.name([index]),
            "sign": score.outlook.verdict.sign, "verdict": score.outlook.verdict.rawValue,
            "verdictWords": score.outlook.verdict.words(score.outlook.effort), "written": String(score.written),
            "adapted": String(score.adapted),
        ]
        // Lines of the file, which the command wraps nowhere: a reader pastes it.
        let paths = edition.paths.isEmpty ? "PATH" : edition.paths.map(\.shellQuoted).joined(separator: " ")
        let isWritten = patches.contains { $0.yaml.contains("\nkind: Service\n") }
        row.set("command", isWritten ? "portolan adapt \(paths) --to \(score.target) --output overlays" : nil)
        row.set(
            "patches",
            patches.prefix(Self.mostPatches).enumerated().map { patchRow($1, isPrinted: $0 < Self.mostPrinted) })
        let unprinted = min(patches.count, Self.mostPatches) - Self.mostPrinted
        row.set("unprinted", unprinted > 0 ? "\(Words.counted(unprinted, "more patch")) are on the page alone." : nil)
        row.set(
            "more", patches.count > Self.mostPatches ? "and \(patches.count - Self.mostPatches) more: the command writes all of them" : nil)
        let repairs = repairs(score, at: index)
        row.set("repairs", repairs.prefix(Self.mostNeeds).map(\.templateText))
        let needs = score.outlook.needs
        row.set("needs", needs.prefix(Self.mostNeeds).map { Words.clipped($0.capitalisedFirst, to: 500).templateText })
        row.set("moreNeeds", needs.count > Self.mostNeeds ? "and \(needs.count - Self.mostNeeds) more" : nil)
        return row
    }

    private func patchRow(_ patch: Patch, isPrinted: Bool) -> TemplateRow {
        var row: TemplateRow = [
            "yaml": patch.yaml.multilineTemplateText, "object": Words.clipped(patch.objects.first ?? "", to: 300).templateText,
            "unprinted": !isPrinted,
        ]
        let others = patch.objects.dropFirst()
        row.set("others", others.prefix(Self.mostNamed).map { Words.clipped($0, to: 300).templateText })
        row["othersCount"] = Words.counted(others.count, "other object")
        row.set("othersMore", others.count > Self.mostNamed ? "and \(others.count - Self.mostNamed) more" : nil)
        row.set("fillIns", patch.fillIns.map { ["key": $0.key.templateText, "value": $0.value.templateText] })
        return row
    }

    /// Patches of the target; objects that need the same lines share one, which is written out for the first of them.
    private func patches(at index: Int) -> [Patch] {
        var order: [[String]] = []
        var found: [[String]: Patch] = [:]
        for (endpoint, judged) in zip(app.plan.endpoints, app.assessment.endpoints) where index < judged.columns.count {
            let changes = judged.columns[index].adapted.changes.filter { !$0.isPin }
            guard !changes.isEmpty, let metadata = endpoint.entrance?.metadata else { continue }
            let reference = endpoint.reference
            let name = "\(reference.kind) \(reference.namespace)/\(reference.name), \(endpoint.location.file):\(endpoint.location.line)"
            let key = [reference.kind] + changes.map(\.words)
            if found[key] == nil {
                order.append(key)
                found[key] = Patch(yaml: Overlay.patch(changes, of: metadata), objects: [], fillIns: changes.compactMap(Self.fillIn))
            }
            found[key]?.objects.append(name)
        }
        return order.compactMap { found[$0] }
    }

    private static func fillIn(_ change: ServiceChange) -> FillIn? {
        switch change {
        case .annotation(let key, let value), .field(let key, let value):
            value.contains(ServiceChange.placeholderPrefix) ? FillIn(key: key, value: value) : nil
        case .annotationRemoval, .list, .removal: nil
        }
    }

    /// Lines that a person has to write: no adaptation does.
    private func repairs(_ score: Assessment.TargetScore, at index: Int) -> [String] {
        let written = Set(
            app.assessment.endpoints.flatMap { endpoint in
                index < endpoint.columns.count ? endpoint.columns[index].adapted.changes.map(\.words) : []
            })
        return score.outlook.changes.filter { !written.contains($0.words) }.map { change in
            "\(change.object.kind) \(change.object.namespace)/\(change.object.name), \(change.location.file):\(change.location.line): \(change.words)"
        }.uniqued
    }
}

extension String {
    /// The text of several lines as a template may hold it.
    var multilineTemplateText: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).templateText }.joined(separator: "\n")
    }

    /// The text as one word of a shell.
    var shellQuoted: String {
        let isPlain =
            !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                        || "-_./:@%+,=".unicodeScalars.contains(scalar))
            }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
