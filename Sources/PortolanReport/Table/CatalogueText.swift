// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanProvider

/// What is known of targets, for a terminal.
public enum CatalogueText {
    /// A line a target.
    public static func list(_ catalogues: [Catalogue], style: TerminalStyle) -> String {
        let width = catalogues.map(\.id.count).max() ?? 0
        return catalogues.map { catalogue in
            let controller = style.paint("\(catalogue.controller) \(catalogue.controllerVersion)", .dim)
            return "\(style.paint(catalogue.id.padded(to: width), .bold))  \(catalogue.title)  \(controller)\n"
        }.joined()
    }

    /// Everything about a target.
    public static func show(_ catalogue: Catalogue, style: TerminalStyle) -> String {
        var text = Section(style: style)
        text.line("\(style.paint(catalogue.id, .bold))  \(catalogue.title)")
        text.line("controller: \(catalogue.controller) \(catalogue.controllerVersion), held against its source on \(catalogue.verified)")
        text.paragraph(catalogue.summary, indent: 0)
        text.heading("Options (--set \(catalogue.id).KEY=VALUE)")
        text.term("clusterIPFamilies", "IPv4, IPv6 or both between a comma, primary first; default IPv4")
        for option in catalogue.options {
            let values = option.values.isEmpty ? "" : " (\(option.values.joined(separator: ", ")))"
            text.term(option.name, "\(option.summary)\(values); default \(option.defaultValue ?? "none")")
        }
        text.heading("Products")
        for product in catalogue.products {
            let scopes = product.scopes.map(\.rawValue).joined(separator: ", ")
            let families = product.families.map(\.rawValue).joined(separator: ", ")
            text.term(product.id, "\(product.title): \(product.protocols.joined(separator: ", ")); \(scopes); \(families); clients get a \(product.address.rawValue)")
            for limit in product.limits { text.paragraph("at most \(limit.value) \(limit.name) a \(limit.per)\(limit.adjustable ? ", more on request" : "")", indent: 6) }
        }
        text.heading("Annotations")
        for annotation in catalogue.annotations {
            let state = annotation.state == .read ? "" : " [\(annotation.state.rawValue)]"
            let values = annotation.values.isEmpty ? annotation.type.rawValue : annotation.values.joined(separator: " | ")
            let fallback = annotation.defaultValue.map { "; default \($0)" } ?? ""
            text.term(annotation.key + state, "\(annotation.summary) (\(values)\(fallback))")
        }
        text.heading("Sources")
        for source in catalogue.sources {
            text.term(source.id, "\(source.title), \(source.url)\(source.version.map { ", \($0)" } ?? ""), read on \(source.date)")
        }
        return text.lines.joined(separator: "\n") + "\n"
    }

    private struct Section {
        let style: TerminalStyle
        var lines: [String] = []

        init(style: TerminalStyle) { self.style = style }

        mutating func line(_ text: String) { lines.append(text) }

        mutating func heading(_ text: String) {
            lines.append("")
            lines.append(style.paint(text, .bold))
        }

        mutating func term(_ name: String, _ text: String) {
            lines.append("  \(name)")
            paragraph(text, indent: 6)
        }

        mutating func paragraph(_ text: String, indent: Int) {
            let room = style.width.map { max(20, $0 - indent) } ?? .max
            lines += text.wrapped(to: room).map { String(repeating: " ", count: indent) + $0 }
        }
    }
}
