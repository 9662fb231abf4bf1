// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanManifest
import PortolanProvider
import PortolanProviders
import Testing

/// The repository's folder.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A provider folder that holds no Swift of its own.
struct DeclarativeProvider: Sendable, CustomTestStringConvertible {
    let id: String
    let folder: URL

    var testDescription: String { id }
    var file: URL { folder.appending(path: "\(id).yaml") }

    static let all: [DeclarativeProvider] = {
        let providers = repository.appending(path: "providers")
        let folders = (try? FileManager.default.contentsOfDirectory(at: providers, includingPropertiesForKeys: nil)) ?? []
        return folders.sorted { $0.path() < $1.path() }.compactMap { folder in
            let id = folder.lastPathComponent
            guard let text = try? String(contentsOf: folder.appending(path: "\(id).yaml"), encoding: .utf8) else { return nil }
            let lines = text.split(separator: "\n")
            guard lines.contains(where: { $0.hasPrefix("behaviour:") || $0.hasPrefix("inherits:") }) else { return nil }
            return DeclarativeProvider(id: id, folder: folder)
        }
    }()
}

@Suite struct DeclarativeProviderTests {
    @Test func `the long tail is there`() {
        let expected: Set = [
            "ack", "cilium", "civo", "eks-auto", "exoscale", "harvester", "iks", "kind", "kube-vip", "ovh", "rke2", "scaleway", "upcloud",
            "vultr",
        ]
        #expect(expected.isSubset(of: DeclarativeProvider.all.map(\.id)))
    }

    @Test(arguments: DeclarativeProvider.all) func `a declarative provider has a page, and no Swift`(_ provider: DeclarativeProvider) throws
    {
        let walker = try #require(FileManager.default.enumerator(at: provider.folder, includingPropertiesForKeys: nil))
        let files = walker.compactMap { $0 as? URL }
        #expect(files.filter { $0.pathExtension == "swift" } == [])
        let page = try String(contentsOf: provider.folder.appending(path: "README.md"), encoding: .utf8)
        #expect(page.split(separator: "\n").count > 8)
    }

    @Test(arguments: DeclarativeProvider.all) func `its file has no mistakes`(_ provider: DeclarativeProvider) throws {
        let (target, errors) = Providers.load(Array(try Data(contentsOf: provider.file)), file: provider.file.lastPathComponent)
        #expect(errors.map(\.message) == [])
        let catalogue = try #require(target?.catalogue)
        #expect(catalogue.id == provider.id)
        #expect(!catalogue.sources.isEmpty)
        let sources = Set(catalogue.sources.map(\.id))
        let cited = catalogue.annotations.map(\.source) + catalogue.options.map(\.source)
        for source in cited { #expect(sources.contains(source.split(separator: " ").first.map { String($0.filter { $0 != "," }) } ?? "")) }
    }

    @Test(arguments: DeclarativeProvider.all) func `at least twelve cases, all of which match`(_ provider: DeclarativeProvider) throws {
        let target = try #require(Providers.target(provider.id))
        let file = provider.folder.appending(path: "Tests/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: file)), file: "\(provider.id)/Tests/cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 12)
        #expect(Set(cases.map(\.name)).count == cases.count)
        for one in cases {
            #expect(!one.source.isEmpty, "\(one.name)")
            #expect(one.differences(on: target) == [], "\(one.name)")
        }
    }
}
