// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanFiles
import PortolanGate
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanReport

/// A report that a call asks for: what it is, and where it goes.
struct GateReportFile {
    enum Format: String, CaseIterable { case sarif, junit, gitlab, github, markdown, json, html, badge }

    let format: Format
    /// The path; `-` for standard output.
    let path: String

    var isStandardOutput: Bool { path == "-" }

    /// Reads `sarif=gate.sarif`, or `github` alone.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let format = Format(rawValue: parts[0]) else {
            let known = Format.allCases.map(\.rawValue)
            let near = UnknownAnnotations.nearest(parts[0], among: known).map { "did you mean \($0)?" }
            throw ValidationError("--report \(text): no such format\n  \(near ?? "known: \(known.joined(separator: ", "))")")
        }
        self.format = format
        path = parts.count == 2 ? parts[1] : "-"
        guard !path.isEmpty else { throw ValidationError("--report \(text): expected FORMAT=FILE") }
        guard format != .badge || path.hasSuffix(".svg") || path.hasSuffix(".json") else {
            throw ValidationError("--report \(text): a badge's file ends in .svg, or in .json for shields.io")
        }
        guard format != .html || path != "-" else { throw ValidationError("--report \(text): expected html=FILE, or html=DIRECTORY") }
    }
}

/// Writes a gate's result in the formats that were asked for.
struct GateReporter {
    let result: GateResult
    /// What the input is called, for titles.
    let title: String

    /// Writes the reports, each whole.
    func write(_ files: [GateReportFile], apps: [PlannedApp], unrendered: [Unjudged]) throws {
        let pages = RulePages(FindingPages.all)
        for file in files {
            switch file.format {
            case .sarif: try put(SARIFReport.render(result, pages: pages, version: PortolanCommand.version), file)
            case .junit: try put(try JUnitReport.render(result), file)
            case .gitlab: try put(GitLabReport.render(result, pages: pages), file)
            case .markdown: try put(MarkdownReport.render(result), file)
            case .json: try put(GateJSON.render(result), file)
            case .badge:
                let badge = Badge(result)
                try put(file.path.hasSuffix(".svg") ? try badge.picture() : badge.endpoint(), file)
            case .github:
                try put(GitHubReport.render(result), file)
                try appendSummary()
            case .html:
                let writer = ReportWriter(
                    report: try HTMLReport(), apps: apps, unrendered: unrendered, edition: ReportEdition(title: title))
                try writer.write(to: file.path)
            }
        }
    }

    private func put(_ bytes: [UInt8], _ file: GateReportFile) throws {
        if file.isStandardOutput { Console.write(bytes) } else { try OutputFile.write(bytes, to: file.path) }
    }

    /// A job's summary is a file to which every step adds; GitHub names it in the environment.
    private func appendSummary() throws {
        guard let path = getenv("GITHUB_STEP_SUMMARY").map({ String(cString: $0) }), !path.isEmpty else { return }
        try OutputFile.append(MarkdownReport.render(result), to: path)
    }
}
