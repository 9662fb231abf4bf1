// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanOKE

@Suite struct OKETests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("oke"))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 59)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.target("oke")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }

    @Test(arguments: [
        ("pool in (a", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("pool=a,", "found '', expected: identifier after ','"),
        ("pool a", "unable to parse requirement: found 'a', expected: in, notin, =, ==, !=, gt, lt"),
        ("=a", "found '=', expected: !, identifier, or 'end of string'"),
        ("pool in a", "unable to parse requirement: found 'a' expected: '('"),
        ("pool=a b", "found 'b', expected: ',' or 'end of string'"),
    ])
    func `a bad label selector is refused in the parser's own words`(_ text: String, _ message: String) {
        #expect(LabelSelectorSyntax.error(in: text) == message)
    }

    @Test(arguments: ["", "pool", "!pool", "a.b/c_d = x", "in in (in,notin)", "n > 5", "pool notin ()", "a,b==,c!=d"])
    func `a good label selector passes`(_ text: String) {
        #expect(LabelSelectorSyntax.error(in: text) == nil)
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("oke")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(OKEFeature.allCases.map(\.rawValue)))
    }
}
