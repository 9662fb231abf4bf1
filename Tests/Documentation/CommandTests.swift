// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the built program says of itself.
struct ProgramHelp {
    /// The options of each command, nested ones as "targets check"; those of the program itself under "".
    private(set) var options: [String: Set<String>] = [:]
    /// Each command's help as printed.
    private(set) var texts: [String: String] = [:]

    /// Read once: each command costs a run of the program.
    static let shared = Result { try ProgramHelp() }

    private init() throws { try read([]) }

    private mutating func read(_ command: [String]) throws {
        let (help, status) = try SourceTree.portolan(command + ["--help"])
        #expect(status == 0, "\(command): \(help)")
        texts[command.joined(separator: " ")] = help
        let lines = help.components(separatedBy: "\n")
        let declared = lines.filter { $0.hasPrefix("  -") }
        let names = declared.flatMap { line in line.prefix(40).matches(of: /(?:^|\s)(--?[a-z][a-z-]*)/).map { String($0.output.1) } }
        options[command.joined(separator: " ")] = Set(names)
        guard let start = lines.firstIndex(of: "SUBCOMMANDS:") else { return }
        for line in lines[(start + 1)...].prefix(while: { !$0.isEmpty }) {
            guard let name = line.firstMatch(of: /^  ([a-z]+)/)?.output.1 else { continue }
            try read(command + [String(name)])
        }
    }

    /// What is wrong with a call, its words behind `portolan`; `nil` where nothing is.
    func problem(of words: [String]) -> String? {
        var command = ""
        var rest = words[...]
        while let word = rest.first, options[command.isEmpty ? word : "\(command) \(word)"] != nil {
            command = command.isEmpty ? word : "\(command) \(word)"
            rest = rest.dropFirst()
        }
        if command.isEmpty, let first = rest.first, !first.hasPrefix("-") { return "there is no command \(first)" }
        // `portolan targets ID` is short for `portolan targets show ID`.
        let known = (options[command] ?? []).union(options["\(command) show"] ?? [])
        for word in rest where word.hasPrefix("-") && word != "-" {
            let name = String(word.prefix { $0 != "=" })
            if !known.contains(name) { return "portolan \(command) has no option \(name)" }
        }
        return nil
    }
}

@Suite struct CommandTests {
    /// The calls of portolan in a line of a shell, or in a code span: the words behind the program's name.
    static func calls(in line: String) -> [[String]] {
        let ends: Set<String> = ["|", "||", "&&", ";", ">", "#", "<", "2>"]
        var calls: [[String]] = []
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        for (index, word) in words.enumerated() where word == "portolan" || word.hasSuffix("/portolan") {
            // `swift build --product portolan` and `portolan: error:` are no calls.
            guard index == 0 || !words[index - 1].hasPrefix("--") else { continue }
            let quotes = CharacterSet(charactersIn: "\"'()[]`,")
            var call = words[(index + 1)...].prefix { !ends.contains($0) }.map { $0.trimmingCharacters(in: quotes) }
            call.removeAll { $0.isEmpty || $0 == "…" || $0 == "..." }
            if !call.isEmpty { calls.append(Array(call)) }
        }
        return calls
    }

    @Test func `every command and option that a document names is one that the program has`() throws {
        let help = try ProgramHelp.shared.get()
        var count = 0
        for path in try SourceTree.markdown() {
            let page = Markdown(try SourceTree.text(path))
            let shell = page.blocks.filter { ["console", "sh", "bash", "yaml", "text", ""].contains($0.language) }.flatMap(\.lines)
            // A span speaks of the program where it begins with its name; a line of output may name it in passing.
            let spans = page.spans.filter { $0.hasPrefix("portolan ") || $0.contains("| portolan ") }
            let command = #/^\s*(\$ |- |run: |- run: )?(if )?(\S*/)?portolan\ /#
            let lines = shell.filter { $0.firstMatch(of: command) != nil || $0.contains("| portolan ") }
            for call in (spans + lines).flatMap(Self.calls) {
                count += 1
                if let problem = help.problem(of: call) { Issue.record("\(path): portolan \(call.joined(separator: " ")): \(problem)") }
            }
        }
        #expect(count > 40, "the documents name \(count) calls: is the test looking in the right places?")
    }

    @Test func `an option named alone in a guide is one of some command`() throws {
        let known = try ProgramHelp.shared.get().options.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for path in ["README.md", "CONTRIBUTING.md", "Documentation/configuration.md", "Documentation/ci.md"] {
            for span in Markdown(try SourceTree.text(path)).spans where span.hasPrefix("--") {
                let name = String(span.prefix { $0 != " " && $0 != "=" })
                #expect(known.contains(name), "\(path): no command has \(name)")
            }
        }
    }

    @Test func `the README tells of every command`() throws {
        let readme = try SourceTree.text("README.md")
        for command in try ProgramHelp.shared.get().options.keys where !["", "help", "targets show"].contains(command) {
            #expect(readme.contains("portolan \(command)"), "README.md does not tell of portolan \(command)")
        }
    }

    @Test func `every make target that a document names is there`() throws {
        let makefile = try SourceTree.text("Makefile")
        for path in try SourceTree.markdown() {
            let page = Markdown(try SourceTree.text(path))
            for line in page.spans + page.blocks.flatMap(\.lines) {
                guard let name = line.firstMatch(of: /^(?:\$ )?make ([a-z-]+)/)?.output.1 else { continue }
                #expect(makefile.contains("\n\(name):"), "\(path): the Makefile has no \(name)")
            }
        }
    }

    @Test func `help fits into 80 columns`() throws {
        for (command, help) in try ProgramHelp.shared.get().texts {
            for line in help.components(separatedBy: "\n") { #expect(line.count <= 80, "\(command): \(line)") }
        }
    }
}
