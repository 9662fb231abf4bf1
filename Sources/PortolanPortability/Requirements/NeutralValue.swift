// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// Turns a cloud's value into the neutral one and back, as the catalogue's row says.
enum NeutralValue {
    /// The neutral value of an annotation's value; `nil` where it says nothing.
    static func read(_ text: String, as mapping: Catalogue.RequirementMapping, type: Catalogue.ValueType) -> String? {
        if type == .json {
            return EntryValue.readJSON(text.trimmingSpaces(), mapping.entry).flatMap { plain($0, mapping) }
        }
        guard let entry = mapping.entry else { return plain(text, mapping) }
        return EntryValue.read(text, entry, beside: mapping.beside).flatMap { plain($0, mapping) }
    }

    /// The annotation's value that expresses a neutral value; `nil` where the row cannot.
    ///
    /// - Parameter text: What the annotation has now.
    static func write(
        _ neutral: String, as mapping: Catalogue.RequirementMapping, type: Catalogue.ValueType, over text: String?
    ) -> String? {
        guard let value = cloud(neutral, mapping) else { return nil }
        guard type == .json else {
            return mapping.entry.map { EntryValue.write($0, value, beside: mapping.beside, over: text ?? "") } ?? value
        }
        guard let entry = mapping.entry else { return mapping.form == .map ? EntryValue.writeJSON(map: value) : nil }
        if mapping.form == .cidrs { return areAddresses(value) ? EntryValue.writeJSON(entry, addresses: value) : nil }
        return EntryValue.writeJSON(entry, value, beside: mapping.beside, over: text)
    }

    /// The annotation's value with a name that only the user knows; `nil` where a name stands there already.
    static func write(
        placeholder: String, as mapping: Catalogue.RequirementMapping, type: Catalogue.ValueType, over text: String?
    ) -> String? {
        guard let entry = mapping.entry else { return text == nil ? placeholder : nil }
        if type == .json {
            guard EntryValue.readJSON(text ?? "", entry) == nil else { return nil }
            return EntryValue.writeJSON(entry, placeholder, beside: mapping.beside, over: text)
        }
        guard EntryValue.read(text ?? "", entry, beside: [:]) == nil else { return nil }
        return EntryValue.write(entry, placeholder, beside: mapping.beside, over: text ?? "")
    }

    /// The neutral value of a setting in an exposure.
    static func read(setting text: String, as mapping: Catalogue.RequirementMapping) -> String? { plain(text, mapping) }

    private static func plain(_ text: String, _ mapping: Catalogue.RequirementMapping) -> String? {
        let trimmed = text.trimmingSpaces()
        guard !trimmed.isEmpty || !mapping.values.isEmpty else { return nil }
        if !mapping.values.isEmpty, mapping.form != .ports {
            let boolean = mapping.form == .boolean ? GoValue.bool(trimmed).flatMap { mapping.values[String($0)] } : nil
            return mapping.values[text] ?? mapping.values[trimmed] ?? mapping.values[trimmed.lowercased()] ?? boolean
                ?? mapping.values["*"]
        }
        switch mapping.form {
        case .boolean: return GoValue.bool(trimmed).map { $0 ? "yes" : "no" }
        case .seconds, .count: return GoValue.int(trimmed).map(String.init) ?? trimmed
        case .milliseconds: return GoValue.int(trimmed).map { seconds($0, per: 1000) }
        case .minutes: return GoValue.int(trimmed).flatMap { scaled($0, by: 60) }
        case .goDuration: return duration(trimmed)
        case .cidrs: return cidrs(trimmed)
        case .addressRules: return cidrs(parts(trimmed).map(address).joined(separator: ","))
        case .list: return parts(trimmed).joined(separator: ",")
        case .map: return parts(trimmed).sorted().joined(separator: ",")
        case .asIs, .ports: return trimmed
        }
    }

    private static func cloud(_ neutral: String, _ mapping: Catalogue.RequirementMapping) -> String? {
        if !mapping.values.isEmpty, mapping.form != .ports {
            return mapping.values.first { $0.value == neutral && $0.name != "*" && !$0.name.isEmpty }?.name
                ?? (mapping.values["*"] == neutral ? "*" : nil)
        }
        switch mapping.form {
        case .boolean: return neutral == "yes" ? "true" : neutral == "no" ? "false" : nil
        case .milliseconds: return GoValue.int(neutral).flatMap { scaled($0, by: 1000) }
        case .minutes: return GoValue.int(neutral).flatMap { $0 > 0 && $0 % 60 == 0 ? String($0 / 60) : nil }
        case .goDuration: return GoValue.int(neutral).map { "\($0)s" }
        case .seconds, .count: return GoValue.int(neutral) == nil ? nil : neutral
        case .cidrs: return areAddresses(neutral) ? neutral : nil
        case .addressRules: return areAddresses(neutral) ? parts(neutral).map { "cidr:\($0)" }.joined(separator: ",") : nil
        case .asIs, .list, .map, .ports: return neutral
        }
    }

    /// Whether source ranges are CIDRs one and all: service tags and the like mean nothing elsewhere.
    static func areAddresses(_ text: String) -> Bool {
        let parts = parts(text)
        return !parts.isEmpty && parts.allSatisfy { IPPrefix($0) != nil }
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

    /// A number in a smaller unit; `nil` where it leaves what a number can hold, as none that is meant does.
    private static func scaled(_ value: Int, by factor: Int) -> String? {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: factor)
        return isTooLarge ? nil : String(product)
    }

    private static func seconds(_ value: Int, per unit: Int) -> String {
        value % unit == 0 ? String(value / unit) : "\(value / unit).\(String(abs(value % unit) + unit).dropFirst())"
    }

    /// A Go duration in whole seconds; a bare number counts as seconds.
    private static func duration(_ text: String) -> String? {
        if let number = GoValue.int(text) { return String(number) }
        guard let nanoseconds = try? GoValue.duration(text), nanoseconds % 1_000_000_000 == 0 else { return nil }
        return String(nanoseconds / 1_000_000_000)
    }
}
