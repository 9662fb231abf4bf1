// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanReport
import Testing

private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
}

@Suite struct JSONWriterTests {
    @Test(arguments: [
        ("", "\"\""), ("a", "\"a\""), ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1B}\u{7F}", #""\u0000\u001b\u007f""#),
        ("é😀", "\"é😀\""), ("\u{80}\u{9B}\u{9F}", #""\u0080\u009b\u009f""#), ("\u{A0}\u{FF}", "\"\u{A0}\u{FF}\""),
        ("e\u{301}", "\"e\u{301}\""),
        ("\u{2028}</script>", #""\u2028</script>""#), ("a\u{202E}b\u{E0041}", #""a\u202eb\udb40\udc41""#), ("\r\n", #""\r\n""#),
    ]) func `texts are escaped`(_ pair: (text: String, json: String)) { #expect(written { $0.string(pair.text) } == pair.json) }

    @Test func `every character survives being written and read`() throws {
        for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) + ["\u{FFFD}", "\u{1F600}", "\u{2028}"] {
            let text = "a\(Character(scalar))b"
            let (tree, error) = YAMLTree.compose(Array(written { $0.string(text) }.utf8), file: "a")
            #expect(error == nil, "U+\(String(scalar.value, radix: 16))")
            #expect(tree.documents.first?.text == text, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test func `absent members are not written, empty ones only where they mean something`() {
        let json = written { json in
            json.object { json in
                json.member("a", nil as String?)
                json.member("b", "")
                json.member("c", [String]())
                json.member("d", nil as Int?)
                json.member("e", allowingEmpty: "")
                json.member("f", always: [])
                json.member("g", [Int]()) { $0.number($1) }
                json.member("h", 0)
                json.member("i", false)
            }
        }
        #expect(json == "{\n  \"e\": \"\",\n  \"f\": [],\n  \"g\": [],\n  \"h\": 0,\n  \"i\": false\n}")
    }

    @Test func `commas and indentation nest`() {
        let json = written { json in
            json.object { json in
                json.member("a", [1, 2]) { $0.number($1) }
                json.member("b") { $0.member("c") { _ in } }
                json.member(named: "d\"") { $0.string("x") }
            }
        }
        #expect(json == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {\n    \"c\": {}\n  },\n  \"d\\\"\": \"x\"\n}")
    }

    @Test func `a hostile manifest makes JSON that steers no terminal`() throws {
        let json = try Rendered.hostile().json()
        let (tree, error) = YAMLTree.compose(json, file: "plan.json")
        #expect(error == nil)
        #expect(tree.documents.first?.value("endpoints")?.elements.count == 3)
        let controls = String(decoding: json, as: UTF8.self).unicodeScalars.filter {
            $0.properties.generalCategory == .control && $0 != "\n"
        }
        #expect(controls.count == 0)
    }
}
