// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The forms of text that a schema's `format` may ask for.
///
/// Some that hardly a CRD uses are not looked at: what they say of a value is not told.
// Source: kube-openapi (kubernetes v1.34.9) pkg/validation/strfmt/{default,date,time,duration,kubernetes-extensions}.go.
enum SchemaFormat {
    private static let known: Set<String> = [
        "ipv4", "ipv6", "cidr", "byte", "date", "datetime", "duration", "uuid", "uuid3", "uuid4", "uuid5", "hostname", "k8sshortname",
        "k8slongname",
    ]

    /// Whether the server looks at a format, and this program too.
    static func isKnown(_ format: String) -> Bool { known.contains(normalized(format)) }

    private static func normalized(_ format: String) -> String { format.filter { $0 != "-" } }

    static func accepts(_ text: String, as format: String) -> Bool {
        switch normalized(format) {
        case "ipv4": text.contains(".") && Addresses.sloppy(text) != nil
        case "ipv6": text.contains(":") && Addresses.sloppy(text) != nil
        case "cidr": Addresses.isCIDR(text)
        case "byte": Base64.accepts(text)
        case "date": JSONFormat.isTime("\(text)T00:00:00Z")
        case "datetime": JSONFormat.isTime(text) || JSONFormat.isTime("\(text)Z")
        case "duration": isDuration(text)
        case "uuid", "uuid3", "uuid4", "uuid5": isUUID(text, version: normalized(format).dropFirst(4))
        case "hostname": isHostname(text)
        case "k8sshortname": Names.dnsLabelFaults(text.lowercased()).isEmpty
        case "k8slongname": Names.dnsSubdomainFaults(text.lowercased()).isEmpty
        default: true
        }
    }

    /// As Go reads it, or a number and the name of a unit.
    private static func isDuration(_ text: String) -> Bool {
        if GoDuration.isDuration(text[...]) { return true }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
        let units = [
            "ns", "nano", "nanos", "nanosecond", "nanoseconds", "us", "µs", "micro", "micros", "microsecond", "microseconds", "ms", "milli",
            "millis", "millisecond", "milliseconds", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h",
            "hr", "hour", "hours", "d", "day", "days", "w", "wk", "week", "weeks",
        ]
        return !number.isEmpty && units.contains(unit)
    }

    private static func isUUID(_ text: String, version: Substring) -> Bool {
        let digits = text.filter { $0 != "-" }
        guard digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit), text.utf8.count <= 36 else { return false }
        let letters = Array(digits.lowercased())
        return (version.isEmpty || letters[12] == version.first) && (version != "4" && version != "5" || "89ab".contains(letters[16]))
    }

    private static func isHostname(_ text: String) -> Bool {
        text.utf8.count <= 255
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }
}
