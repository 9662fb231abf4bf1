// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanPortability

/// The command line.
@main
struct PortolanCommand: ParsableCommand {
    /// Portolan's version.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "portolan",
        abstract: "Tells what each cloud's own controllers would do with your Kubernetes services, before you deploy.",
        discussion: """
            Reads Kubernetes manifests and works out, offline, which load balancer, address and listeners each Service gets on each target, \
            or why it gets none; how much of what the manifests ask for survives; and what would have to change.

            Examples:
              portolan plan app/ --target eks --target gke
              kubectl get services,deployments -A -o yaml | portolan plan -
              portolan trace app/ --request 'GET https://shop.example.com/api' --target eks
              portolan report app/ --output app.html
              portolan gate app/ --target eks --min-score 80
              portolan adapt app/ --to aks --output overlays
              portolan diff main.json branch.json

            Defaults come from .portolan.yaml in the working directory or above it.

            Exit status: 0 done, and the gate, if asked for, passed; 1 the gate failed, and nothing else; 2 the call, the configuration or \
            some input was wrong.
            """,
        version: version,
        subcommands: [
            PlanCommand.self, TraceCommand.self, ReportCommand.self, GateCommand.self, AdaptCommand.self, DiffCommand.self,
            ExplainCommand.self, InitCommand.self, SchemaCommand.self, TargetsCommand.self, FetchCommand.self,
        ])

    /// Parses and runs.
    ///
    /// Wrong calls end with 2, as the help says, not with ArgumentParser's 64.
    static func main() {
        // A reader that goes away must not decide the exit status: `portolan gate … | head` still tells whether the gate passed.
        signal(SIGPIPE, SIG_IGN)
        var called: any ParsableCommand.Type = Self.self
        do {
            try checkNames(Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot()
            called = type(of: command)
            try command.run()
        } catch {
            if exitCode(for: error).isSuccess {
                Console.line(fullMessage(for: error))
                Glibc.exit(0)
            }
            if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
            Console.wrongCall(message(for: error, of: called))
            Glibc.exit(2)
        }
    }

    /// What is wrong, and how the command that was called is called.
    private static func message(for error: any Error, of called: any ParsableCommand.Type) -> String {
        let text = called == Self.self ? fullMessage(for: error) : called.message(for: error)
        let bare = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
        guard called != Self.self, error is ValidationError, let usage = called.configuration.usage else { return bare }
        let name = usage.split(separator: " ").prefix { $0.first?.isLetter == true }.joined(separator: " ")
        let lines = usage.split(separator: "\n").map(String.init).joined(separator: "\n       ")
        return "\(bare)\nUsage: \(lines)\n  See '\(name) --help' for more information."
    }

    /// A subcommand, or a topic of the help, that does not exist: the nearest one is named.
    private static func checkNames(_ arguments: [String]) throws {
        guard let first = arguments.first, !first.hasPrefix("-") else { return }
        let names: [String] = configuration.subcommands.compactMap { $0.configuration.commandName }
        let isHelp = first == "help"
        let rest = isHelp ? Array(arguments.dropFirst()) : arguments
        guard let asked = rest.first, !asked.hasPrefix("-"), !names.contains(asked) else { return }
        let near = UnknownAnnotations.nearest(asked.lowercased(), among: names + ["help"])
        let advice = near.map { "did you mean \($0)?" } ?? "known: " + names.joined(separator: ", ")
        throw ValidationError("there is no \(isHelp ? "help topic" : "command") \(asked)\n  \(advice)")
    }
}
