// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest
public import PortolanModel
public import PortolanPlan
public import PortolanPortability

/// A kustomize overlay that makes an app keep its requirements on a target.
public struct Overlay: Sendable {
    /// A file of the overlay.
    public struct File: Hashable, Sendable {
        /// Its path below the overlay's directory.
        public var path: String
        /// Its content.
        public var text: String

        /// Makes one.
        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// A value that only the user knows.
    public struct Placeholder: Hashable, Sendable {
        /// The object.
        public var reference: ObjectReference
        /// The annotation or field.
        public var key: String
        /// The placeholder that stands there.
        public var value: String
    }

    /// The files, `kustomization.yaml` first.
    public let files: [File]
    /// Values to fill in.
    public let placeholders: [Placeholder]

    /// Writes the overlay of a target.
    ///
    /// - Parameters:
    ///   - target: The target's id; one of the plan's.
    ///   - plan: The plan.
    ///   - assessment: Its assessment.
    ///   - base: The base as the kustomization names it: `../base`.
    public init(for target: String, plan: Plan, assessment: Assessment, base: String) {
        self.init(for: target, plan: plan, assessment: assessment, base: base, rules: nil) { _ in nil }
    }

    /// Writes the overlay of a target.
    ///
    /// - Parameters:
    ///   - target: The target's id; one of the plan's.
    ///   - plan: The plan.
    ///   - assessment: Its assessment.
    ///   - base: The base as the kustomization names it: `../base`.
    ///   - rules: What is written of the changes; all of them unless given.
    ///   - earlier: The content of a file of the overlay that an earlier run wrote: what was filled in there is kept.
    ///   - routes: Ingresses in the target's own words; `nil` where they stay as they are.
    package init(
        for target: String, plan: Plan, assessment: Assessment, base: String, rules: AdaptedChanges?, routes: RouteAddition? = nil,
        earlier: (String) -> [UInt8]?
    ) {
        var patches: [File] = []
        var placeholders: [Placeholder] = []
        var written: [(name: String, changes: [ServiceChange])] = []
        for (endpoint, judged) in zip(plan.endpoints, assessment.endpoints) {
            guard let service = endpoint.service else { continue }
            let column = judged.columns.first { $0.target == target }
            let adapted = column.map { rules?.changes(endpoint, $0) ?? $0.adapted.changes } ?? []
            let found = adapted + (routes?.services[endpoint.reference] ?? [])
            guard !found.isEmpty else { continue }
            let name = Self.patchName(endpoint.reference, taken: Set(patches.map(\.path)))
            let filledIn = FilledIn(patch: earlier(name))
            let changes = found.map(filledIn.keeping)
            patches.append(File(path: name, text: Self.patch(changes, of: service)))
            placeholders += Self.placeholders(changes, endpoint.reference)
            written.append((endpoint.reference.name, changes))
        }
        var kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - \(base.yamlQuoted)\n"
        if let file = routes?.file { kustomization += "  - \(file.path.yamlQuoted)\n" }
        let removals = routes?.removals ?? []
        if !patches.isEmpty || !removals.isEmpty {
            kustomization += "patches:\n" + patches.map { "  - path: \($0.path.yamlQuoted)\n" }.joined()
            kustomization += removals.map { "  - patch: \($0.yamlQuoted)\n" }.joined()
        }
        let readme =
            OverlayReadme(
                target: target, plan: plan, assessment: assessment, placeholders: placeholders, written: written, base: base
            ).text + (routes.map { "\n" + $0.readme } ?? "")
        files =
            [File(path: "kustomization.yaml", text: kustomization)] + patches + (routes?.file.map { [$0] } ?? [])
            + [File(path: "README.md", text: readme)]
        self.placeholders = placeholders
    }

    /// Ingresses that others take the place of.
    package struct RouteAddition: Sendable {
        /// The file with the new objects; `nil` where there are none.
        package var file: File?
        /// Patches that take objects out.
        package var removals: [String]
        /// What it wants of Services.
        package var services: [ObjectReference: [ServiceChange]]
        /// The part of the README.
        package var readme: String

        /// Makes one.
        package init(file: File?, removals: [String], services: [ObjectReference: [ServiceChange]], readme: String) {
            self.file = file
            self.removals = removals
            self.services = services
            self.readme = readme
        }
    }

    /// A strategic-merge patch: what is set, and `null` for what is taken away.
    static func patch(_ changes: [ServiceChange], of service: Service) -> String { patch(changes, of: service.metadata) }

    /// A strategic-merge patch of a Service or an Ingress.
    package static func patch(_ changes: [ServiceChange], of metadata: ObjectMeta) -> String {
        var annotations: [(key: String, value: String?)] = []
        var fields: [String] = []
        for change in changes {
            switch change {
            case .annotation(let key, let value):
                annotations.removeAll { $0.key == key }
                annotations.append((key, value))
            case .annotationRemoval(let key): annotations.append((key, nil))
            case .field(let name, let value): fields.append("  \(name): \(value.yamlScalar)")
            case .list(let name, let values): fields.append("  \(name): [\(values.map(\.yamlQuoted).joined(separator: ", "))]")
            case .removal(let name): fields.append("  \(name): null")
            }
        }
        let reference = metadata.reference
        var text = "apiVersion: \(metadata.apiVersion.yamlPath)\nkind: \(reference.kind.yamlScalar)\n"
        text += "metadata:\n  name: \(reference.name.yamlScalar)\n"
        if let namespace = metadata.node.at("metadata", "namespace")?.text, !namespace.isEmpty {
            text += "  namespace: \(namespace.yamlScalar)\n"
        }
        if !annotations.isEmpty {
            text += "  annotations:\n" + annotations.map { "    \($0.key.yamlQuoted): \($0.value?.yamlQuoted ?? "null")\n" }.joined()
        }
        if !fields.isEmpty { text += "spec:\n" + fields.map { $0 + "\n" }.joined() }
        return text
    }

    private static func patchName(_ reference: ObjectReference, taken: Set<String>) -> String {
        // Names of valid Services are DNS labels; whatever else stood there could be a path.
        let isSafe = reference.name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        let stem = isSafe && !reference.name.isEmpty ? "service-\(reference.name)" : "service"
        var name = "\(stem).yaml"
        var number = 2
        while taken.contains(name) {
            name = "\(stem)-\(number).yaml"
            number += 1
        }
        return name
    }

    private static func placeholders(_ changes: [ServiceChange], _ reference: ObjectReference) -> [Placeholder] {
        changes.compactMap { change in
            switch change {
            case .annotation(let key, let value), .field(let key, let value):
                value.contains(ServiceChange.placeholderPrefix) ? Placeholder(reference: reference, key: key, value: value) : nil
            case .list, .removal, .annotationRemoval: nil
            }
        }
    }
}
