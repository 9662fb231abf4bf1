// SPDX-License-Identifier: Apache-2.0
import CLibXML2

/// A document that libxml2 has read, asked by XPath.
///
/// Nothing is ever loaded from anywhere else, and entities are not expanded.
final class MarkupTree {
    private let document: xmlDocPtr
    private let context: xmlXPathContextPtr

    /// Reads a web page, however badly written.
    convenience init?(html bytes: [UInt8]) {
        let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
        self.init(bytes) { htmlReadMemory($0, $1, nil, "UTF-8", Int32(options)) }
    }

    /// Reads XML; a document with a type declaration is refused, since that is where entities are declared.
    convenience init?(xml bytes: [UInt8]) {
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        self.init(bytes) { start, count in
            guard let document = xmlReadMemory(start, count, nil, nil, Int32(options)) else { return nil }
            guard document.pointee.intSubset == nil, document.pointee.extSubset == nil else {
                xmlFreeDoc(document)
                return nil
            }
            return document
        }
    }

    private init?(_ bytes: [UInt8], read: (UnsafePointer<CChar>, Int32) -> xmlDocPtr?) {
        guard let count = Int32(exactly: bytes.count), count > 0 else { return nil }
        let document = bytes.withUnsafeBytes { buffer in
            buffer.baseAddress.flatMap { read($0.assumingMemoryBound(to: CChar.self), count) }
        }
        guard let document else { return nil }
        guard let context = xmlXPathNewContext(document) else {
            xmlFreeDoc(document)
            return nil
        }
        self.document = document
        self.context = context
    }

    deinit {
        xmlXPathFreeContext(context)
        xmlFreeDoc(document)
    }

    /// The texts of the nodes that an expression finds, in the document's order.
    func texts(_ expression: String) -> [String] {
        var texts: [String] = []
        visit(expression) { texts.append(Self.text($0)) }
        return texts
    }

    /// For each node that an expression finds, the texts of its children by their names.
    func records(_ expression: String) -> [[String: String]] {
        var records: [[String: String]] = []
        visit(expression) { node in
            var record: [String: String] = [:]
            var child = node.pointee.children
            while let current = child {
                if current.pointee.type == XML_ELEMENT_NODE, let name = current.pointee.name {
                    record[String(decodingCString: name, as: UTF8.self)] = Self.text(current)
                }
                child = current.pointee.next
            }
            records.append(record)
        }
        return records
    }

    private func visit(_ expression: String, _ body: (xmlNodePtr) -> Void) {
        guard let result = xmlXPathEvalExpression(expression, context) else { return }
        defer { xmlXPathFreeObject(result) }
        guard let nodes = result.pointee.nodesetval, let table = nodes.pointee.nodeTab else { return }
        for index in 0..<Int(nodes.pointee.nodeNr) {
            if let node = table[index] { body(node) }
        }
    }

    private static func text(_ node: xmlNodePtr) -> String {
        guard let content = xmlNodeGetContent(node) else { return "" }
        defer { portolan_xml_free(content) }
        return String(decodingCString: content, as: UTF8.self)
    }
}
