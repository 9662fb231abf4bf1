// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// Why the controller refuses a Service: the text of its error.
struct Refusal: Error {
    var message: String

    init(_ message: String) { self.message = message }
}

/// A Service's annotations as the controller reads them.
struct Annotations {
    private let values: StringMap

    init(_ service: Service) { values = service.annotations }

    /// The value as written; with `port`, that of the key for the port.
    subscript(key: AnnotationKey, port port: Int? = nil) -> String? { values[key.text(port: port)] }

    /// Whether the value is `true` in any case and without white space.
    ///
    /// Source: cloud-provider-azure 7b31c76, pkg/consts/helpers.go:144 (expectAttributeInSvcAnnotationBeEqualTo).
    func isTrue(_ key: AnnotationKey, port: Int? = nil) -> Bool { self[key, port: port]?.lowercased() == "true" }

    /// Whether the value is `true` in any case, white space around it left out: how the private link service reads its switches.
    ///
    /// Source: pkg/provider/azure_utils.go:219 (getBoolValueFromServiceAnnotations).
    func isTrimmedTrue(_ key: AnnotationKey) -> Bool { self[key]?.trimmingSpaces().lowercased() == "true" }

    /// A whole number of 32 bits, white space around it left out; `nil` where the annotation is absent.
    ///
    /// - Parameter check: What is wrong with a number, or `nil`.
    /// - Throws: `Refusal` for anything else, the empty text too.
    /// Source: pkg/consts/helpers.go:106 (extractInt32FromString).
    func integer(_ key: AnnotationKey, port: Int? = nil, check: (Int) -> String?) throws(Refusal) -> Int? {
        guard let text = self[key, port: port]?.trimmingSpaces() else { return nil }
        guard let value = GoValue.int(text, bits: 32) else {
            let isNumber = GoValue.isDecimal(text)
            let cause = "strconv.ParseInt: parsing \"\(text)\": \(isNumber ? "value out of range" : "invalid syntax")"
            throw Refusal("error value: \(cause): \(text) value must be a whole number")
        }
        if let problem = check(value) { throw Refusal("error parsing value: \(problem)") }
        return value
    }

    /// Words between single spaces, empty ones left out: the lists of the private link service.
    func words(_ key: AnnotationKey) -> [String] {
        GoValue.split(self[key]?.trimmingSpaces() ?? "", " ").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }
}

extension GoValue {
    /// Whether a text is an optional sign and decimal digits, whatever their number.
    static func isDecimal(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
