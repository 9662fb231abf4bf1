// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import Testing

/// A text as one canonical line: mappings in braces, sequences in brackets, scalars with their type's letter.
private func flat(_ node: YAMLNode) -> String {
    switch node.kind {
    case .mapping: "{" + node.entries.map { "\(flat($0.key)): \(flat($0.value))" }.joined(separator: ", ") + "}"
    case .sequence: "[" + node.elements.map(flat).joined(separator: ", ") + "]"
    case .scalar, .alias: node.isPlain ? node.text ?? "" : "\"\(node.text ?? "")\""
    }
}

private func read(_ text: String) -> ManifestFile { ManifestReader.read(Array(text.utf8), path: "app.yaml") }

private func documents(_ text: String) -> [String] { read(text).documents.map(flat) }

@Suite struct ComposerTests {
    @Test(arguments: [
        ("a: 1\n", "{a: 1}"), ("- a\n- b: c\n", "[a, {b: c}]"), ("a: 'x'\n", "{a: \"x\"}"), ("a: |\n  x\n  y\n", "{a: \"x\ny\n\"}"),
        ("a: >-\n  x\n  y\n", "{a: \"x y\"}"), ("a:\n", "{a: }"), ("{a: [1, 2], b: {}}", "{a: [1, 2], b: {}}"),
        ("a: !!str 1\n", "{a: \"1\"}"),
        ("\u{FEFF}a: 1\n", "{a: 1}"), ("a: 1\r\nb:\r\n- c\r\n", "{a: 1, b: [c]}"), ("# only\na: 1 # here\n", "{a: 1}"),
        ("? a\n: b\n", "{a: b}"),
        ("{\n\t\"a\": 1,\n\t\"b\": [\n\t\ttrue]}\n", "{\"a\": 1, \"b\": [true]}"), ("a:\tb\n", "{a: b}"), ("a: b", "{a: b}"),
    ]) func `a document is composed`(_ pair: (text: String, expected: String)) {
        #expect(documents(pair.text) == [pair.expected])
        #expect(read(pair.text).errors == [])
    }

    @Test func `several documents are kept apart, empty ones told`() {
        #expect(documents("a: 1\n---\nb: 2\n...\n---\nc: 3\n") == ["{a: 1}", "{b: 2}", "{c: 3}"])
        #expect(documents("--- {a: 1}\n--- [b]\n") == ["{a: 1}", "[b]"])
        #expect(documents("%YAML 1.1\n---\na: 1\n") == ["{a: 1}"])
        #expect(documents("") == [])
        #expect(documents("# nothing\n") == [])
        #expect(read("---\n---\na: 1\n").documents.map(\.isNull) == [true, false])
    }

    @Test func `a line of dashes inside a text begins no document`() {
        #expect(documents("a: |\n  ---\n  b\n") == ["{a: \"---\nb\n\"}"])
        #expect(documents("a: 1\n---x: 2\n").count == 1 || read("a: 1\n---x: 2\n").errors.count == 1)
    }

    @Test func `every node knows its line and column, counted in characters`() throws {
        let file = read("# head\nkind: Service\r\nports:\n  - port:  80\n    näme: \"x\"\n---\nb: 1\n")
        let root = try #require(file.documents.first)
        #expect("\(root.location)" == "app.yaml:2:1")
        let port = try #require(root.value("ports")?.elements.first)
        #expect(port.value("port").map { [$0.line, $0.column] } == [4, 12])
        #expect(port.keyNode("näme").map { [$0.line, $0.column] } == [5, 5])
        #expect(port.value("näme").map { [$0.line, $0.column] } == [5, 11])
        #expect(file.documents.last?.line == 7)
    }

    @Test func `of two values under a key the last counts, and both stay visible`() throws {
        let root = try #require(read("a: 1\nb: 2\na: 3\n").documents.first)
        #expect(root.value("a")?.text == "3")
        #expect(root.writtenEntries.count == 3)
        #expect(root.value("c") == nil)
    }

    @Test func `paths lead downwards and stop at what is no mapping`() throws {
        let root = try #require(read("a: {b: {c: x}}\nl: [a]\n").documents.first)
        #expect(root.at("a", "b", "c")?.text == "x")
        #expect(root.at("a", "b", "c", "d") == nil)
        #expect(root.at("l", "a") == nil)
        #expect(root.at("a", "x", "c") == nil)
    }

    @Test func `walking in place sees what the arrays hold`() throws {
        let root = try #require(read("a: [1, 2]\nb: {c: d}\n").documents.first)
        #expect(root.writtenChildren.map { $0.text ?? "-" } == ["a", "-", "b", "-"])
        #expect(root.value("a")?.writtenChildren.compactMap(\.text) == ["1", "2"])
        #expect(root.value("b")?.value("c")?.writtenChildren.map(\.line) == [])
    }

    @Test func `texts compare without being made`() throws {
        let root = try #require(read("a: abc\nb: abc\nc: abd\nd: [abc]\n").documents.first)
        let node = try #require(root.value("a"))
        #expect(node.isText("abc"))
        #expect(!node.isText("ab"))
        #expect(!node.isText("abcd"))
        #expect(node.isText(String("abc")))
        #expect(!node.isText(String("abd")))
        #expect(try node.hasSameText(as: #require(root.value("b"))))
        #expect(try !node.hasSameText(as: #require(root.value("c"))))
        #expect(try !#require(root.value("d")).isText("abc"))
    }
}

@Suite struct AnchorTests {
    @Test func `an alias stands for its anchor, with a place of its own`() throws {
        let root = try #require(read("a: &x {k: v}\nb: *x\nc: &y text\nd: [*y, *x]\n").documents.first)
        #expect(flat(root) == "{a: {k: v}, b: {k: v}, c: text, d: [text, {k: v}]}")
        let alias = try #require(root.value("b"))
        #expect(alias.isAlias)
        #expect([alias.line, alias.column] == [2, 4])
        #expect(alias.at("k")?.line == 1)
    }

    @Test func `an anchor that is written again counts from there on`() {
        #expect(documents("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == ["{a: 1, b: 1, c: 2, d: 2}"])
    }

    @Test func `an alias may be a key`() { #expect(documents("a: &x k\n*x : v\n") == ["{a: k, k: v}"]) }

    @Test(arguments: [
        ("b: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\n", "{y: 3, x: 1}"),
        ("b: &b {x: 1}\nc: &c {x: 2, z: 3}\na:\n  <<: [*b, *c]\n", "{x: 1, z: 3}"),
        ("b: &b {x: 1}\nc: &c {<<: *b, z: 3}\na:\n  k: 0\n  <<: *c\n", "{k: 0, z: 3, x: 1}"), ("a:\n  <<: {x: 1}\n  x: 2\n", "{x: 2}"),
        ("a:\n  \"<<\": {x: 1}\n", "{\"<<\": {x: 1}}"), ("a:\n  <<: 5\n  x: 1\n", "{x: 1}"),
        ("b: &b {x: 1}\nc: &c {x: 2}\na:\n  <<: *b\n  <<: *c\n", "{x: 1}"),
    ]) func `merge keys give way to own keys and to earlier merges`(_ pair: (text: String, expected: String)) throws {
        let merged = try #require(read(pair.text).documents.first?.value("a"))
        #expect(flat(merged) == pair.expected)
        for entry in merged.entries {
            let key = try #require(entry.key.text)
            #expect(merged.value(key)?.text == entry.value.text)
        }
    }

    @Test func `an alias without an anchor is an error with its place`() throws {
        let file = read("a: 1\nb:\n  - *nowhere\n---\nc: 1\n")
        let error = try #require(file.errors.first)
        #expect("\(error.location)" == "app.yaml:3:5")
        #expect(error.message.contains("*nowhere"))
        #expect(file.documents.map(flat) == ["{c: 1}"])
    }

    @Test func `anchors end with their document`() { #expect(read("a: &x 1\n---\nb: *x\n").errors.map(\.location.line) == [3]) }

    @Test func `an alias inside its own anchor is an error, not an endless tree`() {
        for text in ["a: &x\n  b: *x\n", "&x [*x]\n", "&x {<<: *x}\n", "a: &x [&y [*x]]\n"] {
            #expect(read(text).errors.map { $0.message.contains("own anchor") } == [true], "\(text)")
        }
    }
}
