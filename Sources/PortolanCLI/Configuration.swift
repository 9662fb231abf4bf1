// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanFiles
import PortolanGate
import PortolanManifest
import PortolanModel
import PortolanPortability

/// What `.portolan.yaml` says: defaults for the command line, kept with the app.
struct Configuration {
    /// Why a configuration could not be used.
    struct Problem: Error, CustomStringConvertible {
        let location: SourceLocation
        let message: String

        var description: String { "\(location): \(message)" }
    }

    /// The names under which it is looked for, in the working directory and above.
    static let names = [".portolan.yaml", ".portolan.yml"]

    /// The keys that it may have.
    static let keys = [
        "apps", "exclude", "failOn", "home", "ignore", "minScore", "minScores", "providers", "regions", "require", "set", "targets",
        "weights",
    ]

    /// Targets where `--target` names none.
    var targets: [String] = []
    /// Options as `--set` takes them, which override them.
    var settings: [String] = []
    /// The home of every Service.
    var home: String?
    /// What each loss costs.
    var weights = Weights.standard
    /// The region of each cloud, as `--region` takes it.
    var regions: [String] = []
    /// The gate's threshold where `--min-score` is not given.
    var minScore: Int?
    /// The same of single targets.
    var minScores: [String: Int] = [:]
    /// The findings that fail the gate where `--fail-on` is not given.
    var failOn: GateRules.FailureLevel?
    /// What it may take that an app works, where `--require` is not given.
    var demands: [VerdictDemand] = []
    /// Provider files of the user's own, relative to the configuration's directory.
    var providers: [String] = []
    /// What the user takes for one app each, where the input holds several.
    var apps: [DeclaredApp] = []
    /// Paths and patterns of what is not read, relative to the configuration's directory.
    var excludes: [String] = []
    /// Findings that the user has asked not to hear.
    var ignores: [Ignore] = []
    /// The configuration's directory, with a slash behind it; empty for the working directory.
    var folder = ""

    /// The configuration at a path, else the one found in the working directory or above it, else none.
    static func load(_ path: String?) throws -> Configuration {
        guard let path = path ?? find() else { return Configuration() }
        let (tree, error) = YAMLTree.compose(try InputFiles.read(path, limit: Limits.smallFileBytes), file: path)
        if let error { throw Problem(location: error.location, message: error.message) }
        guard let root = tree.documents.first, !root.isNull else { return Configuration() }
        var configuration = Configuration()
        configuration.folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        try configuration.read(root, folder: configuration.folder)
        return configuration
    }

    private mutating func read(_ root: YAMLNode, folder: String) throws {
        guard root.kind == .mapping else { throw Problem(location: root.location, message: "expected a mapping") }
        for entry in root.entries {
            switch entry.key.text {
            case "targets": targets = try texts(entry.value)
            case "set": settings = try pairs(entry.value).map { "\($0)=\($1)" }
            case "regions": regions = try pairs(entry.value).map { "\($0)=\($1)" }
            case "home": home = try text(entry.value)
            case "weights": try readWeights(entry.value)
            case "minScore": minScore = try number(entry.value, in: 0...100)
            case "minScores": minScores = try readMinima(entry.value)
            case "failOn": failOn = try readLevel(entry.value)
            case "require": demands = try readDemands(entry.value)
            case "providers":
                providers = try entry.value.elements.isEmpty ? texts(entry.value) : entry.value.elements.map { try provider($0, folder) }
            case "apps": apps = try readApps(entry.value)
            case "exclude": excludes = try texts(entry.value)
            case "ignore": ignores = try readIgnores(entry.value)
            default:
                throw Problem(
                    location: entry.key.location,
                    message: "unknown key \"\(entry.key.text ?? "")\"; known: \(Self.keys.joined(separator: ", "))"
                )
            }
        }
    }

    /// A provider file's path: it stays below the configuration's own folder, since whoever ships the one may not know what lies beside the
    /// other.
    private func provider(_ node: YAMLNode, _ folder: String) throws -> String {
        let path = folder + (try text(node))
        guard let home = RegularFile.resolved(folder.isEmpty ? "." : folder), !(node.text ?? "").hasPrefix("/") else {
            throw Problem(location: node.location, message: "a provider file is named relative to the configuration's own folder")
        }
        // What is not there is told when it is read.
        let isInside =
            RegularFile.resolved(path).map { $0.hasPrefix(home == "/" ? home : home + "/") } ?? !path.split(separator: "/").contains("..")
        guard isInside else {
            throw Problem(
                location: node.location,
                message: "this provider file lies outside of the configuration's own folder; name it with --provider if you trust it")
        }
        return path
    }

    private mutating func readWeights(_ node: YAMLNode) throws {
        let (read, errors) = Weights.read(node)
        if let error = errors.first { throw Problem(location: error.location, message: error.message) }
        weights = read
    }

    /// `- overlays/prod`, or `- {name: shop, paths: [web, db]}`.
    private func readApps(_ node: YAMLNode) throws -> [DeclaredApp] {
        guard node.kind == .sequence else { throw Problem(location: node.location, message: "expected a list of folders") }
        return try node.elements.map { element in
            guard element.kind == .mapping else {
                let path = try text(element)
                return DeclaredApp(name: path, paths: [path])
            }
            for entry in element.entries where !["name", "paths"].contains(entry.key.text) {
                throw Problem(location: entry.key.location, message: "unknown key \"\(entry.key.text ?? "")\"; known: name, paths")
            }
            guard let name = element.value("name"), let paths = element.value("paths") else {
                throw Problem(location: element.location, message: "expected a folder, or name and paths")
            }
            return DeclaredApp(name: try text(name), paths: try texts(paths))
        }
    }

    private func readMinima(_ node: YAMLNode) throws -> [String: Int] {
        guard node.kind == .mapping else { throw Problem(location: node.location, message: "expected a mapping: TARGET: SCORE") }
        return try Dictionary(node.entries.map { (try text($0.key), try number($0.value, in: 0...100)) }) { _, last in last }
    }

    private func readLevel(_ node: YAMLNode) throws -> GateRules.FailureLevel {
        guard let level = GateRules.FailureLevel(rawValue: try text(node)) else {
            throw Problem(location: node.location, message: "expected danger, error or warning")
        }
        return level
    }

    private func readDemands(_ node: YAMLNode) throws -> [VerdictDemand] {
        guard node.kind == .sequence else { throw Problem(location: node.location, message: "expected a list: - edit:10") }
        return try node.elements.map { element in
            do { return try VerdictDemand(try text(element)) } catch let fault as VerdictDemand.Fault {
                throw Problem(location: element.location, message: "\(fault)")
            }
        }
    }

    /// `- {code: one-replica, object: Deployment/default/web, path: "dev/**", reason: …, until: 2027-03-31}`.
    private func readIgnores(_ node: YAMLNode) throws -> [Ignore] {
        guard node.kind == .sequence else { throw Problem(location: node.location, message: "expected a list: - code: …") }
        let keys = ["code", "object", "path", "reason", "target", "until"]
        return try node.elements.map { element in
            guard element.kind == .mapping else { throw Problem(location: element.location, message: "expected code and reason") }
            for entry in element.entries where !keys.contains(entry.key.text ?? "") {
                let message = "unknown key \"\(entry.key.text ?? "")\"; known: \(keys.joined(separator: ", "))"
                throw Problem(location: entry.key.location, message: message)
            }
            guard let code = element.value("code"), let reason = element.value("reason") else {
                throw Problem(location: element.location, message: "expected code and reason: why is it no problem here?")
            }
            var ignore = Ignore(code: try readCode(code), reason: try text(reason), location: element.location)
            ignore.object = try element.value("object").map(readObject)
            ignore.path = try element.value("path").map { FilePattern(try text($0)) }
            ignore.target = try element.value("target").map(text)
            ignore.until = try element.value("until").map { node in
                guard let day = Day(try text(node)) else { throw Problem(location: node.location, message: "expected a day: 2027-03-31") }
                return day
            }
            return ignore
        }
    }

    private func readCode(_ node: YAMLNode) throws -> String {
        let code = try text(node)
        guard !FindingPages.codes.contains(code) else { return code }
        let near = UnknownAnnotations.nearest(code, among: FindingPages.codes.sorted()).map { "; did you mean \($0)?" }
        throw Problem(location: node.location, message: "no finding has the code \"\(code)\"" + (near ?? "; portolan explain lists them"))
    }

    private func readObject(_ node: YAMLNode) throws -> FilePattern {
        let parts = try text(node).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
            throw Problem(location: node.location, message: "expected Kind/namespace/name, Service/default/web say")
        }
        return FilePattern(parts.count == 3 ? parts.joined(separator: "/") : "\(parts[0])/default/\(parts[1])")
    }

    // MARK: Values

    private func text(_ node: YAMLNode) throws -> String {
        guard let text = node.text, !text.isEmpty else { throw Problem(location: node.location, message: "expected a text") }
        return text
    }

    private func texts(_ node: YAMLNode) throws -> [String] {
        guard node.kind == .sequence else { throw Problem(location: node.location, message: "expected a list") }
        return try node.elements.map(text)
    }

    private func pairs(_ node: YAMLNode) throws -> [(String, String)] {
        guard node.kind == .mapping else { throw Problem(location: node.location, message: "expected a mapping") }
        return try node.entries.map { (try text($0.key), try text($0.value)) }
    }

    private func number(_ node: YAMLNode, in range: ClosedRange<Int>) throws -> Int {
        guard case .int(let number)? = node.scalar, range.contains(number) else {
            throw Problem(location: node.location, message: "expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The nearest configuration: in the working directory, then above it up to the root of its git repository.
    ///
    /// Outside of a repository nobody vouches for what lies above, in a directory that others may write to say.
    static func find() -> String? {
        var prefix = ""
        var found: String?
        for _ in 0..<Limits.configurationSteps {
            found = found ?? names.first { access(prefix + $0, F_OK) == 0 }.map { prefix + $0 }
            if access(prefix + ".git", F_OK) == 0 { return found }
            prefix += "../"
        }
        return found.flatMap { $0.hasPrefix("../") ? nil : $0 }
    }
}
