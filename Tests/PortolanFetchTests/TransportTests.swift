// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import PortolanFetch

@Suite struct TransportTests {
    @Test func `trouble that passes is waited out`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("status/503/2/aws-ranges.json").change == .updated)
        #expect(fetching.server.requests(fetching.key).count == 3)
    }

    @Test func `Retry-After is obeyed`() throws {
        let fetching = try Fetching()
        let start = ContinuousClock.now
        #expect(try fetching.fetch("busy/1/1/aws-ranges.json").change == .updated)
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(fetching.server.requests(fetching.key).count == 2)
    }

    @Test func `five redirects are followed`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("hops/5/aws-ranges.json").change == .updated)
        #expect(fetching.server.requests(fetching.key).count == 6)
    }

    @Test func `documents come compressed and are checked against their digest`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("ok/aws-ranges.json").change == .updated)
        let headers = try #require(fetching.server.requests(fetching.key).first?.headers)
        #expect(headers["accept-encoding"]?.contains("gzip") == true)
        let other = try Fetching()
        #expect(try other.fetch("digest/aws-ranges.json").change == .updated)
    }

    @Test(arguments: ["ok", "dated"]) func `a document that has not changed is not sent again`(_ behaviour: String) throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("\(behaviour)/aws-ranges.json", now: 5_000).change == .updated)
        let before = try #require(fetching.cached())
        #expect(try fetching.fetch("\(behaviour)/aws-ranges.json", now: 9_000).change == .unchanged)
        let after = try #require(fetching.cached())
        #expect(after.checked == 9_000)
        #expect(after.fetched == 5_000)
        #expect(after.content == before.content)
        let second = try #require(fetching.server.requests(fetching.key).last)
        #expect(second.headers["if-none-match"] == (behaviour == "ok" ? before.validators.etag : nil))
        #expect(second.headers["if-modified-since"] == "Fri, 20 Nov 2026 15:33:07 GMT")
    }

    @Test func `validators go only to where they came from`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("ok/aws-ranges.json").change == .updated)
        #expect(try fetching.fetch("ok/aws-ranges-big.json").change == .updated)
        #expect(fetching.server.requests(fetching.key).last?.headers["if-none-match"] == nil)
    }

    @Test func `several transfers run at a time`() throws {
        var fetching = try Fetching()
        fetching.options.limits.stall = .seconds(20)
        fetching.options.limits.retries = 0
        let sources = (0..<6).map { fetching.source(id: "s\($0)") }
        for source in sources {
            fetching.options.places[source.id] = fetching.server.url(fetching.key, source.id == "s5" ? "plain/aws-ranges.json" : "stall")
        }
        // Broken off once all six have asked: one after the other, five would have failed by the server's silence before.
        let cancellation = Cancellation()
        let (server, key) = (fetching.server, fetching.key)
        Thread {
            while server.requests(key).count < 6 { usleep(5_000) }
            cancellation.cancel()
        }.start()
        let outcomes = Fetcher(cache: fetching.cache, options: fetching.options, cancellation: cancellation).fetch(sources)
        #expect(outcomes.prefix(5).allSatisfy { $0.change == .failed(.cancelled) })
    }

    @Test func `progress tells how much has come`() throws {
        var fetching = try Fetching()
        fetching.options.places["aws-ranges"] = fetching.server.url(fetching.key, "plain/aws-ranges.json")
        let size = try TestPaths.document("aws-ranges.json").count
        var last: (Int, Int?) = (0, nil)
        _ = Fetcher(cache: fetching.cache, options: fetching.options).fetch([fetching.source()]) { _, received, expected in
            last = (received, expected)
        }
        #expect(last.0 <= size)
        #expect(last.1 == nil || last.1 == size)
    }

    @Test func `a break-off ends everything at once and leaves nothing half-written`() throws {
        let fetching = try Fetching()
        let cancellation = Cancellation()
        let thread = Thread {
            while fetching.server.requests(fetching.key).isEmpty { usleep(5_000) }
            cancellation.cancel()
        }
        thread.start()
        let outcome = try fetching.fetch("stall", cancellation: cancellation)
        #expect(outcome.error == .cancelled)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fetching.cache.folder) == ["lock"])
    }
}
