// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanManifest
import PortolanProvider
import PortolanProviders
import Testing

/// A file of conformance cases, for the name in a failure.
struct CaseFile: Sendable, CustomTestStringConvertible {
    let target: String
    let url: URL

    var testDescription: String { "\(url.deletingLastPathComponent().lastPathComponent)/\(url.lastPathComponent)" }

    static func all(in folder: String) -> [CaseFile] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
        let files = (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "yaml" }.sorted { $0.path() < $1.path() }
            .map { CaseFile(target: $0.deletingPathExtension().lastPathComponent, url: $0) }
    }

    /// Runs the cases; prints a line, and another for each difference.
    func run() throws -> (matched: Int, total: Int, misses: [String]) {
        let target = try #require(Providers.target(target))
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: url.lastPathComponent)
        #expect(errors == [])
        var misses: [String] = []
        for one in cases {
            let differences = try one.differences(on: one.target.map { try #require(Providers.target($0)) } ?? target)
            if !differences.isEmpty { misses.append("\(one.name): \(differences.prefix(6).joined(separator: "; "))") }
        }
        print("\(testDescription): \(cases.count - misses.count) of \(cases.count) match")
        return (cases.count - misses.count, cases.count, misses)
    }
}

@Suite struct ConformanceTests {
    @Test(arguments: CaseFile.all(in: "cases")) func `every hand-written case matches`(_ file: CaseFile) throws {
        let (matched, total, misses) = try file.run()
        #expect(total > 0)
        #expect(matched == total, "\(misses.joined(separator: "\n"))")
    }

    @Test(arguments: CaseFile.all(in: "versions")) func `every case of a release matches`(_ file: CaseFile) throws {
        let (matched, total, misses) = try file.run()
        #expect(total > 0)
        #expect(matched == total, "\(misses.joined(separator: "\n"))")
    }

    @Test(arguments: CaseFile.all(in: "random")) func `at least 98 of 100 cases drawn at random match`(_ file: CaseFile) throws {
        let (matched, total, misses) = try file.run()
        #expect(total > 0)
        #expect(matched * 100 >= total * 98, "\(misses.joined(separator: "\n"))")
    }
}
