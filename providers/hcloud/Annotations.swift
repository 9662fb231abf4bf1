// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// A Service's annotations as the controller reads them: untrimmed, by Go's parsers, and with its errors.
///
/// Source: hcloud-cloud-controller-manager v1.35.0 (6485324), internal/annotation/name.go.
struct Annotations {
    private let values: StringMap

    init(_ service: Service) { values = service.annotations }

    /// The value as written; the empty text is one.
    subscript(key: AnnotationKey) -> String? { values[key.rawValue] }

    /// A boolean by `strconv.ParseBool`; `nil` where the annotation is absent.
    func bool(_ key: AnnotationKey) throws(GoError) -> Bool? {
        guard let text = self[key] else { return nil }
        guard let value = GoValue.bool(text) else {
            throw GoError(
                "annotation/Name.BoolFromService: \(key.rawValue): strconv.ParseBool: parsing \(GoValue.quoted(text)): invalid syntax")
        }
        return value
    }

    /// A whole number by `strconv.Atoi`.
    func int(_ key: AnnotationKey) throws(GoError) -> Int? {
        guard let text = self[key] else { return nil }
        guard let value = GoValue.int(text) else {
            throw GoError("annotation/Name.IntFromService: \(key.rawValue): \(GoValue.atoiError(text).message)")
        }
        return value
    }

    /// A duration by `time.ParseDuration`, in the whole seconds that the API gets.
    func seconds(_ key: AnnotationKey) throws(GoError) -> Int? {
        guard let text = self[key] else { return nil }
        return try GoError.wrapping("annotation/Name.DurationFromService") { () throws(GoError) in
            try GoValue.duration(text) / 1_000_000_000
        }
    }

    /// Parts between commas, untrimmed: the empty text has one.
    func list(_ key: AnnotationKey) -> [String]? { self[key].map { GoValue.split($0) } }

    /// `tcp`, `http` or `https` in any case.
    func serviceProtocol(_ key: AnnotationKey) throws(GoError) -> String? {
        try word(key, of: ["tcp", "http", "https"], reader: "LBSvcProtocolFromService", validator: "validateServiceProtocol")
    }

    /// `round_robin` or `least_connections` in any case.
    func algorithm(_ key: AnnotationKey) throws(GoError) -> String? {
        try word(
            key, of: ["round_robin", "least_connections"], reader: "LBAlgorithmTypeFromService", validator: "validateAlgorithmType")
    }

    private func word(_ key: AnnotationKey, of words: [String], reader: String, validator: String) throws(GoError) -> String? {
        guard let text = self[key]?.lowercased() else { return nil }
        guard words.contains(text) else { throw GoError("annotation/Name.\(reader): annotation/\(validator): invalid: \(text)") }
        return text
    }
}

extension GoError {
    /// Puts the name of an operation before an error, as the controller does on the way up.
    static func wrapping<Value>(_ operation: String, _ body: () throws(GoError) -> Value) throws(GoError) -> Value {
        do {
            return try body()
        } catch {
            throw GoError("\(operation): \(error.message)")
        }
    }
}
