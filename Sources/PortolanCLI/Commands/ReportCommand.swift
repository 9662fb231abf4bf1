// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanReport

/// `portolan report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes an HTML report to hand round: one file that loads nothing.",
        usage: "portolan report <path> ... --output <file> [<options>]",
        discussion: """
            The page holds what portolan plan prints: the scores and what they are made of, each Service on each target with the paths that \
            clients take, and the findings. It works without JavaScript and without a network.

            Examples:
              portolan report app/ --output app.html
              portolan report app/ --target eks --target aks --title Shop -o shop.html
              portolan report app/ --templates our-templates --output app.html
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write; - for standard output.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("A name for the app, in the title; the first path unless given.", valueName: "name"))
    var title: String?

    @Option(help: ArgumentHelp("A directory whose templates replace the built-in ones of the same name.", valueName: "dir"))
    var templates: String?

    func run() throws {
        let report = try HTMLReport(overrides: try overrides())
        let session = try Session(input, RunSettings(targets: selection.targets, options))
        let page = try report.render(
            session.plan, assessment: session.assessment, findings: session.findings, facts: session.facts,
            app: title ?? Self.name(of: input.paths),
            version: PortolanCommand.version)
        if output == "-" {
            Console.write(Array(page.utf8))
        } else {
            try OutputFile.write(Array(page.utf8), to: output)
            Console.error("portolan: wrote \(output)")
        }
        if session.hasErrors { throw ExitCode(2) }
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
