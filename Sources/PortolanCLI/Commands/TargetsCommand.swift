// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanProvider
import PortolanProviders
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

        func run() throws {
            guard let id else {
                let catalogues = Providers.ids.compactMap { Providers.target($0)?.catalogue }
                return Console.write(Array(CatalogueText.list(catalogues, style: terminal.style).utf8))
            }
            guard let target = Providers.target(id) else {
                throw ValidationError("unknown target \"\(id)\"\n  known: \(Providers.ids.joined(separator: ", "))")
            }
            Console.write(Array(CatalogueText.show(target.catalogue, style: terminal.style).utf8))
        }
    }
}
