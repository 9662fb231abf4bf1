// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanOpenStack

@Suite struct OpenStackTests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("openstack"))
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
        let catalogue = try #require(Providers.target("openstack")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }

    @Test(arguments: [("5s", 5), ("1m30s", 90), ("1h", 3600), ("1500ms", 1), ("7", 7), ("", 0), ("5 s", 0), ("s", 0)])
    func `durations of the configuration are whole seconds`(_ text: String, _ seconds: Int) {
        #expect(HealthMonitor.seconds(text) == seconds)
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("openstack")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(OpenStackFeature.allCases.map(\.rawValue)))
    }
}
