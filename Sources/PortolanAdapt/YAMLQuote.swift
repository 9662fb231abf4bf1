// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text as a double-quoted scalar, which YAML and JSON read alike.
    package var yamlQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}"..."\u{2029}", "\u{FEFF}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The text as a scalar that needs no quotes where it is a plain word, quoted otherwise.
    var yamlScalar: String {
        let isWord =
            !isEmpty
            && utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        let startsPlainly = utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) } == true
        let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        return isWord && startsPlainly && !words.contains(lowercased()) ? self : yamlQuoted
    }

    /// The text as a scalar, plain where it is words with slashes between them: `networking.k8s.io/v1`.
    var yamlPath: String {
        let parts = split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.allSatisfy { $0.yamlScalar == $0 } ? self : yamlQuoted
    }
}
