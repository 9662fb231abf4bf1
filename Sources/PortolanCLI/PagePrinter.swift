// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanManifest
import PortolanModel

/// Makes a PDF of a page with a browser that is installed.
struct PagePrinter {
    /// Why a page could not be printed.
    enum Fault: Error, CustomStringConvertible {
        case missing
        case failed(program: String, output: String)

        var description: String {
            switch self {
            case .missing:
                "--format pdf: no \(PagePrinter.programs.joined(separator: ", ")) on PATH\n"
                    + "  install one (on Debian: apt-get install chromium), or write HTML and print it from any browser"
            case .failed(let program, let output): "\(program): made no PDF\n  " + output.replacing("\n", with: "\n  ")
            }
        }
    }

    static let programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

    private let program: ExternalProgram

    /// Finds a browser.
    init() throws(Fault) {
        guard let program = Self.programs.lazy.compactMap(ExternalProgram.find).first else { throw .missing }
        self.program = program
    }

    /// The page as PDF, without the time at which it was printed.
    func pdf(of page: String) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "portolan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "page.html")
        let result = folder.appending(path: "page.pdf")
        try Data(page.utf8).write(to: source)
        var arguments = [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            "--user-data-dir=\(folder.appending(path: "profile").path())", "--print-to-pdf=\(result.path())",
        ]
        // A browser that the superuser starts refuses to run with its sandbox; the page is ours, and loads and runs nothing of others.
        if geteuid() == 0 { arguments.append("--no-sandbox") }
        let ending = try program.run(
            arguments + [source.absoluteString],
            // What a browser keeps in its user's home goes with the folder.
            environment: ["HOME": folder.path(), "XDG_CONFIG_HOME": folder.path(), "XDG_CACHE_HOME": folder.path()],
            limit: Limits.smallFileBytes)
        guard ending.status == 0, let content = try? Data(contentsOf: result), !content.isEmpty else {
            throw Fault.failed(program: program.path, output: ending.words)
        }
        return Self.withoutTime([UInt8](content))
    }

    /// The same document with the epoch for the time of its making: the same page gives the same bytes.
    private static func withoutTime(_ content: [UInt8]) -> [UInt8] {
        var content = content
        for key in ["/CreationDate (D:", "/ModDate (D:"] {
            let key = Array(key.utf8)
            guard let start = content.firstRange(of: key)?.upperBound else { continue }
            for (offset, digit) in "19700101000000".utf8.enumerated() where start + offset < content.count {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(content[start + offset]) else { break }
                content[start + offset] = digit
            }
        }
        return content
    }
}
