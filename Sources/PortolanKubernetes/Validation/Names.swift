// SPDX-License-Identifier: Apache-2.0

/// The forms of names, each as a quick test and as the list of what is wrong.
// Source: apimachinery v0.35.5 pkg/util/validation/validation.go, pkg/api/validate/content.
enum Names {
    // MARK: DNS

    /// `IsDNS1123Label`.
    static func dnsLabelFaults(_ name: String) -> [String] {
        var faults = tooLong(name, 63)
        guard !isDNSLabel(name.utf8[...]) else { return faults }
        if isDNSSubdomain(name) {
            faults.append("must not contain dots")
        } else {
            faults.append(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
                    + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
                    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')")
        }
        return faults
    }

    /// `IsDNS1123Subdomain`.
    static func dnsSubdomainFaults(_ name: String) -> [String] {
        var faults = tooLong(name, 253)
        if !isDNSSubdomain(name) {
            faults.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
                    + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
                    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")
        }
        return faults
    }

    /// `IsDNS1123SubdomainWithUnderscore`.
    static func underscoredSubdomainFaults(_ name: String) -> [String] {
        var faults = tooLong(name, 253)
        let isRight = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            let body = label.first == UInt8(ascii: "_") ? label.dropFirst() : label
            return isFramed(body, ends: isLowerAlphanumeric) {
                isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
        }
        if !isRight {
            faults.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and "
                    + "end with an alphanumeric character (e.g. 'example.com')")
        }
        return faults
    }

    /// `IsDNS1035Label`.
    static func dns1035LabelFaults(_ name: String) -> [String] {
        var faults = tooLong(name, 63)
        if !isDNSLabel(name.utf8[...]) || !(name.utf8.first.map(isLowerLetter) ?? false) {
            faults.append(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end "
                    + "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
                    + "'[a-z]([-a-z0-9]*[a-z0-9])?')")
        }
        return faults
    }

    private static func isDNSLabel(_ bytes: Substring.UTF8View) -> Bool {
        isFramed(bytes, ends: isLowerAlphanumeric) { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isDNSSubdomain(_ name: some StringProtocol) -> Bool {
        Substring(name).utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { isDNSLabel($0) }
    }

    // MARK: Labels

    /// Whether a text is a label key, annotations' letter case included.
    static func isQualifiedName(_ name: String) -> Bool {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return isLabelName(name.utf8[...]) }
        let prefix = name[..<slash]
        return prefix.utf8.count <= 253 && isDNSSubdomain(prefix) && isLabelName(name.utf8[name.utf8.index(after: slash)...])
    }

    /// `IsQualifiedName`: an optional DNS prefix and a name, with a slash between.
    static func qualifiedNameFaults(_ name: String) -> [String] {
        let form =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
            + "'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count <= 2 else {
            return ["a valid label key \(form) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
        }
        var faults: [String] = []
        if parts.count == 2 {
            if parts[0].isEmpty {
                faults.append("prefix part must be non-empty")
            } else {
                faults += dnsSubdomainFaults(String(parts[0])).map { "prefix part \($0)" }
            }
        }
        if last.isEmpty {
            faults.append("name part must be non-empty")
        } else if last.utf8.count > 63 {
            faults.append("name part must be no more than 63 characters")
        }
        if !isFramed(last.utf8, ends: isAlphanumeric, isLabelCharacter) { faults.append("name part \(form)") }
        return faults
    }

    /// Whether a text may be a label's value.
    static func isLabelValue(_ value: String) -> Bool { value.isEmpty || isLabelName(value.utf8[...]) }

    /// `IsValidLabelValue`.
    static func labelValueFaults(_ value: String) -> [String] {
        var faults = tooLong(value, 63)
        if !value.isEmpty, !isFramed(value.utf8[...], ends: isAlphanumeric, isLabelCharacter) {
            faults.append(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
                    + "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
                    + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")
        }
        return faults
    }

    private static func isLabelName(_ bytes: Substring.UTF8View) -> Bool {
        bytes.count <= 63 && isFramed(bytes, ends: isAlphanumeric, isLabelCharacter)
    }

    private static func isLabelCharacter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    // MARK: Others

    /// `IsValidPortName`: of container ports and target ports.
    static func portNameFaults(_ name: String) -> [String] {
        let bytes = name.utf8
        var faults = tooLong(name, 15)
        if bytes.isEmpty || !bytes.allSatisfy({ isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }) {
            faults.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: isLowerLetter) { faults.append("must contain at least one letter (a-z)") }
        if zip(bytes, bytes.dropFirst()).contains(where: { $0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "-") }) {
            faults.append("must not contain consecutive hyphens")
        }
        if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") { faults.append("must not begin or end with a hyphen") }
        return faults
    }

    /// `IsHTTPHeaderName`.
    static func isHTTPHeaderName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// `IsValidSysctlName`: segments between dots or slashes.
    static func isSysctlName(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
                .allSatisfy { segment in
                    isFramed(segment, ends: isLowerAlphanumeric) {
                        isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                    }
                }
    }

    /// `IsValidPercent`.
    static func isPercent(_ text: String) -> Bool {
        text.utf8.last == UInt8(ascii: "%") && text.utf8.count > 1
            && text.utf8.dropLast().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    // MARK: Characters

    private static func tooLong(_ text: String, _ limit: Int) -> [String] {
        text.utf8.count > limit ? ["must be no more than \(limit) characters"] : []
    }

    /// Whether a text is not empty, begins and ends with some bytes and holds only others.
    private static func isFramed(_ bytes: Substring.UTF8View, ends: (UInt8) -> Bool, _ middle: (UInt8) -> Bool) -> Bool {
        guard let first = bytes.first, let last = bytes.last, ends(first), ends(last) else { return false }
        return bytes.allSatisfy(middle)
    }

    private static func isLowerLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
