// SPDX-License-Identifier: Apache-2.0

import CLibXML2

/// Why XML could not be written.
package struct XMLFailure: Error, CustomStringConvertible {
    /// What went wrong.
    package let description: String
}

/// Writes an XML document through libxml2's writer.
///
/// Whatever a text or an attribute holds, the document stays well formed: libxml2 escapes what is markup, and characters that XML or a
/// terminal would trip over are replaced first. Names of elements and attributes are our own.
package struct XMLWriter: ~Copyable {
    private let buffer: xmlBufferPtr
    private let writer: xmlTextWriterPtr

    /// Starts a document.
    package init() throws(XMLFailure) {
        guard let buffer = xmlBufferCreate() else { throw XMLFailure(description: "no memory for XML") }
        guard let writer = xmlNewTextWriterMemory(buffer, 0) else {
            xmlBufferFree(buffer)
            throw XMLFailure(description: "no memory for XML")
        }
        self.buffer = buffer
        self.writer = writer
        xmlTextWriterSetIndent(writer, 1)
        xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil)
    }

    deinit {
        xmlFreeTextWriter(writer)
        xmlBufferFree(buffer)
    }

    /// Writes an element with its attributes and what stands in it.
    package mutating func element(
        _ name: StaticString, _ attributes: [(name: StaticString, value: String)] = [], _ body: (inout XMLWriter) -> Void = { _ in }
    ) {
        xmlTextWriterStartElement(writer, name.utf8Start)
        for attribute in attributes { xmlTextWriterWriteAttribute(writer, attribute.name.utf8Start, Self.allowed(attribute.value)) }
        body(&self)
        xmlTextWriterEndElement(writer)
    }

    /// Writes text.
    package mutating func text(_ text: String) { xmlTextWriterWriteString(writer, Self.allowed(text)) }

    /// Ends the document.
    package consuming func bytes() -> [UInt8] {
        xmlTextWriterEndDocument(writer)
        xmlTextWriterFlush(writer)
        guard let content = xmlBufferContent(buffer) else { return [] }
        return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
    }

    /// The text with everything replaced that XML does not allow, and that steers a terminal or turns the direction of writing.
    private static func allowed(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { !isAllowed($0) }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA: true
        case ..<0x20, 0xFFFE, 0xFFFF: false
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
    }
}
