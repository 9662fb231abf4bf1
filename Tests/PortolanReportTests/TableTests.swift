// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@testable import PortolanReport

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("\u{1B}[31mred", "\u{FFFD}[31mred"), ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
        ("\u{202E}x\u{2066}", "\u{FFFD}x\u{FFFD}"),
        ("\u{9B}31m", "\u{FFFD}31m"), ("tab\t", "tab\u{FFFD}"), ("\u{2028}\u{2029}", "\u{FFFD}\u{FFFD}"),
        ("zero\u{200B}width", "zero\u{FFFD}width"),
        ("é e\u{301} 日本 😀", "é e\u{301} 日本 😀"), ("\u{7F}\u{0}", "\u{FFFD}\u{FFFD}"), ("e\u{301}\u{1B}", "e\u{301}\u{FFFD}"),
    ]) func `nothing that a terminal would obey is printed`(_ pair: (text: String, printed: String)) {
        #expect(pair.text.printable == pair.printed)
    }

    @Test(
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one two three", 13, ["one two three"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("a abcdefgh b", 3, ["a", "abc", "def", "gh", "b"]), ("", 3, [""]), ("a  b", 1, ["a", "b"]), ("one", 0, ["one"]),
            ("   ", 2, []),
        ] as [(String, Int, [String])]) func `lines break at spaces where they can`(_ row: (text: String, width: Int, lines: [String]))
    {
        #expect(row.text.wrapped(to: row.width) == row.lines)
    }

    @Test func `no text is lost by breaking`() {
        let text = "the quick brown fox jumps over the lazy dog and aVeryLongWordThatDoesNotFitAtAll"
        for width in 1...90 {
            let lines = text.wrapped(to: width)
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            #expect(lines.allSatisfy { $0.count <= width })
        }
    }

    @Test func `colour is beside the words and ends`() {
        #expect(TerminalStyle(isColoured: true).paint("x", .red) == "\u{1B}[31mx\u{1B}[0m")
        #expect(TerminalStyle(isColoured: true).paint("", .red) == "")
        #expect(TerminalStyle(isColoured: false).paint("x", .red) == "x")
    }
}

@Suite struct PlanTableTests {
    @Test func `a hostile manifest steers no terminal`() throws {
        let rendered = try Rendered.hostile()
        for width in [nil, 40] {
            for scalar in rendered.table(width: width).unicodeScalars where scalar != "\n" {
                let category = scalar.properties.generalCategory
                #expect(category != .control && category != .format, "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test func `colour changes nothing but colour`() throws {
        let rendered = try Rendered.hostile()
        var plain = ""
        var rest = Substring(rendered.table(isColoured: true))
        #expect(rest.contains("\u{1B}["))
        while let escape = rest.firstIndex(of: "\u{1B}") {
            plain += rest[..<escape]
            rest = rest[escape...].drop { $0 != "m" }.dropFirst()
        }
        #expect(plain + rest == rendered.table())
    }

    @Test func `narrow and wide tables hold the same words`() throws {
        let rendered = try Rendered.hostile()
        let words = { (text: String) in text.filter { $0 != " " && $0 != "\n" } }
        let wide = rendered.table()
        for width in [1, 20, 40, 80, 200] { #expect(words(rendered.table(width: width)) == words(wide), "\(width)") }
    }

    @Test func `sentences keep within the terminal`() throws {
        let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]}
            """
        let rendered = try Rendered(Array(manifest.utf8))
        let long = rendered.table(width: 50).split(separator: "\n").filter { $0.hasPrefix("  ") && $0.count > 50 }
        #expect(long == [])
    }

    @Test func `an input without Services is told in a line`() throws {
        #expect(
            try Rendered(Array("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}".utf8)).table()
                == "Read: 0 services, 0 workloads, 1 object of other kinds\nNo Service among them (1 ConfigMap): there is nothing to plan.\n"
        )
    }
}
