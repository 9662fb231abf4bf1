// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanProvider

/// What is known of targets, for a terminal.
public enum CatalogueText {
    /// Two lines a target: what it is, then its controller and products.
    public static func list(_ catalogues: [Catalogue], style: TerminalStyle) -> String {
        let idWidth = max("TARGET".count, catalogues.map(\.id.count).max() ?? 0)
        let scopeWidth = "private  ".count
        var lines = [style.paint("\("TARGET".padded(to: idWidth))  \("PLAIN".padded(to: scopeWidth))WHAT IT IS", .dim)]
        let indent = String(repeating: " ", count: idWidth + 2 + scopeWidth)
        let room = style.width.map { max(20, $0 - indent.count) } ?? .max
        for catalogue in catalogues {
            let scope = (catalogue.defaultScope?.rawValue ?? "-").padded(to: scopeWidth)
            let title = catalogue.title.printable.wrapped(to: room)
            lines.append("\(style.paint(catalogue.id.printable.padded(to: idWidth), .bold))  \(scope)\(title.first ?? "")")
            lines += title.dropFirst().map { indent + $0 }
            let products = catalogue.products.map(\.id).joined(separator: ", ")
            let facts = "\(catalogue.controller) \(catalogue.controllerVersion)" + (products.isEmpty ? "" : "; \(products)")
            lines += facts.printable.wrapped(to: room).map { indent + style.paint($0, .dim) }
        }
        lines.append("")
        let legend = [
            "PLAIN: the scope of a LoadBalancer Service that says nothing more; - where it gets none, or where it depends.",
            "Options, products, annotations and sources of one: portolan targets TARGET",
        ]
        lines += legend.flatMap { $0.wrapped(to: style.width ?? .max) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Two lines a routing controller: what it is, then its version and classes.
    public static func routingList(_ catalogues: [Catalogue], style: TerminalStyle) -> String {
        let idWidth = max("ROUTING".count, catalogues.map(\.id.count).max() ?? 0)
        var lines = [style.paint("\("ROUTING".padded(to: idWidth))  WHAT IT IS", .dim)]
        let indent = String(repeating: " ", count: idWidth + 2)
        let room = style.width.map { max(10, $0 - indent.count) } ?? .max
        for catalogue in catalogues {
            let title = catalogue.title.printable.wrapped(to: room)
            lines.append("\(style.paint(catalogue.id.printable.padded(to: idWidth), .bold))  \(title.first ?? "")")
            lines += title.dropFirst().map { indent + $0 }
            let classes = catalogue.classes.isEmpty ? "" : "; class \(catalogue.classes.joined(separator: ", "))"
            let facts = "\(catalogue.controller) \(catalogue.controllerVersion)\(classes)"
            lines += facts.printable.wrapped(to: room).map { indent + style.paint($0, .dim) }
        }
        lines.append("")
        lines += "Which of them a target has is its option routing: --set TARGET.routing=ID,ID".wrapped(to: style.width ?? .max)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything about a target.
    public static func show(_ catalogue: Catalogue, style: TerminalStyle) -> String {
        var text = Section(style: style)
        text.title(catalogue.id, catalogue.title)
        text.paragraph(
            "controller: \(catalogue.controller) \(catalogue.controllerVersion), held against its source on \(catalogue.verified)",
            indent: 0)
        text.paragraph(catalogue.summary, indent: 0)
        text.heading("Options (--set \(catalogue.isRouting ? "TARGET" : catalogue.id).KEY=VALUE)")
        if !catalogue.isRouting {
            let routing = catalogue.routing.isEmpty ? "none" : catalogue.routing.joined(separator: ",")
            text.term("routing", "The controllers of Ingresses and Gateways that the cluster has, in order. Default: \(routing).")
        }
        if !catalogue.isRouting, !catalogue.options.contains(where: { $0.name == "clusterIPFamilies" }) {
            text.term("clusterIPFamilies", "The cluster's IP families, primary first. Default: IPv4.")
        }
        if !catalogue.isRouting { text.term("nodes", "How many nodes the cluster has, for limits on what is sent to. Default: 3.") }
        for option in catalogue.options {
            let summary = option.summary.hasSuffix(".") ? option.summary : option.summary + "."
            let values = option.values.isEmpty ? "" : " One of \(option.values.joined(separator: ", "))."
            let versions = option.range.isAll ? "" : " (\(catalogue.words(option.range)))"
            text.term(option.name, "\(summary)\(values) Default: \(option.defaultValue ?? "none").\(versions)")
        }
        text.heading("Products")
        for product in catalogue.products { text.product(product) }
        text.heading("Annotations")
        for annotation in catalogue.annotations {
            let state = annotation.state == .read ? "" : " [\(annotation.state.rawValue)]"
            let values = annotation.values.isEmpty ? annotation.type.rawValue : annotation.values.joined(separator: " | ")
            let fallback = annotation.defaultValue.map { ", \($0) by default" } ?? ""
            let requirements = annotation.requirements.map(\.id.rawValue).joined(separator: ", ")
            let name = annotation.key + state + (requirements.isEmpty ? "" : ": \(requirements)")
            let versions = annotation.range.isAll ? "" : "; \(catalogue.words(annotation.range))"
            text.term(name, "\(annotation.summary) (\(values)\(fallback)\(versions))")
        }
        text.versions(catalogue)
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

        /// A name and what stands behind it, on the next lines where it does not fit.
        mutating func title(_ name: String, _ text: String) {
            if let width = style.width, name.count + text.count + 2 > width {
                lines.append(style.paint(name, .bold))
                paragraph(text, indent: 2)
            } else {
                lines.append("\(style.paint(name, .bold))  \(text)")
            }
        }

        mutating func heading(_ text: String) {
            lines.append("")
            lines.append(style.paint(text, .bold))
        }

        mutating func term(_ name: String, _ text: String) {
            paragraph(name, indent: 2)
            paragraph(text, indent: 6)
        }

        /// What came with which release, and what the release that is shown does not know.
        mutating func versions(_ catalogue: Catalogue) {
            guard let versions = catalogue.versions else { return }
            heading("Versions")
            for feature in versions.features { term(catalogue.words(feature.range), feature.summary) }
            for row in catalogue.beyond { term("\(row.key) [\(catalogue.words(row.range))]", row.summary) }
            if versions.features.isEmpty, catalogue.beyond.isEmpty { paragraph("See the annotations and options above.", indent: 2) }
        }

        mutating func product(_ product: Catalogue.Product) {
            let facts = [
                product.protocols.joined(separator: ", "), product.scopes.map(\.rawValue).joined(separator: ", "),
                product.families.map(\.rawValue).joined(separator: ", "),
                "clients get \(product.address == .ip ? "an IP address" : "a host name")",
            ]
            term(product.id, "\(product.title): \(facts.joined(separator: "; "))")
            for limit in product.limits {
                let more = limit.adjustable ? ", more on request" : ""
                paragraph("at most \(limit.value) \(limit.name) for each \(limit.per)\(more)", indent: 6)
            }
            if let ports = product.reservedPorts {
                paragraph("it keeps the ports \(ports.lowerBound) to \(ports.upperBound) for itself", indent: 6)
            }
            guard let cost = product.cost else { return }
            if let reason = cost.unknown { paragraph("no price is known: \(reason)", indent: 6) }
            for item in cost.items {
                let prices = item.prices.map { $0.region.isEmpty ? $0.amount.decimal : "\($0.region) \($0.amount.decimal)" }
                let period = item.period == .once ? "" : " a \(item.period.rawValue)"
                paragraph(
                    "\(item.title), \(item.prices.first?.amount.currency ?? "")\(period): \(prices.joined(separator: ", "))", indent: 6)
            }
            for note in cost.notes { paragraph("(\(note))", indent: 6) }
        }

        mutating func paragraph(_ text: String, indent: Int) {
            let room = style.width.map { max(20, $0 - indent) } ?? .max
            lines += text.wrapped(to: room).map { String(repeating: " ", count: indent) + $0 }
        }
    }
}
