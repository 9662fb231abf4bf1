// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import Testing

private func read(_ text: String) -> ManifestFile { ManifestReader.read(Array(text.utf8), path: "app.yaml") }

/// The texts under `n` of every document that was read.
private func names(_ file: ManifestFile) -> [String] { file.documents.compactMap { $0.value("n")?.text } }

@Suite struct ErrorTests {
    @Test(arguments: [
        ("n: {a\n", 2, 1), ("n: 'x\n", 2, 1), ("a: b: c\n", 1, 5), ("a:\n\tb: 1\n", 2, 1), ("a: 1\n  b: 2\n", 2, 4), ("- a\nb: 1\n", 2, 1),
        ("a: @x\n", 1, 4), ("a: %x\n", 1, 4), ("a: \"\\q\"\n", 1, 5), ("{{ template }}: 1\n", 1, 1), ("a: {{ .Values.x }}\n", 1, 5),
    ]) func `an error says where`(_ row: (text: String, line: Int, column: Int)) throws {
        let error = try #require(read(row.text).errors.first)
        #expect(error.location == PortolanModel.SourceLocation(file: "app.yaml", line: row.line, column: row.column), "\(error.message)")
        #expect(!error.message.isEmpty && !error.remedy.isEmpty)
    }

    @Test func `a bad document among good ones is the only one that is lost`() {
        let file = read("n: 1\n---\nn: {2\n---\nn: 3\n---\nn: 'x\n---\nn: 5\n")
        #expect(names(file) == ["1", "3", "5"])
        #expect(file.errors.map(\.location.line) == [4, 8])
        #expect(file.documents.map(\.line) == [1, 5, 9])
    }

    @Test func `an error on a document's own first line costs one error and one document`() {
        let file = read("n: 1\n--- @bad\nn: 2\n---\nn: 3\n")
        #expect(file.errors.count == 1)
        #expect(names(file) == ["1", "3"])
    }

    @Test func `CRLF and a byte-order mark do not hide the next document`() {
        let file = read("\u{FEFF}n: {1\r\n---\r\nn: 2\r\n")
        #expect(names(file) == ["2"])
        #expect(file.errors.count == 1)
    }

    @Test func `a byte that is no UTF-8 costs its own document only, and is found where it is`() {
        let good = (1...3).map { "n: \($0)\n---\n" }.joined()
        let bytes = Array(good.utf8) + Array("n: 4\nx: caf".utf8) + [0xE9] + Array("\n---\nn: 5\n".utf8)
        let file = ManifestReader.read(bytes, path: "app.yaml")
        #expect(names(file) == ["1", "2", "3", "5"])
        #expect(file.errors.map { "\($0.location)" } == ["app.yaml:8:7"])
        #expect(file.errors.first?.remedy == "save the file as UTF-8")
    }

    @Test func `a bad byte far behind does not reach the documents before it`() {
        let filler = String(repeating: "# a comment that fills the reader's window\n", count: 2000)
        let bytes = Array("n: 1\n---\n\(filler)n: 2\n---\nn: 3\n".utf8) + [0xFF] + Array("\n---\nn: 4\n".utf8)
        let file = ManifestReader.read(bytes, path: "app.yaml")
        #expect(names(file) == ["1", "2", "4"])
        #expect(file.errors.map(\.location.line) == [2006])
    }

    @Test func `a syntax error before a bad byte is reported as well`() {
        let bytes = Array("n: 1\n---\nn: {2\n---\nn: 3\n---\n".utf8) + [0xFF] + Array("\n---\nn: 5\n".utf8)
        let file = ManifestReader.read(bytes, path: "app.yaml")
        #expect(names(file) == ["1", "3", "5"])
        #expect(file.errors.map(\.location.line) == [4, 7])
    }

    @Test func `a bad byte on the line that begins a document is told once`() {
        let file = ManifestReader.read(Array("n: 1\n--- ".utf8) + [0xFF] + Array("\n---\nn: 3\n".utf8), path: "app.yaml")
        #expect(names(file) == ["1", "3"])
        #expect(file.errors.count == 1)
    }

    @Test func `control characters are errors with advice of their own`() throws {
        let file = read("n: 1\n---\na: \u{7}\n---\nn: 3\n")
        let error = try #require(file.errors.first)
        #expect(names(file) == ["1", "3"])
        #expect([error.location.line, error.location.column] == [3, 4])
        #expect(error.remedy.contains("escape"))
    }

    @Test func `UTF-16 with its mark is read in both orders`() {
        let units = Array("\u{FEFF}n: ä\n".utf16)
        let little = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        #expect(names(ManifestReader.read(little, path: "a")) == ["ä"])
        #expect(names(ManifestReader.read(big, path: "a")) == ["ä"])
        #expect(ManifestReader.read(Array(little.dropLast()), path: "a").errors.count == 1)
    }

    @Test func `random bytes and cut files end in errors, never in a crash`() {
        var state: UInt64 = 42
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let alphabet = Array("{}[]:,-&*!|>'\"%@`#? \n\t\r<abc019.~_\\u".utf8) + [0xEF, 0xBB, 0xBF, 0xFF, 0x00, 0xC3, 0xA9]
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in alphabet[Int(next()) % alphabet.count] }
            let file = ManifestReader.read(bytes, path: "a")
            for document in file.documents { #expect(document.line >= 1 && document.entries.count >= 0) }
            for (before, after) in zip(file.errors, file.errors.dropFirst()) { #expect(before.location < after.location) }
        }
    }

    @Test func `a file of nothing but bad documents is left after a hundred, and says so`() throws {
        let file = read(String(repeating: "n: {\n---\n", count: 150) + "n: last\n")
        #expect(file.errors.count == 101)
        #expect(try #require(file.errors.last).message.contains("more than 100"))
        #expect(names(file) == [])
        #expect(names(read(String(repeating: "n: {\n---\n", count: 60) + "n: last\n")) == ["last"])
    }
}

@Suite struct LimitTests {
    private func laughs(_ levels: Int) -> String {
        "l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + (1...levels).map { "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ", ") + "]\n" }.joined()
    }

    @Test func `many aliases of one long value end in a clear error`() throws {
        let value = String(repeating: "x", count: 100_000)
        let file = read("a: &a \(value)\nb: [" + Array(repeating: "*a", count: 2_000).joined(separator: ", ") + "]\n---\nn: 2\n")
        #expect(try #require(file.errors.first).message.contains("16 MiB of text"))
        #expect(names(file) == ["2"])
        #expect(read("a: &a \(value)\nb: [*a, *a, *a]\n").errors == [])
    }

    @Test func `a billion laughs end in a clear error, and the next document is read`() throws {
        let file = read(laughs(12) + "---\nn: 2\n")
        let error = try #require(file.errors.first)
        #expect(error.message.contains("aliases stand for more than 500000 nodes"))
        #expect(error.location.line > 1)
        #expect(names(file) == ["2"])
        #expect(read(laughs(3)).errors == [])
    }

    @Test func `merges of merges are walked without recursion`() throws {
        let text = "m0: &m0 {n: deep}\n" + (1...400).map { "m\($0): &m\($0) {<<: *m\($0 - 1), k\($0): 1}\n" }.joined()
        let file = read(text)
        #expect(file.errors == [])
        let last = try #require(file.documents.first?.value("m400"))
        #expect(last.value("n")?.text == "deep")
        #expect(last.entries.count == 401)
    }

    @Test func `merging large mappings costs no more than their size`() throws {
        let keys = { (letter: String) in (0..<50_000).map { "  \(letter)\($0): 1\n" }.joined() }
        let root = try #require(read("a: &a\n\(keys("a"))b:\n  <<: *a\n\(keys("b"))").documents.first)
        #expect(root.value("b")?.entries.count == 100_000)
    }

    @Test(arguments: ["[", "{a: ", "- "]) func `deep nesting ends in a clear error`(_ opener: String) throws {
        let file = read(String(repeating: opener, count: 100_000) + "\n---\nn: 2\n")
        #expect(try #require(file.errors.first).message.contains("nested more than 200 deep"))
    }

    @Test func `two hundred levels are read`() {
        #expect(read(String(repeating: "[", count: 200) + String(repeating: "]", count: 200)).errors == [])
        #expect(read(String(repeating: "[", count: 201) + String(repeating: "]", count: 201)).errors.count == 1)
    }

    @Test func `a huge scalar is read whole`() throws {
        let huge = String(repeating: "x", count: 5_000_000)
        #expect(try #require(read("n: \(huge)\n").documents.first?.value("n")).text == huge)
        #expect(try #require(read("n: \"\(huge)\"\n").documents.first?.value("n")).text == huge)
    }

    @Test func `more bytes than the limit are an error`() {
        var limits = YAMLLimits()
        limits.bytes = 10
        let file = ManifestReader.read(Array("n: 12345678\n".utf8), path: "a", limits: limits)
        #expect(file.errors.map(\.remedy) == ["split it"])
        #expect(file.documents.map(\.line) == [])
    }

    @Test func `a collection as a key is an error, with a word on templates`() throws {
        for text in ["{a: 1}: b\n", "? [a]\n: b\n", "a: {{ x }}\n"] {
            #expect(try #require(read(text).errors.first).remedy.contains("template"), "\(text)")
        }
    }
}

@Suite struct JSONTests {
    @Test func `surrogate escapes make one character, lone ones the replacement character`() throws {
        let file = read(#"{"n": "a\ud83d\ude00\u00e9\/\\ud83d \uD83D!", "m": "\\\ud83d\ude00"}"#)
        #expect(file.errors == [])
        #expect(try #require(file.documents.first?.value("n")).text == "a😀é/\\ud83d \u{FFFD}!")
        #expect(file.documents.first?.value("m")?.text == "\\😀")
    }

    @Test func `a surrogate escape in YAML stays the error that it is`() { #expect(read("n: \"\\ud83d\\ude00\"\n").errors.count == 1) }

    @Test func `values that follow each other are documents`() {
        let file = read("{\"n\": 1}\n{\"n\": 2}\n\n{\n  \"n\": 3\n}\n")
        #expect(file.errors == [])
        #expect(names(file) == ["1", "2", "3"])
        #expect(file.documents.map(\.line) == [1, 2, 4])
    }

    @Test func `broken JSON is an error, not a sequence of values`() {
        let file = read("{\"n\": 1\n{\"n\": 2}\n")
        #expect(file.errors.map(\.location.line) == [2])
        #expect(names(file) == [])
    }
}
