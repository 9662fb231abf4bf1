// SPDX-License-Identifier: Apache-2.0

import PortolanReport
package import PortolanXML

/// A badge with the score for a README: a picture, or what shields.io makes one of.
package struct Badge: Sendable {
    private let label = "portability"
    private let message: String
    private let colour: (name: String, hex: String)

    /// The badge of a result: the least of the apps' scores.
    package init(_ result: GateResult) {
        guard result.status != .none else {
            (message, colour) = ("unknown", ("lightgrey", "#595959"))
            return
        }
        guard let score = result.score else {
            (message, colour) = ("not exposed", ("lightgrey", "#595959"))
            return
        }
        message = result.status == .failed ? "\(score), gate failed" : "\(score) of 100"
        // Dark enough that white on it can be read: 4.5 to 1 at least.
        if result.status == .failed {
            colour = ("red", "#b3261e")
        } else {
            colour = score >= 80 ? ("brightgreen", "#1e7a34") : score >= 50 ? ("yellow", "#8a5a00") : ("orange", "#a2450f")
        }
    }

    /// What shields.io's endpoint reads.
    package func endpoint() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 1)
            json.member("label", label)
            json.member("message", message)
            json.member("color", colour.name)
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// A picture that loads nothing.
    package func picture() throws(XMLFailure) -> [UInt8] {
        let (left, right) = (Self.width(label), Self.width(message))
        let whole = left + right
        var xml = try XMLWriter()
        xml.element(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"), ("width", String(whole)), ("height", "20"), ("role", "img"),
                ("aria-label", "\(label): \(message)"),
            ]
        ) { xml in
            xml.element("title") { $0.text("\(label): \(message)") }
            xml.element("rect", [("width", String(whole)), ("height", "20"), ("rx", "3"), ("fill", "#444")])
            xml.element("path", [("d", "M\(left) 0h\(right - 3)a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H\(left)z"), ("fill", colour.hex)])
            let font: [(name: StaticString, value: String)] = [
                ("fill", "#fff"), ("text-anchor", "middle"), ("font-family", "Verdana,Geneva,DejaVu Sans,sans-serif"), ("font-size", "11"),
            ]
            xml.element("g", font) { xml in
                xml.element("text", [("x", String(left / 2)), ("y", "14")]) { $0.text(label) }
                xml.element("text", [("x", String(left + right / 2)), ("y", "14")]) { $0.text(message) }
            }
        }
        return xml.bytes()
    }

    /// The room that a text takes, a little more than letters of 11 pixels need.
    private static func width(_ text: String) -> Int { text.count * 7 + 12 }
}
