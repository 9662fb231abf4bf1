// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanFiles
import PortolanReport
import PortolanSchemas

/// `portolan init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a .portolan.yaml from what it finds in a repository.",
        usage: "portolan init [<path> ...] [<options>]",
        discussion: """
            Reads the manifests below the paths, the working directory unless given, and writes a configuration with comments: the targets \
            that the manifests speak of, or the managed clouds where they speak of none; the apps, where there are several; what was \
            assumed of the clusters; and the score that is reached today as the gate's threshold. A configuration that is there already \
            stays as it is.

            Examples:
              portolan init
              portolan init deploy/ --stdout
              portolan init --with-schema                    for editors that check it as you type
            """)

    @Argument(help: ArgumentHelp("Directories or files; the working directory unless given.", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Print it instead of writing it.")
    var stdout = false

    @Flag(help: "Write .portolan.schema.json beside it, and name it in the first line.")
    var withSchema = false

    @Flag(help: "Say only what is wrong: no warnings, no notes, no progress.")
    var quiet = false

    func run() throws {
        let path = Configuration.names[0]
        if !stdout, let found = Configuration.names.first(where: { access($0, F_OK) == 0 }) {
            throw ValidationError("\(found): there is a configuration already; portolan init --stdout prints another one")
        }
        let paths = paths.isEmpty ? ["."] : paths
        let input = try InputOptions.parse(["--"] + paths)
        var options = try SettingOptions.parse([])
        options.quiet = quiet
        // First for all managed clouds, to see which of them the manifests speak of; then for those.
        let first = try Run(input, RunSettings(targets: [], options, ignoringConfiguration: true))
        let homes = DraftedConfiguration.homes(first)
        let run = homes.isEmpty ? first : try Run(input, RunSettings(targets: homes.map(\.target), options, ignoringConfiguration: true))
        let draft = DraftedConfiguration(run, homes: homes, namesSchema: withSchema)
        if stdout {
            Console.write(Array(draft.text.utf8))
        } else {
            try OutputFile.write(Array(draft.text.utf8), to: path)
            if withSchema, let schema = Schemas.all.first(where: { $0.name == "configuration" }) {
                try OutputFile.write(Array(schema.text.utf8), to: DraftedConfiguration.schemaFile)
            }
            Voice(quiet: quiet).note("wrote \(path): look at the targets and at what is set, and correct them")
        }
        if run.hasErrors { throw ExitCode(2) }
    }
}
