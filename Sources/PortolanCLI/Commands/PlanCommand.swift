// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFiles
import PortolanManifest
import PortolanModel
import PortolanReport

/// `portolan plan`.
struct PlanCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what becomes of each service on each target.",
        usage: "portolan plan <path> ... [--target <id> ...] [<options>]",
        discussion: """
            For each Service: the address that clients get, the load balancer behind it, a score of 0 to 100, what is lost and what would \
            mend it, and each path from a listener over a node or pod to a container and its port. Targets that do the same share a row; \
            Services that come out the same everywhere fold to a line, which --all unfolds. "!" marks a danger that nobody asked for, a \
            public address for a private Service say; "x" a target that gives no address, with the controller's own reason. Two scores \
            with an arrow between them are the manifest's as it is, and what portolan adapt would make of it. Below stands, for each \
            target, whether the app can work there and what that takes, and what the load balancers cost a month before traffic.

            What exposes the app and is not planned (OpenShift Routes, ports on nodes and others) is named, and the scores say of how much \
            they are. A directory that holds several apps, overlays or variants side by side, is planned app by app; --app and --exclude, \
            or apps and exclude in the configuration, say otherwise.

            What cannot be read is said with file, line and column; the rest is planned, and the exit status is 2.

            Examples:
              portolan plan app/                              the managed clouds
              portolan plan app/ --target eks --set eks.defaultTargetType=ip
              portolan plan overlays/prod --kustomize --target gke
              portolan plan chart/ --helm --values prod.yaml
              portolan plan app/ --target eks@2.8.3 --upgrade what the newest known release would change
              portolan plan app/ --format json                for programs
              portolan plan app/ --traffic 2TB/month --connections 100/s
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var selection: TargetSelection
    @OptionGroup var options: SettingOptions
    @OptionGroup var usage: UsageOptions

    @OptionGroup var terminal: TerminalOptions

    @Option(help: "How to print the plan.")
    var format: Format = .table

    @Flag(name: .customLong("all"), help: "Print what is the same on every target and what is only good to know, too.")
    var showsAll = false
    @Flag(help: "Print what the newest known release of each target's controllers would change, where an older one is set.")
    var upgrade = false
    @Flag(help: "Write what was assumed of the clusters into the configuration, where it holds for all runs.")
    var saveAssumptions = false

    func run() throws {
        guard !upgrade || format == .table else {
            throw ValidationError("--upgrade is for people; for programs: portolan diff PATH --target ID@OLD --target ID --format json")
        }
        var settings = try RunSettings(targets: selection.targets, options)
        settings.usage = try usage.read()
        let run = try Run(input, settings)
        guard !run.sessions.isEmpty else { throw ExitCode(2) }
        switch format {
        case .json: Console.write(PlanJSON.render(run.apps, unjudged: run.unrendered))
        case .table:
            Console.text(run.table(terminal.style, showsAll: showsAll), isColoured: terminal.style.isColoured)
            if let words = settings.chosenWords { Console.lines(words, terminal.style) }
            if upgrade { try tellUpgrade(run, settings) }
        }
        if saveAssumptions { try save(SavedAssumptions(run.sessions.map(\.assessment))) }
        if run.hasErrors { throw ExitCode(2) }
    }

    /// What newer releases would change, below the table.
    private func tellUpgrade(_ run: Run, _ settings: RunSettings) throws {
        let upgrade = Upgrade(ofOlder: settings.assignments)
        let text =
            upgrade.isEmpty
            ? "\nUpgrade: every target is at the newest known release"
            : "\nUpgrade\n" + upgrade.text(try upgrade.diffs(run, settings))
        Console.text(text.hanging(within: terminal.style.width).joined(separator: "\n") + "\n")
    }

    private func save(_ assumptions: SavedAssumptions) throws {
        guard !assumptions.isEmpty else {
            Console.error("portolan: nothing was assumed that an option says")
            return
        }
        let found = options.config ?? Configuration.find()
        let path = found ?? Configuration.names[0]
        let text = try found.map { String(decoding: try InputFiles.read($0, limit: Limits.smallFileBytes), as: UTF8.self) } ?? ""
        try OutputFile.write(Array(try assumptions.added(to: text, path: path).utf8), to: path)
        Console.error("portolan: wrote \(path): look at the values under set:, and correct them")
    }
}
