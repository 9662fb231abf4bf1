// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
import PortolanModel

/// A case of the conformance format: a manifest, the target's options, and what the exposure must hold.
public struct ConformanceCase: Sendable {
    /// Unique in its file.
    public var name: String
    /// Where the behaviour is decided.
    public var source: String
    /// The target, where the case names one other than its file's.
    public var target: String?
    /// The target's options.
    public var options: [(key: String, value: String)]
    /// The manifest's text.
    public var manifest: String
    /// `Kind/name` of the object that is compared; `nil` for the first endpoint.
    public var object: String?
    /// What must be there.
    public var expect: YAMLNode

    /// Reads a file of cases.
    ///
    /// - Returns: The cases, and what is wrong with the file.
    public static func read(_ bytes: [UInt8], file: String) -> (cases: [ConformanceCase], errors: [String]) {
        let (tree, error) = YAMLTree.compose(bytes, file: file)
        if let error { return ([], ["\(error.location): \(error.message)"]) }
        var cases: [ConformanceCase] = []
        var errors: [String] = []
        for node in tree.documents.flatMap(\.elements) {
            guard let name = node.value("name")?.text, let manifest = node.value("manifest")?.text, let expect = node.value("expect") else {
                errors.append("\(node.location): a case needs name, manifest and expect")
                continue
            }
            cases.append(
                ConformanceCase(
                    name: name, source: node.value("source")?.text ?? "", target: node.value("target")?.text,
                    options: node.value("options")?.entries.map { ($0.key.text ?? "", $0.value.text ?? "") } ?? [], manifest: manifest,
                    object: node.value("object")?.text, expect: expect))
        }
        return (cases, errors)
    }
}
