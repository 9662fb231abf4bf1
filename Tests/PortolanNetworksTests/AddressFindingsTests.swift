// SPDX-License-Identifier: Apache-2.0
import PortolanManifest
import PortolanModel
import Testing

@testable import PortolanNetworks

@Suite struct AddressScannerTests {
    @Test(arguments: [
        ("52.94.1.1", ["52.94.1.1"]), ("52.94.1.1:443", ["52.94.1.1"]), ("http://52.94.1.1/path", ["52.94.1.1"]),
        ("52.94.0.0/22", ["52.94.0.0/22"]),
        ("10.0.0.0/8,52.1.2.3/32", ["10.0.0.0/8", "52.1.2.3/32"]), ("https://[2600:1f18::1]:8443/x", ["2600:1f18::1"]),
        ("2600:1f18::/33", ["2600:1f18::/33"]),
        ("52.1.0.1-52.1.0.9", ["52.1.0.1", "52.1.0.9"]), ("allow 52.1.0.1;\nallow 52.1.0.2;", ["52.1.0.1", "52.1.0.2"]),
        ("it is 52.1.0.1.", ["52.1.0.1"]),
        ("server=52.1.0.1", ["52.1.0.1"]), ("52.1.0.1/8080", ["52.1.0.1"]), ("user@52.1.0.1", ["52.1.0.1"]),
        ("postgres://u:p@52.1.0.1:5432/db", ["52.1.0.1"]),
    ]) func `literals are found in text`(_ text: String, _ expected: [String]) {
        #expect(AddressScanner.literals(in: text).map(\.text) == expected)
    }

    @Test(arguments: [
        "v1.2.3.4", "1.2.3", "1.2.3.4.5", "redis-1.2.3.4", "1.2.3.4-alpine", "1.2.3.4.example.org", "256.1.1.1", "12:30:45",
        "aa:bb:cc:dd:ee:ff", "std::string", "a.b.c.d",
        "1.2.3.4_5", "", "::", ":", "...", "01.2.3.4", "sha256:deadbeef",
    ]) func `what is no address is not found`(_ text: String) {
        #expect(AddressScanner.literals(in: text).filter(\.block.address.isGloballyReachable).isEmpty)
    }

    @Test func `any text is read to its end`() {
        var generator = SeededGenerator(state: 3)
        let alphabet = Array("0129abf.:/-[] \nxé".unicodeScalars)
        for _ in 0..<3000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? "0") }
            let string = String(text)
            for literal in AddressScanner.literals(in: string) { #expect(string.contains(literal.text)) }
        }
    }
}

@Suite struct AddressFindingsTests {
    private let table = RangeTable([
        PublishedRanges(
            groups: [RangeGroup(cloud: "aws", region: "us-east-1", service: "EC2", prefixes: [IPPrefix("52.94.0.0/22")].compactMap { $0 })],
            provenance: Provenance(url: "https://example.com/", date: "2026-11-20"))
    ])
    private let subject = ObjectReference(kind: "Service", namespace: "default", name: "web")

    @Test func `a literal address in a published range is a finding`() {
        let occurrence = AddressOccurrence(text: "52.94.1.1", location: SourceLocation(file: "a.yaml", line: 7), subject: subject)
        #expect(
            table.findings(for: [occurrence, occurrence]) == [
                Finding(
                    code: "address-of-cloud", severity: .warning, subject: subject, location: SourceLocation(file: "a.yaml", line: 7),
                    message:
                        "52.94.1.1 belongs to AWS, region us-east-1, service EC2 (published range 52.94.0.0/22, 2026-11-20) and will not follow the app to another cloud",
                    remedy: "use a DNS name, or set the address for each target")
            ])
    }

    @Test func `private addresses, and blocks wider than a range, are none`() {
        let texts = ["10.0.0.1", "192.168.0.0/16", "52.0.0.0/8", "127.0.0.1", "8.8.8.8"]
        let occurrences = texts.map { AddressOccurrence(text: $0, location: SourceLocation(file: "a.yaml", line: 1), subject: subject) }
        #expect(table.findings(for: occurrences).isEmpty)
    }

    @Test func `a manifest is walked whole, with places, but not into images and versions`() throws {
        let yaml = """
            apiVersion: v1
            kind: Deployment
            metadata:
              name: web
              labels: { version: 52.94.1.9, app.kubernetes.io/version: 52.94.1.9 }
            spec:
              loadBalancerSourceRanges: [52.94.0.0/24, 10.0.0.0/8]
              containers:
                - image: example/redis:52.94.1.8
                  env: [{ name: UPSTREAM, value: "http://52.94.1.1:80" }]
              52.94.2.2: key
            """
        let tree = YAMLTree.compose(Array(yaml.utf8), file: "a.yaml").tree
        let document = try #require(tree.documents.first)
        let findings = table.findings(for: AddressOccurrence.occurrences(in: document, subject: subject))
        #expect(
            findings.map { "\($0.location.line) \($0.message.split(separator: " ")[0])" } == [
                "7 52.94.0.0/24", "10 52.94.1.1", "11 52.94.2.2",
            ])
    }
}

@Suite struct SpecialPurposeTests {
    @Test(arguments: [
        "0.0.0.0", "10.255.255.255", "100.127.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "198.19.0.1", "224.0.0.1",
        "255.255.255.255", "::", "::1",
        "fe80::1", "fd00::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1",
    ]) func `is not public`(_ text: String) throws { #expect(try #require(IPAddress(text)).isGloballyReachable == false) }

    @Test(arguments: ["1.1.1.1", "172.32.0.1", "100.128.0.0", "2606:4700::1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"])
    func `is public`(_ text: String) throws { #expect(try #require(IPAddress(text)).isGloballyReachable) }
}
