// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// Turns a cloud's value into the neutral one and back, as the catalogue's row says.
enum NeutralValue {
    /// The neutral value of an annotation's value; `nil` where it says nothing.
    static func read(_ text: String, as mapping: Catalogue.RequirementMapping) -> String? {
        let trimmed = text.trimmingSpaces()
        guard !trimmed.isEmpty || !mapping.values.isEmpty else { return nil }
        if !mapping.values.isEmpty, mapping.form != "ports" {
            let boolean = mapping.form == "boolean" ? GoValue.bool(trimmed).flatMap { mapping.values[String($0)] } : nil
            return mapping.values[text] ?? mapping.values[trimmed] ?? mapping.values[trimmed.lowercased()] ?? boolean
                ?? mapping.values["*"]
        }
        switch mapping.form {
        case "boolean": return GoValue.bool(trimmed).map { $0 ? "yes" : "no" }
        case "milliseconds": return GoValue.int(trimmed).map { seconds($0, per: 1000) }
        case "minutes": return GoValue.int(trimmed).map { String($0.multipliedReportingOverflow(by: 60).partialValue) }
        case "go-duration": return duration(trimmed)
        case "cidrs": return cidrs(trimmed)
        case "address-rules": return cidrs(parts(trimmed).map(address).joined(separator: ","))
        case "list": return parts(trimmed).joined(separator: ",")
        case "map": return parts(trimmed).sorted().joined(separator: ",")
        default: return trimmed
        }
    }

    /// The annotation's value that expresses a neutral value; `nil` where the row cannot.
    static func write(_ neutral: String, as mapping: Catalogue.RequirementMapping) -> String? {
        if !mapping.values.isEmpty, mapping.form != "ports" {
            return mapping.values.first { $0.value == neutral && $0.name != "*" && !$0.name.isEmpty }?.name
        }
        switch mapping.form {
        case "boolean": return neutral == "yes" ? "true" : neutral == "no" ? "false" : nil
        case "milliseconds": return GoValue.int(neutral).flatMap { $0 < 1 << 40 ? String($0 * 1000) : nil }
        case "minutes": return GoValue.int(neutral).flatMap { $0 % 60 == 0 ? String($0 / 60) : nil }
        case "go-duration": return GoValue.int(neutral).map { "\($0)s" }
        default: return neutral
        }
    }

    /// CIDRs in canonical form, sorted, each once; what is none stays as written.
    static func cidrs(_ text: String) -> String {
        let canonical = parts(text).map { part in IPPrefix(part)?.masked.description ?? part }
        return Set(canonical).sorted().joined(separator: ",")
    }

    /// The CIDR in a rule of the form `ip:…` or `cidr:…`; what is neither stays as written.
    private static func address(_ rule: String) -> String {
        if rule.hasPrefix("cidr:") { return String(rule.dropFirst(5)) }
        guard rule.hasPrefix("ip:"), let address = IPAddress(rule.dropFirst(3)) else { return rule }
        return "\(address)/\(address.bitCount)"
    }

    static func parts(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }

    private static func seconds(_ value: Int, per unit: Int) -> String {
        value % unit == 0 ? String(value / unit) : "\(value / unit).\(String(value % unit + unit).dropFirst())"
    }

    /// A Go duration in whole seconds; a bare number counts as seconds.
    private static func duration(_ text: String) -> String? {
        if let number = GoValue.int(text) { return String(number) }
        var total = 0
        var digits = ""
        var unit = ""
        func flush() -> Bool {
            guard let number = Int(digits), number < 1 << 40, let factor = ["h": 3600, "m": 60, "s": 1][unit] else { return false }
            total += number * factor
            return true
        }
        for character in text {
            if character.isNumber, unit.isEmpty {
                digits.append(character)
            } else if character.isNumber {
                guard flush() else { return nil }
                digits = String(character)
                unit = ""
            } else {
                unit.append(character)
            }
        }
        return flush() ? String(total) : nil
    }
}
