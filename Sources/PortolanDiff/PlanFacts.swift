// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// What a plan document says, as far as two of them are compared.
public struct PlanFacts: Sendable {
    /// Why a document is no plan.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where.
        public var location: SourceLocation
        /// What was found, and what was expected.
        public var message: String

        /// Makes a problem.
        public init(location: SourceLocation, message: String) {
            self.location = location
            self.message = message
        }

        /// `file:line:column: message`.
        public var description: String { "\(location): \(message)" }
    }

    /// A score as written and after adaptation.
    public struct Points: Hashable, Sendable {
        /// As written.
        public var written: Int?
        /// After adaptation.
        public var adapted: Int?
    }

    /// A fact by its name, in the order of the document.
    struct Fact: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// One endpoint.
    struct Endpoint: Sendable {
        var reference: ObjectReference
        var requirements: [Fact] = []
        /// Facts of its exposures by target.
        var exposures: [String: [Fact]] = [:]
        var scores: [String: Points] = [:]
        /// Verdicts by target, in words.
        var verdicts: [String: String] = [:]
        /// What becomes of requirements that do not hold as written, by target and requirement.
        var losses: [String: [String: Loss]] = [:]

        /// A fact of an exposure.
        func fact(_ name: String, on target: String) -> String? { exposures[target]?.first { $0.name == name }?.value }
    }

    /// A requirement that does not hold on a target, or holds in part.
    struct Loss: Sendable {
        /// 1 where it holds in part, 2 where it does not.
        var rank: Int
        var words: String
    }

    /// A finding that tells of harm, by its name.
    struct Harm: Hashable, Sendable {
        var name: String
        var severity: String
        var message: String
    }

    let targets: [String]

    /// The targets of the plan, in its order.
    public var targetIDs: [String] { targets }

    /// Endpoints by name; of several with one name each has a number behind it.
    let endpoints: [String: Endpoint]
    /// Their names in the order of the document.
    let names: [String]
    let scores: [String: Points]
    let app: Points
    /// Verdicts of the targets, in words.
    let verdicts: [String: String]
    /// Findings: code, object and target.
    let findings: [Fact]
    /// Those of them that tell of harm.
    let harms: [Harm]
    /// What exposes the app and is not judged.
    let unjudged: [Fact]
    /// What the API server refuses.
    let rejected: [Fact]

    /// Whether a document calls itself a plan.
    public static func isPlan(_ root: YAMLNode) -> Bool { root.value("schemaVersion")?.isText("portolan.plan/v1") == true }

    /// A plan of nothing.
    init(targets: [String]) {
        self.targets = targets
        (endpoints, names, scores, app, verdicts) = ([:], [], [:], Points(), [:])
        (findings, harms, unjudged, rejected) = ([], [], [], [])
    }

    /// Reads a plan document (`portolan plan --format json`).
    public init(_ root: YAMLNode) throws(Problem) {
        guard Self.isPlan(root) else {
            throw Problem(location: root.location, message: "schemaVersion is not portolan.plan/v1, so this is no plan that portolan wrote")
        }
        guard let targets = root.value("targets"), let endpoints = root.value("endpoints"), endpoints.kind == .sequence else {
            throw Problem(location: root.location, message: "the plan has no targets or no endpoints")
        }
        self.targets = targets.elements.compactMap { $0.value("id")?.text }
        var byName: [String: Endpoint] = [:]
        var names: [String] = []
        var unique = UniqueNames()
        for node in endpoints.elements {
            let reference = Self.reference(node.value("ref"))
            let name = unique.name("\(reference)")
            var endpoint = Endpoint(reference: reference)
            for requirement in node.value("requirements")?.elements ?? [] {
                let fact = Self.requirement(requirement)
                endpoint.requirements.append(fact)
                for outcome in requirement.value("outcomes")?.entries ?? [] {
                    guard let loss = Self.loss(outcome.value) else { continue }
                    endpoint.losses[outcome.key.text ?? "", default: [:]][fact.name] = loss
                }
            }
            for entry in node.value("exposures")?.entries ?? [] { endpoint.exposures[entry.key.text ?? ""] = Leaves.facts(entry.value) }
            byName[name] = endpoint
            names.append(name)
        }
        let scores = root.value("scores")
        unique = UniqueNames()
        for node in scores?.value("endpoints")?.elements ?? [] {
            let name = unique.name("\(Self.reference(node.value("ref")))")
            byName[name]?.scores = Self.points(in: node.value("targets"))
            byName[name]?.verdicts = Self.verdicts(in: node.value("targets"))
        }
        self.endpoints = byName
        self.names = names
        self.scores = Self.points(in: scores?.value("targets"))
        app = scores.map(Self.points) ?? Points()
        verdicts = Self.verdicts(in: scores?.value("targets"))
        let found = root.value("findings")?.elements ?? []
        findings = found.map(Self.finding)
        harms = found.compactMap { node in
            guard let severity = node.value("severity")?.text, ["critical", "error"].contains(severity) else { return nil }
            let fact = Self.finding(node)
            return Harm(name: fact.name, severity: severity, message: fact.value)
        }
        unique = UniqueNames()
        unjudged = (scores?.value("unjudged")?.elements ?? []).map { node in
            Fact(name: unique.name("\(Self.reference(node.value("ref")))"), value: node.value("reason")?.text ?? "")
        }
        unique = UniqueNames()
        rejected = (root.value("rejected")?.elements ?? []).map { node in
            let error = node.value("errors")?.elements.first
            let words = [error?.value("field")?.text, error?.value("message")?.text].compactMap { $0 }.joined(separator: ": ")
            return Fact(name: unique.name("\(Self.reference(node.value("ref")))"), value: words)
        }
    }

    /// The plans of a document: one, or one for each of several apps by their names.
    public static func all(_ root: YAMLNode) throws(Problem) -> [(app: String?, plan: PlanFacts)] {
        guard root.value("schemaVersion")?.isText("portolan.plans/v1") == true else { return [(nil, try PlanFacts(root))] }
        var result: [(app: String?, plan: PlanFacts)] = []
        for node in root.value("apps")?.elements ?? [] {
            guard let name = node.value("app")?.text, let plan = node.value("plan") else {
                throw Problem(location: node.location, message: "the app has no name or no plan")
            }
            result.append((name, try PlanFacts(plan)))
        }
        return result
    }

    private static func verdicts(in node: YAMLNode?) -> [String: String] {
        let pairs = (node?.entries ?? []).compactMap { entry -> (String, String)? in
            guard let target = entry.key.text, let verdict = entry.value.value("verdict")?.text else { return nil }
            let lines = entry.value.at("effort", "lines")?.text.flatMap { Int($0) } ?? 0
            return (target, lines == 0 ? verdict : "\(verdict) (\(lines == 1 ? "1 line" : "\(lines) lines"))")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func reference(_ node: YAMLNode?) -> ObjectReference {
        ObjectReference(
            kind: node?.value("kind")?.text ?? "", namespace: node?.value("namespace")?.text ?? "", name: node?.value("name")?.text ?? "")
    }

    private static func requirement(_ node: YAMLNode) -> Fact {
        let port = node.value("port")?.text.map { " \($0)/\(node.value("protocol")?.text ?? "")" } ?? ""
        return Fact(name: (node.value("id")?.text ?? "") + port, value: node.value("value")?.text ?? "")
    }

    private static func loss(_ node: YAMLNode) -> Loss? {
        switch node.value("asWritten")?.text {
        case "partly": Loss(rank: 1, words: node.value("loss")?.text ?? "")
        case "unmet": Loss(rank: 2, words: node.value("loss")?.text ?? "")
        default: nil
        }
    }

    /// What a finding is called where plans are compared.
    static func findingName(_ code: String, _ reference: String, _ target: String?) -> String {
        "\(code) \(reference)\(target.map { " on \($0)" } ?? "")"
    }

    private static func finding(_ node: YAMLNode) -> Fact {
        Fact(
            name: findingName(node.value("code")?.text ?? "", "\(reference(node.value("ref")))", node.value("target")?.text),
            value: node.value("message")?.text ?? "")
    }

    private static func points(_ node: YAMLNode) -> Points {
        Points(
            written: node.value("asWritten")?.text.flatMap { Int($0) }, adapted: node.value("afterAdaptation")?.text.flatMap { Int($0) })
    }

    private static func points(in node: YAMLNode?) -> [String: Points] {
        Dictionary((node?.entries ?? []).map { ($0.key.text ?? "", points($0.value)) }) { first, _ in first }
    }
}

/// Gives each use of a name a number but the first.
struct UniqueNames {
    private var counts: [String: Int] = [:]

    mutating func name(_ name: String) -> String {
        let count = (counts[name] ?? 0) + 1
        counts[name] = count
        return count == 1 ? name : "\(name) (\(count))"
    }
}
