// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanHCloud

@Suite struct HCloudTests {
    @Test func `every case of the module matches`() throws {
        let target = try #require(Providers.target("hcloud"))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases.yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "cases.yaml")
        #expect(errors == [])
        #expect(cases.count >= 30)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test func `the catalogue and the code know the same features`() throws {
        let versions = try #require(Providers.target("hcloud")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(HCloudFeature.allCases.map(\.rawValue)))
    }

    @Test func `the catalogue and the code know the same annotations`() throws {
        let catalogue = try #require(Providers.target("hcloud")).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(AnnotationKey.allCases.map(\.rawValue)))
        #expect(read.count == Set(read).count)
    }
}

@Suite struct GoDurationTests {
    @Test(arguments: [
        ("0", 0), ("+0", 0), ("5s", 5_000_000_000), ("1h30m", 5_400_000_000_000), ("-1.5s", -1_500_000_000), (".5m", 30_000_000_000),
        ("1.s", 1_000_000_000), ("100us", 100_000), ("100\u{b5}s", 100_000), ("100\u{3bc}s", 100_000), ("1m0.000000001s", 60_000_000_001),
        ("9223372036854775807ns", .max), ("-9223372036854775808ns", .min), ("0.9223372036854775808h", 3_320_413_933_267),
    ])
    func `durations are read as Go reads them`(_ text: String, _ expected: Int) throws {
        #expect(try GoValue.duration(text) == expected)
    }

    @Test(arguments: [
        ("", "time: invalid duration \"\""), ("15", "time: missing unit in duration \"15\""), ("s", "time: invalid duration \"s\""),
        ("30S", "time: unknown unit \"S\" in duration \"30S\""), (" 5s", "time: invalid duration \" 5s\""),
        ("5s ", "time: unknown unit \"s \" in duration \"5s \""), ("1d", "time: unknown unit \"d\" in duration \"1d\""),
        (".s", "time: invalid duration \".s\""), ("-", "time: invalid duration \"-\""),
        ("1m-5s", "time: unknown unit \"m-\" in duration \"1m-5s\""),
        ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
        ("99999999999999999999s", "time: invalid duration \"99999999999999999999s\""),
        ("3000000h", "time: invalid duration \"3000000h\""),
    ])
    func `what is no duration is refused in Go's own words`(_ text: String, _ message: String) {
        #expect(throws: GoError(message)) { try GoValue.duration(text) }
    }
}

@Suite struct LabelSelectorSyntaxTests {
    @Test(arguments: ["", "pool", "!pool", "a.b/c_d = x", "in in (in,notin)", "n > 5", "pool notin ()", "a,b==,c!=d"])
    func `a good label selector passes`(_ text: String) {
        #expect(LabelSelectorSyntax.error(in: text) == nil)
    }

    @Test(arguments: ["=x", "pool==a==b", "pool in (a", "pool=a,", "pool in a", "n > x", "-pool", "a/b/c", "pool=a b"])
    func `a bad one is refused`(_ text: String) {
        #expect(LabelSelectorSyntax.error(in: text) != nil)
    }
}
