// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanPlan
public import PortolanProvider
import PortolanReport
import PortolanTrace

/// A case of the routing format: a manifest, the target's options, what the exposure must hold, and requests with their answers.
public struct RoutingCase: Sendable {
    /// A request with what must answer it.
    struct Question: Sendable {
        var request: String
        var headers: [Header]
        var to: String?
        var answer: YAMLNode
    }

    /// Unique in its file.
    public var name: String
    /// The id of the target.
    public var target: String
    var options: [(key: String, value: String)]
    var manifest: String
    var object: String?
    var expect: YAMLNode?
    var questions: [Question]

    /// Reads a file of cases.
    ///
    /// - Returns: The cases, and what is wrong with the file.
    public static func read(_ bytes: [UInt8], file: String) -> (cases: [RoutingCase], errors: [String]) {
        let (tree, error) = YAMLTree.compose(bytes, file: file)
        if let error { return ([], ["\(error.location): \(error.message)"]) }
        var cases: [RoutingCase] = []
        var errors: [String] = []
        for node in tree.documents.flatMap(\.elements) {
            guard let name = node.value("name")?.text, let manifest = node.value("manifest")?.text else {
                errors.append("\(node.location): a case needs name and manifest")
                continue
            }
            let questions = (node.value("probes")?.elements ?? []).compactMap { probe -> Question? in
                guard let request = probe.value("request")?.text, let answer = probe.value("answer") else {
                    errors.append("\(probe.location): a probe needs request and answer")
                    return nil
                }
                let headers = (probe.value("headers")?.entries ?? []).map { Header($0.key.text ?? "", $0.value.text ?? "") }
                return Question(request: request, headers: headers, to: probe.value("to")?.text, answer: answer)
            }
            cases.append(
                RoutingCase(
                    name: name, target: node.value("target")?.text ?? "kind",
                    options: node.value("options")?.entries.map { ($0.key.text ?? "", $0.value.text ?? "") } ?? [], manifest: manifest,
                    object: node.value("object")?.text, expect: node.value("expect"), questions: questions))
        }
        return (cases, errors)
    }

    /// Plans the manifest with one routing controller, and holds exposure and answers against the case.
    ///
    /// - Parameters:
    ///   - target: The target that the case names.
    ///   - controller: The routing controller's id, unless the case's options say otherwise.
    ///   - modules: All routing controllers.
    /// - Returns: What differs, one line each; nothing where the case matches.
    public func differences(on target: Target, controller: String, modules: [RoutingModule]) -> [String] {
        let file = ManifestReader.read(Array(manifest.utf8), path: "-")
        guard file.errors.isEmpty else { return file.errors.map { "\($0.location): \($0.message)" } }
        let set = Dictionary([("routing", controller)] + options.map { ($0.key, $0.value) }) { _, last in last }
        let plan = Planner([Planner.Assignment(target: target, set: set, modules: modules)]).plan(file.documents)
        let routed = plan.endpoints.filter { ["Ingress", "Gateway"].contains($0.reference.kind) }
        guard let endpoint = routed.first(where: { matches($0.reference) }) ?? routed.first, let exposure = endpoint.exposures.first else {
            return ["no Ingress or Gateway in the plan"]
        }
        var differences: [String] = []
        if let expect {
            differences += Self.json(PlanJSON.render(exposure)).map { SubsetMatch.differences(expected: expect, actual: $0) } ?? ["no JSON"]
        }
        let tracer = Tracer(plan)
        for question in questions { differences += self.differences(question, endpoint.reference, tracer) }
        return differences
    }

    private func differences(_ question: Question, _ endpoint: ObjectReference, _ tracer: Tracer) -> [String] {
        do {
            let to = question.to.map { $0.split(separator: "/").map(String.init) }
            let reference = to.map { parts in
                ObjectReference(kind: parts.first ?? "", namespace: parts.count == 3 ? parts[1] : "default", name: parts.last ?? "")
            }
            let probe = try Probe(question.request, headers: question.headers, to: reference ?? endpoint)
            guard let trace = tracer.traces(of: [probe]).first, let actual = Self.json(TraceJSON.render(trace.answer)) else {
                return ["\(question.request): no answer"]
            }
            let missing = SubsetMatch.differences(expected: question.answer, actual: actual)
            let further = actual.entries.compactMap(\.key.text).filter { key in
                !["requestHeaders", "responseHeaders"].contains(key) && question.answer.value(key) == nil
            }
            return (missing + further.map { ".\($0): not expected" }).map { "\(question.request)\($0)" }
        } catch {
            return ["\(question.request): \(error)"]
        }
    }

    private static func json(_ bytes: [UInt8]) -> YAMLNode? {
        let (tree, error) = YAMLTree.compose(bytes, file: "json")
        return error == nil ? tree.documents.first : nil
    }

    private func matches(_ reference: ObjectReference) -> Bool {
        guard let object else { return true }
        let parts = object.split(separator: "/").map(String.init)
        return parts.first == reference.kind && parts.last == reference.name
    }
}
