// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// Why a controller, or AWS itself, refuses a Service: the message that ends up in the Service's events.
struct Refusal: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// The texts of Go's `strconv` errors, which the controllers wrap.
enum GoParseError {
    static func bool(_ text: String) -> String { "strconv.ParseBool: parsing \(GoValue.quoted(text)): invalid syntax" }

    static func int(_ text: String) -> String {
        var digits = Substring(text)
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return "strconv.ParseInt: parsing \(GoValue.quoted(text)): \(isNumber ? "value out of range" : "invalid syntax")"
    }
}
