// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
import PortolanModel
public import PortolanProvider

/// Reads a whole provider file: catalogue, and behaviour or inheritance.
public enum ProviderFile {
    /// The top-level keys beside the catalogue's.
    public static let sections: Set<String> = ["behaviour", "inherits"]

    /// Reads a provider file.
    ///
    /// - Parameters:
    ///   - bytes: Its content.
    ///   - file: Its path, as messages show it.
    ///   - base: The targets that it may inherit from, by id.
    /// - Returns: The target, or why there is none: every mistake with its place, in the order of the file.
    public static func load(
        _ bytes: [UInt8], file: String, base: (String) -> Target?
    ) -> (target: Target?, errors: [CatalogueError]) {
        let (tree, error) = YAMLTree.compose(bytes, file: file)
        if let error { return (nil, [CatalogueError(location: error.location, message: error.message)]) }
        guard let root = tree.documents.first, tree.documents.count == 1 else {
            let start = SourceLocation(file: file, line: 1, column: 1)
            return (nil, [CatalogueError(location: start, message: "expected one YAML document")])
        }
        return load(root, controller: nil, base: base)
    }

    /// Makes a target of a provider file's root node.
    ///
    /// - Parameters:
    ///   - root: The root node.
    ///   - controller: The target's own code, where it has some.
    ///   - base: The targets that it may inherit from, by id.
    /// - Returns: The target, or why there is none.
    public static func load(
        _ root: YAMLNode, controller: (any Controller)?, base: (String) -> Target?
    ) -> (target: Target?, errors: [CatalogueError]) {
        var catalogueReader = CatalogueReader()
        let catalogue = catalogueReader.read(root, allowing: sections)
        var reader = NodeReader()
        for name in (root.value("options")?.elements ?? []).compactMap({ $0.value("name")?.text }) {
            reader.known["option.\(name)"] = .option(name)
        }

        var target: Target?
        switch (controller, root.value("behaviour"), root.value("inherits")) {
        case (let controller?, nil, nil): target = catalogue.map { Target(catalogue: $0, controller: controller) }
        case (nil, let node?, nil):
            let behaviour = reader.behaviour(node)
            if let catalogue { reader.compare(catalogue, node) }
            target = catalogue.map { Target(catalogue: $0, controller: DeclarativeController(behaviour)) }
        case (nil, nil, let node?):
            target = reader.inheritance(node).flatMap { reader.inheriting($0, node, catalogue, base) }
        default:
            reader.fail(root, "a provider has one of code, behaviour and inherits")
        }
        let errors = (catalogueReader.errors + reader.errors).sorted { $0.location < $1.location }
        return (errors.isEmpty ? target : nil, errors)
    }
}

extension NodeReader {
    /// Holds the annotations that the behaviour reads against the catalogue's rows, both ways.
    fileprivate mutating func compare(_ catalogue: Catalogue, _ node: YAMLNode) {
        let all = catalogue.annotations + catalogue.beyond
        let rows = Set(all.filter { [.read, .deprecated].contains($0.state) }.map(\.key))
        let families = rows.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
        var seen: Set<String> = []
        for (key, place) in annotationKeys
        where !rows.contains(key) && !families.contains(where: key.hasPrefix) && seen.insert(key).inserted {
            fail(place, "\"\(key)\" is read here but has no row under annotations")
        }
        let used = Set(annotationKeys.map(\.key))
        for key in rows.subtracting(used).sorted() where !(key.hasSuffix("*") && used.contains { $0.hasPrefix(key.dropLast()) }) {
            let advice = "list it under notInExposure if it changes nothing that a plan shows"
            fail(node, "the annotation \"\(key)\" has a row but nothing reads it; \(advice)")
        }
    }

    fileprivate mutating func inheriting(
        _ inheritance: Inheritance, _ node: YAMLNode, _ own: Catalogue?, _ base: (String) -> Target?
    ) -> Target? {
        guard let base = base(inheritance.target) else {
            fail(node.value("target") ?? node, "there is no target \"\(inheritance.target)\" to inherit from")
            return nil
        }
        for name in inheritance.options.keys.sorted() {
            guard base.catalogue.hasOption(name) else {
                fail(node.value("options") ?? node, "\"\(inheritance.target)\" has no option \"\(name)\"")
                continue
            }
            if let problem = base.catalogue.check(option: name, value: inheritance.options[name] ?? "") {
                fail(node.value("options") ?? node, "option \"\(name)\": \(problem)")
            }
        }
        let controller = InheritingController(inheritance: inheritance, base: base.controller)
        return own.map { Target(catalogue: $0.merged(onto: base.catalogue, inheritance), controller: controller) }
    }
}

extension Catalogue {
    /// Another target's catalogue under this one's name, with what this one adds or changes.
    fileprivate func merged(onto base: Catalogue, _ inheritance: Inheritance) -> Catalogue {
        var result = self
        let ownOptions = Set(options.map(\.name))
        result.options += base.options.filter { !ownOptions.contains($0.name) }.map { option in
            var option = option
            if let value = inheritance.options[option.name] { option.defaultValue = value }
            return option
        }
        let ownProducts = Set(products.map(\.id))
        result.products += base.products.filter { !ownProducts.contains($0.id) }
        let ownKeys = Set(annotations.map(\.key))
        result.annotations += base.annotations.filter { !ownKeys.contains($0.key) }.map { row in
            var row = row
            if inheritance.hides(row.key) { row.state = .ignored }
            return row
        }
        result.settings += base.settings
        let ownSources = Set(sources.map(\.id))
        result.sources += base.sources.filter { !ownSources.contains($0.id) }
        if prefixes.isEmpty { result.prefixes = base.prefixes }
        if classes.isEmpty, inheritance.classes.isEmpty { result.classes = base.classes }
        if routing.isEmpty { result.routing = base.routing }
        if defaultScope == nil { result.defaultScope = base.defaultScope }
        if scopeDecidedBy == nil {
            result.scopeDecidedBy = base.scopeDecidedBy
            result.scopeOption = base.scopeOption
        }
        return result
    }
}
