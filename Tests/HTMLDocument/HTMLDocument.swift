// SPDX-License-Identifier: Apache-2.0

import CLibXML2
import Glibc

/// An HTML page as libxml2 parses it.
///
/// The module does without Foundation, whose ICU and that of libxml2's headers exclude each other.
public struct HTMLDocument: Sendable {
    /// An element with its attributes and the text in it.
    public struct Element: Sendable {
        /// The element's name, lower case.
        public var name: String
        /// Its attributes by name.
        public var attributes: [String: String]
        /// All text below it.
        public var text: String
        /// The names of the elements around it, the outermost first.
        public var ancestors: [String]
    }

    /// All elements in the order of the page.
    public let elements: [Element]
    /// What the parser complains of, without what it does not know of HTML 5.
    public let complaints: [String]

    /// Parses a page.
    public init(_ page: String) {
        var elements: [Element] = []
        var complaints: [String] = []
        let bytes = Array(page.utf8)
        if let context = htmlNewParserCtxt() {
            let options = Int32(HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue)
            let collector = Complaints()
            xmlSetStructuredErrorFunc(
                Unmanaged.passUnretained(collector).toOpaque(),
                { target, error in
                    guard let target, let error else { return }
                    Unmanaged<Complaints>.fromOpaque(target).takeUnretainedValue().take(error.pointee)
                })
            let document = bytes.withUnsafeBytes { buffer in
                htmlCtxtReadMemory(
                    context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8",
                    options & ~Int32(HTML_PARSE_NOERROR.rawValue))
            }
            xmlSetStructuredErrorFunc(nil, nil)
            complaints = collector.lines
            if let document {
                elements = Self.walk(xmlDocGetRootElement(document))
                xmlFreeDoc(document)
            }
            htmlFreeParserCtxt(context)
        }
        self.elements = elements
        self.complaints = complaints
    }

    /// The elements of a name.
    public func named(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The values of an attribute, in the order of the page.
    public func values(of attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }

    private static func walk(_ root: xmlNodePtr?) -> [Element] {
        var elements: [Element] = []
        var open: [(node: xmlNodePtr, ancestors: [String])] = root.map { [($0, [])] } ?? []
        while let (node, ancestors) = open.popLast() {
            if let next = node.pointee.next { open.append((next, ancestors)) }
            guard node.pointee.type == XML_ELEMENT_NODE else { continue }
            let name = node.pointee.name.map { String(cString: $0) } ?? ""
            elements.append(Element(name: name, attributes: attributes(of: node), text: text(of: node), ancestors: ancestors))
            if let child = node.pointee.children { open.append((child, ancestors + [name])) }
        }
        return elements
    }

    private static func attributes(of node: xmlNodePtr) -> [String: String] {
        var result: [String: String] = [:]
        var attribute = node.pointee.properties
        while let current = attribute {
            let name = current.pointee.name.map { String(cString: $0) } ?? ""
            let value = xmlNodeGetContent(UnsafePointer(UnsafeRawPointer(current).assumingMemoryBound(to: xmlNode.self)))
            result[name] = value.map { String(cString: $0) } ?? ""
            if let value { free(value) }
            attribute = current.pointee.next
        }
        return result
    }

    private static func text(of node: xmlNodePtr) -> String {
        guard let content = xmlNodeGetContent(node) else { return "" }
        defer { free(content) }
        return String(cString: content)
    }
}

/// Collects the parser's errors while it runs.
private final class Complaints {
    var lines: [String] = []

    func take(_ error: xmlError) {
        let message = error.message.map { String(cString: $0) } ?? ""
        // libxml2 knows HTML 4: header, main, nav and their like are strangers to it, though it parses them well.
        guard error.code != Int32(XML_HTML_UNKNOWN_TAG.rawValue) else { return }
        lines.append("\(error.line): \(message.filter { $0 != "\n" })")
    }
}
