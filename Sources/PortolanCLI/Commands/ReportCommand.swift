// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanReport

/// `portolan report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes an HTML report to hand round: one file that loads nothing.",
        usage: "portolan report <path> ... --output <file> [<options>]",
        discussion: """
            The page holds what portolan plan prints: the scores and what they are made of, each Service on each target with the paths that \
            clients take, what is not judged, and the findings. It works without JavaScript and without a network. Where the input holds \
            several apps, each gets a page of its own in the output directory, and index.html lists them.

            Examples:
              portolan report app/ --output app.html
              portolan report app/ --target eks --target aks --title Shop -o shop.html
              portolan report apps/ --output report
              portolan report app/ --templates our-templates --output app.html
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; - for standard output; a directory where there are several apps.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("A name for the app, in the title; the first path unless given.", valueName: "name"))
    var title: String?

    @Option(help: ArgumentHelp("A directory whose templates replace the built-in ones of the same name.", valueName: "dir"))
    var templates: String?

    func run() throws {
        let report = try HTMLReport(overrides: try overrides())
        let settings = try RunSettings(targets: selection.targets, options)
        let run = try Run(input, settings)
        guard let first = run.sessions.first else { throw ExitCode(2) }
        guard run.sessions.count == 1 else { return try writeAll(run, report, settings) }
        let page = try report.render(first.app, title: title ?? Self.name(of: input.paths), version: PortolanCommand.version)
        if output == "-" {
            Console.write(Array(page.utf8))
        } else {
            try OutputFile.write(Array(page.utf8), to: output)
            Console.error("portolan: wrote \(output)")
            if let words = settings.chosenWords { Console.error("portolan: \(words)") }
        }
        if run.hasErrors { throw ExitCode(2) }
    }

    /// Several apps: a page each in a directory, and one that lists them.
    private func writeAll(_ run: Run, _ report: HTMLReport, _ settings: RunSettings) throws {
        guard !output.hasSuffix(".html"), output != "-" else {
            let names = run.sessions.compactMap(\.name)
            let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
            throw ValidationError(
                "the input holds \(names.count) apps: give --output a directory, for a page each, or choose one with --app\n  \(shown)")
        }
        let title = title ?? Self.name(of: input.paths)
        try OutputFile.makeDirectory(output)
        var pages: [(app: PlannedApp, page: String)] = []
        for (session, page) in zip(run.sessions, Self.pageNames(run.sessions.compactMap(\.name))) {
            let text = try report.render(session.app, title: "\(title): \(session.name ?? "")", version: PortolanCommand.version)
            try OutputFile.write(Array(text.utf8), to: "\(output)/\(page)")
            pages.append((session.app, page))
        }
        let index = try report.index(of: pages, unjudged: run.unrendered, title: title, version: PortolanCommand.version)
        try OutputFile.write(Array(index.utf8), to: "\(output)/index.html")
        Console.error("portolan: wrote \(output)/index.html and a page for each of \(pages.count) apps")
        if let words = settings.chosenWords { Console.error("portolan: \(words)") }
        if run.hasErrors { throw ExitCode(2) }
    }

    /// A file name for each app, of letters that every file system takes.
    private static func pageNames(_ names: [String]) -> [String] {
        var taken: Set<String> = ["index.html"]
        return names.map { name in
            let safe = String(
                String.UnicodeScalarView(
                    name.unicodeScalars.prefix(80).map { scalar in
                        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == ".")
                            ? scalar : "-"
                    }))
            let stem = safe.hasPrefix(".") ? "app" : safe
            var page = "\(stem).html"
            var number = 2
            while !taken.insert(page).inserted {
                page = "\(stem)-\(number).html"
                number += 1
            }
            return page
        }
    }

    /// The app's name: the last part of the first path.
    static func name(of paths: [String]) -> String {
        let parts = (paths.first ?? "").split(separator: "/").filter { $0 != "." && $0 != ".." }
        guard let last = parts.last, last != "-" else { return "this app" }
        return String(last)
    }

    private func overrides() throws -> [String: String] {
        guard let templates else { return [:] }
        var result: [String: String] = [:]
        for name in try OutputFile.names(in: templates) where name.hasSuffix(".mustache") {
            result[name] = String(decoding: try InputFiles.read("\(templates)/\(name)", limit: 1 << 20), as: UTF8.self)
        }
        return result
    }
}
