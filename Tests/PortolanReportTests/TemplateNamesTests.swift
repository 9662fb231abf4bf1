// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProviders
import PortolanTemplates
import TestSupport
import Testing

@testable import PortolanReport

/// What templates can name is a contract with whoever replaces one: Documentation/templates.md has all of it, and nothing else.
@Suite struct TemplateNamesTests {
    /// Every name in a page's data, lists' elements included.
    private static func names(in value: Any) -> Set<String> {
        var names: Set<String> = []
        var open: [Any] = [value]
        while let value = open.popLast() {
            if let row = value as? [String: Any] {
                names.formUnion(row.keys)
                open += row.values
            } else if let list = value as? [Any] {
                open += list
            }
        }
        return names
    }

    /// The names of pages that have something of everything.
    private static func all() throws -> Set<String> {
        let mixed = try #require(TextFile.read("\(Repository.root)/Tests/BrowserTests/Fixtures/mixed.yaml"))
        let sources = SourceLines([("app.yaml", mixed)])
        var edition = ReportEdition(title: "t", version: "1")
        edition.sources = sources
        var names: Set<String> = ["styleText", "styleHash", "scriptText", "scriptHash"]
        for rendered in [
            try Rendered(mixed, file: "app.yaml", on: ["eks", "gke", "aks"]), try .hostile(), try Rendered(mixed, on: ["eks"]),
        ] {
            let app = PlannedApp(
                name: "a", plan: rendered.plan, assessment: rendered.assessment, findings: rendered.findings)
            names.formUnion(Self.names(in: ReportContext(app: app, edition: edition).page))
            names.formUnion(Self.names(in: PortfolioContext(pages: [(app, "a.html")], unjudged: [], edition: edition).page))
        }
        return names
    }

    /// Names of data that needs prices, lists that were fetched, or several thousand rows.
    private static let rare: Set<String> = [
        "target", "total", "year", "barWidth", "longest", "unpriced", "lines", "product", "title", "quantity", "amount", "region", "source",
        "date",
        "builtIn", "old", "cloud", "families", "family", "ranges", "key", "value", "hasLines", "hasNotes", "served", "request", "answers",
        "differing",
        "silent", "hasSilent", "rows", "written",
    ]

    private static func documented() throws -> Set<String> {
        let page = String(decoding: try #require(TextFile.read("\(Repository.root)/Documentation/templates.md")), as: UTF8.self)
        let tables = page.split(separator: "\n").filter { $0.hasPrefix("| ") || $0.hasPrefix("`") || $0.hasPrefix("The names are") }
        return Set(tables.joined(separator: "\n").matches(of: /`([A-Za-z]+)`/).map { String($0.output.1) })
    }

    @Test func `every name that a page has is documented`() throws {
        let documented = try Self.documented()
        // `hasThings` stands beside every list.
        let names = try Self.all().filter { !$0.hasPrefix("has") || documented.contains($0) }
        let missing = names.subtracting(documented).sorted()
        #expect(missing == [], "Documentation/templates.md lacks \(missing)")
    }

    @Test func `every name that the templates use is there`() throws {
        let known = try Self.all().union(Self.rare).union(try Self.documented())
        for template in Templates.all {
            let used = template.text.matches(of: /\{\{\{?[#^\/]?([A-Za-z]+)\}?\}\}/).map { String($0.output.1) }
            for name in Set(used) where !known.contains(name) {
                let isFlag = name.hasPrefix("has") && known.contains(name.dropFirst(3).prefix(1).lowercased() + name.dropFirst(4))
                #expect(isFlag, "\(template.name) names \(name), which nothing has")
            }
        }
    }

    @Test func `every documented name of a page is one`() throws {
        let known = try Self.all().union(Self.rare)
        let templates = Set(Templates.all.map { String($0.name.dropLast(".mustache".count)) })
        let values: Set<String> = ["DIR", "edit", "app", "impossible", "hasThings", "things"]
        let strangers = try Self.documented().subtracting(known).subtracting(templates).subtracting(values).sorted()
        #expect(strangers == [], "\(strangers)")
    }

    @Test func `every template is in the documentation's list`() throws {
        let page = String(decoding: try #require(TextFile.read("\(Repository.root)/Documentation/templates.md")), as: UTF8.self)
        for template in Templates.all { #expect(page.contains("`\(template.name)`"), "\(template.name)") }
    }
}
