// SPDX-License-Identifier: Apache-2.0

import HTMLDocument
import PortolanModel
import PortolanProviders
import PortolanReport
import TestSupport
import Testing

@testable import PortolanReport

/// What holds for every page, whatever was planned.
private func expectSound(_ page: String) {
    let document = HTMLDocument(page)
    #expect(page.hasPrefix("<!doctype html>\n"))
    #expect(document.complaints == [])
    let ids = document.values(of: "id")
    #expect(Set(ids).count == ids.count, "ids that occur twice: \(ids.filter { id in ids.count { $0 == id } > 1 })")
    for link in document.values(of: "href") {
        #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link) leads nowhere")
    }
    for label in document.values(of: "aria-labelledby") { #expect(ids.contains(label), "\(label)") }
    for name in ["main", "header", "nav", "footer", "h1"] { #expect(document.named(name).count == 1, "\(name)") }
    #expect(document.named("title").count { $0.ancestors == ["html", "head"] } == 1)
    for name in ["main", "header", "footer"] { #expect(document.named(name).first?.ancestors == ["html", "body"], "\(name)") }
    #expect(document.named("html").first?.attributes["lang"] == "en")
    #expect(document.named("title").first?.text.isEmpty == false)
    for cell in document.named("th") { #expect(cell.attributes["scope"] != nil, "\(cell.text)") }
    for region in document.elements where region.attributes["role"] == "region" {
        #expect(region.attributes["aria-label"]?.isEmpty == false)
    }
    let levels = document.elements.compactMap { ["h1": 1, "h2": 2, "h3": 3, "h4": 4][$0.name] }
    for (before, after) in zip(levels, levels.dropFirst()) {
        #expect(after <= before + 1, "a heading of level \(after) behind one of level \(before)")
    }
}

/// Nothing is loaded, and nothing runs but the page's own script.
private func expectInert(_ page: String) {
    let document = HTMLDocument(page)
    let allowed: Set<String> = [
        "html", "head", "meta", "title", "style", "script", "body", "a", "header", "p", "h1", "nav", "main", "section", "h2", "h3", "div",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "ul", "li", "code", "strong", "b", "small", "article", "details",
        "summary", "dl", "dt", "dd", "pre", "footer", "figure", "figcaption", "fieldset", "legend", "label", "input", "output", "svg", "g",
        "path", "rect", "text",
    ]
    #expect(Set(document.elements.map(\.name)).subtracting(allowed) == [])
    let attributes = Set(document.elements.flatMap(\.attributes.keys))
    let known: Set<String> = [
        "lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "aria-label", "aria-labelledby", "aria-hidden", "role",
        "tabindex", "scope", "open", "hidden", "type", "checked", "autocomplete", "data-sort", "viewbox", "width", "height", "x", "y", "rx",
        "d", "preserveaspectratio",
    ]
    #expect(Set(attributes.map { $0.lowercased() }).subtracting(known) == [])
    #expect(document.named("meta").compactMap { $0.attributes["http-equiv"] } == ["Content-Security-Policy"])
    let policy = document.named("meta").compactMap { $0.attributes["http-equiv"] == nil ? nil : $0.attributes["content"] }.first ?? ""
    for name in ["style", "script"] {
        let elements = document.named(name)
        #expect(elements.count == 1, "\(name)")
        let digest = Digest.base64(SHA256.digest(of: Array((elements.first?.text ?? "").utf8)))
        #expect(policy.contains("\(name)-src 'sha256-\(digest)'"), "the policy allows another \(name)")
    }
    #expect(policy.hasPrefix("default-src 'none'; "))
    #expect(!policy.contains("unsafe"))
    let code = (document.named("style") + document.named("script")).map(\.text).joined()
    for word in ["url(", "@import", "expression", "http:", "https:", "eval(", "innerHTML", "localStorage", "cookie", "fetch(", "XMLHttp"] {
        #expect(!code.contains(word), "\(word)")
    }
}

@Suite struct HTMLReportTests {
    @Test func `a hostile manifest runs nothing and breaks nothing`() throws {
        let rendered = try Rendered.hostile()
        let page = try rendered.html(app: "</title><script>alert(0)</script>\"\u{301}{{version}}")
        expectSound(page)
        expectInert(page)
        let text = HTMLDocument(page).named("body").map(\.text).joined()
        for shown in ["<script>alert(1)</script>", "<script>alert(8)</script>", "{{version}}", "default/"] {
            #expect(text.contains(shown), "\(shown)")
        }
        for scalar in page.unicodeScalars where scalar != "\n" && scalar != "\u{2060}" {
            let category = scalar.properties.generalCategory
            #expect(category != .control && category != .format, "U+\(String(scalar.value, radix: 16))")
        }
    }

    private static func storefront(on targets: [String]) throws -> String {
        let manifest = try ["database", "web"].flatMap {
            try #require(TextFile.read("\(Repository.root)/Examples/storefront/\($0).yaml")) + Array("\n---\n".utf8)
        }
        return try Rendered(manifest, on: targets).html(app: "storefront")
    }

    @Test(arguments: [["gke"], ["eks", "gke", "aks"], Providers.ids]) func `the storefront's page is sound and inert`(
        _ targets: [String]
    ) throws {
        let page = try Self.storefront(on: targets)
        expectSound(page)
        expectInert(page)
        let document = HTMLDocument(page)
        #expect(document.elements.filter { $0.attributes["class"] == "formula sum" }.count == 1)
        #expect(document.named("main").first?.text.contains("localhost") == true)
    }

    @Test func `the first sheet says what decides`() throws {
        let document = HTMLDocument(try Self.storefront(on: ["eks", "gke", "aks"]))
        let sentences = document.elements.filter { $0.ancestors.last == "ul" && $0.name == "li" }.prefix(3).map(\.text)
        #expect(
            sentences == [
                "gke: nothing to do.", "eks: 1 Service becomes private; 2 lines in 1 object mend it.",
                "aks: 1 Service becomes public; 1 line in 1 object mends it.",
            ])
    }

    @Test func `a difference is drawn with the step that differs marked, and told in words`() throws {
        let document = HTMLDocument(try Self.storefront(on: ["eks", "gke", "aks"]))
        #expect(document.elements.count { $0.attributes["class"] == "box marked" } == 2)
        let told = document.named("li").map(\.text)
        #expect(
            told.contains {
                $0.hasPrefix("eks: client, TCP 8088 → ≠ private hostname → aws-nlb, 8088/TCP → node (allocated) → web/python:8080")
            })
        #expect(told.contains("gke: client, TCP 8088 → public IP → gcp-target-pool-nlb, 8088/TCP → node 8088 → web/python:8080"))
    }

    @Test func `what to write stands there as YAML`() throws {
        let document = HTMLDocument(try Self.storefront(on: ["eks", "gke", "aks"]))
        let patches = document.named("pre").map(\.text)
        #expect(
            patches.contains(
                """
                apiVersion: v1
                kind: Service
                metadata:
                  name: web
                  annotations:
                    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"

                """))
    }

    @Test func `endpoints of which the same becomes everywhere fold to one line`() throws {
        let services = (1...41).map {
            "{apiVersion: v1, kind: Service, metadata: {name: web-\($0)}, spec: {type: NodePort, ports: [{port: 80}]}}\n---\n"
        }
        let page = HTMLDocument(try Rendered(Array(services.joined().utf8), on: ["eks", "gke"]).html())
        #expect(page.named("summary").contains { $0.text.contains("41 Services: no difference") })
    }

    @Test func `targets beyond six share columns where they do the same`() throws {
        let document = HTMLDocument(try Self.storefront(on: Providers.ids))
        let heads = document.elements.filter { $0.name == "th" && $0.attributes["class"]?.hasPrefix("g-") == true }
        #expect(heads.count < Providers.ids.count)
        #expect(heads.flatMap { $0.text.split(separator: ", ") }.map(String.init).sorted() == Providers.ids.sorted())
    }

    @Test func `an empty input makes a page that says so`() throws {
        let page = try Rendered([]).html()
        expectSound(page)
        #expect(page.contains("there is nothing to plan"))
    }

    @Test func `Services of one name in two namespaces, and of none, get anchors of their own`() throws {
        let one = { (namespace: String, name: String) in
            "{apiVersion: v1, kind: Service, metadata: {name: \(name), namespace: \(namespace)}, spec: {type: LoadBalancer, ports: [{port: 80}]}}\n---\n"
        }
        expectSound(
            try Rendered(Array((one("a", "web") + one("b", "web") + one("b", "\"\"") + one("b", "\"ü ü\"") + one("a", "web")).utf8)).html())
    }

    @Test(arguments: [
        ("<b>", "<b>"), ("\"\u{301}", "\"\u{2060}\u{301}"), ("'\u{200D}x", "'\u{2060}\u{FFFD}x"), ("é<é", "é<\u{2060}é"),
        ("&\u{FE0F}", "&\u{2060}\u{FE0F}"),
        ("plain é", "plain é"), ("\u{0}", "\u{FFFD}"),
    ]) func `a mark behind a quote is kept apart, so that the quote is escaped`(_ pair: (text: String, expected: String)) {
        #expect(Array(pair.text.templateText.unicodeScalars) == Array(pair.expected.unicodeScalars))
    }

    @Test func `templates can be replaced one by one, and mistakes are told by name`() throws {
        let rendered = try Rendered([])
        #expect(
            try rendered.html(app: "x", overrides: ["report.mustache": "<{{app}}>{{>appendix}}"]).hasPrefix("<x><section id=\"appendix\""))
        #expect(throws: HTMLReport.TemplateError.self) { try HTMLReport(overrides: ["nosuch.mustache": ""]) }
        let error = #expect(throws: HTMLReport.TemplateError.self) { try HTMLReport(overrides: ["sheet.mustache": "{{#open}}"]) }
        #expect(error?.description.hasPrefix("sheet.mustache: ") == true)
    }
}

@Suite struct FindingGroupTests {
    @Test func `what holds on several targets is told once, the gravest first`() throws {
        let manifest =
            "{apiVersion: v1, kind: Service, metadata: {name: web, annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}}, spec: {type: LoadBalancer, ports: [{port: 80}]}}"
        let rendered = try Rendered(Array(manifest.utf8), on: ["eks", "gke", "k3s", "aks"])
        let groups = FindingGroup.groups(rendered.findings)
        #expect(groups.count < rendered.findings.count)
        #expect(groups.flatMap(\.targets).count == rendered.findings.count { $0.target != nil })
        #expect(groups.map(\.severity) == groups.map(\.severity).sorted(by: >))
    }
}
