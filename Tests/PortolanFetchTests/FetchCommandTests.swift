// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import PortolanFetch

/// The built executable as a user runs it.
@Suite struct FetchCommandTests {
    private struct Ended {
        var output: String
        var errors: String
        var status: Int32
    }

    private let fetching: Fetching

    init() throws { fetching = try Fetching() }

    private func process(_ arguments: [String], through wrapper: [String] = []) throws -> (Process, output: Pipe, errors: Pipe) {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "portolan")
        let built = TestPaths.package.appending(path: ".build/debug/portolan")
        let executable = FileManager.default.isExecutableFile(atPath: beside.path) ? beside : built
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = wrapper + [executable.path] + arguments
        let cache = URL(filePath: fetching.cache.folder).appending(path: "xdg").path
        var environment = [
            "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": cache, "CURL_CA_BUNDLE": fetching.server.environment["SSL_CERT_FILE"] ?? "",
        ]
        environment["TERM"] = "xterm"
        process.environment = environment
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        return (process, output, errors)
    }

    private func run(_ arguments: String..., through wrapper: [String] = []) throws -> Ended {
        let (process, output, errors) = try process(["fetch"] + arguments, through: wrapper)
        try process.run()
        return end(process, output, errors)
    }

    private func end(_ process: Process, _ output: Pipe, _ errors: Pipe) -> Ended {
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problems = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Ended(output: text, errors: problems, status: process.terminationStatus)
    }

    private func from(_ id: String, _ behaviour: String) -> String { "--from=\(id)=\(fetching.server.url(fetching.key, behaviour))" }

    @Test func `what is fetched is told, kept, and listed, without bars off a terminal`() throws {
        let fetched = try run("aws-ranges", "fastly", from("aws-ranges", "ok/aws-ranges.json"), from("fastly-ranges", "ok/fastly.json"))
        #expect(
            fetched.output == """
                aws-ranges                     updated: 9 ranges of 2026-11-20
                fastly-ranges                  updated: 3 ranges of \(CivilDate.text(secondsSince1970: time(nil)))

                """)
        #expect(fetched.errors == "")
        #expect(fetched.status == 0)
        let status = try run("--status")
        #expect(status.status == 0)
        #expect(status.output.contains("\naws-ranges                     9 ranges of 2026-11-20, fetched "))
        #expect(status.output.contains("\noci-ranges                     not fetched\n"))
        #expect(try run("aws-ranges", "--offline").status == 0)
    }

    @Test func `one failure is said and makes the status 2, and the rest is kept`() throws {
        let ended = try run("aws-ranges", "fastly", from("aws-ranges", "portal"), from("fastly-ranges", "ok/fastly.json"))
        #expect(ended.status == 2)
        #expect(ended.output.hasPrefix("fastly-ranges                  updated: 3 ranges"))
        #expect(
            ended.errors == """
                portolan: error: aws-ranges: \(fetching.server.url(fetching.key, "portal")) sends text/html instead of JSON
                  a proxy or a captive portal may have answered in the server's place

                """)
    }

    @Test func `offline without a cache is an error`() throws {
        let ended = try run("aws-ranges", "--offline")
        #expect(ended.status == 2)
        #expect(ended.errors == "portolan: error: aws-ranges: nothing is cached of aws-ranges\n  fetch it once without --offline\n")
    }

    @Test(arguments: [
        ["nocloud"], ["--max-age=soon"], ["--from=aws-ranges"], ["--from=nosource=https://example.com/"], ["--region=../etc"],
        ["--timeout=0"],
        ["--allow-origin=https://"], ["--verbose"],
    ]) func `a wrong call ends with 2`(_ arguments: [String]) throws {
        let (process, output, errors) = try process(["fetch", "--offline"] + arguments)
        try process.run()
        let ended = end(process, output, errors)
        #expect(ended.status == 2)
        #expect(ended.errors.hasPrefix("portolan: error: "), "\(ended.errors)")
        #expect(ended.output == "")
    }

    @Test func `an address that the command line allows is fetched, one that it does not is refused`() throws {
        let url = fetching.server.url(
            fetching.key, "to?url=\(fetching.server.url(fetching.key, "ok/aws-ranges.json", server: "good", host: "localhost"))")
        let origin = try #require(WebAddress(fetching.server.url(fetching.key, "", host: "localhost"))).origin.description
        #expect(try run("aws-ranges", "--from=aws-ranges=\(url)").errors.contains("is not a public address"))
        #expect(try run("aws-ranges", "--from=aws-ranges=\(url)", "--allow-origin=\(origin)").status == 0)
    }

    @Test func `Ctrl-C ends it at once, says so, and leaves nothing half-written`() throws {
        let (process, output, errors) = try process(["fetch", "aws-ranges", from("aws-ranges", "stall")])
        try process.run()
        while fetching.server.requests(fetching.key).isEmpty, process.isRunning { usleep(5_000) }
        process.interrupt()
        // What is not broken off ends with another error, once the server has stalled for too long.
        let ended = end(process, output, errors)
        #expect(ended.status == 2)
        #expect(ended.errors == "portolan: error: aws-ranges: broken off\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(fetching.cache.folder)/xdg/portolan") == ["lock"])
    }

    @Test func `bars are drawn on a terminal and taken away again`() throws {
        let terminal = ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"]
        let ended = try run("aws-ranges", "--timeout=0.5", from("aws-ranges", "slow"), through: terminal)
        #expect(ended.status == 2)
        #expect(ended.output.contains("aws-ranges                     [........................] "))
        #expect(ended.output.contains("\u{1b}[1A\u{1b}[Jportolan: error: aws-ranges: "))
    }
}
