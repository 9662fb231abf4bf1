// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// A Service's annotations as the AWS Load Balancer Controller parses them.
typealias EKSAnnotations = AnnotationReader<EKSAnnotation>

/// Annotations as the AWS Load Balancer Controller parses them, by the keys that it knows on a kind of object.
/// Source: aws-load-balancer-controller 3.5.0, pkg/annotations/parser.go
struct AnnotationReader<Key: RawRepresentable<String> & Sendable>: Sendable {
    private let maps: [StringMap]
    private let release: ControllerRelease

    /// Reads annotations of several objects as one: where two have a key, the first counts.
    ///
    /// - Parameter release: The controller's release, by which its parser differs.
    init(_ maps: StringMap..., in release: ControllerRelease) {
        self.maps = maps
        self.release = release
    }

    /// The annotation as written; `ending` replaces the key's `*`.
    func text(_ key: Key, ending: String? = nil) -> String? {
        let name = name(key, ending)
        return maps.lazy.compactMap { $0[name] }.first
    }

    /// Parts between commas, trimmed, empty ones left out.
    ///
    /// `nil` where the annotation is absent, which is not the same as an empty list.
    func list(_ key: Key) -> [String]? { text(key).map(Self.splitPlainly) }

    func bool(_ key: Key) throws(Refusal) -> Bool? {
        guard let text = text(key) else { return nil }
        guard let value = GoValue.bool(text) else {
            throw Refusal("failed to parse bool annotation, \(key.rawValue): \(text): \(GoParseError.bool(text))")
        }
        return value
    }

    /// A number of 32 bits, or of 64 in releases that read all numbers so.
    func int32(_ key: Key, ending: String? = nil) throws(Refusal) -> Int? {
        guard release.has(LBCFeature.int32Numbers) else { return try int64(key, ending: ending) }
        guard let text = text(key, ending: ending) else { return nil }
        guard let value = GoValue.int(text, bits: 32) else {
            throw Refusal("failed to parse int32 annotation, \(name(key, ending)): \(text): \(GoParseError.int(text))")
        }
        return value
    }

    func int64(_ key: Key, ending: String? = nil) throws(Refusal) -> Int? {
        guard let text = text(key, ending: ending) else { return nil }
        guard let value = GoValue.int(text) else {
            throw Refusal("failed to parse int64 annotation, \(name(key, ending)): \(text): \(GoParseError.int(text))")
        }
        return value
    }

    /// A JSON value; `nil` where the annotation is absent.
    ///
    /// - Parameter read: Reads it as Go's `encoding/json` fills the controller's type.
    func json<Value>(_ key: Key, ending: String? = nil, _ read: (GoJSONValue) throws(GoError) -> Value) throws(Refusal) -> Value? {
        guard let text = text(key, ending: ending) else { return nil }
        do {
            return try read(try GoJSON(text).root)
        } catch {
            throw Refusal("failed to parse json annotation, \(name(key, ending)): \(text): \(error.message)")
        }
    }

    /// `key=value` pairs; of two with one key the last counts.
    ///
    /// A part without `=`, or without key, is refused.
    func pairs(_ key: Key, ending: String? = nil) throws(Refusal) -> [(key: String, value: String)]? {
        guard let text = text(key, ending: ending) else { return nil }
        var result: [(key: String, value: String)] = []
        let isEscaped = release.has(LBCFeature.escapedPairs)
        for part in isEscaped ? Self.splitPairs(text) : Self.splitPlainly(text) {
            var halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if isEscaped { halves = halves.map { $0.trimmingSpaces() } }
            guard halves.count == 2, let name = halves.first, let value = halves.last, !name.isEmpty else {
                throw Refusal("failed to parse stringMap annotation, \(name(key, ending)): \(text)")
            }
            result.append((name, value))
        }
        return result
    }

    /// The key with its `*` replaced.
    func name(_ key: Key, _ ending: String?) -> String {
        guard let ending, key.rawValue.hasSuffix("*") else { return key.rawValue }
        return key.rawValue.dropLast() + ending
    }

    private static func splitPlainly(_ text: String) -> [String] {
        GoValue.split(text).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }

    /// Splits at commas that another pair follows.
    ///
    /// A backslash takes the next byte literally; a last comma with nothing behind it stays part of the value; a tail without `=` ends the
    /// walk as a part of its own, so that it is refused. Source: pkg/annotations/parser.go splitKeyValuePairs.
    private static func splitPairs(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        let lastEquals = bytes.lastIndex(of: UInt8(ascii: "=")) ?? -1
        let lastInk = bytes.lastIndex { !isSpace($0) } ?? -1
        var parts: [String] = []
        var current: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                index += 1
                current.append(bytes[index])
            } else if byte == UInt8(ascii: ","), lastEquals > index {
                parts.append(String(decoding: current, as: UTF8.self).trimmingSpaces())
                current = []
            } else if byte == UInt8(ascii: ","), lastInk > index {
                parts.append(String(decoding: current, as: UTF8.self).trimmingSpaces())
                parts.append(String(decoding: bytes[(index + 1)...], as: UTF8.self).trimmingSpaces())
                return parts
            } else {
                current.append(byte)
            }
            index += 1
        }
        if !current.isEmpty { parts.append(String(decoding: current, as: UTF8.self).trimmingSpaces()) }
        return parts
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
