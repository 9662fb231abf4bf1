// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanProvider
import PortolanProviders
import PortolanReport
import Testing

@Suite struct ProviderPageTests {
    @Test(arguments: Providers.ids) func `the page of a target says what its catalogue says`(_ id: String) throws {
        let target = try #require(Providers.target(id))
        try GeneratedFile.check("Documentation/providers/\(id).md", is: CatalogueMarkdown.page(target.catalogue))
    }

    @Test(arguments: Providers.routingIDs) func `the page of a routing controller says what its catalogue says`(_ id: String) throws {
        let module = try #require(Providers.routing(id))
        try GeneratedFile.check("Documentation/providers/routing/\(id).md", is: CatalogueMarkdown.page(module.catalogue))
    }

    @Test func `the index lists every target`() throws {
        let catalogues = Providers.ids.compactMap { Providers.target($0)?.catalogue }
        let text = """
            # Targets

            One page for each target, written from its catalogue: options, products with their limits, every annotation with what it sets \
            and where that was read. What surprises about a controller stands beside its module, in `providers/`.

            <!-- Written from the targets' catalogues: change those, then `make record`. -->


            """
        try GeneratedFile.check(
            "Documentation/providers/README.md",
            is: text + CatalogueMarkdown.index(catalogues) { "\($0.id).md" }
                + "\n## Routing controllers\n\nWho serves Ingresses and Gateways; which of them a target has is its option `routing`.\n\n"
                + CatalogueMarkdown.routingIndex(Providers.allRouting.map(\.catalogue)) { "routing/\($0.id).md" })
    }

    @Test func `there is no page of a target that is gone`() throws {
        let pages = try SourceTree.files().filter { $0.hasPrefix("Documentation/providers/") && $0.hasSuffix(".md") }
        let known = Set(
            Providers.ids.map { "Documentation/providers/\($0).md" }
                + Providers.routingIDs.map { "Documentation/providers/routing/\($0).md" } + ["Documentation/providers/README.md"])
        #expect(pages.filter { !known.contains($0) } == [])
    }

    @Test func `every table of a page has as many cells in each row as in its head`() throws {
        for id in Providers.ids {
            let page = CatalogueMarkdown.page(try #require(Providers.target(id)).catalogue)
            var width: Int?
            for line in page.components(separatedBy: "\n") {
                guard line.hasPrefix("|") else {
                    width = nil
                    continue
                }
                let cells = line.replacingOccurrences(of: "\\|", with: "").filter { $0 == "|" }.count
                #expect(cells == width ?? cells, "\(id): \(line)")
                width = cells
            }
        }
    }

    @Test func `nothing in a catalogue is read as markup`() throws {
        var catalogue = try #require(Providers.target("k3s")).catalogue
        catalogue.summary = "<script>alert(1)</script> a|b *c* [d](javascript:e) `f`\n# g"
        var row = try #require(catalogue.annotations.first { $0.state == .read && !$0.isLabel })
        (row.key, row.type, row.values, row.defaultValue, row.range) = ("a`b|c", .enum, ["x|y", "``"], "", .all)
        (row.summary, row.requirements, row.noRequirement, row.source) = ("one\n\n| two |", [], "<b>", "s")
        catalogue.annotations = [row]
        var source = try #require(catalogue.sources.first)
        (source.id, source.title, source.url, source.version) = ("s", "t", "javascript:alert(1)", nil)
        catalogue.sources = [source]
        let page = CatalogueMarkdown.page(catalogue)
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; a\\|b \\*c\\* \\[d\\](javascript:e) \\`f\\` \\# g"))
        #expect(page.contains("| ``a`b\\|c`` | `x\\|y`, ``` `` ``` | `\"\"` | one \\| two \\| | none: &lt;b&gt; | s |"))
        #expect(page.contains("| `s` | t (javascript:alert(1)) | \(source.date) |"))
        #expect(!page.contains("<b>") && !page.contains("<script"))
    }

    @Test func `the program prints the page that is in the tree`() throws {
        let (output, status) = try SourceTree.portolan(["targets", "eks", "--format", "markdown"])
        #expect(status == 0)
        #expect(output == CatalogueMarkdown.page(try #require(Providers.target("eks")).catalogue))
    }

    @Test func `the JSON of a target holds the rows of its catalogue`() throws {
        let (output, status) = try SourceTree.portolan(["targets", "eks", "--format", "json"])
        #expect(status == 0)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let target = try #require((json["targets"] as? [[String: Any]])?.first)
        let catalogue = try #require(Providers.target("eks")).catalogue
        #expect(json["schemaVersion"] as? String == "portolan.targets/v1")
        #expect((target["annotations"] as? [[String: Any]])?.compactMap { $0["key"] as? String } == catalogue.annotations.map(\.key))
        #expect((target["options"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == catalogue.options.map(\.name))
        #expect((target["products"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == catalogue.products.map(\.id))
    }
}
