// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct LinkTests {
    @Test func `every relative link leads to a file, and to a heading where it names one`() throws {
        for path in try SourceTree.markdown() {
            let page = Markdown(try SourceTree.text(path))
            for link in page.links where link.firstMatch(of: /^[a-z]+:/) == nil {
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let folder = SourceTree.root.appending(path: path).deletingLastPathComponent()
                let target = parts[0].isEmpty ? SourceTree.root.appending(path: path) : folder.appending(path: parts[0]).standardized
                guard FileManager.default.fileExists(atPath: target.path()) else {
                    Issue.record("\(path): \(link) leads nowhere")
                    continue
                }
                guard parts.count == 2, target.pathExtension == "md" else { continue }
                let anchors = Markdown(try String(contentsOf: target, encoding: .utf8)).anchors
                #expect(anchors.contains(parts[1]), "\(path): \(link): no such heading")
            }
        }
    }

    @Test func `no file holds a path of one machine`() throws {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
        let own = [SourceTree.root.path(), home].filter { $0.count > 1 }.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        // Not written out, or this file would be the first to be found.
        let roots = ["work", "root", "Users"].map { "/\($0)/" }
        for path in try SourceTree.files() {
            // Requests of conformance cases have paths of their own.
            guard !path.hasPrefix("Tests/Conformance/routing/"), let text = try? SourceTree.text(path) else { continue }
            for place in own + roots where text.contains(place) {
                let line = text.components(separatedBy: "\n").firstIndex { $0.contains(place) } ?? 0
                Issue.record("\(path):\(line + 1): a path of one machine, \(place)")
            }
        }
    }
}
