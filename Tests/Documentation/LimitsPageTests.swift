// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `Documentation/limits.md` says what `Limits.swift` holds.
@Suite struct LimitsPageTests {
    private static func value(_ text: String) -> Int? {
        let parts = text.replacing("_", with: "").split(separator: " ")
        if parts.count == 3, parts[1] == "<<", let number = Int(parts[0]), let shift = Int(parts[2]) { return number << shift }
        return parts.count == 1 ? Int(parts[0]) : nil
    }

    @Test func `every limit of the code stands in the table with its value, and no other`() throws {
        let code = try SourceTree.text("Sources/PortolanModel/Limits.swift")
        let limits = code.matches(of: /package static let ([A-Za-z]+) = ([0-9_ <]+)\n/).map {
            (String($0.output.1), Self.value(String($0.output.2)))
        }
        #expect(limits.count > 15)
        let page = try SourceTree.text("Documentation/limits.md")
        let rows = page.matches(of: /\n\| `([A-Za-z]+)` \| ([0-9]+)( MiB)? \| ([^\n]+) \|/)
        var said: [String: Int] = [:]
        for row in rows { said[String(row.output.1)] = (Int(row.output.2) ?? 0) * (row.output.3 == nil ? 1 : 1 << 20) }
        for (name, value) in limits { #expect(said[name] == value, "\(name)") }
        #expect(Set(said.keys) == Set(limits.map(\.0)))
    }

    @Test func `no limit of files and YAML is written anywhere else`() throws {
        for path in try SourceTree.files() where path.hasPrefix("Sources/") && path.hasSuffix(".swift") && !path.hasSuffix("/Limits.swift")
        {
            let text = try SourceTree.text(path)
            #expect(
                !text.contains(/limit: [0-9]+ << [0-9]+\)/) || path.contains("/Validation/") || path.contains("FetchEnvironment"), "\(path)"
            )
        }
    }
}
