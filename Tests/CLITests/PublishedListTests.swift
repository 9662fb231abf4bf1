// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Lists of address ranges that a provider file of the user's own names.
@Suite struct PublishedListTests {
    /// Every form that a provider file may name: the reader's list, which the fetcher must know whole.
    private static let formats = [
        "aws-ranges", "cidr-list", "cloudflare-ranges", "exoscale-ranges", "fastly-ranges", "geofeed", "google-ranges", "oracle-ranges",
        "vultr-geofeed",
    ]

    private static func file(_ lists: String) -> String {
        """
        schemaVersion: portolan.provider/v1
        id: harbour
        title: Harbour
        provider: harbour
        controller: harbour
        controllerVersion: "1"
        verified: "2026-11-23"
        summary: A cloud of the tests.
        publishes:
        \(lists)
        behaviour: {claims: [{claim: true}]}

        """
    }

    @Test func `a list of every form is fetched beside the built-in ones`() {
        let folder = TemporaryFolder()
        let lists = Self.formats.map { "  - {id: harbour-\($0), url: 'https://ranges.example/\($0)', format: \($0), date: '2026-11-23'}" }
        folder.write(Self.file(lists.joined(separator: "\n")), to: "harbour.yaml")
        let run = portolan.run(["fetch", "--status", "--provider", "\(folder.path)/harbour.yaml"])
        #expect(run.status == 0, "\(run.errors)")
        for format in Self.formats { #expect(run.output.contains("harbour-\(format)"), "\(run.output)") }
        #expect(run.output.contains("aws-ranges"))
    }

    @Test func `a list cannot take a built-in one's id`() {
        let folder = TemporaryFolder()
        folder.write(
            Self.file("  - {id: aws-ranges, url: 'https://ranges.example/x', format: cidr-list, date: '2026-11-23'}"), to: "harbour.yaml")
        let run = portolan.run(["fetch", "--status", "--provider", "\(folder.path)/harbour.yaml"])
        #expect(run.status == 2)
        #expect(run.errors.contains("a built-in source has the id"))
    }
}
