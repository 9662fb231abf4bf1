// SPDX-License-Identifier: Apache-2.0
import Foundation

/// `embed-assets OUTPUT FILE…`: writes the files' texts into one Swift file as raw string literals, by file name.
@main
struct EmbedAssetsTool {
    static func main() throws {
        let paths = CommandLine.arguments.dropFirst()
        guard let output = paths.first else { throw CocoaError(.fileNoSuchFile) }
        var code = "// swift-format-ignore-file\n// Written by embed-assets; do not edit.\n\n"
        code += "/// The files embedded in this module, by name.\nenum EmbeddedAssets {\n"
        code += "    static let all: [(name: String, text: String)] = [\n"
        for path in paths.dropFirst() {
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            let name = URL(filePath: path).lastPathComponent
            code += "(\"\(name)\", \(literal(text))),\n"
        }
        code += "    ]\n}\n"
        try code.write(to: URL(filePath: output), atomically: true, encoding: .utf8)
    }

    /// A raw multi-line literal with as many `#` as the text needs not to end it.
    private static func literal(_ text: String) -> String {
        var hashes = "#"
        while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
        return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
    }
}
