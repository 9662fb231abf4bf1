// SPDX-License-Identifier: Apache-2.0

import Mustache
import PortolanModel
package import PortolanPlan
import PortolanPortability
import PortolanTemplates

/// The report: one self-contained HTML file.
public struct HTMLReport {
    /// Why a report could not be rendered.
    public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, and what to do.
        public var description: String
    }

    private let library: MustacheLibrary

    /// Loads the templates.
    ///
    /// - Parameter overrides: Templates that replace the embedded ones, by file name (`sheet.mustache`).
    /// - Throws: `TemplateError` where a template is no Mustache, or where an override has no namesake.
    public init(overrides: [String: String] = [:]) throws(TemplateError) {
        var templates: [String: MustacheTemplate] = [:]
        let known = Set(Templates.all.map(\.name))
        if let stranger = overrides.keys.sorted().first(where: { !known.contains($0) }) {
            throw TemplateError(description: "\(stranger): no template of this name; known: \(known.sorted().joined(separator: ", "))")
        }
        if !overrides.isEmpty {
            let texts = Dictionary(Templates.all.map { ($0.name, overrides[$0.name] ?? $0.text) }) { first, _ in first }
            if let problem = TemplateBounds.problem(texts, checking: Set(overrides.keys)) { throw TemplateError(description: problem) }
        }
        for (name, text) in Templates.all {
            do {
                templates[String(name.dropLast(".mustache".count))] = try MustacheTemplate(string: overrides[name] ?? text)
            } catch {
                throw TemplateError(description: "\(name): \(error)")
            }
        }
        library = MustacheLibrary(templates: templates)
    }

    /// Renders the report of an app.
    package func render(_ app: PlannedApp, edition: ReportEdition) throws(TemplateError) -> String {
        try page(ReportContext(app: app, edition: edition).page, "report")
    }

    /// Renders the page that lists several apps.
    ///
    /// - Parameters:
    ///   - pages: The apps, each with the name of its page.
    ///   - unjudged: What exposes something beside them and is not planned.
    ///   - edition: What they are called together.
    package func index(of pages: [(app: PlannedApp, page: String)], unjudged: [Unjudged], edition: ReportEdition)
        throws(TemplateError) -> String
    {
        try page(PortfolioContext(pages: pages, unjudged: unjudged, edition: edition).page, "apps")
    }

    /// Renders a page whose style and script are allowed by their digests: nothing else can run, wherever it came from.
    private func page(_ context: TemplateRow, _ name: String) throws(TemplateError) -> String {
        var context = context
        for part in ["style", "script"] {
            let text = library.render(context, withTemplate: part) ?? ""
            context["\(part)Text"] = text
            context["\(part)Hash"] = "sha256-" + Digest.base64(SHA256.digest(of: Array(text.utf8)))
        }
        guard let page = library.render(context, withTemplate: name) else {
            throw TemplateError(description: "there is no template \(name).mustache")
        }
        return page
    }
}
