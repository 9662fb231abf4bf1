// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanFiles
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanReport

/// The report's page of one app, or a page for each of several and one that compares them, in the format that is asked for.
struct ReportWriter {
    /// What is written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case html, markdown, pdf }

    var report: HTMLReport
    /// What makes PDF of a page; `nil` where none is asked for.
    var printer: PagePrinter?
    var format = Format.html
    var apps: [PlannedApp]
    /// The files of each app, in their order; none where nothing is to be quoted.
    var sources: [SourceLines] = []
    /// What exposes something beside the apps and is not planned.
    var unrendered: [Unjudged]
    /// What could not be read: a sentence each.
    var problems: [String] = []
    /// What stands on every page beside its app; its title is what the input is called.
    var edition: ReportEdition

    /// Writes a file, or a directory where there are several apps.
    func write(to path: String) throws {
        guard apps.count != 1 else { return try OutputFile.write(try only(), to: path) }
        guard ![".html", ".pdf", ".md"].contains(where: path.hasSuffix), path != "-" else {
            let names = apps.compactMap(\.name)
            let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
            throw ValidationError(
                "the input holds \(names.count) apps: give a directory to write to, for a page each, or choose one with --app\n  \(shown)")
        }
        let folder = try OutputFolder(path)
        var pages: [(app: PlannedApp, page: String)] = []
        for (index, name) in pageNames(apps.map { $0.name ?? "" }).enumerated() {
            let title = "\(edition.title): \(apps[index].name ?? "")"
            try folder.write(try page(index, title: title), to: name)
            pages.append((apps[index], name))
        }
        try folder.write(try comparison(pages), to: indexName)
    }

    /// The page of the only app.
    func only() throws -> [UInt8] { apps.isEmpty ? [] : try page(0, title: edition.title) }

    /// The name of the page that compares several apps.
    var indexName: String { "index.\(ending)" }

    private var ending: String {
        switch format {
        case .html: "html"
        case .markdown: "md"
        case .pdf: "pdf"
        }
    }

    private func page(_ index: Int, title: String) throws -> [UInt8] {
        var edition = edition
        edition.title = title
        if index < sources.count { edition.sources = sources[index] }
        edition.unreadable = unreadable(index)
        switch format {
        case .html: return Array(try report.render(apps[index], edition: edition).utf8)
        case .markdown: return Array(ReportMarkdown.render(apps[index], edition: edition).utf8)
        case .pdf: return try printed(try report.render(apps[index], edition: edition))
        }
    }

    private func comparison(_ pages: [(app: PlannedApp, page: String)]) throws -> [UInt8] {
        var edition = edition
        edition.unreadable = problems.map(ReportEdition.Unreadable.init)
        switch format {
        case .html: return Array(try report.index(of: pages, unjudged: unrendered, edition: edition).utf8)
        case .markdown: return Array(ReportMarkdown.index(of: pages, unjudged: unrendered, edition: edition).utf8)
        case .pdf: return try printed(try report.index(of: pages, unjudged: unrendered, edition: edition))
        }
    }

    private func printed(_ page: String) throws -> [UInt8] { try printer?.pdf(of: page) ?? [] }

    /// What of an app's own files could not be read, everything where there is one app only; what the plan itself knows is told from it.
    private func unreadable(_ index: Int) -> [ReportEdition.Unreadable] {
        let known = Set(apps.flatMap { $0.plan.account.problems.map { "\($0.location): \($0.message)" } })
        let files = index < sources.count ? sources[index].paths : []
        return problems.filter { problem in
            !known.contains(problem) && (apps.count == 1 || files.contains { problem.hasPrefix("\($0):") })
        }.map(ReportEdition.Unreadable.init)
    }

    /// A file name for each app, of letters that every file system takes.
    private func pageNames(_ names: [String]) -> [String] {
        var taken: Set<String> = [indexName]
        return names.map { name in
            let safe = String(
                String.UnicodeScalarView(
                    name.unicodeScalars.prefix(80).map { scalar in
                        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == ".")
                            ? scalar : "-"
                    }))
            let stem = safe.hasPrefix(".") ? "app" : safe
            var page = "\(stem).\(ending)"
            var number = 2
            while !taken.insert(page).inserted {
                page = "\(stem)-\(number).\(ending)"
                number += 1
            }
            return page
        }
    }
}

extension ReportEdition {
    /// What stands on a report of a title, whatever was asked for.
    init(title: String) {
        self.init(title: title, version: PortolanCommand.version)
        titles = Dictionary(FindingPages.all.map { ($0.code, $0.title) }) { first, _ in first }
    }
}

/// A day as a report writes it.
struct ReportDate {
    /// The day, ISO 8601.
    let text: String

    /// Reads `2026-03-31`.
    init?(_ text: String) {
        guard CivilDay(text) != nil else { return nil }
        self.text = text
    }

    /// The day of `SOURCE_DATE_EPOCH`, by which reproducible builds say when they are of; `nil` where it is not set.
    static var ofBuild: String? {
        get throws {
            guard let text = getenv("SOURCE_DATE_EPOCH").map({ String(cString: $0) }), !text.isEmpty else { return nil }
            guard let seconds = Int(text), (0...253_402_300_799).contains(seconds) else {
                throw ValidationError("SOURCE_DATE_EPOCH is \(text): expected seconds since 1970")
            }
            var (time, parts) = (time_t(seconds), tm())
            gmtime_r(&time, &parts)
            func padded(_ number: Int32, _ width: Int) -> String {
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
            return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
        }
    }
}
