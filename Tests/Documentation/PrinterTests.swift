// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Whatever leaves by standard output or standard error passes the console, and whatever is read or written passes the files' module: held
/// over the sources.
@Suite struct PrinterTests {
    private static func sources(_ folders: [String]) throws -> [(path: String, text: String)] {
        try SourceTree.files().filter { path in
            path.hasSuffix(".swift") && !path.contains("/Tests/") && folders.contains { path.hasPrefix($0 + "/") }
        }.map { ($0, try SourceTree.text($0)) }
    }

    /// The lines of code in which a pattern stands.
    private static func lines(_ pattern: String, in text: String) throws -> [String] {
        let expression = try Regex(pattern)
        return text.components(separatedBy: "\n").filter { line in
            let code = line.components(separatedBy: "//").first ?? ""
            return code.contains(expression)
        }
    }

    @Test func `only the console writes to standard output and standard error`() throws {
        let ways =
            #"(^|[^.\w])(print|debugPrint|dump|puts|fputs|putchar|printf|fprintf|vprintf|perror|syslog)\("#
            + #"|FileHandle\.standard(Output|Error)|Glibc\.write\(|STDOUT_FILENO|STDERR_FILENO|(fwrite|fflush|setvbuf)\(.*std(out|err)"#
        for (path, text) in try Self.sources(["Sources", "providers"]) {
            switch path {
            case "Sources/PortolanCLI/Console.swift", "Sources/PortolanFiles/OutputFolder.swift",
                "Sources/embed-assets/EmbedAssetsTool.swift", "Sources/manual-pages/ManualPages.swift":
                continue
            case "Sources/PortolanCLI/OutputOptions.swift", "Sources/PortolanCLI/FetchDisplay.swift", "Sources/PortolanCLI/Voice.swift":
                // They ask whether it is a terminal, and how wide.
                for line in try Self.lines(ways, in: text) {
                    #expect(line.contains("isatty(") || line.contains("ioctl("), "\(path): \(line)")
                }
            default: #expect(try Self.lines(ways, in: text) == [], "\(path)")
            }
        }
    }

    @Test func `text for people is not written as data`() throws {
        for (path, text) in try Self.sources(["Sources/PortolanCLI"]) where !path.hasSuffix("Console.swift") {
            // Pages and manifests are data, though they are made of text.
            let isData = [
                "ReportCommand.swift", "AdaptCommand.swift", "GatewayAdaptation.swift", "SchemaCommand.swift", "InitCommand.swift",
            ].contains { path.hasSuffix($0) }
            #expect(try isData || Self.lines(#"Console\.write\(Array\("#, in: text) == [], "\(path)")
        }
    }

    @Test func `only the files' module opens, makes and renames files`() throws {
        let ways =
            #"(^|[^.\w])(open|openat|creat|fopen|rename|renameat|mkdir|mkdirat|mkstemp)\("#
            + #"|String\(contentsOf|Data\(contentsOf|FileManager\.|createFile|\.write\(to: URL"#
        for (path, text) in try Self.sources(["Sources", "providers"]) where !path.hasPrefix("Sources/PortolanFiles/") {
            let found = try Self.lines(ways, in: text)
            switch path {
            case "Sources/embed-assets/EmbedAssetsTool.swift", "Sources/manual-pages/ManualPages.swift": continue
            // A folder that only this process knows.
            case "Sources/PortolanCLI/GitRevision.swift", "Sources/PortolanCLI/PagePrinter.swift": continue
            // The lock is a file of its own kind: it is never replaced.
            case "Sources/PortolanFetch/CacheFile.swift": #expect(found.count == 1 && found[0].contains("O_NOFOLLOW"), "\(found)")
            default: #expect(found == [], "\(path)")
            }
        }
    }
}
