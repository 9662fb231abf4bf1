// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFiles
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
    @OptionGroup var usage: UsageOptions

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
        var settings = try RunSettings(targets: selection.targets, options)
        settings.usage = try usage.read()
        let run = try Run(input, settings)
        guard let first = run.sessions.first else { throw ExitCode(2) }
        let title = title ?? Self.name(of: input.paths)
        if run.sessions.count == 1, output == "-" {
            Console.write(Array(try report.render(first.app, title: title, version: PortolanCommand.version).utf8))
        } else {
            try HTMLFiles(apps: run.apps, unrendered: run.unrendered, title: title).write(to: output, report)
            let count = run.sessions.count
            settings.voice.note("wrote " + (count == 1 ? output : "\(output)/index.html and a page for each of \(count) apps"))
            if let words = settings.chosenWords { settings.voice.note(words) }
        }
        if run.hasErrors { throw ExitCode(2) }
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
        for name in try RegularFile.names(in: templates) where name.hasSuffix(".mustache") && !name.hasPrefix(".") {
            result[name] = String(decoding: try InputFiles.read("\(templates)/\(name)", limit: Limits.smallFileBytes), as: UTF8.self)
        }
        return result
    }
}
