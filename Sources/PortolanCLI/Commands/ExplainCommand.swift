// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanModel
import PortolanPortability
import PortolanReport

/// `portolan explain`.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Lists the findings that there are, or says what one means and what to do.",
        discussion: """
            Findings are what portolan plan and portolan report tell beside the plan: what will go wrong at run time, or differ between \
            targets. Each has a code; its page says what happens, what to do, and shows a manifest that has it and one that has not.

            Examples:
              portolan explain
              portolan explain default-scope-differs
            """)

    @Argument(help: ArgumentHelp("The finding to explain.", valueName: "code"))
    var code: String?

    @OptionGroup var terminal: TerminalOptions

    func run() throws {
        guard let code else {
            return Console.text(FindingPageText.list(FindingPages.all, style: terminal.style), isColoured: terminal.style.isColoured)
        }
        guard let page = FindingPages.all.first(where: { $0.code == code }) else {
            let near = UnknownAnnotations.nearest(code.lowercased(), among: FindingPages.all.map(\.code)).map { "did you mean \($0)?" }
            throw ValidationError("no finding has the code \"\(code)\"\n  \(near ?? "portolan explain lists all of them")")
        }
        Console.text(FindingPageText.show(page, style: terminal.style), isColoured: terminal.style.isColoured)
    }
}
