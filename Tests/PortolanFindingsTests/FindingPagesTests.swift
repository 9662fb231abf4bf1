// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanNetworks
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport
import Testing

@testable import PortolanCLI
@testable import PortolanFindings

@Suite struct FindingPagesTests {
    /// A page, for its code in a failure.
    struct Page: Sendable, CustomTestStringConvertible {
        let page: FindingPage

        var testDescription: String { page.code }

        static let all = FindingPages.all.map { Page(page: $0) }
    }

    @Test(arguments: Page.all) func `the example has the finding, the other has not, and the API server takes both`(_ one: Page) throws {
        let page = one.page
        let triggering = try everything(about: page.triggering, on: page.target)
        let found = triggering.findings.filter { $0.code == page.code }
        #expect(found.map(\.severity).max() == page.severity, "\(triggering.findings)")
        // One finding is about what depends on an object that is refused.
        #expect(triggering.rejections.isEmpty == (page.code != "pods-rejected"), "\(triggering.rejections)")
        let passing = try everything(about: page.passing, on: page.target)
        #expect(!passing.findings.contains { $0.code == page.code }, "\(passing.findings)")
        #expect(passing.rejections.isEmpty, "\(passing.rejections)")
    }

    @Test(arguments: Page.all) func `a message is one sentence without capital and full stop, and a remedy goes with it`(_ one: Page) throws
    {
        for finding in try everything(about: one.page.triggering, on: one.page.target).findings where finding.code == one.page.code {
            #expect(finding.message.last != "." && finding.remedy.last != ".")
            #expect(!finding.remedy.isEmpty)
            #expect(!finding.message.contains("\n"))
        }
    }

    @Test func `every code stands once and is written in kebab case`() {
        let codes = FindingPages.all.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.allSatisfy { ($0.isLowercase && $0.isASCII) || $0 == "-" } })
    }

    @Test func `every code that the sources give to a finding has a page`() throws {
        let sources = root.appending(path: "Sources")
        let pages = Set(FindingPages.all.map(\.code))
        var found: Set<String> = []
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /code: "([a-z-]+)"/) { found.insert(String(match.1)) }
        }
        #expect(found.count >= pages.count)
        #expect(found.subtracting(pages) == [])
    }

    @Test func `a check's type and its code are one name`() {
        for check in Findings.checks {
            #expect("\(type(of: check))".lowercased() == check.page.code.replacing("-", with: ""))
        }
    }

    @Test func `the documentation is what the texts beside the code say`() throws {
        let file = root.appending(path: "Documentation/findings.md")
        let text = FindingPageText.markdown(FindingPages.all)
        let written = try? String(contentsOf: file, encoding: .utf8)
        if ProcessInfo.processInfo.environment["PORTOLAN_RECORD"] == "1" || written == nil {
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(written == text, "Documentation/findings.md is stale: PORTOLAN_RECORD=1 swift test --filter FindingPages")
    }

    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All findings of a manifest, wherever they come from.
    private func everything(about manifest: String, on target: String?) throws -> (
        findings: [Finding], rejections: [Inventory.Rejection]
    ) {
        let file = ManifestReader.read(Array(manifest.utf8), path: "example.yaml")
        #expect(file.errors.isEmpty)
        let names = target?.components(separatedBy: " and ") ?? []
        let targets = try names.map { try #require(Providers.target($0)) }
        let plan = Planner(targets.map { Planner.Assignment(target: $0, modules: Providers.allRouting) }).plan(file.documents)
        let subject = ObjectReference(kind: "Service", namespace: "default", name: "web")
        let planned = plan.endpoints.flatMap { endpoint in
            endpoint.exposures.flatMap(\.loadBalancers).map {
                PlannedLoadBalancer(balancer: $0, subject: endpoint.reference, location: endpoint.location)
            }
        }
        let limits = targets.flatMap { target in
            ProductLimits(target.catalogue, others: [], quotas: [quota].filter { $0.cloud == target.catalogue.provider }).findings(
                for: planned)
        }
        let found =
            Findings.all(in: plan.inventory, graph: plan.graph) + Assessor(homes: Self.targets).assess(plan).dangerFindings
            + plan.inventory.services.flatMap { Self.unknown.findings(in: $0.metadata) }
            + ranges.findings(for: file.documents.flatMap { AddressOccurrence.occurrences(in: $0, subject: subject) })
            + limits
        return (Suppression(plan.inventory, codes: FindingPages.codes).apply(found), plan.rejections)
    }

    private let quota = Quota(
        name: "network-load-balancers", limit: 1, cloud: "aws", region: "us-east-1",
        provenance: Provenance(url: "https://example.com/", date: "2026-11-20"))
    private static let targets = Providers.ids.compactMap { Providers.target($0) }
    private static let unknown = UnknownAnnotations(targets.map(\.catalogue))

    private let ranges = RangeTable([
        PublishedRanges(
            groups: [RangeGroup(cloud: "aws", region: "us-east-1", service: "EC2", prefixes: [IPPrefix("52.94.0.0/22")].compactMap { $0 })],
            provenance: Provenance(url: "https://example.com/", date: "2026-11-20"))
    ])
}
