// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Catalogue {
    /// Whether the target has an option of this name; every target has `clusterIPFamilies`, `nodes` and `routing`.
    public func hasOption(_ name: String) -> Bool {
        ["clusterIPFamilies", "nodes", "routing"].contains(name) || allOptions.contains { $0.name == name }
    }

    /// The options of all releases.
    public var allOptions: [Option] { options + beyondOptions }

    /// The ids of the routing controllers that the target's cluster has, in order: the option `routing`, else what it brings along.
    public func routing(set values: [String: String]) -> [String] {
        guard let written = values["routing"] else { return routing }
        return TargetOptions(["routing": written]).list("routing").filter { $0 != "none" }
    }

    /// Values of the options that are set, with the defaults of the others; what the release does not read is left out.
    public func options(set values: [String: String]) -> TargetOptions {
        var all: [String: String] = [:]
        for option in options { all[option.name] = option.defaultValue }
        all.merge(values) { _, set in set }
        for option in beyondOptions where !options.contains(where: { $0.name == option.name }) { all[option.name] = nil }
        return TargetOptions(all)
    }

    /// The values that hold for a routing controller of the target: those that are set, over the target's own defaults for options of the
    /// same name, which are one option.
    ///
    /// Versions are one option where both are one controller, or the target has none; `ID.KEY` sets an option of one controller alone.
    public func shared(_ values: [String: String], with routing: Catalogue) -> [String: String] {
        let isOneVersion = versions == nil || controller == routing.controller
        var all: [String: String] = [:]
        for option in options where option.name != "version" || isOneVersion {
            guard let value = option.defaultValue, routing.options.contains(where: { $0.name == option.name }) else { continue }
            all[option.name] = value
        }
        all.merge(values) { _, set in set }
        if !isOneVersion { all["version"] = nil }
        for (key, value) in values where key.hasPrefix(routing.id + ".") { all[String(key.dropFirst(routing.id.count + 1))] = value }
        return all
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
        if name == "nodes" {
            return Int(value).map { (1...1_000_000).contains($0) } == true ? nil : "expected a whole number of nodes, 1 or more"
        }
        if name == "version", let versions {
            do throws(VersionProblem) {
                _ = try versions.resolve(value)
                return nil
            } catch {
                return "\(error); known: \(versions.releases.map(\.title).joined(separator: ", "))"
            }
        }
        guard let option = allOptions.first(where: { $0.name == name }) else { return "no such option" }
        switch option.type {
        case .boolean where !["true", "false"].contains(value): return "expected true or false"
        case .integer where Int(value) == nil: return "expected a whole number"
        case .enum where !option.values.contains(value): return "expected one of \(option.values.joined(separator: ", "))"
        default: return nil
        }
    }

    /// What is to say of options that are set though the release does not know them.
    ///
    /// - Returns: The first that is refused, since the controller does not start with a flag that it does not know; and those that it
    ///   does not read, in the order of their names.
    public func unknownOptions(_ values: [String: String]) -> (refusal: String?, remarks: [String]) {
        var (refusal, remarks): (String?, [String]) = (nil, [])
        for option in beyondOptions.sorted(by: { $0.name < $1.name }) where values[option.name] != nil {
            guard !options.contains(where: { $0.name == option.name }) else { continue }
            let words = "\(controller) \(controllerVersion) has no option \"\(option.name)\" (\(self.words(option.range)))"
            if option.setBy == .flag { refusal = refusal ?? words } else { remarks.append("\(words), and does not read it") }
        }
        return (refusal, remarks)
    }
}
