// SPDX-License-Identifier: Apache-2.0
import Foundation
import PortolanModel
import PortolanNetworks
import Testing

@testable import PortolanFetch

@Suite struct CacheTests {
    @Test func `the cache lies where the XDG specification puts it`() {
        #expect(Cache(environment: ["XDG_CACHE_HOME": "/x", "HOME": "/users/a"])?.folder == "/x/portolan")
        #expect(Cache(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/users/a"])?.folder == "/users/a/.cache/portolan")
        #expect(Cache(environment: ["HOME": "/users/a"])?.folder == "/users/a/.cache/portolan")
        #expect(Cache(environment: [:]) == nil)
    }

    @Test func `what is written is read back`() throws {
        for (name, format) in Samples.all {
            let document = try DocumentParser(source: Samples.source(format)).parse(try TestPaths.document(name), format: format)
            let entry = CacheEntry(
                source: "s", documentURL: "https://example.com/x?y", validators: Validators(etag: "W/\"a: b\"", lastModified: "Fri"),
                fetched: 1, checked: 2,
                date: "2026-11-23", content: document)
            var expected = entry
            expected.content.next = nil
            expected.content.marker = nil
            expected.content.date = ""
            #expect(try CacheFormat.decode(CacheFormat.encode(entry), source: "s") == expected)
        }
    }

    @Test func `any flipped bit is noticed, said, and mended by the next fetch`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("ok/aws-ranges.json").change == .updated)
        let path = "\(fetching.cache.folder)/aws-ranges.entry"
        let good = try Data(contentsOf: URL(filePath: path))
        for position in stride(from: 0, to: good.count, by: 17) {
            var bad = Array(good)
            bad[position] ^= 0x04
            #expect(throws: CacheDamage.self) { try CacheFormat.decode(bad, source: "aws-ranges") }
        }
        for bad in [Data(), good.prefix(good.count / 2), good + Data("x".utf8)] {
            try bad.write(to: URL(filePath: path))
            guard case .damaged = fetching.cache.find("aws-ranges") else {
                Issue.record("not noticed")
                continue
            }
            let outcome = try fetching.fetch("ok/aws-ranges.json")
            #expect(outcome.change == .updated)
            #expect(outcome.damage != nil)
            #expect(fetching.cached() != nil)
        }
    }

    @Test func `an entry put in another's place is damaged`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("ok/aws-ranges.json").change == .updated)
        try FileManager.default.copyItem(
            atPath: "\(fetching.cache.folder)/aws-ranges.entry", toPath: "\(fetching.cache.folder)/other.entry")
        #expect(fetching.cache.find("other") == .damaged("its headings are incomplete"))
    }

    @Test(arguments: ["aws-ranges.json", "aws-ranges-empty.json"])
    func `a document that has shrunk to almost nothing does not replace a good one`(_ document: String) throws {
        var fetching = try Fetching()
        #expect(try fetching.fetch("plain/aws-ranges-big.json").change == .updated)
        let before = try #require(fetching.cached())
        guard case .implausible = try fetching.fetch("plain/\(document)").error else {
            Issue.record("accepted")
            return
        }
        #expect(fetching.cached() == before)
        fetching.options.acceptsShrunken = true
        #expect(try fetching.fetch("plain/\(document)").isFailure == (document == "aws-ranges-empty.json"))
    }

    @Test func `an entry that is young enough is left alone`() throws {
        var fetching = try Fetching()
        #expect(try fetching.fetch("plain/aws-ranges.json", now: 10_000).change == .updated)
        fetching.options.maximumAge = .seconds(60)
        #expect(try fetching.fetch("plain/aws-ranges.json", now: 10_059).change == .fresh)
        #expect(fetching.server.requests(fetching.key).count == 1)
        #expect(try fetching.fetch("plain/aws-ranges.json", now: 10_060).change == .updated)
        // Checked in the future: the clock was wrong then or is now.
        #expect(try fetching.fetch("plain/aws-ranges.json", now: 9_000).change == .updated)
    }

    @Test func `offline nothing is asked, and what is missing is an error`() throws {
        var fetching = try Fetching()
        fetching.options.isOffline = true
        #expect(try fetching.fetch("plain/aws-ranges.json").error == .notCached(source: "aws-ranges"))
        fetching.options.isOffline = false
        #expect(try fetching.fetch("plain/aws-ranges.json").change == .updated)
        fetching.options.isOffline = true
        #expect(try fetching.fetch("plain/aws-ranges.json").change == .fresh)
        #expect(fetching.server.requests(fetching.key).count == 1)
    }

    @Test func `a second process waits, and says who holds the cache`() throws {
        var fetching = try Fetching()
        fetching.options.lockPatience = .milliseconds(100)
        let lock = try fetching.cache.lock(patience: .zero, cancellation: Cancellation())
        let error = try withExtendedLifetime(lock) { try fetching.fetch("plain/aws-ranges.json").error }
        #expect(error == .cacheLocked(path: fetching.cache.folder, holder: "process \(ProcessInfo.processInfo.processIdentifier)"))
        #expect(fetching.server.requests(fetching.key).isEmpty)
    }

    @Test func `the lock is given up when it is no longer held`() throws {
        let fetching = try Fetching()
        do {
            let lock = try fetching.cache.lock(patience: .zero, cancellation: Cancellation())
            withExtendedLifetime(lock) {}
        }
        #expect(try fetching.fetch("plain/aws-ranges.json").change == .updated)
    }

    @Test func `what a killed process left behind is cleared away`() throws {
        let fetching = try Fetching()
        try FileManager.default.createDirectory(atPath: fetching.cache.folder, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(filePath: "\(fetching.cache.folder)/aws-ranges.entry.123.part"))
        #expect(try fetching.fetch("plain/aws-ranges.json").change == .updated)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fetching.cache.folder).sorted() == ["aws-ranges.entry", "lock"])
    }

    @Test func `a cache folder that cannot be made is an error`() throws {
        let fetching = try Fetching()
        let cache = Cache(folder: "/dev/null/portolan")
        let outcome = try #require(Fetcher(cache: cache, options: fetching.options).fetch([fetching.source()]).first)
        guard case .cacheFile = outcome.error else {
            Issue.record("\(outcome.change)")
            return
        }
    }

    @Test func `an id that is no file name is refused`() throws {
        let fetching = try Fetching()
        for id in ["../x", "", ".hidden", "a/b", "a\nb"] {
            #expect(try fetching.fetch("plain/aws-ranges.json", fetching.source(id: id)).isFailure)
        }
        #expect(fetching.server.requests(fetching.key).isEmpty)
    }

    @Test func `known networks prefer what was fetched and fall back to what is built in`() throws {
        let fetching = try Fetching()
        #expect(try fetching.fetch("plain/aws-ranges.json").change == .updated)
        try Data("broken".utf8).write(to: URL(filePath: "\(fetching.cache.folder)/oci-ranges.entry"))
        let known = KnownNetworks(cache: fetching.cache)
        let table = RangeTable(known.ranges)
        #expect(table.match(try #require(IPAddress("3.5.140.7")))?.service == "S3")
        #expect(table.match(try #require(IPAddress("104.16.0.1")))?.cloud == "cloudflare")
        #expect(known.ranges.filter { $0.groups.contains { $0.cloud == "aws" } }.map(\.provenance.isBuiltIn) == [false])
        #expect(known.damages.map(\.source) == ["oci-ranges"])
        #expect(known.pools(cloud: "aws", region: "us-east-1").first?.groups.map(\.service) == ["AMAZON", "DYNAMODB", "EC2"])
    }

    @Test func `SHA-256 gives the digests of the standard`() {
        #expect(SHA256.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let long = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        #expect(SHA256.hex(of: long) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            SHA256.hex(of: [UInt8](repeating: 0x61, count: 1_000)) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }
}
