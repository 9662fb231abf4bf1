// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanProviders
import Testing

extension CaseFile {
    /// Runs routing cases of the controller that the file is named after; prints a line.
    fileprivate func runRouting() throws -> (matched: Int, total: Int, misses: [String]) {
        let (cases, errors) = RoutingCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        #expect(errors == [])
        var misses: [String] = []
        for one in cases {
            let target = try #require(Providers.target(one.target))
            let differences = one.differences(on: target, controller: self.target, modules: Providers.allRouting)
            if !differences.isEmpty { misses.append("\(one.name): \(differences.prefix(6).joined(separator: "; "))") }
        }
        print("routing \(testDescription): \(cases.count - misses.count) of \(cases.count) match")
        return (cases.count - misses.count, cases.count, misses)
    }
}

@Suite struct RoutingConformanceTests {
    @Test(arguments: CaseFile.all(in: "routing")) func `every hand-written routing case matches`(_ file: CaseFile) throws {
        let (matched, total, misses) = try file.runRouting()
        #expect(total > 0)
        #expect(matched == total, "\(misses.joined(separator: "\n"))")
    }

    @Test(arguments: CaseFile.all(in: "versions/routing")) func `every routing case of a release matches`(_ file: CaseFile) throws {
        let (matched, total, misses) = try file.runRouting()
        #expect(total > 0)
        #expect(matched == total, "\(misses.joined(separator: "\n"))")
    }

    @Test(arguments: CaseFile.all(in: "routing/random")) func `at least 98 of 100 routing cases drawn at random match`(_ file: CaseFile)
        throws
    {
        let (matched, total, misses) = try file.runRouting()
        #expect(total > 0)
        #expect(matched * 100 >= total * 98, "\(misses.joined(separator: "\n"))")
    }
}
