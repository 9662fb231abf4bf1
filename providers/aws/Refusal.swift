// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// Why a controller, or AWS itself, refuses an object: the message that ends up in its events.
struct Refusal: Error {
    let message: String
    /// Whether AWS refuses what the controller has built.
    let isFromDeployment: Bool

    /// The controller refuses.
    init(_ message: String) {
        self.message = message
        isFromDeployment = false
    }

    /// AWS refuses what the controller asks for.
    init(deploying message: String) {
        self.message = message
        isFromDeployment = true
    }

    /// The same behind words that say where it happened.
    func wrapped(_ place: String) -> Refusal {
        isFromDeployment ? Refusal(deploying: "\(place): \(message)") : Refusal("\(place): \(message)")
    }
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
