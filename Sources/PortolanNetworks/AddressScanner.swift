// SPDX-License-Identifier: Apache-2.0
public import PortolanModel

/// Finds literal addresses and blocks in text of any kind: URLs, lists, whole configuration files.
public struct AddressScanner: Sendable {
    /// An address or block, and where in the text it stands.
    public struct Literal: Hashable, Sendable {
        /// The block; a single address has all bits fixed.
        public var block: IPPrefix
        /// As written.
        public var text: String
    }

    /// Finds the literals of a text, in its order.
    public static func literals(in text: String) -> [Literal] {
        // Most texts have none: a look for a digit with a dot, or two colons, spares them the rest.
        let bytes = Array(text.utf8)
        guard bytes.count >= 3, bytes.contains(UInt8(ascii: ".")) || bytes.contains(UInt8(ascii: ":")) else { return [] }
        var scanner = AddressScanner(bytes: bytes)
        return scanner.run()
    }

    private let bytes: [UInt8]
    private var position = 0
    private var found: [Literal] = []

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() -> [Literal] {
        while position < bytes.count {
            guard isAddressByte(bytes[position]), startsWord(position) else {
                position += 1
                continue
            }
            let end = wordEnd(position)
            take(position..<end)
            position = max(end, position + 1)
        }
        return found
    }

    /// Reads the run as an address; failing that, the part before a colon (`10.0.0.1:80`).
    private mutating func take(_ run: Range<Int>) {
        guard run.count <= 64 else { return }
        var end = run.upperBound
        // A sentence's full stop and a trailing colon belong to the text around.
        while end > run.lowerBound, bytes[end - 1] == UInt8(ascii: ".") || endsInLoneColon(run.lowerBound..<end) { end -= 1 }
        guard end > run.lowerBound else { return }
        let word = bytes[run.lowerBound..<end]
        if let address = IPAddress(text(word)) {
            guard endsWord(end) else { return }
            append(address, run.lowerBound..<end)
        } else if let colon = word.firstIndex(of: UInt8(ascii: ":")), let address = IPAddress(text(bytes[run.lowerBound..<colon])) {
            append(address, run.lowerBound..<colon)
        }
    }

    private mutating func append(_ address: IPAddress, _ range: Range<Int>) {
        var end = range.upperBound
        var length = address.bitCount
        if end < bytes.count, bytes[end] == UInt8(ascii: "/") {
            var digits = end + 1
            while digits < bytes.count, isDigit(bytes[digits]), digits - end <= 4 { digits += 1 }
            if let written = Int(text(bytes[(end + 1)..<digits])), written <= length, endsWord(digits) {
                length = written
                end = digits
            }
        }
        found.append(Literal(block: IPPrefix(address: address, length: length), text: text(bytes[range.lowerBound..<end])))
    }

    private func endsInLoneColon(_ range: Range<Int>) -> Bool {
        bytes[range.upperBound - 1] == UInt8(ascii: ":") && (range.count < 2 || bytes[range.upperBound - 2] != UInt8(ascii: ":"))
    }

    private func wordEnd(_ start: Int) -> Int {
        var end = start
        while end < bytes.count, isAddressByte(bytes[end]) { end += 1 }
        return end
    }

    /// No letter, digit or joining mark before: not inside `v1.2.3.4`, `app-1.2.3.4` or a host name.
    ///
    /// A run of dots may follow `=` or `/`.
    private func startsWord(_ index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = bytes[index - 1]
        guard !isLetter(before), !isDigit(before), before != UInt8(ascii: "_"), before != UInt8(ascii: ".") else { return false }
        guard before == UInt8(ascii: "-") else { return true }
        // `52.1.0.1-52.1.0.9` is a range of addresses, `redis-1.2.3.4` a name.
        return index > 1 && isDigit(bytes[index - 2])
    }

    /// No letter, digit or joining mark behind: not `1.2.3.4-alpine`, `1.2.3.4.example.org`.
    private func endsWord(_ index: Int) -> Bool {
        guard index < bytes.count else { return true }
        let after = bytes[index]
        guard !isLetter(after), !isDigit(after), after != UInt8(ascii: "_") else { return false }
        if after == UInt8(ascii: "-") || after == UInt8(ascii: ".") {
            let isFollowed = index + 1 < bytes.count && (isLetter(bytes[index + 1]) || isDigit(bytes[index + 1]))
            return !isFollowed || (after == UInt8(ascii: "-") && isDigit(bytes[index + 1]))
        }
        return true
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }

    private func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20) || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: ":")
    }
}
