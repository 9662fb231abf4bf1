// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanLKE

@Suite struct LKETests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("lke"))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 30)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.target("lke")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }

    @Test func `a firewall holds 25 rules of 255 addresses, each family in rules of its own`() throws {
        let full = try firewallService(addresses: 24 * 255)
        #expect(throws: Never.self) { try Firewall(full) }
        let tooMany = try firewallService(addresses: 24 * 255 + 1)
        #expect(throws: GoError("too many IPs in this ACL, will exceed rules per firewall limit")) { try Firewall(tooMany) }
    }

    private func firewallService(addresses count: Int) throws -> Service {
        let text = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, ports: [{port: 80}]}}"
        var reader = ObjectReader(clusterFamilies: [.ipv4])
        for document in YAMLTree.compose(Array(text.utf8), file: "-").tree.documents { reader.read(document) }
        var service = try #require(reader.inventory.services.first)
        let ranges = (0..<count).map { "\"10.0.\($0 / 256).\($0 % 256)/32\"" }.joined(separator: ",")
        service.metadata.annotations = StringMap([
            StringMap.Entry(key: AnnotationKey.firewallACL.rawValue, value: "{\"allowList\": {\"ipv4\": [\(ranges)]}}")
        ])
        return service
    }
}

@Suite struct GoJSONTests {
    @Test(arguments: [
        ("{protocol: http}", "invalid character 'p' looking for beginning of object key string"),
        ("http", "invalid character 'h' looking for beginning of value"),
        ("", "unexpected end of JSON input"),
        ("  ", "unexpected end of JSON input"),
        ("{\"a\": 1,}", "invalid character '}' looking for beginning of object key string"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("[1 2]", "invalid character '2' after array element"),
        ("{\"a\" 1}", "invalid character '1' after object key"),
        ("{\"a\": 1 \"b\": 2}", "invalid character '\"' after object key:value pair"),
        ("{} x", "invalid character 'x' after top-level value"),
        ("nul", "unexpected end of JSON input"),
        ("nulL", "invalid character 'L' in literal null (expecting 'l')"),
        ("01", "invalid character '1' after top-level value"),
        ("-x", "invalid character 'x' in numeric literal"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("1ex", "invalid character 'x' in exponent of numeric literal"),
        ("\"\\x\"", "invalid character 'x' in string escape code"),
        ("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
        ("\"a\nb\"", "invalid character '\\n' in string literal"),
        ("'a'", "invalid character '\\'' looking for beginning of value"),
    ])
    func `syntax errors are Go's`(_ text: String, _ message: String) {
        #expect(throws: GoError(message)) { try GoJSON(text) }
    }

    @Test func `strings are unquoted as Go does it, half a surrogate pair included`() throws {
        let json = try GoJSON(#"["\u00e4\n\/", "\ud83d\ude00", "\ud83dx", "\ude00"]"#)
        #expect(json.root.elements.map(\.text) == ["ä\n/", "😀", "\u{fffd}x", "\u{fffd}"])
    }

    @Test func `nesting costs no stack and ends where Go's does`() throws {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(try GoJSON(deep).root.elements.count == 1)
        #expect(throws: GoError("exceeded max depth")) { try GoJSON("[" + deep + "]") }
    }

    @Test func `members keep their order and their duplicates`() throws {
        let members = try GoJSON(#"{"b": 1, "a": {"c": [true, null]}, "b": 2}"#).root.members
        #expect(members.map(\.key) == ["b", "a", "b"])
        #expect(members.map(\.value.text) == ["1", "", "2"])
        #expect(members[1].value.members[0].value.elements.map(\.kind) == [.bool, .null])
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("lke")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(LKEFeature.allCases.map(\.rawValue)))
    }
}
