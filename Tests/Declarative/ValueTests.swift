// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import Testing

@testable import PortolanDeclarative

@Suite struct ValueTests {
    @Test(arguments: [
        ("10s", 10_000_000_000), ("1.5s", 1_500_000_000), ("1h2m3s", 3_723_000_000_000), ("500ms", 500_000_000), ("-1m", -60_000_000_000),
        ("0", 0),
        (".5s", 500_000_000),
    ])
    func `durations are read as Go reads them`(_ text: String, _ nanoseconds: Int) { #expect(GoDuration.nanoseconds(text) == nanoseconds) }

    @Test(arguments: ["", "10", "s", "1d", "1s ", "- 1s", ".s", "99999999999h", "1..5s"])
    func `what Go refuses as a duration is none`(_ text: String) { #expect(GoDuration.nanoseconds(text) == nil) }

    @Test(arguments: ["{}", " {\"a\": [1, 2.5e3, {\"b\": null}], \"c\": \"x\\\"y\"} ", "{\"a\":{\"b\":{}}}"])
    func `JSON objects are taken`(_ text: String) { #expect(JSONText.isObject(text)) }

    @Test(arguments: [
        "", "[]", "{a: 1}", "{\"a\": 1,}", "{\"a\" 1}", "{\"a\": 1} x", "{\"a\": 'b'}", "{", "{\"a\": tru}", "{\"a\": \"x\\q\"}",
        "{\"n\": 01}", "{\"m\": +1}", "{\"n\": 1.}",
    ])
    func `what is only YAML is no JSON`(_ text: String) { #expect(!JSONText.isObject(text)) }

    @Test func `deep JSON does no harm`() {
        #expect(!JSONText.isObject("{\"a\":" + String(repeating: "[", count: 200_000)))
    }

    @Test func `a template keeps doubled braces`() {
        #expect(WrittenPart.parts(of: "a{{b}}") == [.literal("a{b}")])
        #expect(WrittenPart.parts(of: "{a}-{b}") == [.name("a"), .literal("-"), .name("b")])
        #expect(WrittenPart.parts(of: "{a") == nil)
        #expect(WrittenPart.parts(of: "a}") == nil)
    }

    @Test(arguments: [
        ("192.0.2.0/30", "192.0.2.0", "192.0.2.3"), ("192.0.2.9", "192.0.2.9", "192.0.2.9"),
        ("192.0.2.1-192.0.2.7", "192.0.2.1", "192.0.2.7"),
        ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"), ("fd00::/64", "fd00::", "fd00::ffff:ffff:ffff:ffff"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func `ranges have their ends`(_ text: String, _ first: String, _ last: String) throws {
        let range = try #require(AddressRange(text))
        #expect(range.first.description == first)
        #expect(range.last.description == last)
    }

    @Test(arguments: ["", "x", "192.0.2.9-192.0.2.1", "192.0.2.1-fd00::1", "192.0.2.0/33"])
    func `what is no range is none`(_ text: String) { #expect(AddressRange(text) == nil) }

    @Test func `the address after the last is none`() throws {
        #expect(try #require(IPAddress("255.255.255.255")).successor == nil)
        #expect(try #require(IPAddress("::")).predecessor == nil)
        #expect(try #require(IPAddress("::ffff:ffff:ffff:ffff")).successor?.description == "0:0:0:1::")
    }
}
