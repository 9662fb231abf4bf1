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
        commandName: "report", abstract: "Writes a report to hand round: one HTML file that loads nothing.",
        usage: "portolan report <path> ... --output <file> [<options>]",
        discussion: """
            The first sheet says what decides: a verdict for each target, what is dangerous, what it costs. Then come endpoints by target, a \
            drawing of each difference, what to write as YAML to paste, the findings with the manifest's own lines, costs, and what ties the \
            app to a cloud; an appendix has what all that was made from. It works without JavaScript and without a network, on a phone and \
            on paper. Where the input holds several apps, each gets a page of its own in the output directory, and index.html compares them.

            The same input gives the same bytes: a date or a commit stands in it only where you give them.

            --format pdf prints the page with an installed chromium; --format markdown is for wikis and pull requests. The file's ending \
            decides where no format is given.

            Examples:
              portolan report app/ --output app.html
              portolan report app/ --target eks --target aks --title Shop -o shop.pdf
              portolan report repo/ --output report
              portolan report app/ --revision "$(git rev-parse --short HEAD)" -o app.html
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

    @Option(help: "What to write; after the file's ending unless given.")
    var format: ReportWriter.Format?

    @Option(help: ArgumentHelp("A name for the app, in the title; the first path unless given.", valueName: "name"))
    var title: String?

    @Option(help: ArgumentHelp("The day to write on it; that of SOURCE_DATE_EPOCH unless given, else none.", valueName: "yyyy-mm-dd"))
    var date: String?

    @Option(help: ArgumentHelp("The commit to write on it.", valueName: "commit"))
    var revision: String?

    @Flag(help: "Print the appendix too, on paper and in a PDF.")
    var appendix = false

    @Option(help: ArgumentHelp("A directory whose templates replace the built-in ones of the same name.", valueName: "dir"))
    var templates: String?

    func validate() throws {
        if let date, ReportDate(date) == nil { throw ValidationError("--date \(date): expected a day, 2026-03-31 say") }
    }

    func run() throws {
        let report = try HTMLReport(overrides: try overrides())
        var settings = try RunSettings(targets: selection.targets, options)
        settings.usage = try usage.read()
        let printer = chosenFormat == .pdf ? try PagePrinter() : nil
        let run = try Run(input, settings)
        guard !run.sessions.isEmpty else { throw ExitCode(2) }
        let writer = ReportWriter(
            report: report, printer: printer, format: chosenFormat, apps: run.apps,
            sources: run.sessions.map { SourceLines($0.files.map { ($0.manifest.path, $0.content) }) }, unrendered: run.unrendered,
            problems: run.problems, edition: try edition(settings))
        if run.sessions.count == 1, output == "-" {
            Console.write(try writer.only())
        } else {
            try writer.write(to: output)
            let count = run.sessions.count
            settings.voice.note("wrote " + (count == 1 ? output : "\(output)/\(writer.indexName) and a page for each of \(count) apps"))
            if let words = settings.chosenWords { settings.voice.note(words) }
        }
        if run.hasErrors { throw ExitCode(2) }
    }

    private var chosenFormat: ReportWriter.Format {
        if let format { return format }
        return output.hasSuffix(".pdf") ? .pdf : output.hasSuffix(".md") ? .markdown : .html
    }

    /// What stands on a report beside its app.
    private func edition(_ settings: RunSettings) throws -> ReportEdition {
        var edition = ReportEdition(title: title ?? Self.name(of: input.paths))
        edition.date = try date ?? ReportDate.ofBuild
        edition.revision = revision
        edition.settings = options.settings.map { "--set \($0)" } + options.regions.map { "--region \($0)" }
        edition.settings += (options.home.map { ["--home \($0)"] } ?? []) + (input.kustomize ? ["--kustomize"] : [])
        edition.settings += (input.helm ? ["--helm"] : []) + input.values.map { "--values \($0)" }
        edition.paths = input.paths
        edition.weights = settings.configuration.weights
        edition.printsAppendix = appendix
        return edition
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
