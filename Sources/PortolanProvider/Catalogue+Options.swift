// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Catalogue {
    /// Whether the target has an option of this name; every target has `clusterIPFamilies` and `routing`.
    public func hasOption(_ name: String) -> Bool {
        ["clusterIPFamilies", "routing"].contains(name) || options.contains { $0.name == name }
    }

    /// The ids of the routing controllers that the target's cluster has, in order: the option `routing`, else what it brings along.
    public func routing(set values: [String: String]) -> [String] {
        guard let written = values["routing"] else { return routing }
        return TargetOptions(["routing": written]).list("routing").filter { $0 != "none" }
    }

    /// The values that hold for a routing controller of the target: those that are set, over the target's own defaults for options of the
    /// same name, which are one option.
    public func shared(_ values: [String: String], with routing: Catalogue) -> [String: String] {
        var all: [String: String] = [:]
        for option in options {
            guard let value = option.defaultValue, routing.options.contains(where: { $0.name == option.name }) else { continue }
            all[option.name] = value
        }
        return all.merging(values) { _, set in set }
    }

    /// Holds an option's value against its row.
    ///
    /// - Returns: What is wrong with it and what is expected, or `nil`.
    public func check(option name: String, value: String) -> String? {
        if name == "clusterIPFamilies" {
            let families = value.split(separator: ",", omittingEmptySubsequences: false).map { IPFamily(rawValue: String($0)) }
            let isGood = !families.contains(nil) && (1...2).contains(families.count) && Set(families).count == families.count
            return isGood ? nil : "expected IPv4, IPv6, \"IPv4,IPv6\" or \"IPv6,IPv4\""
        }
        if name == "routing" { return nil }
        guard let option = options.first(where: { $0.name == name }) else { return "no such option" }
        switch option.type {
        case .boolean where !["true", "false"].contains(value): return "expected true or false"
        case .integer where Int(value) == nil: return "expected a whole number"
        case .enum where !option.values.contains(value): return "expected one of \(option.values.joined(separator: ", "))"
        default: return nil
        }
    }
}
