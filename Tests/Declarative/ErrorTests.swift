// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

/// Every mistake in a provider file is named with line and column, in the order of the file.
@Suite struct ErrorTests {
    private static let head = """
        schemaVersion: portolan.provider/v1
        id: probe
        title: Probe
        provider: probe
        controller: probe
        controllerVersion: "1"
        verified: "2026-11-23"
        summary: A probe.

        """

    /// A section with one mistake, which starts at line 9.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let column: Int
        let part: String
        var testDescription: String { part }
    }

    static let mistakes: [Mistake] = [
        Mistake(text: "behaviour:\n  claims: []\n  loadBalancer: []", line: 11, column: 3, part: "unknown key \"loadBalancer\""),
        Mistake(text: "behaviour: {}", line: 9, column: 12, part: "\"claims\" is missing"),
        Mistake(text: "behaviour:\n  claims:\n    - {when: {scope: x}, claim: true}", line: 11, column: 15, part: "unknown name \"scope\""),
        Mistake(text: "behaviour:\n  claims:\n    - {when: {option.x: y}, claim: true}", line: 11, column: 15, part: "no such option"),
        Mistake(
            text: "behaviour:\n  claims: []\n  values:\n    a: {text: \"{b}\"}\n    b: {label: x}", line: 12, column: 15,
            part: "must stand above"),
        Mistake(text: "behaviour:\n  claims: []\n  values:\n    a: {label: x}\n    a: {label: y}", line: 13, column: 5, part: "is taken"),
        Mistake(
            text: "behaviour:\n  claims: []\n  values:\n    a: {label: x, text: y}", line: 12, column: 8, part: "a value comes from one of"),
        Mistake(
            text: "behaviour:\n  claims: []\n  values:\n    a: {label: x, type: words}", line: 12, column: 25, part: "\"type\" needs one of"
        ),
        Mistake(text: "behaviour:\n  claims: []\n  values:\n    a: {annotation: x.example/y}", line: 12, column: 21, part: "has no row"),
        Mistake(text: "behaviour:\n  claims: []\n  address: {kind: name}", line: 11, column: 19, part: "it needs one of ip, hostname"),
        Mistake(text: "behaviour:\n  claims: []\n  address: {kind: \"{\"}", line: 11, column: 19, part: "a brace has no partner"),
        Mistake(
            text: "behaviour:\n  claims: []\n  loadBalancers: [{product: p, listeners: {backend: {port: door}}}]", line: 11, column: 60,
            part: "needs one of node"),
        Mistake(
            text: "publishes:\n  - {id: x, url: http://x.example, format: cidr-list, date: d}\nbehaviour: {claims: []}", line: 10,
            column: 18,
            part: "starts with https"),
        Mistake(
            text: "publishes:\n  - {id: x, url: 'https://x.example', format: csv, date: d}\nbehaviour: {claims: []}", line: 10, column: 47,
            part: "\"format\" needs one of"),
        Mistake(
            text:
                "annotations:\n  - {key: x, state: read, type: string, summary: s, source: s, requirement: securty.groups}\ninherits: k3s",
            line: 10, column: 77, part: "did you mean \"security.groups\"?"),
        Mistake(
            text:
                "annotations:\n  - {key: x, state: read, type: string, summary: s, source: s, requirement: {id: affinity, form: go-durration}}",
            line: 10, column: 98, part: "\"form\" needs one of as-is, boolean"),
        Mistake(
            text: "products:\n  - {id: p, title: P, defaults: {timeout.ilde: none}}\nbehaviour: {claims: []}", line: 10, column: 34,
            part: "did you mean \"timeout.idle\"?"),
        Mistake(text: "inherits: nowhere", line: 9, column: 11, part: "there is no target \"nowhere\""),
        Mistake(text: "inherits:\n  target: k3s\n  options: {nonesuch: 1}", line: 11, column: 12, part: "has no option \"nonesuch\""),
        Mistake(text: "inherits: k3s\nbehaviour: {claims: []}", line: 1, column: 1, part: "one of code, behaviour and inherits"),
        Mistake(text: "behaviour:\n  claims: [\n", line: 12, column: 1, part: ""),
    ]

    @Test(arguments: mistakes) func `a mistake is named with its place`(_ mistake: Mistake) throws {
        let (target, errors) = Providers.load(Array((Self.head + mistake.text + "\n").utf8), file: "probe.yaml")
        #expect(target == nil)
        let error = try #require(errors.first { $0.message.contains(mistake.part) || mistake.part.isEmpty }, "\(errors)")
        #expect(error.location.file == "probe.yaml")
        #expect(error.location.line == mistake.line, "\(error)")
        #expect(error.location.column == mistake.column, "\(error)")
    }

    @Test func `an empty file is a mistake`() { #expect(Providers.load([], file: "probe.yaml").errors.count == 1) }

    @Test func `two documents are a mistake`() {
        #expect(Providers.load(Array("a: 1\n---\nb: 1\n".utf8), file: "probe.yaml").errors.count == 1)
    }
}
