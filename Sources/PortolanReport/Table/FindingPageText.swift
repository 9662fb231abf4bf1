// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What findings mean, for a terminal and for the documentation.
public enum FindingPageText {
    /// A line a finding.
    public static func list(_ pages: [FindingPage], style: TerminalStyle) -> String {
        let codes = pages.map(\.code.count).max() ?? 0
        let severities = Severity.allCases.map(\.rawValue.count).max() ?? 0
        return pages.map { page in
            if let width = style.width, codes + severities + page.title.count + 4 > width {
                let title = page.title.wrapped(to: max(20, width - 2)).map { "  \($0)\n" }.joined()
                let isTight = page.code.count + page.severity.rawValue.count + 2 > width
                return "\(style.paint(page.code, .bold))\(isTight ? "\n  " : "  ")\(page.severity.rawValue)\n\(title)"
            }
            return "\(style.paint(page.code.padded(to: codes), .bold))  \(page.severity.rawValue.padded(to: severities))  \(page.title)\n"
        }.joined()
    }

    /// Everything about a finding.
    public static func show(_ page: FindingPage, style: TerminalStyle) -> String {
        var lines = ["\(style.paint(page.code, .bold))  \(page.severity.rawValue)"]
        let room = style.width ?? 100
        lines += page.title.wrapped(to: room) + [""]
        for paragraph in page.meaning.split(separator: "\n\n") {
            lines += String(paragraph).wrapped(to: room)
            lines.append("")
        }
        lines.append(style.paint("What to do", .bold))
        lines += page.remedy.wrapped(to: room - 2).map { "  \($0)" }
        let place = page.target.map { " on \($0)" } ?? ""
        lines += ["", style.paint("This has it\(place)", .bold)] + indented(page.triggering)
        lines += ["", style.paint("This does not", .bold)] + indented(page.passing)
        lines += ["", style.paint("To ignore it, on the object", .bold)]
        lines += ["  metadata:", "    annotations:", "      portolan.dev/ignore.\(page.code): why"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// All findings as one Markdown page, in the order given.
    public static func markdown(_ pages: [FindingPage]) -> String {
        var text = """
            <!-- Written by the tests from the texts beside the code: PORTOLAN_RECORD=1 swift test --filter FindingPages -->

            # Findings

            What Portolan says about an app, by code. `portolan explain CODE` prints the same in a terminal.

            To ignore a finding, annotate the object that it is about: `portolan.dev/ignore: CODE[,CODE]`, or with the reason \
            `portolan.dev/ignore.CODE: why`.

            | Code | Severity | What is found |
            | --- | --- | --- |

            """
        for page in pages { text += "| [`\(page.code)`](#\(page.code)) | \(page.severity.rawValue) | \(page.title) |\n" }
        for page in pages {
            let place = page.target.map { " on `\($0)`" } ?? ""
            text += """

                ## \(page.code)

                **\(page.title)** (\(page.severity.rawValue))

                \(page.meaning)

                What to do: \(page.remedy)

                This has it\(place):

                ```yaml
                \(page.triggering)
                ```

                This does not:

                ```yaml
                \(page.passing)
                ```

                """
        }
        return text
    }

    private static func indented(_ manifest: String) -> [String] {
        manifest.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
    }
}
