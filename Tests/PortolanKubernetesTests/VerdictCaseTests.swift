// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import Testing

/// One object and what the API server answers to it.
struct VerdictCase {
    let name: String
    let manifest: String
    let families: [IPFamily]
    let expected: [String]

    /// The cases of a file, in its order.
    static func all(in bytes: [UInt8], file: String) throws -> [VerdictCase] {
        let (tree, error) = YAMLTree.compose(bytes, file: file)
        try #require(error == nil)
        return try #require(tree.documents.first).elements.map { node in
            let options = node.at("options", "clusterIPFamilies")?.text ?? "IPv4"
            return VerdictCase(
                name: node.value("name")?.text ?? "", manifest: node.value("manifest")?.text ?? "",
                families: options.split(separator: ",").compactMap { IPFamily(rawValue: String($0)) },
                expected: (node.at("expect", "errors")?.elements ?? []).map { error in
                    let type = error.value("type")?.text ?? ""
                    return error.value("field")?.text.map { "\(type) \($0)" } ?? type
                })
        }
    }
}

@Suite struct VerdictCaseTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/validation")

    static var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
    }

    @Test func `there are cases`() {
        #expect(Self.files.count >= 4)
    }

    @Test(arguments: files) func `every verdict is the API server's: fields, types and order`(_ file: String) throws {
        let cases = try VerdictCase.all(in: Array(try Data(contentsOf: Self.folder.appending(path: file))), file: file)
        var misses: [String] = []
        for one in cases {
            var (actual, expected) = (verdict(one.manifest, families: one.families), one.expected)
            // Among the fields of one custom resource the order is the server's own chance.
            if file.contains("gateway-api") { (actual, expected) = (actual.sorted(), expected.sorted()) }
            if actual != expected { misses.append("\(one.name): expected \(one.expected), got \(actual)") }
        }
        print("validation/\(file): \(cases.count - misses.count) of \(cases.count) match")
        #expect(cases.count > 0)
        #expect(misses == [])
    }

    /// What stands in a case may be cut anywhere: whatever is left gets an answer, and every answer has a place in the file.
    ///
    /// Of the cases drawn at random every eighth is enough: they are made of what the others hold.
    @Test(arguments: files) func `no manifest with a line missing or a value of another kind brings the reader down`(_ file: String) throws
    {
        let cases = try VerdictCase.all(in: Array(try Data(contentsOf: Self.folder.appending(path: file))), file: file)
        var answers = 0
        for (index, one) in cases.enumerated() where !file.hasPrefix("validation-") || index.isMultiple(of: 8) {
            let lines = one.manifest.split(separator: "\n", omittingEmptySubsequences: false)
            for index in lines.indices {
                for replacement in ["", "~", "[]", "{}", "[{}]", "-1", "1e99", "y", "''", "[[~]]"] {
                    var mutated = lines.map { String($0) }
                    if replacement.isEmpty {
                        mutated.remove(at: index)
                    } else if let colon = mutated[index].firstIndex(of: ":") {
                        mutated[index] = mutated[index][...colon] + " " + replacement
                    } else {
                        continue
                    }
                    let reader = read(mutated.joined(separator: "\n"), families: one.families)
                    for reason in reader.inventory.rejections.flatMap(\.reasons) {
                        #expect(reason.location.line > 0)
                        answers += 1
                    }
                }
            }
        }
        #expect(answers > cases.count / 8)
    }
}
