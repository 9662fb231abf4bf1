// SPDX-License-Identifier: Apache-2.0

import PortolanAdapt
import PortolanManifest
import PortolanPortability
import Testing

/// Edits that leave everything else as it is.
struct ManifestEditTests {
    private func edited(_ text: String, _ changes: [ServiceChange]) throws -> String {
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "a.yaml")
        #expect(error == nil)
        var edit = try ManifestEdit(Array(text.utf8), tree: tree)
        try edit.apply(changes, to: try #require(tree.documents.first))
        return String(decoding: edit.result, as: UTF8.self)
    }

    @Test func `an annotation is removed with its line and the comment behind it`() throws {
        let text = "metadata:\n  annotations:\n    a: one # why\n    b: two\nspec: {}\n"
        #expect(try edited(text, [.annotationRemoval(key: "a")]) == "metadata:\n  annotations:\n    b: two\nspec: {}\n")
    }

    @Test func `the last annotation and one in flow style become null`() throws {
        #expect(
            try edited("metadata:\n  annotations:\n    a: one\n", [.annotationRemoval(key: "a")])
                == "metadata:\n  annotations:\n    a: null\n")
        #expect(
            try edited("metadata: {annotations: {a: one, b: two}}\n", [.annotationRemoval(key: "a")])
                == "metadata: {annotations: {a: null, b: two}}\n")
    }

    @Test func `values that mean something in YAML are quoted`() throws {
        let changed = try edited("metadata:\n  name: web\n", [.annotation(key: "a/b", value: "{\"x\": [1]} # \"no\"\n")])
        #expect(changed.contains(#"a/b: "{\"x\": [1]} # \"no\"\n""#))
        let (tree, _) = YAMLTree.compose(Array(changed.utf8), file: "a.yaml")
        #expect(tree.documents.first?.at("metadata", "annotations")?.value("a/b")?.text == "{\"x\": [1]} # \"no\"\n")
    }

    @Test func `an object of another text is refused`() throws {
        let (other, _) = YAMLTree.compose(Array("metadata: {}\n".utf8), file: "b.yaml")
        let (tree, _) = YAMLTree.compose(Array("metadata: {}\n".utf8), file: "a.yaml")
        var edit = try ManifestEdit(Array("metadata: {}\n".utf8), tree: tree)
        let stranger = try #require(other.documents.first)
        #expect(throws: ManifestEditError.self) { try edit.apply([.annotation(key: "a", value: "b")], to: stranger) }
    }
}
