// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanDiff
import PortolanGate
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanReport
import PortolanTrace

/// What a gate compares with: a plan kept as JSON, or a git revision that is planned as the call says.
struct Baseline {
    let gate: GateBaseline

    /// Reads a baseline.
    ///
    /// - Parameters:
    ///   - name: A file that `portolan plan --format json` wrote, or a revision.
    ///   - run: What it is compared with.
    init(_ name: String, _ input: InputOptions, _ settings: RunSettings, of run: Run) throws {
        if let document = try PlanDocument(at: name) {
            gate = GateBaseline(name: name, commit: nil, plans: try document.plans(), problems: [], unrendered: document.unrendered)
            return
        }
        let revision = try GitRevision(name)
        var input = input
        input.paths = try revision.paths(input.paths)
        guard !input.paths.isEmpty else {
            gate = GateBaseline(name: name, commit: revision.commit, plans: [], problems: [], unrendered: [])
            return
        }
        let known = input
        let old = try revision.inside { try Run(known, settings, voice: Voice.none) }
        var baseline = GateBaseline(
            name: name, commit: revision.commit, plans: try old.planFacts(), problems: old.problems,
            unrendered: Set(old.unrendered.map(\.reference)))
        baseline.answers = run.sessions.flatMap { session -> [GateBaseline.Answer] in
            let count = (run.sessions.count, old.sessions.count)
            guard let before = count == (1, 1) ? old.sessions.first : old.sessions.first(where: { $0.name == session.name }) else {
                return []
            }
            return ChangedAnswers(from: before.plan, to: session.plan).all(app: session.name)
        }
        gate = baseline
    }
}

extension Run {
    /// The plans as they are compared: as they would be printed and read again, so that a kept plan and a planned one are alike.
    func planFacts() throws -> [(app: String?, plan: PlanFacts)] {
        guard !sessions.isEmpty else { return [] }
        return try PlanDocument(bytes: PlanJSON.render(apps, unjudged: unrendered), path: "the plan").plans()
    }
}

/// A plan that portolan printed as JSON.
struct PlanDocument {
    private let root: YAMLNode

    /// The plan in a file; `nil` where the path holds something else.
    init?(at path: String) throws {
        guard path.hasSuffix(".json"), let bytes = try? InputFiles.read(path) else { return nil }
        // A manifest in JSON says its kind; a plan its schemaVersion, in its first line.
        guard String(decoding: bytes.prefix(200), as: UTF8.self).contains("\"schemaVersion\"") else { return nil }
        try self.init(bytes: bytes, path: path)
    }

    init(bytes: [UInt8], path: String) throws {
        // A plan of many Services is larger than any manifest, and has no aliases that could make it larger than it is.
        var limits = YAMLLimits()
        limits.expandedNodes = 200_000_000
        let (tree, error) = YAMLTree.compose(bytes, file: path, limits: limits)
        if let error { throw PlanFacts.Problem(location: error.location, message: error.message) }
        guard let root = tree.documents.first else { throw ValidationError("\(path): the file is empty") }
        self.root = root
    }

    /// The plans in it by app.
    func plans() throws -> [(app: String?, plan: PlanFacts)] { try PlanFacts.all(root) }

    /// What exposes something beside several apps, and is not judged.
    var unrendered: Set<ObjectReference> {
        Set(
            (root.value("unjudged")?.elements ?? []).map { node in
                let reference = node.value("ref")
                return ObjectReference(
                    kind: reference?.value("kind")?.text ?? "", namespace: reference?.value("namespace")?.text ?? "",
                    name: reference?.value("name")?.text ?? "")
            })
    }
}

/// Requests that a Service answered, and that something else answers now.
struct ChangedAnswers {
    /// How many requests of an app are asked; a plan of thousands of rules would take too long.
    private static let limit = 2000

    private let before: Plan
    private let after: Plan

    init(from before: Plan, to after: Plan) { (self.before, self.after) = (before, after) }

    /// What is answered otherwise: the requests that matter of both plans, asked of both.
    func all(app: String?) -> [GateBaseline.Answer] {
        var seen: Set<Probe> = []
        let probes = (TraceCommand.drafted(before) + TraceCommand.drafted(after)).filter { seen.insert($0).inserted }.prefix(Self.limit)
        guard !probes.isEmpty else { return [] }
        let (old, new) = (answers(before, probes), answers(after, probes))
        return probes.flatMap { probe -> [GateBaseline.Answer] in
            var byWords: [(words: String, targets: [String])] = []
            for target in after.assignments.map(\.target.id) {
                let key = Key(probe: probe, target: target)
                guard let was = old[key], was.isServed, let now = new[key], was.words != now.words else { continue }
                let words = "\(was.words) answered \(probe.text), and now: \(now.words)"
                if let index = byWords.firstIndex(where: { $0.words == words }) {
                    byWords[index].targets.append(target)
                } else {
                    byWords.append((words, [target]))
                }
            }
            return byWords.map { words, targets in
                GateBaseline.Answer(
                    app: app, targets: targets, subject: probe.to, message: "on \(targets.joined(separator: ", ")) \(words)")
            }
        }
    }

    private struct Key: Hashable {
        var probe: Probe
        var target: String
    }

    /// The answers that a plan gives; none to a request for an object that it lacks.
    private func answers(_ plan: Plan, _ probes: ArraySlice<Probe>) -> [Key: Answer] {
        let tracer = Tracer(plan)
        let known = probes.filter { probe in probe.to.map(tracer.has) ?? true }
        let traces = tracer.traces(of: Array(known))
        return Dictionary(traces.map { (Key(probe: $0.probe, target: $0.target), $0.answer) }) { first, _ in first }
    }
}
