// SPDX-License-Identifier: Apache-2.0

import PortolanRegex

/// A path in both its forms, as Go's `url.URL` keeps it: decoded, and as written where that is not the usual encoding.
struct EscapedPath {
    private(set) var decoded: String
    /// As written, where the usual encoding of `decoded` is another text; empty otherwise.
    private var raw: String

    /// Takes a path as it is written.
    init(_ written: String) {
        decoded = PercentCoding.decoded(written)
        raw = ""
        if Self.encoded(decoded) != written { raw = written }
    }

    /// The path as it is sent.
    // Source: Go 1.24, net/url EscapedPath: what was written stands as long as it decodes to the path.
    var written: String {
        if !raw.isEmpty, PercentCoding.decoded(raw) == decoded, raw.utf8.allSatisfy(Self.mayStandEncoded) { return raw }
        return Self.encoded(decoded)
    }

    /// Cuts so many bytes of the decoded path off the front, and what stands for them in the written one.
    mutating func dropFirst(_ count: Int, forcesSlash: Bool = false) {
        decoded = Self.rooted(String(decoding: decoded.utf8.dropFirst(count), as: UTF8.self), force: forcesSlash)
        guard !raw.isEmpty else { return }
        var bytes = Array(raw.utf8)[...]
        for _ in 0..<count where !bytes.isEmpty { bytes = bytes.dropFirst(bytes.first == UInt8(ascii: "%") && bytes.count > 2 ? 3 : 1) }
        raw = Self.rooted(String(decoding: bytes, as: UTF8.self), force: forcesSlash)
    }

    /// Puts a text in front.
    mutating func prepend(_ text: String) {
        decoded = Self.rooted(text + decoded, force: false)
        if !raw.isEmpty { raw = Self.rooted(text + raw, force: false) }
    }

    /// A leading slash where none is; an empty path stays empty unless it must have one.
    private static func rooted(_ path: String, force: Bool) -> String {
        if force { return "/" + (path.hasPrefix("/") ? path.dropFirst() : path[...]) }
        return path.isEmpty || path.hasPrefix("/") ? path : "/" + path
    }

    private static func encoded(_ path: String) -> String {
        guard !path.utf8.allSatisfy(isPlain) else { return path }
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) { result.append(byte) } else { result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether Go leaves a byte of a path as it is.
    private static func isPlain(_ byte: UInt8) -> Bool { PercentCoding.isUnreserved(byte) || "$&+,/:;=@".utf8.contains(byte) }

    /// Whether a byte may stand in a path that is taken as encoded already.
    private static func mayStandEncoded(_ byte: UInt8) -> Bool { isPlain(byte) || "!'()*[]%".utf8.contains(byte) }
}
