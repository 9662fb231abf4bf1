// SPDX-License-Identifier: Apache-2.0

import PortolanProvider
import PortolanProviders
import Testing

/// Releases in a provider file.
@Suite struct ProviderVersionTests {
    private static func file(_ sections: String, reads: [String] = []) -> [UInt8] {
        Array(
            """
            schemaVersion: portolan.provider/v1
            id: probe
            title: Probe
            provider: probe
            controller: probe-controller
            controllerVersion: "2.0.0"
            verified: "2026-11-30"
            summary: A probe.
            behaviour: {claims: [], notInExposure: [\(reads.joined(separator: ", "))]}
            \(sections)

            """.utf8)
    }

    private static let releases = """
        versions:
          releases:
            - {version: "1.30.6", date: "2026-01-01", source: probe}
            - {version: "1.30.7", date: "2026-01-02", source: probe}
            - {version: "1.31.0", date: "2026-01-03", source: probe}
            - {version: "1.31.1", date: "2026-01-04", source: probe}
            - {version: "1.32.0", date: "2026-01-05", source: probe}
            - {version: "1.33.0", name: main, date: "2026-01-06", source: probe}
        """

    private static func row(_ key: String, _ range: String) -> String {
        "  - {key: \(key), type: string, summary: S., noRequirement: none, source: probe, \(range)}\n"
    }

    @Test(arguments: [
        ("1.30.6", false), ("1.30.7", true), ("1.31.0", false), ("1.31", true), ("1.32.0", true), ("main", true), ("1.31.9", true),
    ])
    func `what is carried back is told line by line`(_ version: String, _ isKnown: Bool) throws {
        let rows =
            "\(Self.releases)\nannotations:\n" + Self.row("probe/new", "since: \"1.30.7, 1.31.1\"")
            + Self.row("probe/old", "on: annotation")
        let (target, errors) = Providers.load(Self.file(rows, reads: ["probe/old", "probe/new"]), file: "probe.yaml")
        #expect(errors == [])
        let catalogue = try #require(target).catalogue.at(version)
        #expect(catalogue.annotations.contains { $0.key == "probe/new" } == isKnown)
        #expect(catalogue.isUnknownHere("probe/new") != isKnown)
        #expect(!catalogue.isUnknownHere("probe/old"))
    }

    @Test func `values and defaults follow the release`() throws {
        let options = """
            \(Self.releases)
            options:
              - name: mode
                type: enum
                values: [plain, {value: fancy, since: "1.31.1"}]
                default: [{value: plain, until: "1.32.0"}, {value: fancy, since: "1.32.0"}]
                summary: How.
                source: probe
            """
        let target = try #require(Providers.load(Self.file(options), file: "probe.yaml").target)
        func mode(_ version: String) -> Catalogue.Option? { target.catalogue.at(version).options.first { $0.name == "mode" } }
        #expect(mode("1.31.0")?.values == ["plain"] && mode("1.31.1")?.values == ["plain", "fancy"])
        #expect(mode("1.31.1")?.defaultValue == "plain" && mode("1.32.0")?.defaultValue == "fancy")
        #expect(target.catalogue.options(set: [:])["version"] == "main")
        #expect(target.catalogue.at("1.30.6").check(option: "mode", value: "fancy") == "expected one of plain")
    }

    @Test(arguments: [
        ("versions: {releases: []}", "\"releases\" is missing"),
        ("versions: {releases: [{version: latest, date: d, source: s}]}", "no version"),
        ("versions: {default: \"9.9.9\", releases: [{version: \"1.0.0\", date: d, source: s}]}", "none of the releases"),
        (
            "versions: {releases: [{version: \"1.1.0\", date: d, source: s}, {version: \"1.0.0\", date: d, source: s}]}",
            "1.0.0 stands behind 1.1.0"
        ),
        (
            "versions: {releases: [{version: \"1.0.0\", date: d, source: s}], features: [{name: a, summary: s, source: s}]}",
            "\"since\" is missing"
        ),
        ("annotations:\n" + row("probe/new", "since: \"Kubernetes 1.10\""), "no version"),
        ("annotations:\n" + row("probe/new", "since: \"1.31.1, 1.30.7\""), "expected versions in order"),
        ("annotations:\n" + row("probe/new", "since: \"1.30.1, 1.30.7\""), "at most one of each line"),
        ("annotations:\n" + row("probe/new", "since: \"1.31.0\", until: \"1.30.0\""), "\"until\" comes before \"since\""),
        ("options: [{name: version, type: string, summary: s, source: s}]", "comes of the section"),
        ("options: [{name: a, type: string, summary: s, source: s, setBy: hand}]", "flag, environment or configuration"),
    ])
    func `what is misspelt is refused with its place`(_ section: String, _ words: String) {
        let errors = Providers.load(Self.file(section), file: "probe.yaml").errors
        #expect(errors.contains { $0.message.contains(words) }, "\(errors)")
    }

    @Test func `a tag between that was missed has not got it`() throws {
        let versions = ["1.33.9", "1.34.0", "1.34.1", "1.34.2", "1.35.0"]
        let rows = """
            versions: {releases: [\(versions.map { "{version: \"\($0)\", date: d, source: s}" }.joined(separator: ", "))]}
            annotations:
            \(Self.row("probe/new", "since: \"1.34.0\", except: \"1.34.1\""))\(Self.row("probe/old", "until: \"1.34.2\""))
            """
        let catalogue = try #require(Providers.load(Self.file(rows, reads: ["probe/old", "probe/new"]), file: "probe.yaml").target)
            .catalogue
        #expect(versions.map { catalogue.at($0).isUnknownHere("probe/new") } == [true, false, true, false, false])
        #expect(versions.map { catalogue.at($0).isUnknownHere("probe/old") } == [false, false, false, true, true])
    }
}
