// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import PortolanFetch

/// A fault of the server, and what the user is told about it.
struct Fault: Sendable, CustomTestStringConvertible {
    var behaviour: String
    var server = "good"
    var message: String
    /// How often the server is asked: once, or again where that may help.
    var requests = 1
    var adjust: @Sendable (inout FetchOptions) -> Void = { _ in }

    var testDescription: String { "\(server) \(behaviour)" }
}

@Suite struct TransportFaultTests {
    static let faults: [Fault] = [
        Fault(behaviour: "slow", message: "took longer than 0.4 s", adjust: { $0.limits.total = .milliseconds(400) }),
        Fault(behaviour: "stall", message: "sent nothing for 2 s, after 14 bytes", adjust: Self.stall),
        Fault(behaviour: "silent", message: "sent nothing for 2 s, after 0 bytes", adjust: Self.stall),
        Fault(behaviour: "cut/aws-ranges.json", message: "broke off before the end", requests: 4),
        Fault(behaviour: "chunked-cut/aws-ranges.json", message: "broke off before the end", requests: 4),
        Fault(behaviour: "drop", message: "broke off before the end", requests: 4),
        Fault(behaviour: "long/aws-ranges.json", message: "it is no JSON"),
        Fault(behaviour: "wrong-digest/aws-ranges.json", message: "its SHA-256 is not the one", requests: 4),
        Fault(behaviour: "wrong-checksum/aws-ranges.json", message: "arrived damaged", requests: 4),
        Fault(behaviour: "portal", message: "sends text/html instead of JSON"),
        Fault(behaviour: "loop", message: "redirects more than 5 times", requests: 6),
        Fault(behaviour: "hops/6/aws-ranges.json", message: "redirects more than 5 times", requests: 6),
        Fault(behaviour: "status/404/99/aws-ranges.json", message: "answers 404 (not there)"),
        Fault(behaviour: "status/403/99/aws-ranges.json", message: "answers 403 (not allowed)"),
        Fault(behaviour: "status/500/99/aws-ranges.json", message: "answers 500 (an error of the server's own)", requests: 4),
        Fault(behaviour: "status/503/99/aws-ranges.json", message: "answers 503", requests: 4),
        Fault(behaviour: "status/304/99/aws-ranges.json", message: "answers 304"),
        Fault(behaviour: "busy/3600/99/aws-ranges.json", message: "asks to come back in 3600 s"),
        Fault(behaviour: "ok/aws-ranges.json", server: "expired", message: "its certificate has expired", requests: 0),
        Fault(
            behaviour: "ok/aws-ranges.json", server: "stranger", message: "its certificate is for another host than 127.0.0.1", requests: 0),
        Fault(behaviour: "ok/aws-ranges.json", server: "old", message: "cannot be trusted", requests: 0),
        Fault(behaviour: "plain/aws-ranges-empty.json", message: "it holds no ranges"),
        Fault(behaviour: "plain/google-ranges.json", message: "it has no ip_prefix at prefixes.[0]"),
        Fault(behaviour: "endless", message: "sends more than the 1048576 bytes", adjust: { $0.limits.bytes = 1 << 20 }),
        Fault(behaviour: "announced", message: "sends more than the 1048576 bytes", adjust: { $0.limits.bytes = 1 << 20 }),
        Fault(behaviour: "bomb", message: "sends more than the 1048576 bytes", adjust: { $0.limits.bytes = 1 << 20 }),
    ]

    private static let stall: @Sendable (inout FetchOptions) -> Void = {
        $0.limits.stall = .seconds(2)
        $0.limits.retries = 0
    }

    @Test(arguments: faults) func `a fault has an error that says what happened, and leaves the good entry alone`(_ fault: Fault) throws {
        var fetching = try Fetching()
        #expect(try fetching.fetch("plain/aws-ranges.json", now: 1_000).change == .updated)
        let before = try #require(fetching.cached())
        let asked = fetching.server.requests(fetching.key).count
        fault.adjust(&fetching.options)
        // A key of its own makes the server's count start anew.
        let key = UUID().uuidString
        let url = fetching.server.url(key, fault.behaviour, server: fault.server)
        let outcome = try fetching.fetch(at: url)
        let error = try #require(outcome.error)
        #expect(error.description.contains(fault.message), "\(error)")
        #expect(outcome.entry == before)
        #expect(fetching.cached() == before)
        #expect(fetching.server.requests(key).count == fault.requests)
        #expect(fetching.server.requests(fetching.key).count == asked)
    }

    @Test func `compressed data counts as what it unpacks to`() throws {
        let fetching = try Fetching()
        var limits = TransferLimits()
        limits.bytes = 1 << 20
        let transport = try Transport(
            limits: limits, environment: fetching.options.environment, policy: AddressPolicy(named: try fetching.origins("good")),
            cancellation: Cancellation())
        let request = Request(job: 0, url: try #require(WebAddress(fetching.server.url(fetching.key, "bomb"))), kind: .json)
        var error: FetchError?
        let progress: Transport.Progress = { _, received, _ in #expect(received <= 1 << 20) }
        transport.run([request], progress: progress) { _, result in
            if case .failure(let failure) = result { error = failure }
            return []
        }
        #expect(error == .tooLarge(url: request.url.display, limit: 1 << 20))
    }

    @Test func `a server that nobody is can not be reached`() throws {
        let fetching = try Fetching()
        let outcome = try fetching.fetch(at: "https://127.0.0.1:1/")
        #expect(outcome.error?.description.contains("no connection to https://127.0.0.1:1/") == true)
    }

    @Test func `an unknown CA is not trusted`() throws {
        var fetching = try Fetching()
        fetching.options.environment = NetworkEnvironment([:])
        let outcome = try fetching.fetch("ok/aws-ranges.json")
        #expect(outcome.error?.description.hasSuffix("its certificate comes from no CA that this machine trusts") == true)
    }
}

extension Fetching {
    /// The origins of servers, to be named.
    func origins(_ names: String...) throws -> Set<Origin> {
        Set(try names.map { try #require(WebAddress(server.url(key, "", server: $0))).origin })
    }
}
