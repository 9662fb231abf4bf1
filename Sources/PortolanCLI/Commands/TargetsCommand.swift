// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanProvider
import PortolanProviders
import PortolanReport

/// `portolan targets`.
struct TargetsCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

    static let configuration = CommandConfiguration(
        commandName: "targets", abstract: "Lists the targets, or what is known of one: options, products, annotations, sources.",
        usage: """
            portolan targets [<id>] [--format <format>] [--provider <file> ...]
            portolan targets check <file> ...
            """,
        discussion: """
            A target is a kind of cluster together with the controller that answers for its load balancers: eks is Amazon EKS with the AWS \
            Load Balancer Controller, aws-ccm the same cluster without it.

            Examples:
              portolan targets                                a table of all
              portolan targets eks                            one, with all its annotations
              portolan targets ingress-nginx                  a routing controller
              portolan targets eks --format markdown
              portolan targets --provider cloud.yaml          with one of your own
              portolan targets check cloud.yaml
            """,
        subcommands: [Show.self, CheckCommand.self], defaultSubcommand: Show.self)

    /// `portolan targets [ID]`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Lists the targets, or shows one: what portolan targets does where it is told nothing else.",
            usage: "portolan targets [<id>] [--format <format>] [--provider <file> ...]")

        @Argument(help: ArgumentHelp("The target to show; all of them, in short, unless given.", valueName: "id"))
        var id: String?

        @OptionGroup var terminal: TerminalOptions

        @Option(
            name: .customLong("provider"),
            help: ArgumentHelp("A provider file of your own, which adds a target. Repeatable.", valueName: "file"))
        var providers: [String] = []

        @Option(help: "How to print.")
        var format: Format = .text

        func run() throws {
            let library = try TargetLibrary(providers: providers)
            guard let id else {
                return list(library.all().map(\.catalogue), routing: Providers.allRouting.map(\.catalogue))
            }
            // Cilium, say, is both: what announces addresses, and what serves Gateways.
            let routing = Providers.routing(id).map { [$0.catalogue] } ?? []
            let catalogues = library.ids.contains(id) ? [try library.target(id).catalogue] + routing : routing
            guard !catalogues.isEmpty else {
                _ = try library.target(id)
                return
            }
            switch format {
            case .text:
                let texts = catalogues.map { CatalogueText.show($0, style: terminal.style) }
                Console.text(texts.joined(separator: "\n"), isColoured: terminal.style.isColoured)
            case .markdown: Console.text(catalogues.map { CatalogueMarkdown.page($0) }.joined(separator: "\n"))
            case .json: Console.write(CatalogueJSON.render(catalogues))
            }
        }

        private func list(_ catalogues: [Catalogue], routing: [Catalogue]) {
            let style = terminal.style
            switch format {
            case .text:
                Console.text(
                    CatalogueText.list(catalogues, style: style) + "\n" + CatalogueText.routingList(routing, style: style),
                    isColoured: style.isColoured)
            case .markdown: Console.text(CatalogueMarkdown.index(catalogues) + "\n" + CatalogueMarkdown.routingIndex(routing))
            case .json: Console.write(CatalogueJSON.render(catalogues))
            }
        }
    }
}
