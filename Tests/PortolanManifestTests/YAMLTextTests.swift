// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import Testing

@Suite struct YAMLTextTests {
    /// What a node's range holds.
    private func written(_ text: String, _ path: (YAMLNode) -> YAMLNode?) throws -> String {
        let tree = YAMLTree.compose(Array(text.utf8), file: "a").tree
        let place = try #require(YAMLText(Array(text.utf8), of: tree))
        let found = tree.documents.first.flatMap { path($0) }
        let node = try #require(found)
        let range = try #require(place.range(of: node))
        return String(decoding: place.bytes[range], as: UTF8.self)
    }

    @Test func `a node's range holds what is written`() throws {
        let text =
            "\u{FEFF}a: 'x y' # note\r\nb:\r\n  ä: [1, {c: 2}]\r\n  d: |\r\n    e\r\n    f\r\nz: &q \"é😀\"\r\ng: *q\r\nh: !!str 5\r\n"
        #expect(try written(text) { $0.value("a") } == "'x y'")
        #expect(try written(text) { $0.keyNode("a") } == "a")
        #expect(try written(text) { $0.at("b", "ä") } == "[1, {c: 2}]")
        #expect(try written(text) { $0.value("b")?.keyNode("ä") } == "ä")
        #expect(try written(text) { $0.at("b", "ä")?.elements.last } == "{c: 2}")
        #expect(try written(text) { $0.at("b", "d") }.hasPrefix("|"))
        #expect(try written(text) { $0.value("z") }.hasSuffix("\"é😀\""))
        #expect(try written(text) { $0.value("g") } == "*q")
        #expect(try written(text) { $0.value("h") }.hasSuffix("5"))
    }

    @Test func `a block collection reaches to its last scalar and not beyond`() throws {
        let text = "a:\n  b: 1\n  c: 2  # note\n\n# more\nd: 3\n"
        #expect(try written(text) { $0.value("a") } == "b: 1\n  c: 2")
        #expect(try written("- x\n-   - y\n") { $0 } == "- x\n-   - y")
    }

    @Test func `nodes of the second document lie where they are`() throws {
        let bytes = Array("a: é\n---\nb: 2\n".utf8)
        let tree = YAMLTree.compose(bytes, file: "a").tree
        let text = try #require(YAMLText(bytes, of: tree))
        let node = try #require(tree.documents.last?.value("b"))
        #expect(text.range(of: node).map { String(decoding: bytes[$0], as: UTF8.self) } == "2")
    }

    @Test func `flow style is told from block style`() throws {
        let bytes = Array("a: {b: c}\nd:\n  e: [1]\n".utf8)
        let tree = YAMLTree.compose(bytes, file: "a").tree
        let text = try #require(YAMLText(bytes, of: tree))
        let root = try #require(tree.documents.first)
        #expect(try text.isFlow(#require(root.value("a"))))
        #expect(try !text.isFlow(#require(root.value("d"))))
        #expect(try text.isFlow(#require(root.at("d", "e"))))
    }

    @Test func `another tree's bytes and what is no UTF-8 give nothing`() throws {
        let tree = YAMLTree.compose(Array("a: 1\n".utf8), file: "a").tree
        #expect(YAMLText(Array("a: [1, 2]\n".utf8), of: tree) == nil)
        #expect(YAMLText(Array("a: {\n".utf8), of: tree) == nil)
        #expect(YAMLText([0x61, 0x3A, 0x20, 0xFF], of: tree) == nil)
        let text = try #require(YAMLText(Array("a: 1\n".utf8), of: tree))
        let stranger = try #require(YAMLTree.compose(Array("a: 1\n".utf8), file: "b").tree.documents.first)
        #expect(text.range(of: stranger) == nil)
    }
}
