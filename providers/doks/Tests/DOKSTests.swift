// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanDOKS

@Suite struct DOKSTests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("doks"))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 55)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.target("doks")).catalogue
        let read = (catalogue.annotations + catalogue.beyond).filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("doks")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(DOKSFeature.allCases.map(\.rawValue)))
    }
}
