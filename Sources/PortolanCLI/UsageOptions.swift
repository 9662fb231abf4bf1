// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanModel
import PortolanNetworks
import PortolanReport

/// How much the app is used, for sums with traffic.
struct UsageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What passes through the app's load balancers, both ways: 2TB/month. Sums with traffic are shown too.", valueName: "amount"))
    var traffic: String?

    @Option(help: ArgumentHelp("New connections, with --traffic or alone: 100/s.", valueName: "rate"))
    var connections: String?

    @Option(help: ArgumentHelp("Connections that are open on average.", valueName: "number"))
    var openConnections: Int?

    @Option(
        name: .customLong("usage"),
        help: ArgumentHelp("A file with traffic, connections and openConnections, of the app and of single objects.", valueName: "file"))
    var file: String?

    /// The use; `nil` where nobody says anything.
    func read() throws -> AppUsage? {
        var usage = try file.map { try UsageFile.read($0) } ?? AppUsage(whole: Usage())
        if let traffic {
            guard let megabytes = UsageText.megabytes(traffic) else { throw ValidationError("--traffic \(traffic): \(UsageText.traffic)") }
            usage.whole.megabytes = megabytes
        }
        if let connections {
            guard let count = UsageText.connections(connections) else {
                throw ValidationError("--connections \(connections): \(UsageText.rate)")
            }
            usage.whole.newConnections = count
        }
        if let openConnections {
            guard (0...1_000_000_000).contains(openConnections) else {
                throw ValidationError("--open-connections \(openConnections): expected a number up to a billion")
            }
            usage.whole.openConnections = openConnections
        }
        return usage.whole == Usage() && usage.objects.isEmpty ? nil : usage
    }
}

/// Amounts of use as people write them.
enum UsageText {
    static let traffic = "expected an amount and a time: 2TB/month, 500GB/day"
    static let rate = "expected a number and a time: 100/s, 5000/min"

    /// A month has 730 hours, as prices reckon it.
    private static let hours = 730

    /// Megabytes in a month of `2TB/month` or `1.5 GB/hour`; a month where no time is said.
    ///
    /// Units are powers of a thousand, those with an i of 1024.
    static func megabytes(_ text: String) -> Int? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let times = parts.count == 2 ? perMonth(parts[1]) : 1 else { return nil }
        let amount = parts[0].filter { $0 != " " }
        let unit = amount.drop { $0.isNumber || $0 == "." }
        let bytes: [String: Double] = [
            "MB": 1, "GB": 1_000, "TB": 1_000_000, "PB": 1_000_000_000, "MIB": 1.048_576, "GIB": 1_073.741_824, "TIB": 1_099_511.627_776,
            "PIB": 1_125_899_906.842_624,
        ]
        guard let size = bytes[unit.uppercased()], let number = Double(amount.dropLast(unit.count)) else { return nil }
        return whole(number * size * Double(times))
    }

    /// `100/s`, in a month.
    static func connections(_ text: String) -> Int? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let times = perMonth(parts[1]), let number = Double(parts[0].filter { $0 != " " }) else { return nil }
        return whole(number * Double(times))
    }

    private static func whole(_ number: Double) -> Int? {
        number.isFinite && (0...1e15).contains(number) ? Int(number.rounded()) : nil
    }

    private static func perMonth(_ unit: Substring) -> Int? {
        switch unit.filter({ $0 != " " }).lowercased() {
        case "s", "sec", "second": hours * 3_600
        case "m", "min", "minute": hours * 60
        case "h", "hour": hours
        case "d", "day": 30
        case "month": 1
        default: nil
        }
    }
}

/// A file that says how much an app is used.
enum UsageFile {
    /// Why a file could not be used.
    struct Problem: Error, CustomStringConvertible {
        let location: SourceLocation
        let message: String

        var description: String { "\(location): \(message)" }
    }

    /// Reads the file.
    static func read(_ path: String) throws -> AppUsage {
        let (tree, error) = YAMLTree.compose(try InputFiles.read(path, limit: Limits.smallFileBytes), file: path)
        if let error { throw Problem(location: error.location, message: error.message) }
        guard let root = tree.documents.first, root.kind == .mapping else {
            throw Problem(
                location: SourceLocation(file: path, line: 1), message: "expected a mapping: traffic, connections, openConnections, objects"
            )
        }
        var usage = AppUsage(whole: try read(root, allowing: ["objects"]))
        for entry in root.value("objects")?.entries ?? [] {
            guard let name = entry.key.text, let reference = reference(name) else {
                throw Problem(location: entry.key.location, message: "expected KIND/NAMESPACE/NAME: Service/default/web")
            }
            usage.objects[reference] = try read(entry.value, allowing: [])
        }
        return usage
    }

    private static func reference(_ name: String) -> ObjectReference? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts.contains("") else { return nil }
        return ObjectReference(kind: parts[0], namespace: parts[1], name: parts[2])
    }

    private static func read(_ node: YAMLNode, allowing more: [String]) throws -> Usage {
        let keys = ["traffic", "connections", "openConnections"] + more
        guard node.kind == .mapping else {
            throw Problem(location: node.location, message: "expected a mapping: \(keys.joined(separator: ", "))")
        }
        for entry in node.entries where !keys.contains(entry.key.text ?? "") {
            throw Problem(
                location: entry.key.location, message: "unknown key \"\(entry.key.text ?? "")\"; known: \(keys.joined(separator: ", "))")
        }
        func value(_ key: String, _ expected: String, _ read: (String) -> Int?) throws -> Int? {
            guard let value = node.value(key) else { return nil }
            guard let number = value.text.flatMap(read) else { throw Problem(location: value.location, message: "\"\(key)\": \(expected)") }
            return number
        }
        return Usage(
            megabytes: try value("traffic", UsageText.traffic, UsageText.megabytes),
            newConnections: try value("connections", UsageText.rate, UsageText.connections),
            openConnections: try value("openConnections", "expected a number up to a billion") {
                Int($0).flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
            })
    }
}
