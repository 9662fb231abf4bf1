// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension String {
    /// The text as a template may hold it.
    ///
    /// The template engine escapes whole characters, and a combining mark behind a quote makes another character of it, which would stay
    /// unescaped and end an attribute: a word joiner keeps the two apart. Control characters are replaced.
    var templateText: String {
        let clean = printable
        guard clean.utf8.contains(where: { !Self.isASCII($0) }), clean.utf8.contains(where: Self.special.contains) else { return clean }
        var scalars = String.UnicodeScalarView()
        var isBehindSpecial = false
        for scalar in clean.unicodeScalars {
            if isBehindSpecial, !scalar.isASCII { scalars.append("\u{2060}") }
            scalars.append(scalar)
            isBehindSpecial = scalar.isASCII && Self.special.contains(UInt8(scalar.value))
        }
        return String(scalars)
    }

    private static let special: Set<UInt8> = Set("<>&\"'".utf8)

    private static func isASCII(_ byte: UInt8) -> Bool { byte < 0x80 }

    /// An id for an anchor: what is no letter or digit becomes a hyphen.
    ///
    /// Different names may give one id; callers add a number.
    var anchorText: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(80).map { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? $0 : "-" })
        )
    }
}
