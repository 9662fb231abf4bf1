// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanProvider

/// What is known of targets, as Markdown that a reader can hold against the cloud's own documentation.
public enum CatalogueMarkdown {
    private typealias Text = MarkdownText

    /// The document of one target.
    public static func page(_ catalogue: Catalogue) -> String {
        var lines = ["# \(Text.escaped(catalogue.title)): \(Text.code(catalogue.id))", ""]
        lines += ["<!-- Written from the target's catalogue: change that, then `make record`. -->", ""]
        lines += [Text.escaped(catalogue.summary), ""]
        lines += ["## What it claims", ""] + (catalogue.isRouting ? routingClaims(catalogue) : claims(catalogue))
        lines += section(
            "Options", options(catalogue),
            said: catalogue.isRouting
                ? "Options of every target that has the controller: `--set TARGET.NAME=VALUE`, or `set` in `.portolan.yaml`."
                : "Where clusters differ: `--set \(catalogue.id).NAME=VALUE`, or `set` in `.portolan.yaml`.")
        lines += ["", "## Products"] + catalogue.products.flatMap(product)
        for (title, said, states) in annotationGroups {
            let rows = catalogue.annotations.filter { states.contains($0.state) }
            lines += section(title, annotations(rows, catalogue), said: said)
        }
        if !catalogue.annotations.contains(where: { [.read, .deprecated].contains($0.state) }) {
            lines += ["", "## Annotations", "", "The controller reads none."]
        }
        lines += section(
            "What came with which release", features(catalogue),
            said: "Known releases: \((catalogue.versions?.releases ?? []).map(\.title).joined(separator: ", ")). Option `version`, or "
                + "`--target \(catalogue.isRouting ? "TARGET" : catalogue.id)@VERSION`.")
        lines += section(
            "Annotations of other releases", annotations(catalogue.beyond, catalogue), said: "The newest release does not know these.")
        lines += section(
            "Properties of a plan that show a requirement", settings(catalogue),
            said: "What the controller sets on the load balancer or a listener, under the name that the cloud's API gives it.")
        lines += section("Sources", sources(catalogue), said: "The first word of every source above is an id of this table.")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A table of all targets.
    ///
    /// - Parameter page: Where the document of a target lies; `nil` for a table without links.
    public static func index(_ catalogues: [Catalogue], page: ((Catalogue) -> String)? = nil) -> String {
        let rows = catalogues.map { catalogue in
            let id = Text.code(catalogue.id)
            return [
                page.map { "[\(id)](\($0(catalogue)))" } ?? id, Text.escaped(catalogue.title),
                Text.escaped("\(catalogue.controller) \(catalogue.controllerVersion)"), scope(catalogue),
                catalogue.products.map { Text.code($0.id) }.joined(separator: ", "), catalogue.verified,
            ]
        }
        let titles = ["target", "what it is", "controller", "a plain `LoadBalancer` Service is", "products", "held against the source on"]
        return Text.table(titles, rows).joined(separator: "\n") + "\n"
    }

    /// A table of all routing controllers.
    public static func routingIndex(_ catalogues: [Catalogue], page: ((Catalogue) -> String)? = nil) -> String {
        let rows = catalogues.map { catalogue in
            let id = Text.code(catalogue.id)
            return [
                page.map { "[\(id)](\($0(catalogue)))" } ?? id, Text.escaped(catalogue.title),
                Text.escaped("\(catalogue.controller) \(catalogue.controllerVersion)"), codes(catalogue.classes), catalogue.verified,
            ]
        }
        let titles = ["routing controller", "what it is", "controller", "classes", "held against the source on"]
        return Text.table(titles, rows).joined(separator: "\n") + "\n"
    }

    // MARK: Sections

    private static func section(_ title: String, _ table: [String], said: String) -> [String] {
        table.isEmpty ? [] : ["", "## \(title)", "", said, ""] + table
    }

    private static func scope(_ catalogue: Catalogue) -> String { catalogue.defaultScope?.rawValue ?? "neither, or it depends" }

    private static func claims(_ catalogue: Catalogue) -> [String] {
        Text.table(
            ["", ""],
            [
                ["controller", Text.escaped("\(catalogue.controller) \(catalogue.controllerVersion)")],
                ["held against its source on", Text.escaped(catalogue.verified)],
                ["cloud", Text.code(catalogue.provider)],
                ["`spec.loadBalancerClass`", catalogue.classes.isEmpty ? "claims none" : "claims " + codes(catalogue.classes)],
                ["a plain `LoadBalancer` Service is", scope(catalogue)],
                ["its annotations begin with", catalogue.prefixes.isEmpty ? "it has none of its own" : codes(catalogue.prefixes)],
            ])
    }

    private static func routingClaims(_ catalogue: Catalogue) -> [String] {
        Text.table(
            ["", ""],
            [
                ["controller", Text.escaped("\(catalogue.controller) \(catalogue.controllerVersion)")],
                ["held against its source on", Text.escaped(catalogue.verified)],
                ["cloud", Text.code(catalogue.provider)],
                ["its classes are usually called", catalogue.classes.isEmpty ? "nothing in particular" : codes(catalogue.classes)],
                [
                    "class objects name it",
                    catalogue.controllerNames.isEmpty ? "it reads none" : codes(catalogue.controllerNames),
                ],
                ["its annotations begin with", catalogue.prefixes.isEmpty ? "it has none of its own" : codes(catalogue.prefixes)],
            ])
    }

    private static func options(_ catalogue: Catalogue) -> [String] {
        let families = [
            Text.code("clusterIPFamilies"), "list: `IPv4`, `IPv6`", Text.code("IPv4"),
            "The cluster's IP families, primary first. Every target has this option.", "",
        ]
        let own = catalogue.options.map { option in
            [
                Text.code(option.name), type(option.type, option.values), option.defaultValue.map(Text.code) ?? "none",
                Text.escaped(option.summary), Text.escaped(option.source),
            ]
        }
        let routing = [
            Text.code("routing"), "list: ids of routing controllers, or `none`",
            catalogue.routing.isEmpty ? "none" : Text.code(catalogue.routing.joined(separator: ",")),
            "The controllers of Ingresses and Gateways that the cluster has, in order. Every target has this option.", "",
        ]
        let nodes = [
            Text.code("nodes"), "integer", "3, or as many Node objects as the input holds",
            "How many nodes the cluster has, for limits on what a load balancer sends to. Every target has this option.", "",
        ]
        let all = catalogue.options.contains { $0.name == "clusterIPFamilies" } ? own : [families] + own
        let rows = catalogue.isRouting ? own : all + [nodes, routing]
        return Text.table(["option", "values", "default", "what it sets", "source"], rows)
    }

    private static func product(_ product: Catalogue.Product) -> [String] {
        let title = product.url.map { Text.link(product.title, to: $0) } ?? Text.escaped(product.title)
        let facts = Text.table(
            ["product", "protocols", "scopes", "families", "clients get"],
            [
                [
                    title, Text.escaped(product.protocols.joined(separator: ", ")), product.scopes.map(\.rawValue).joined(separator: ", "),
                    product.families.map(\.rawValue).joined(separator: ", "), product.address == .ip ? "an IP address" : "a host name",
                ]
            ])
        let limits = product.limits.map { limit in
            [
                Text.escaped(limit.name), String(limit.value), Text.escaped(limit.per), limit.adjustable ? "yes" : "no",
                Text.escaped(limit.source),
            ]
        }
        let table = Text.table(["limit", "at most", "for each", "raised on request", "source"], limits)
        let defaults = product.defaults.map { "\(Text.code($0.name)) is \(Text.code($0.value))" }
        let said = defaults.isEmpty ? [] : ["", "Where nothing says otherwise: \(defaults.joined(separator: ", "))."]
        return ["", "### \(Text.code(product.id))", ""] + facts + said + (table.isEmpty ? [] : [""] + table) + cost(product)
    }

    /// What a product costs: a row for each thing that is paid for, the prices by region.
    private static func cost(_ product: Catalogue.Product) -> [String] {
        let reserved = product.reservedPorts.map { ["", "It keeps the ports \($0.lowerBound) to \($0.upperBound) for itself."] } ?? []
        guard let cost = product.cost else { return reserved }
        let notes = cost.notes.map { "- \(Text.escaped($0))" }
        if let reason = cost.unknown {
            return reserved + ["", "No price is known: \(Text.escaped(reason))."] + (notes.isEmpty ? [] : [""] + notes)
        }
        guard !cost.items.isEmpty else { return reserved + ["", "It costs nothing:", ""] + notes }
        let rows = cost.items.map { item in
            let prices = item.prices.map { "\($0.region.isEmpty ? "everywhere" : $0.region) \($0.amount.decimal)" }
            let dates = Set(item.prices.map { $0.date ?? item.date }).sorted()
            let period = item.period == .once ? "" : " a \(item.period.rawValue)"
            return [
                Text.escaped(item.title), Text.escaped(prices.joined(separator: ", ")),
                "\(item.prices.first?.amount.currency ?? "")\(period)", Text.escaped(item.source),
                dates.count < 2 ? dates.joined() : "\(dates.first ?? "") to \(dates.last ?? "")",
            ]
        }
        let table = Text.table(["paid for", "price of one, by region", "", "source", "of"], rows)
        return reserved + [""] + table + (notes.isEmpty ? [] : [""] + notes)
    }

    private static let annotationGroups: [(title: String, said: String, states: [Catalogue.Annotation.State])] = [
        ("Annotations", "What the controller reads. The requirement is what that asks for, in words of no cloud.", [.read]),
        ("Deprecated annotations", "The controller still reads these, and its makers advise against them.", [.deprecated]),
        ("Annotations without effect", "They belong to the cloud's vocabulary, and this controller does nothing with them.", [.ignored]),
        ("Annotations that the controller writes", "It keeps its own records in them.", [.written]),
    ]

    private static func annotations(_ annotations: [Catalogue.Annotation], _ catalogue: Catalogue) -> [String] {
        let rows = annotations.map { annotation in
            [
                Text.code(annotation.key) + (annotation.isLabel ? " (a label)" : ""), type(annotation.type, annotation.values),
                annotation.defaultValue.map(Text.code) ?? "", Text.escaped(catalogue.shortWords(annotation.range)),
                Text.escaped(annotation.summary),
                requirement(annotation), Text.escaped(annotation.source),
            ]
        }
        return Text.table(["key", "values", "default", "since", "what it sets", "requirement", "source"], rows)
    }

    private static func features(_ catalogue: Catalogue) -> [String] {
        guard let versions = catalogue.versions else { return [] }
        let rows = versions.features.map {
            [Text.escaped(catalogue.shortWords($0.range)), Text.escaped($0.summary), Text.escaped($0.source)]
        }
        return Text.table(["since", "what the controller does", "source"], rows)
    }

    private static func settings(_ catalogue: Catalogue) -> [String] {
        Text.table(["property", "requirement"], catalogue.settings.map { [Text.code($0.name), requirement($0.requirement)] })
    }

    private static func sources(_ catalogue: Catalogue) -> [String] {
        let rows = catalogue.sources.map { source in
            [
                Text.code(source.id), Text.link(source.title, to: source.url), source.version.map(Text.escaped) ?? "",
                Text.escaped(source.date),
            ]
        }
        return Text.table(["id", "page or repository", "version", "read on"], rows)
    }

    // MARK: Cells

    private static func codes(_ texts: [String]) -> String { texts.map(Text.code).joined(separator: ", ") }

    private static func type(_ type: Catalogue.ValueType, _ values: [String]) -> String {
        values.isEmpty ? type.rawValue : codes(values)
    }

    private static func requirement(_ annotation: Catalogue.Annotation) -> String {
        guard !annotation.requirements.isEmpty else { return annotation.noRequirement.map { "none: \(Text.escaped($0))" } ?? "" }
        return annotation.requirements.map(requirement).joined(separator: "<br>")
    }

    private static func requirement(_ mapping: Catalogue.RequirementMapping) -> String {
        var parts = [Text.code(mapping.id.rawValue)]
        if let entry = mapping.entry { parts.append("the entry \(Text.code(entry))") }
        if !mapping.values.isEmpty {
            var meanings: [String] = []
            for entry in mapping.values where !meanings.contains(entry.value) { meanings.append(entry.value) }
            let words = meanings.map { meaning in
                "\(codes(mapping.values.filter { $0.value == meaning }.map(\.name))) for \(Text.code(meaning))"
            }
            parts.append(words.joined(separator: "; "))
        } else if mapping.form != .asIs {
            parts.append(Text.escaped(mapping.form.rawValue))
        }
        if !mapping.when.isEmpty { parts.append("where " + conditions(mapping.when)) }
        if !mapping.beside.isEmpty { parts.append("where beside it " + conditions(mapping.beside)) }
        if !mapping.isWritten { parts.append("not written by `portolan adapt`") }
        return parts.joined(separator: "; ")
    }

    private static func conditions(_ settings: Settings) -> String {
        settings.map { entry in
            entry.value == "*" ? "\(Text.code(entry.name)) is there" : "\(Text.code(entry.name)) is \(Text.code(entry.value))"
        }.joined(separator: " and ")
    }
}
