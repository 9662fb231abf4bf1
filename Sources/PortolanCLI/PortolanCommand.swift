// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

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
              portolan gate app/ --min-score 80
              portolan adapt app/ --to aks --output overlays
              portolan diff main.json branch.json

            Defaults come from .portolan.yaml in the working directory or above it.

            Exit status: 0 done, and the gate, if asked for, passed; 1 the gate failed, and nothing else; 2 the call, the configuration or \
            some input was wrong.
            """,
        version: version,
        subcommands: [
            PlanCommand.self, TraceCommand.self, ReportCommand.self, GateCommand.self, AdaptCommand.self, DiffCommand.self,
            ExplainCommand.self,
            TargetsCommand.self, FetchCommand.self,
        ])

    /// Parses and runs.
    ///
    /// Wrong calls end with 2, as the help says, not with ArgumentParser's 64.
    static func main() {
        // A reader that goes away must not decide the exit status: `portolan gate … | head` still tells whether the gate passed.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            if exitCode(for: error).isSuccess {
                Console.line(fullMessage(for: error))
                Glibc.exit(0)
            }
            if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
            let message = fullMessage(for: error)
            Console.problem(message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message)
            Glibc.exit(2)
        }
    }
}
