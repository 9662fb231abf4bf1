// SPDX-License-Identifier: Apache-2.0

import PortolanXML
import TestSupport
import Testing

@Suite struct XMLWriterTests {
    private func document(_ text: String) throws -> String {
        var xml = try XMLWriter()
        xml.element("a", [("b", text)]) { $0.text(text) }
        return String(decoding: xml.bytes(), as: UTF8.self)
    }

    @Test func `markup in a text is text`() throws {
        let written = try document("</a><x y=\"1\">&\u{27}")
        #expect(written.contains(">&lt;/a&gt;&lt;x y="), "\(written)")
        #expect(written.contains("<a b=\"&lt;/a&gt;&lt;x y=&quot;1&quot;&gt;&amp;"), "\(written)")
        #expect(!written.contains("<x"))
    }

    @Test func `what XML does not allow is replaced, and every document is well formed`() throws {
        let folder = TemporaryFolder()
        let hostile =
            (0..<0x20).map { String(Unicode.Scalar(UInt8($0))) } + ["\u{7f}", "\u{9b}31m", "\u{202e}", "\u{FFFE}", "\u{FFFF}", "]]>"]
        for text in hostile + [hostile.joined(separator: "x")] {
            let path = folder.write(try document(text), to: "a.xml")
            let run = Executable(path: "/usr/bin/xmllint").run(["--noout", path])
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(try document("a\u{0}b").contains(">a\u{FFFD}b<"))
        #expect(try document("a\nb").contains(">a\nb<"))
    }
}
