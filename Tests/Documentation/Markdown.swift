// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Markdown file as far as these tests look at it.
struct Markdown {
    /// A fenced block: its language, and what stands behind it (`file=a.yaml`).
    struct Block {
        var language: String
        var info: String
        var lines: [String]

        var text: String { lines.joined(separator: "\n") + "\n" }
    }

    /// The fenced blocks, in order.
    private(set) var blocks: [Block] = []
    /// The lines outside of fenced blocks.
    private(set) var prose: [String] = []

    init(_ text: String) {
        var open: Block?
        for line in text.components(separatedBy: "\n") {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    let words = trimmed.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
                    open = Block(language: words.first ?? "", info: words.dropFirst().first ?? "", lines: [])
                }
            } else if open != nil {
                open?.lines.append(line)
            } else {
                prose.append(line)
            }
        }
    }

    /// The code spans of the prose.
    var spans: [String] {
        prose.flatMap { line in line.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
    }

    /// The anchors that its headings get, as GitHub makes them.
    var anchors: Set<String> {
        var seen: [String: Int] = [:]
        var anchors: Set<String> = []
        for line in prose where line.hasPrefix("#") {
            let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            let kept = title.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
            let slug = kept.replacingOccurrences(of: " ", with: "-")
            let count = seen[slug, default: 0]
            seen[slug] = count + 1
            anchors.insert(count == 0 ? slug : "\(slug)-\(count)")
        }
        return anchors
    }

    /// Where its links and pictures lead, code spans left out.
    var links: [String] {
        let plain = prose.map { $0.replacing(/`[^`]*`/, with: "code") }
        let inline = plain.flatMap { $0.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) } }
        let tags = prose.flatMap { $0.matches(of: /(?:src|srcset|href)="([^"]+)"/).map { String($0.output.1) } }
        return inline + tags
    }
}
