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
            return AnswerChange.all(from: before.plan, to: session.plan).compactMap { GateBaseline.Answer($0, app: session.name) }
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
        guard path.hasSuffix(".json"), !Intake.isFolder(path) else { return nil }
        let bytes: [UInt8]
        do throws(InputError) { bytes = try InputFiles.read(path, limit: Limits.planBytes) } catch {
            // A revision may end in .json too.
            if case .unreadable = error { return nil }
            throw error
        }
        // A manifest in JSON says its kind; a plan its schemaVersion, in its first line.
        guard String(decoding: bytes.prefix(200), as: UTF8.self).contains("\"schemaVersion\"") else { return nil }
        try self.init(bytes: bytes, path: path)
    }

    init(bytes: [UInt8], path: String) throws {
        // A plan of many Services is larger than any manifest, and has no aliases that could make it larger than it is.
        var limits = YAMLLimits()
        limits.bytes = Limits.planBytes
        limits.expandedNodes = Limits.planNodes
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

extension GateBaseline.Answer {
    /// A request that a Service answered, and that something else answers now; `nil` where nobody was served.
    fileprivate init?(_ change: AnswerChange, app: String?) {
        guard let old = change.old, old.isServed else { return nil }
        self.init(
            app: app, targets: change.targets, subject: change.subject,
            message: "on \(change.targets.joined(separator: ", ")) \(old.words) answered \(change.request), and now: "
                + (change.new?.words ?? "nobody"))
    }
}
