// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanProvider
import PortolanReport

/// `portolan targets`.
struct TargetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets", abstract: "Lists the targets, or what is known of one: options, products, annotations, sources.",
        subcommands: [Show.self, CheckCommand.self], defaultSubcommand: Show.self)

    /// `portolan targets [ID]`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Lists the targets, or shows one.")

        @Argument(help: ArgumentHelp("The target to show.", valueName: "id"))
        var id: String?

        @OptionGroup var terminal: TerminalOptions

        @Option(name: .customLong("provider"), help: ArgumentHelp("A provider file of your own, which adds a target. Repeatable.", valueName: "file"))
        var providers: [String] = []

        func run() throws {
            let library = try TargetLibrary(providers: providers)
            guard let id else {
                let catalogues = library.all().map(\.catalogue)
                return Console.write(Array(CatalogueText.list(catalogues, style: terminal.style).utf8))
            }
            Console.write(Array(CatalogueText.show(try library.target(id).catalogue, style: terminal.style).utf8))
        }
    }
}
