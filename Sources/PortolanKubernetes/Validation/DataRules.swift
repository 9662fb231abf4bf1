// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of ConfigMap and Secret.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:7351-7487, pkg/apis/core/v1/conversion.go:407.
extension Validation {
    /// How many bytes the values of one object may have.
    private static let mostBytes = 1 << 20

    mutating func configMap(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let binary = object.field("binaryData")
        var size = 0
        for entry in object.field("data")?.sortedEntries ?? [] {
            dataKey("data", entry)
            if binary?.value(entry.key) != nil {
                invalid("data[\(entry.key)]", at: entry.keyNode, "\"\(entry.key)\"", "duplicate of key present in binaryData")
            }
            size += entry.value.decodedString.utf8.count
        }
        for entry in binary?.sortedEntries ?? [] {
            dataKey("binaryData", entry)
            size += Base64.decoded(entry.value.decodedString)?.count ?? 0
        }
        if size > Self.mostBytes { tooLong("[]", at: object, limit: Self.mostBytes) }
    }

    mutating func secret(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        // What is written as text replaces what is written encoded, under the same path.
        let text = object.field("stringData")?.sortedEntries ?? []
        let replaced = Set(text.map(\.key))
        let encoded = (object.field("data")?.sortedEntries ?? []).filter { !replaced.contains($0.key) }
        var data: [String: [UInt8]] = [:]
        for entry in text { data[entry.key] = Array(entry.value.decodedString.utf8) }
        for entry in encoded { data[entry.key] = Base64.decoded(entry.value.decodedString) ?? [] }
        for entry in (text + encoded).sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { dataKey("data", entry) }
        if data.values.reduce(0, { $0 + $1.count }) > Self.mostBytes { tooLong("data", at: object, limit: Self.mostBytes) }
        secretType(object, data)
    }

    private mutating func secretType(_ object: YAMLNode, _ data: [String: [UInt8]]) {
        let place = object.field("data") ?? object.field("stringData") ?? object
        switch object.string("type") {
        case "kubernetes.io/service-account-token":
            let key = "kubernetes.io/service-account.name"
            let annotations = object.field("metadata")?.field("annotations")
            if annotations?.string(key) ?? "" == "" { required("metadata.annotations[\(key)]", at: annotations ?? object) }
        case "kubernetes.io/dockercfg":
            secretJSON(".dockercfg", data, at: place)
        case "kubernetes.io/dockerconfigjson":
            secretJSON(".dockerconfigjson", data, at: place)
        case "kubernetes.io/basic-auth":
            guard data["username"] == nil, data["password"] == nil else { return }
            for key in ["username", "password"] { required("data[\(key)]", at: place) }
        case "kubernetes.io/ssh-auth":
            if data["ssh-privatekey"] ?? [] == [] { required("data[ssh-privatekey]", at: place) }
        case "kubernetes.io/tls":
            for key in ["tls.crt", "tls.key"] where data[key] == nil { required("data[\(key)]", at: place) }
        default:
            return
        }
    }

    private mutating func secretJSON(_ key: String, _ data: [String: [UInt8]], at place: YAMLNode) {
        guard let bytes = data[key] else {
            required("data[\(key)]", at: place)
            return
        }
        // The server prints what its JSON parser says; the secret itself neither it nor this program shows.
        if !JSONText.isObject(bytes) { invalid("data[\(key)]", at: place, "\"<secret contents redacted>\"", "must be a JSON object") }
    }

    private mutating func dataKey(_ field: String, _ entry: JSONEntry) {
        invalid("\(field)[\(entry.key)]", at: entry.keyNode, text: entry.key, Names.configKeyFaults(entry.key))
    }
}
