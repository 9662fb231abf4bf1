// SPDX-License-Identifier: Apache-2.0

import PortolanProvider
import PortolanProviders

/// The words that hostile objects are made of: every annotation and label of all catalogues, and values at the ends of every type.
struct Values: Sendable {
    let keys: [String]
    private let known: [String: [String]]
    let classes: [String]

    init() {
        var known: [String: [String]] = [:]
        let catalogues = Providers.ids.compactMap { Providers.target($0)?.catalogue } + Providers.allRouting.map(\.catalogue)
        for row in catalogues.flatMap(\.annotations) {
            known[row.key, default: []] += row.values + [row.defaultValue].compactMap { $0 }
        }
        self.known = known
        keys = known.keys.sorted()
        classes = (catalogues.flatMap(\.classes) + ["", "nginx", "alb", "traefik", "eg"]).sorted()
    }

    /// A key, its `*` filled in.
    func key(_ choices: inout Choices) -> String {
        choices.one(of: keys).replacing("*", with: choices.one(of: ["", "80", "http", "x-y", "65536", "-1", "a.b/c", "é"]))
    }

    /// A value for a key: one that the catalogue knows, or one that it does not expect.
    func value(for key: String, _ choices: inout Choices) -> String {
        if let known = known[key], !known.isEmpty, choices.once(in: 2) { return choices.one(of: known) }
        let first = text(&choices)
        guard choices.once(in: 4) else { return first }
        return (0..<choices.below(5)).reduce(first) { joined, _ in
            joined + choices.one(of: [",", "=", ";", " ", ":", "/"]) + text(&choices)
        }
    }

    /// A value at the end of some type, or beyond it.
    func text(_ choices: inout Choices) -> String { choices.one(of: Self.texts) }

    /// A number at the end of some type, as YAML writes it.
    func number(_ choices: inout Choices) -> String { choices.one(of: Self.numbers) }

    static let numbers = [
        "0", "-1", "1", "80", "443", "65535", "65536", "30000", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e400", "-0", "0x7fffffffffffffff",
        "0o17", "1_000", ".inf", ".nan", "1.5", "null", "~", "true", "''", "[]", "{}", "\"80\"", "!!int 3",
        "100000000000000000000000000000000",
    ]

    static let texts =
        numbers.map { $0.replacing("'", with: "").replacing("\"", with: "") }
        + [
            "", " ", "-", ",", "=", "a=b", "a=b,c=d", "a=", "=b", "internal", "internet-facing", "nlb", "external", "nlb-ip", "ip",
            "instance",
            "tcp", "http", "https", "HTTP", "TLS", "udp", "*", "/", "/healthz", "//", "http", "10.0.0.1", "10.0.0.0/8", "::1", "::/0",
            "0.0.0.0/0",
            "fe80::1%eth0", "999.1.1.1", "1.2.3.4/33", "1s", "9223372036854775807s", "-5m", "1h1m1s1ns", "1.5h", "99999999999h", "10Mi",
            "1Ei",
            "9223372036854775807Ei", "{\"a\":1}", "[{\"a\":", "{{", "[[[[[[[[", "a\u{0}b", "\u{202E}x", "\u{1F600}", "\n", "\r\n::error::x",
            "\u{1B}[31m",
            String(repeating: "a", count: 300), String(repeating: "9", count: 400), String(repeating: "[", count: 5_000),
            String(repeating: "{\"a\":", count: 3_000), String(repeating: "(", count: 2_000), "(a*)*b", "(?:", "[a-", "\\", "${jndi:x}",
            "%s%n", "%",
            "%zz", "arn:aws:acm:us-east-1:1:certificate/x", "sg-1,sg-2", "subnet-a, subnet-b", "projects/p/regions/r/addresses/a", "fsn1",
            "lb11",
        ]
}
