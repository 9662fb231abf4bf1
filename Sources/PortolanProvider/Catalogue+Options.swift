// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Catalogue {
    /// Whether the target has an option of this name; every target has `clusterIPFamilies`.
    public func hasOption(_ name: String) -> Bool { name == "clusterIPFamilies" || options.contains { $0.name == name } }

    /// Holds an option's value against its row.
    ///
    /// - Returns: What is wrong with it and what is expected, or `nil`.
    public func check(option name: String, value: String) -> String? {
        if name == "clusterIPFamilies" {
            let families = value.split(separator: ",", omittingEmptySubsequences: false).map { IPFamily(rawValue: String($0)) }
            let isGood = !families.contains(nil) && (1...2).contains(families.count) && Set(families).count == families.count
            return isGood ? nil : "expected IPv4, IPv6, \"IPv4,IPv6\" or \"IPv6,IPv4\""
        }
        guard let option = options.first(where: { $0.name == name }) else { return "no such option" }
        switch option.type {
        case .boolean where !["true", "false"].contains(value): return "expected true or false"
        case .integer where Int(value) == nil: return "expected a whole number"
        case .enum where !option.values.contains(value): return "expected one of \(option.values.joined(separator: ", "))"
        default: return nil
        }
    }
}
