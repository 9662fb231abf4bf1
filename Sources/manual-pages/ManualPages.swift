// SPDX-License-Identifier: Apache-2.0
import Foundation

/// `manual-pages PORTOLAN FOLDER`: writes a manual page for the program and one for each of its commands, from what the program says of
/// itself, so that no page can say otherwise.
@main
struct ManualPages {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 2, let program = arguments.first, let folder = arguments.last else {
            FileHandle.standardError.write(Data("manual-pages: give the program and a folder\n".utf8))
            exit(2)
        }
        let help = try JSONDecoder().decode(Help.self, from: output(of: program, ["--experimental-dump-help"]))
        let version = String(decoding: try output(of: program, ["--version"]), as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for page in Page.all(help.command, version: version) {
            try Data(page.text.utf8).write(to: URL(filePath: folder).appending(path: "\(page.name).1"))
        }
    }

    private static func output(of program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
        return data
    }
}

/// What ArgumentParser tells of a program.
struct Help: Decodable {
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool?
        var arguments: [Argument]?
        var subcommands: [Command]?
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var kind: String
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var discussion: String?
        var defaultValue: String?
        var allValues: [String]?
        var shouldDisplay: Bool?
    }

    var command: Command
}

/// One manual page.
struct Page {
    let name: String
    let text: String

    /// The pages of a command and of those below it.
    static func all(_ command: Help.Command, above: [String] = [], version: String) -> [Page] {
        let path = above + [command.commandName]
        let below = (command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
        return [Page(command, path, below, version)] + below.flatMap { all($0, above: path, version: version) }
    }

    private init(_ command: Help.Command, _ path: [String], _ below: [Help.Command], _ version: String) {
        name = path.joined(separator: "-")
        let arguments = (command.arguments ?? []).filter { $0.shouldDisplay != false }
        var lines = [".TH \(name.uppercased().roff) 1 \"\" \"portolan \(version.roff)\" \"User Commands\"", ".SH NAME"]
        let abstract = (command.abstract ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "."))
        lines.append("\(name.roff) \\- \(abstract.roff)")
        lines += [".SH SYNOPSIS", ".B \(path.joined(separator: " ").roff)"]
        lines += arguments.filter { $0.kind == "positional" }.map { argument in
            let value = "\\fI\(argument.valueName?.roff ?? "value")\\fR\(argument.isRepeating ? " ..." : "")"
            return argument.isOptional ? "[\(value)]" : value
        }
        lines.append(below.isEmpty ? "[\\fIoptions\\fR]" : "\\fIcommand\\fR [\\fIoptions\\fR]")
        if let discussion = command.discussion { lines += [".SH DESCRIPTION"] + Self.paragraphs(discussion) }
        if !arguments.isEmpty { lines += [".SH OPTIONS"] + arguments.flatMap(Self.option) }
        if !below.isEmpty {
            lines.append(".SH COMMANDS")
            for one in below {
                lines += [".TP", ".BR \((path + [one.commandName]).joined(separator: "-").roff) (1)", (one.abstract ?? "").roff]
            }
        } else {
            let others = path.count > 2 ? [path.dropLast().joined(separator: "-")] : []
            lines += [".SH SEE ALSO"] + (["portolan"] + others).map { ".BR \($0.roff) (1)" }
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func option(_ argument: Help.Argument) -> [String] {
        let value = argument.valueName.map { "\\fI\($0.roff)\\fR" } ?? ""
        var head = value
        if let names = argument.names, !names.isEmpty {
            let shown = names.sorted { $0.kind == "short" && $1.kind != "short" }.map { name in
                "\\fB\((name.kind == "short" ? "-" : "--").roff)\(name.name.roff)\\fR"
            }
            head = shown.joined(separator: ", ") + (argument.kind == "option" ? " \(value)" : "")
        }
        var words = argument.abstract ?? ""
        if let values = argument.allValues, !values.isEmpty { words += " (values: \(values.joined(separator: ", ")))" }
        if let value = argument.defaultValue, !value.isEmpty { words += " (default: \(value))" }
        return [".TP", head, words.isEmpty ? "\\&" : words.roff]
    }

    /// Paragraphs as they are; lines that begin with spaces, examples say, each on a line of its own.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.components(separatedBy: "\n") {
            let indented = line.hasPrefix("  ")
            if indented != isExample {
                lines += indented ? [".nf", ".RS"] : [".RE", ".fi"]
                isExample = indented
            }
            if line.isEmpty { lines.append(".PP") } else { lines.append((indented ? String(line.dropFirst(2)) : line).roff) }
        }
        return isExample ? lines + [".RE", ".fi"] : lines
    }
}

extension String {
    /// Text that roff takes for text.
    var roff: String {
        var result = ""
        for character in self {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\n": result += "\n"
            case "−": result += "\\-"
            default: result.append(character)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}
