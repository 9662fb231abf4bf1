// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanIngressNGINX

@Suite struct IngressNGINXCatalogueTests {
    private let module = Providers.routing("ingress-nginx")

    private func rows() throws -> [Catalogue.Annotation] { try #require(module).catalogue.annotations }

    @Test func `every annotation that the code reads is in the catalogue as read`() throws {
        let rows = Dictionary(try rows().map { ($0.key, $0) }) { first, _ in first }
        for name in AnnotationTable.rules.keys.sorted() {
            #expect(rows[AnnotationTable.prefix + name]?.state == .read, "\(name)")
        }
        for name in AnnotationTable.aliases.keys.sorted() {
            #expect(rows[AnnotationTable.prefix + name]?.state == .deprecated, "\(name)")
        }
    }

    @Test func `every row of the prefix that is read is one that the code reads`() throws {
        for row in try rows() where row.key.hasPrefix(AnnotationTable.prefix) && [.read, .deprecated].contains(row.state) {
            let name = String(row.key.dropFirst(AnnotationTable.prefix.count))
            #expect(AnnotationTable.rules[name] != nil || AnnotationTable.aliases[name] != nil, "\(name)")
        }
    }

    @Test func `every row names a source of the catalogue`() throws {
        let catalogue = try #require(module).catalogue
        let sources = Set(catalogue.sources.map(\.id))
        for source in catalogue.annotations.map(\.source) + catalogue.options.map(\.source) {
            #expect(sources.contains(String(source.prefix { $0 != " " })), "\(source)")
        }
    }
}

/// A case of the fixtures with the controller that its file is named after, for its name in a failure.
struct RouteCase: Sendable, CustomTestStringConvertible {
    let routing: RoutingCase
    let controller: String
    var testDescription: String { "\(controller): \(routing.name)" }

    static func all() throws -> [RouteCase] {
        try ["ingress-nginx", "aks-app-routing"].flatMap { controller -> [RouteCase] in
            let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(controller).yaml")
            let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
            try #require(errors == [])
            return cases.map { RouteCase(routing: $0, controller: controller) }
        }
    }
}

@Suite struct IngressNGINXRouteTests {
    @Test(arguments: try RouteCase.all()) func `answers as the source says`(_ one: RouteCase) throws {
        let target = try #require(Providers.target(one.routing.target))
        #expect(one.routing.differences(on: target, controller: one.controller, modules: Providers.allRouting) == [])
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.routing("ingress-nginx")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(IngressNGINXFeature.allCases.map(\.rawValue)))
    }

    @Test func `the add-on has the vocabulary of ingress-nginx beside its own`() throws {
        let catalogue = try #require(Providers.routing("aks-app-routing")).catalogue
        #expect(catalogue.prefixes == ["kubernetes.azure.com/", "nginx.ingress.kubernetes.io/"])
        #expect(catalogue.annotations.contains { $0.key == "nginx.ingress.kubernetes.io/rewrite-target" && $0.state == .read })
    }
}
