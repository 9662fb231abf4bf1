// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import PortolanTrace

/// A file of requests for `portolan trace`: a JSON or YAML list of `{request, headers, to}`.
enum RequestFile {
    /// Why a file of requests could not be used.
    struct Problem: Error, CustomStringConvertible {
        let location: SourceLocation
        let message: String

        var description: String { "\(location): \(message)" }
    }

    /// Reads the requests of a file.
    static func read(_ path: String) throws -> [Probe] {
        let (tree, error) = YAMLTree.compose(try InputFiles.read(path, limit: Limits.requestBytes), file: path)
        if let error { throw Problem(location: error.location, message: error.message) }
        guard let root = tree.documents.first, root.kind == .sequence else {
            let place = tree.documents.first?.location ?? SourceLocation(file: path, line: 1)
            throw Problem(location: place, message: "expected a list of requests: - request: GET https://host/path")
        }
        return try root.elements.map(probe)
    }

    private static func probe(_ node: YAMLNode) throws -> Probe {
        if let text = node.text { return try probe(text, node) }
        guard node.kind == .mapping else { throw Problem(location: node.location, message: "expected {request, headers, to}") }
        for entry in node.entries where !["request", "headers", "to"].contains(entry.key.text) {
            throw Problem(location: entry.key.location, message: "unknown key \"\(entry.key.text ?? "")\"; known: headers, request, to")
        }
        guard let request = node.value("request"), let text = request.text else {
            throw Problem(location: node.location, message: "\"request\" is missing: GET https://host/path")
        }
        let headers = try (node.value("headers")?.entries ?? []).map { entry in
            guard let name = entry.key.text, let value = entry.value.text else {
                throw Problem(location: entry.key.location, message: "a header needs a name and a text")
            }
            return Header(name, value)
        }
        return try probe(text, request, headers, to: node.value("to")?.text.map { try TraceCommand.reference($0) })
    }

    private static func probe(_ text: String, _ node: YAMLNode, _ headers: [Header] = [], to: ObjectReference? = nil) throws -> Probe {
        do { return try Probe(text, headers: headers, to: to) } catch { throw Problem(location: node.location, message: "\(error)") }
    }
}
