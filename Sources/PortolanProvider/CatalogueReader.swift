// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanManifest
import PortolanModel

/// Reads a catalogue from its file.
///
/// Every mistake is collected with line and column; unknown keys are mistakes.
public struct CatalogueReader {
    /// The mistakes found so far, in the order of the file.
    public private(set) var errors: [CatalogueError] = []
    /// Releases that have a name instead of a number, `main` say; rows may name them so.
    var namedReleases: [String: ControllerVersion] = [:]

    /// Makes a reader.
    public init() {}

    /// Reads a catalogue.
    ///
    /// - Parameters:
    ///   - root: The file's one document.
    ///   - sections: Top-level keys that another reader takes (`behaviour`, `inherits`, …).
    /// - Returns: The catalogue, or `nil` where `errors` says why not.
    public mutating func read(_ root: YAMLNode, allowing sections: Set<String> = []) -> Catalogue? {
        check(
            root,
            keys: sections.union([
                "schemaVersion", "id", "title", "provider", "controller", "controllerVersion", "verified", "summary", "prefixes", "classes",
                "controllerNames", "images", "routing", "defaultScope", "scopeDecidedBy", "scopeOption", "sources", "options", "products",
                "annotations", "settings", "publishes", "vocabulary", "versions", "regions",
            ]))
        if let version = required(root, "schemaVersion"), version != "portolan.provider/v1" {
            fail(root.value("schemaVersion") ?? root, "schemaVersion is \"\(version)\"; this Portolan reads portolan.provider/v1")
        }
        let versions = root.value("versions").flatMap { self.versions($0) }
        var catalogue = Catalogue(
            id: required(root, "id") ?? "", title: required(root, "title") ?? "", provider: required(root, "provider") ?? "",
            controller: required(root, "controller") ?? "", controllerVersion: required(root, "controllerVersion") ?? "",
            verified: required(root, "verified") ?? "", summary: required(root, "summary") ?? "", prefixes: texts(root, "prefixes"),
            classes: texts(root, "classes"), controllerNames: texts(root, "controllerNames"), images: texts(root, "images"),
            routing: texts(root, "routing"), defaultScope: choice(root, "defaultScope", Scope.init(rawValue:), "public or private"),
            scopeDecidedBy: optional(root, "scopeDecidedBy"), scopeOption: optional(root, "scopeOption"),
            sources: rows(root, "sources") { $0.source($1) }, options: rows(root, "options") { $0.option($1) },
            products: rows(root, "products") { $0.product($1) }, annotations: rows(root, "annotations") { $0.annotation($1) },
            settings: rows(root, "settings") { $0.setting($1) }, publishes: rows(root, "publishes") { $0.publication($1) })
        catalogue.vocabulary = optional(root, "vocabulary")
        catalogue.regions = texts(root, "regions")
        checkName(catalogue.id, at: root)
        catalogue.versions = versions
        guard errors.isEmpty else { return nil }
        if let option = catalogue.versionOption { catalogue.options.insert(option, at: 0) }
        return catalogue.at(nil)
    }

    /// The forms of published lists that a provider file may name; each cloud's own name a parser of `PortolanFetch`.
    public static let publicationFormats = [
        "aws-ranges", "cidr-list", "cloudflare-ranges", "exoscale-ranges", "fastly-ranges", "geofeed", "google-ranges", "oracle-ranges",
        "vultr-geofeed",
    ]

    /// An id is a word in messages and the name of a directory, so it is nothing else.
    private mutating func checkName(_ id: String, at node: YAMLNode) {
        let isName = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        guard !id.isEmpty, !isName || id.utf8.count > 60 || id.hasPrefix("-") else { return }
        fail(node.value("id") ?? node, "\"id\" needs small letters, digits and hyphens, at most 60")
    }

    // MARK: Rows

    private mutating func publication(_ row: YAMLNode) -> Catalogue.Publication {
        check(row, keys: ["id", "url", "format", "date"])
        let id = required(row, "id") ?? ""
        checkName(id, at: row)
        let url = required(row, "url") ?? ""
        if !url.isEmpty, !url.hasPrefix("https://") { fail(row.value("url") ?? row, "\"url\" needs an address that starts with https://") }
        let formats = Self.publicationFormats
        let format = choice(row, "format", { formats.contains($0) ? $0 : nil }, "one of \(formats.joined(separator: ", "))")
        if row.value("format") == nil { fail(row, "\"format\" is missing: one of \(formats.joined(separator: ", "))") }
        return Catalogue.Publication(id: id, url: url, format: format ?? "", date: required(row, "date") ?? "")
    }

    private mutating func source(_ row: YAMLNode) -> Catalogue.Source {
        check(row, keys: ["id", "title", "url", "version", "date"])
        return Catalogue.Source(
            id: required(row, "id") ?? "", title: required(row, "title") ?? "", url: required(row, "url") ?? "",
            version: optional(row, "version"), date: required(row, "date") ?? "")
    }

    private mutating func option(_ row: YAMLNode) -> Catalogue.Option {
        check(row, keys: Self.rangeKeys.union(["name", "type", "values", "default", "suggests", "summary", "source", "setBy"]))
        let (values, defaults) = (versionedTexts(row, "values"), versionedTexts(row, "default"))
        if row.value("name")?.text == "version" { fail(row, "the option \"version\" comes of the section \"versions\"") }
        return Catalogue.Option(
            name: required(row, "name") ?? "", type: type(row), values: values.map(\.text), defaultValue: defaults.last?.text,
            suggests: optional(row, "suggests"), summary: required(row, "summary") ?? "", source: required(row, "source") ?? "",
            range: range(row), versionedValues: values.versioned, versionedDefaults: defaults.versioned,
            setBy: choice(row, "setBy", Catalogue.Option.Means.init(rawValue:), "flag, environment or configuration") ?? .flag)
    }

    private mutating func product(_ row: YAMLNode) -> Catalogue.Product {
        check(
            row, keys: ["id", "title", "protocols", "scopes", "families", "address", "limits", "reservedPorts", "cost", "defaults", "url"])
        return Catalogue.Product(
            id: required(row, "id") ?? "", title: required(row, "title") ?? "", protocols: texts(row, "protocols"),
            scopes: choices(row, "scopes", Scope.init(rawValue:), "public or private"),
            families: choices(row, "families", IPFamily.init(rawValue:), "IPv4 or IPv6"),
            address: choice(row, "address", Address.Kind.init(rawValue:), "ip or hostname") ?? .ip,
            limits: rows(row, "limits") { $0.limit($1) }, reservedPorts: portRange(row, "reservedPorts"), cost: cost(row),
            defaults: defaults(row), url: optional(row, "url"))
    }

    private mutating func annotation(_ row: YAMLNode) -> Catalogue.Annotation {
        check(
            row,
            keys: Self.rangeKeys.union([
                "key", "on", "state", "type", "values", "default", "summary", "requirement", "noRequirement", "source",
            ]))
        let (values, defaults) = (versionedTexts(row, "values"), versionedTexts(row, "default"))
        let requirements = row.value("requirement").map { $0.kind == .sequence ? $0.elements : [$0] } ?? []
        let reason = optional(row, "noRequirement")
        if requirements.isEmpty == (reason == nil) {
            fail(row, "an annotation has either a requirement, or noRequirement that says why it has none")
        }
        return Catalogue.Annotation(
            key: required(row, "key") ?? "",
            isLabel: choice(row, "on", { ["annotation": false, "label": true][$0] }, "annotation or label") ?? false,
            state: choice(row, "state", Catalogue.Annotation.State.init(rawValue:), "read, deprecated, ignored or written") ?? .read,
            type: type(row), values: values.map(\.text), defaultValue: defaults.last?.text, range: range(row),
            versionedValues: values.versioned, versionedDefaults: defaults.versioned, summary: required(row, "summary") ?? "",
            requirements: requirements.map { mapping($0) }, noRequirement: reason, source: required(row, "source") ?? "")
    }

    private mutating func mapping(_ node: YAMLNode) -> Catalogue.RequirementMapping {
        if node.kind == .scalar { return Catalogue.RequirementMapping(id: requirement(node)) }
        check(node, keys: ["id", "values", "form", "write", "when", "entry", "beside"])
        let forms = RequirementForm.allCases.map(\.rawValue).joined(separator: ", ")
        if node.value("id") == nil { fail(node, "\"id\" is missing") }
        return Catalogue.RequirementMapping(
            id: node.value("id").map { requirement($0) } ?? .reachability, values: settings(node, "values"),
            form: choice(node, "form", RequirementForm.init(rawValue:), "one of \(forms)") ?? .asIs,
            isWritten: flag(node, "write") ?? true, when: settings(node, "when"), entry: optional(node, "entry"),
            beside: settings(node, "beside"))
    }

    /// A word of the neutral vocabulary.
    ///
    /// One that is misspelt would vanish without a word, and with it what manifests ask for.
    private mutating func requirement(_ node: YAMLNode) -> RequirementID {
        let written = node.text ?? ""
        if let id = RequirementID(rawValue: written) { return id }
        let near = NearestName.of(written, among: RequirementID.allCases.map(\.rawValue))
        fail(node, "\"\(written)\" is no requirement of the vocabulary" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        return .reachability
    }

    /// What a product does by itself, by requirement.
    private mutating func defaults(_ row: YAMLNode) -> Settings {
        for entry in row.value("defaults")?.entries ?? [] { _ = requirement(entry.key) }
        return settings(row, "defaults")
    }

    private mutating func setting(_ row: YAMLNode) -> Catalogue.SettingMapping {
        check(row, keys: ["name", "requirement"])
        if row.value("requirement") == nil { fail(row, "\"requirement\" is missing") }
        return Catalogue.SettingMapping(
            name: required(row, "name") ?? "",
            requirement: row.value("requirement").map { mapping($0) } ?? Catalogue.RequirementMapping(id: .reachability))
    }

    // MARK: Values

    mutating func fail(_ node: YAMLNode, _ message: String) {
        errors.append(CatalogueError(location: node.location, message: message))
    }

    mutating func check(_ node: YAMLNode, keys: Set<String>) {
        guard node.kind == .mapping else { return fail(node, "expected a mapping") }
        var seen: Set<String> = []
        for entry in node.writtenEntries {
            let key = entry.key.text ?? ""
            if !keys.contains(key) { fail(entry.key, "unknown key \"\(key)\"; known here: \(keys.sorted().joined(separator: ", "))") }
            if !seen.insert(key).inserted { fail(entry.key, "key \"\(key)\" stands here twice") }
        }
    }

    mutating func required(_ node: YAMLNode, _ key: String) -> String? {
        guard let value = node.value(key) else {
            fail(node, "\"\(key)\" is missing")
            return nil
        }
        guard let text = value.text, !text.isEmpty else {
            fail(value, "\"\(key)\" needs a text")
            return nil
        }
        return text
    }

    mutating func optional(_ node: YAMLNode, _ key: String) -> String? {
        guard let value = node.value(key) else { return nil }
        guard let text = value.text else {
            fail(value, "\"\(key)\" needs a text")
            return nil
        }
        return text
    }

    mutating func texts(_ node: YAMLNode, _ key: String) -> [String] {
        guard let list = node.value(key) else { return [] }
        guard list.kind == .sequence else {
            fail(list, "\"\(key)\" needs a list")
            return []
        }
        return list.elements.compactMap { element in
            if element.text == nil { fail(element, "\"\(key)\" needs a list of texts") }
            return element.text
        }
    }

    mutating func settings(_ node: YAMLNode, _ key: String) -> Settings {
        guard let map = node.value(key) else { return [:] }
        guard map.kind == .mapping else {
            fail(map, "\"\(key)\" needs a mapping")
            return [:]
        }
        return Settings(map.entries.map { ($0.key.text ?? "", $0.value.text ?? "") })
    }

    mutating func flag(_ node: YAMLNode, _ key: String) -> Bool? {
        guard let value = node.value(key) else { return nil }
        guard case .bool(let flag)? = value.scalar else {
            fail(value, "\"\(key)\" needs true or false")
            return nil
        }
        return flag
    }

    mutating func choice<Value>(_ node: YAMLNode, _ key: String, _ make: (String) -> Value?, _ expected: String) -> Value? {
        guard let value = node.value(key) else { return nil }
        guard let made = value.text.flatMap(make) else {
            fail(value, "\"\(key)\" needs \(expected)")
            return nil
        }
        return made
    }

    mutating func choices<Value>(_ node: YAMLNode, _ key: String, _ make: (String) -> Value?, _ expected: String) -> [Value] {
        guard let list = node.value(key) else { return [] }
        return list.elements.compactMap { element in
            guard let made = element.text.flatMap(make) else {
                fail(element, "\"\(key)\" needs \(expected)")
                return nil
            }
            return made
        }
    }

    private mutating func type(_ row: YAMLNode) -> Catalogue.ValueType {
        let names = Catalogue.ValueType.allCases.map(\.rawValue).joined(separator: ", ")
        if row.value("type") == nil { fail(row, "\"type\" is missing: one of \(names)") }
        return choice(row, "type", Catalogue.ValueType.init(rawValue:), "one of \(names)") ?? .string
    }

    mutating func rows<Row>(_ node: YAMLNode, _ key: String, _ read: (inout CatalogueReader, YAMLNode) -> Row) -> [Row] {
        guard let list = node.value(key) else { return [] }
        guard list.kind == .sequence else {
            fail(list, "\"\(key)\" needs a list")
            return []
        }
        return list.elements.map { read(&self, $0) }
    }
}
