// SPDX-License-Identifier: Apache-2.0

/// The fields of every API type that is decoded strictly, and their JSON types.
///
/// The types stand in the `…Fields` texts: a type's name on a line of its own, its fields below it as `name:type`, where the type is one
/// of the letters of `Kind(letter:)` or another type's name, behind `[]` for a list and `{}` for a mapping. Built once, when first asked.
struct FieldTable: Sendable {
    /// What JSON a value must be.
    enum Kind: Hashable, Sendable {
        case string, bool, int32, int64, quantity, time, microTime, intOrString
        /// Base64.
        case bytes
        /// Anything: what is in it is not looked at.
        case any
        /// An object with the fields of a type, by index.
        case object(Int)
        /// A list, by the index of its element's kind.
        case list(Int)
        /// A mapping from text, by the index of its values' kind.
        case map(Int)
    }

    struct Field: Sendable {
        let name: String
        let start: Int
        let count: Int
        let kind: Int
    }

    struct Object: Sendable {
        let name: String
        let fields: Range<Int>
        /// The type's part of `slots`; its size is a power of two.
        let slots: Range<Int>
    }

    private(set) var objects: [Object] = []
    private(set) var fields: [Field] = []
    private(set) var kinds: [Kind] = []
    private var names: [UInt8] = []
    /// Hash slots of all types: an index into `fields`, or -1.
    private var slots: [Int32] = []
    private var roots: [String: Int] = [:]
    /// The type of metadata, which all objects share.
    private(set) var objectMeta: Int?

    /// The table of Kubernetes 1.34.
    static let kubernetes = FieldTable(
        [serviceFields, podFields, containerFields, volumeFields, workloadFields, networkingFields, clusterFields, metaFields],
        roots: [
            "v1": ["Service", "Pod", "ReplicationController", "Namespace", "Node", "Endpoints", "ConfigMap", "Secret"],
            "apps/v1": ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
            "batch/v1": ["Job", "CronJob"],
            "networking.k8s.io/v1": ["Ingress", "IngressClass", "NetworkPolicy"],
            "autoscaling/v1": ["HorizontalPodAutoscaler"],
            "autoscaling/v2": ["HorizontalPodAutoscaler/v2"],
            "policy/v1": ["PodDisruptionBudget"],
            "discovery.k8s.io/v1": ["EndpointSlice"],
        ])

    /// The type of an object's root, `nil` for kinds that are not decoded strictly.
    func root(apiVersion: String, kind: String) -> Int? { roots["\(apiVersion)/\(kind)"] }

    /// The field of a type with this name.
    func field(_ name: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
        let slots = objects[object].slots
        var slot = Self.hash(name) & (slots.count - 1)
        while true {
            let index = Int(self.slots[slots.lowerBound + slot])
            guard index >= 0 else { return nil }
            let field = fields[index]
            if field.count == name.count, names[field.start..<field.start + field.count].elementsEqual(name) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// FNV-1a.
    private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash >> 4)
    }
}

extension FieldTable {
    /// Builds a table.
    ///
    /// - Parameters:
    ///   - texts: The types and their fields.
    ///   - roots: The types that are whole objects, by their `apiVersion`. A version behind a slash tells types of one name apart.
    init(_ texts: [String], roots: [String: [String]]) {
        let declarations = Self.declarations(texts)
        var indexes: [Substring: Int] = [:]
        for (index, declaration) in declarations.enumerated() { indexes[declaration.name] = index }
        var interned: [Kind: Int] = [:]
        for declaration in declarations {
            let first = fields.count
            for word in declaration.fields {
                guard let colon = word.firstIndex(of: ":") else { continue }
                let name = word[..<colon]
                let kind = intern(word[word.index(after: colon)...], indexes, &interned)
                fields.append(Field(name: String(name), start: names.count, count: name.utf8.count, kind: kind))
                names.append(contentsOf: name.utf8)
            }
            let shown = declaration.name.prefix { $0 != "/" }
            objects.append(Object(name: String(shown), fields: first..<fields.count, slots: fill(first..<fields.count)))
        }
        objectMeta = indexes["ObjectMeta"]
        for (version, types) in roots {
            for type in types {
                guard let index = indexes[type[...]] else { continue }
                self.roots["\(version)/\(objects[index].name)"] = index
            }
        }
    }

    private static func declarations(_ texts: [String]) -> [(name: Substring, fields: [Substring])] {
        var declarations: [(name: Substring, fields: [Substring])] = []
        for text in texts {
            for line in text.split(separator: "\n") {
                if line.first != " " {
                    declarations.append((line, []))
                } else if !declarations.isEmpty {
                    declarations[declarations.count - 1].fields += line.split(separator: " ")
                }
            }
        }
        return declarations
    }

    private mutating func intern(_ type: Substring, _ indexes: [Substring: Int], _ interned: inout [Kind: Int]) -> Int {
        let kind: Kind
        if type.hasPrefix("[]") {
            kind = .list(intern(type.dropFirst(2), indexes, &interned))
        } else if type.hasPrefix("{}") {
            kind = .map(intern(type.dropFirst(2), indexes, &interned))
        } else {
            kind = Kind(letter: type) ?? indexes[type].map { .object($0) } ?? .any
        }
        if let index = interned[kind] { return index }
        kinds.append(kind)
        interned[kind] = kinds.count - 1
        return kinds.count - 1
    }

    private mutating func fill(_ range: Range<Int>) -> Range<Int> {
        var size = 4
        while size < range.count * 2 { size *= 2 }
        let first = slots.count
        slots.append(contentsOf: repeatElement(-1, count: size))
        for index in range {
            var slot = Self.hash(names[fields[index].start..<fields[index].start + fields[index].count]) & (size - 1)
            while slots[first + slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[first + slot] = Int32(index)
        }
        return first..<first + size
    }
}

extension FieldTable.Kind {
    /// The kind of a letter of the tables.
    init?(letter: Substring) {
        switch letter {
        case "s": self = .string
        case "b": self = .bool
        case "i": self = .int32
        case "l": self = .int64
        case "q": self = .quantity
        case "t": self = .time
        case "T": self = .microTime
        case "n": self = .intOrString
        case "y": self = .bytes
        case "x": self = .any
        default: return nil
        }
    }
}
