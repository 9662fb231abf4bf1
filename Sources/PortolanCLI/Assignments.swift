// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders

/// Targets joined with the options that are set for them.
struct Assignments {
    private let targets: [Target]
    private var values: [String: [String: String]] = [:]
    /// What is to be said of the options once: a release that is taken for another, an option that a release does not read.
    private(set) var remarks: [String] = []

    /// Holds options against the targets.
    ///
    /// - Parameter settings: `[TARGET.][ROUTING.]KEY=VALUE`; of two for one option the last counts.
    init(_ targets: [Target], _ settings: [String]) throws {
        self.targets = targets
        // Which routing controllers there are decides which options there are, so that is read first, wherever it stands.
        for setting in settings.filter(Self.isRouting) + settings.filter({ !Self.isRouting($0) }) { try take(setting) }
        for target in targets {
            guard let version = target.named else { continue }
            guard values[target.id]?["version"] == nil else {
                throw ValidationError("\(target.id): the version is set by --set or the configuration as well")
            }
            try take("\(target.id).version=\(version)")
        }
        for target in targets { try look(at: target) }
    }

    /// The targets, in their order.
    var all: [Planner.Assignment] {
        targets.map { Planner.Assignment(target: $0, set: values[$0.id] ?? [:], modules: Providers.allRouting) }
    }

    private mutating func take(_ setting: String) throws {
        guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
            throw ValidationError("--set \(setting): expected [TARGET.]KEY=VALUE")
        }
        let value = String(setting[setting.index(after: equals)...])
        let (meant, key) = addressees(String(setting[..<equals]))
        let takers = meant.compactMap { target in catalogue(of: key, on: target).map { (target, $0) } }
        guard !takers.isEmpty else {
            let options = Set(meant.flatMap { ([$0.catalogue] + routing($0)).flatMap { $0.allOptions.map(\.name) } }).sorted()
            let near = UnknownAnnotations.nearest(key, among: options).map { "did you mean \($0)?" }
            throw ValidationError(
                "--set \(setting): no option \"\(key)\" in \(meant.map(\.id).joined(separator: ", "))\n  \(near ?? "see portolan targets ID")"
            )
        }
        for (target, catalogue) in takers {
            let name = key.hasPrefix(catalogue.id + ".") ? String(key.dropFirst(catalogue.id.count + 1)) : key
            if let problem = catalogue.check(option: name, value: value) ?? Self.unknownRouting(key, value) {
                throw ValidationError("--set \(setting): \(problem)")
            }
            values[target.id, default: [:]][key] = value
        }
    }

    /// The targets that a setting is for, and its key: `eks@2.8.3.KEY` is for one column, `eks.KEY` for all of the target.
    private func addressees(_ written: String) -> (targets: [Target], key: String) {
        let columns = targets.filter { written.hasPrefix($0.id + ".") }
        if let longest = columns.max(by: { $0.id.utf8.count < $1.id.utf8.count }), longest.named != nil {
            return ([longest], String(written.dropFirst(longest.id.count + 1)))
        }
        guard let dot = written.firstIndex(of: ".") else { return (targets, written) }
        let meant = targets.filter { $0.catalogue.id == written[..<dot] }
        return meant.isEmpty ? (targets, written) : (meant, String(written[written.index(after: dot)...]))
    }

    /// Whose option a key is: the target's, that of one of its routing controllers, or of the one that it names (`ingress-nginx.version`).
    private func catalogue(of key: String, on target: Target) -> Catalogue? {
        if target.catalogue.hasOption(key) { return target.catalogue }
        if let dot = key.firstIndex(of: "."), let named = Providers.routing(String(key[..<dot]))?.catalogue {
            return named.hasOption(String(key[key.index(after: dot)...])) ? named : nil
        }
        return routing(target).first { $0.hasOption(key) }
    }

    private func routing(_ target: Target) -> [Catalogue] {
        target.catalogue.routing(set: values[target.id] ?? [:]).compactMap { Providers.routing($0)?.catalogue }
    }

    /// Holds the options of a target against the releases that its options name.
    private mutating func look(at target: Target) throws {
        let assignment = Planner.Assignment(target: target, set: values[target.id] ?? [:], modules: Providers.allRouting)
        var catalogues = [(assignment.target.catalogue, assignment.set)]
        for installed in assignment.routing {
            let catalogue = installed.module.catalogue
            catalogues.append((catalogue, assignment.target.catalogue.shared(assignment.set, with: catalogue)))
        }
        for (catalogue, values) in catalogues {
            let (refusal, unread) = catalogue.unknownOptions(values)
            if let refusal { throw ValidationError("\(target.id): \(refusal)") }
            let version = values["version"].flatMap { text in try? catalogue.versions?.resolve(text).remark }
            for remark in [version].compactMap({ $0 }) + unread where !remarks.contains("\(target.id): \(remark)") {
                remarks.append("\(target.id): \(remark)")
            }
        }
    }

    private static func isRouting(_ setting: String) -> Bool {
        setting.hasPrefix("routing=") || setting.prefix { $0 != "=" }.hasSuffix(".routing")
    }

    private static func unknownRouting(_ key: String, _ value: String) -> String? {
        guard key == "routing" else { return nil }
        let ids = TargetOptions([key: value]).list(key)
        guard let unknown = ids.first(where: { $0 != "none" && !Providers.routingIDs.contains($0) }) else { return nil }
        let near = UnknownAnnotations.nearest(unknown, among: Providers.routingIDs).map { "; did you mean \($0)?" }
        return "no routing controller \"\(unknown)\"" + (near ?? "; known: none, \(Providers.routingIDs.joined(separator: ", "))")
    }
}
