// SPDX-License-Identifier: Apache-2.0
import Foundation
import PortolanNetworks
import Testing

@testable import PortolanFetch

/// The test server, one for the whole run: it ends when the test process does, since its standard input ends then.
final class TestServer: Sendable {
    static let shared: TestServer? = TestServer(script: "server.py", python: "/usr/bin/env", arguments: ["python3"])

    /// One request as the server saw it.
    struct Seen: Decodable {
        var key: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    let folder: URL
    private let ports: [String: Int]
    private let process: Process
    private let input: Pipe

    private init?(script: String, python: String, arguments: [String]) {
        folder = FileManager.default.temporaryDirectory.appending(path: "portolan-fetch-\(ProcessInfo.processInfo.processIdentifier)")
        let output = Pipe()
        input = Pipe()
        process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = arguments + [TestPaths.server.appending(path: script).path, folder.path]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try process.run()
            ports = try JSONDecoder().decode([String: Int].self, from: TestServer.line(output.fileHandleForReading))
        } catch {
            return nil
        }
    }

    /// The first line that a server prints: it listens from then on.
    static func line(_ handle: FileHandle) -> Data {
        var line = Data()
        while let byte = try? handle.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) { line += byte }
        return line
    }

    /// The URL of a behaviour; `server` is `good`, `expired`, `stranger`, `old` or `plain`.
    func url(_ key: String, _ behaviour: String, server: String = "good", host: String = "127.0.0.1") -> String {
        "\(server == "plain" ? "http" : "https")://\(host):\(ports[server] ?? 0)/k/\(key)/\(behaviour)"
    }

    /// What was asked under a key, in order.
    func requests(_ key: String) -> [Seen] {
        let log = (try? String(contentsOf: folder.appending(path: "requests.log"), encoding: .utf8)) ?? ""
        return log.split(separator: "\n").compactMap { try? JSONDecoder().decode(Seen.self, from: Data($0.utf8)) }.filter { $0.key == key }
    }

    /// Trusts the test CA.
    var environment: [String: String] { ["SSL_CERT_FILE": folder.appending(path: "ca.pem").path] }
}

/// Where the tests' files lie.
enum TestPaths {
    static let server = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server")
    static let documents = server.appending(path: "documents")
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func document(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: documents.appending(path: name))) }
}

/// One test's own cache and options against the test server.
struct Fetching {
    let server: TestServer
    /// Tells this test's requests apart.
    let key: String
    let cache: Cache
    var options = FetchOptions()

    init(_ key: String = UUID().uuidString) throws {
        server = try #require(TestServer.shared, "the test server did not start: it needs python3 and openssl")
        self.key = key
        cache = Cache(folder: server.folder.appending(path: "cache-\(key)").path)
        options.environment = NetworkEnvironment(server.environment)
        options.maximumAge = .zero
        options.limits.connect = .seconds(60)
        options.limits.stall = .seconds(60)
        options.limits.total = .seconds(120)
        options.limits.backOff = .milliseconds(5)
    }

    /// A source of a form.
    func source(_ format: SourceFormat = .awsRanges, id: String = "aws-ranges", cloud: String = "aws", region: String = "us-east-1")
        -> Source
    {
        Source(id: id, cloud: cloud, url: "https://nowhere.example.com/", format: format, region: region, accessed: "2026-11-23")
    }

    /// Fetches a source from a behaviour of the server, which is thereby named.
    func fetch(
        _ behaviour: String, _ source: Source? = nil, on name: String = "good", cancellation: Cancellation = Cancellation(), now: Int? = nil
    ) throws -> FetchOutcome {
        try fetch(at: server.url(key, behaviour, server: name), source, cancellation: cancellation, now: now)
    }

    /// Fetches a source from a URL, which is thereby named.
    func fetch(at url: String, _ source: Source? = nil, cancellation: Cancellation = Cancellation(), now: Int? = nil) throws -> FetchOutcome
    {
        let source = source ?? self.source()
        var options = options
        options.places[source.id] = url
        let fetcher = Fetcher(cache: cache, options: options, cancellation: cancellation, now: now)
        return try #require(fetcher.fetch([source]).first)
    }

    /// A source as it is fetched from a behaviour of the server.
    func place(of source: Source, _ behaviour: String) -> Source {
        var source = source
        source.url = server.url(key, behaviour, server: "good")
        return source
    }

    /// What the cache holds.
    func cached(_ id: String = "aws-ranges") -> CacheEntry? {
        if case .entry(let entry) = cache.find(id) { entry } else { nil }
    }
}

extension FetchOutcome {
    /// The error; `nil` where there was none.
    var error: FetchError? { if case .failed(let error) = change { error } else { nil } }
}
