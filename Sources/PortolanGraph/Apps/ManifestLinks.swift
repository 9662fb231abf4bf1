// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// What a file's objects are called, what they name, and what they select: enough to tell which files belong together.
struct ManifestLinks {
    /// A selector, or the labels of pods, in a namespace.
    struct Labels: Hashable {
        var namespace: String
        var entries: StringMap
    }

    /// Objects that two variants of one app both have: Services, what runs pods, what routes to them.
    var exposing: Set<ObjectReference> = []
    /// Everything that others may name.
    var defined: Set<ObjectReference> = []
    /// What is named here; not all of it need be an object.
    var named: Set<ObjectReference> = []
    var pods: Set<Labels> = []
    var selectors: Set<Labels> = []

    /// Kinds that others name and that expose nothing.
    static let referable: Set<String> = ["ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"]
    /// Longer texts are programs or pages, and who mentions what in them says little.
    private static let longestText = 16_384

    mutating func read(_ file: ManifestFile) { for object in file.objects { read(object) } }

    mutating func merge(_ other: ManifestLinks) {
        exposing.formUnion(other.exposing)
        defined.formUnion(other.defined)
        named.formUnion(other.named)
        pods.formUnion(other.pods)
        selectors.formUnion(other.selectors)
    }

    private mutating func read(_ object: YAMLNode) {
        guard let kind = object.value("kind")?.text, let version = object.value("apiVersion")?.text else { return }
        let written = object.at("metadata", "namespace")?.text ?? ""
        let namespace = written.isEmpty ? "default" : written
        let name = object.at("metadata", "name")?.text ?? ""
        let reference = ObjectReference(kind: kind, namespace: namespace, name: name)
        let isWorkload = ObjectReader.workloadKinds.contains(kind)
        let isExposing = Self.isRouting(kind) || ExposingKind.of(kind, apiVersion: version) != nil
        if !name.isEmpty, isWorkload || kind == "Service" || isExposing {
            exposing.insert(reference)
            defined.insert(reference)
        } else if Self.referable.contains(kind) {
            defined.insert(reference)
        }
        if isWorkload {
            let metadata = kind == "Pod" ? object.value("metadata") : object.at("spec", "template", "metadata")
            if let labels = Self.labels(metadata?.value("labels")) { pods.insert(Labels(namespace: namespace, entries: labels)) }
        }
        let selector =
            switch kind {
            case "Service": object.at("spec", "selector")
            case "NetworkPolicy": object.at("spec", "podSelector", "matchLabels")
            default: object.at("spec", "selector", "matchLabels")
            }
        if ["Service", "PodDisruptionBudget", "NetworkPolicy"].contains(kind), let labels = Self.labels(selector) {
            selectors.insert(Labels(namespace: namespace, entries: labels))
        }
        if isWorkload || kind == "ConfigMap" || kind == "HorizontalPodAutoscaler" || Self.isRouting(kind) {
            walk(object, namespace: namespace, isRouting: Self.isRouting(kind))
        }
    }

    /// Ingresses, Gateways and routes, whoever's they are.
    private static func isRouting(_ kind: String) -> Bool {
        kind.hasSuffix("Route") || kind.contains("Ingress") && !kind.hasSuffix("Class")
            || ["Gateway", "HTTPProxy", "VirtualService", "Mapping", "VirtualServer"].contains(kind)
    }

    private static func labels(_ node: YAMLNode?) -> StringMap? {
        guard let node, node.kind == .mapping else { return nil }
        let entries = node.entries.compactMap { entry -> StringMap.Entry? in
            guard let key = entry.key.text, let value = entry.value.text else { return nil }
            return StringMap.Entry(key: key, value: value)
        }
        return entries.isEmpty ? nil : StringMap(entries)
    }

    // MARK: What is named

    private mutating func walk(_ object: YAMLNode, namespace: String, isRouting: Bool) {
        // What is open stands in an array: a file's nesting must not become the program's.
        var open: [(node: YAMLNode, key: String)] = [(object, "")]
        while let (node, key) = open.popLast() {
            switch node.kind {
            case .mapping:
                for entry in node.writtenEntries where !entry.value.isAlias {
                    let inner = entry.key.text ?? ""
                    guard inner != "metadata" else { continue }
                    open.append((entry.value, key.isEmpty || inner != "name" ? inner : key + ".name"))
                }
                target(node, key: key, namespace: namespace)
            case .sequence: open += node.elements.map { ($0, key) }
            default: scalar(node, key: key, namespace: namespace, isRouting: isRouting)
            }
        }
    }

    /// An autoscaler's target.
    private mutating func target(_ node: YAMLNode, key: String, namespace: String) {
        guard key == "scaleTargetRef", let kind = node.value("kind")?.text, let name = node.value("name")?.text else { return }
        named.insert(ObjectReference(kind: kind, namespace: namespace, name: name))
    }

    private mutating func scalar(_ node: YAMLNode, key: String, namespace: String, isRouting: Bool) {
        let kind: String? =
            switch key {
            case "configMapRef.name", "configMapKeyRef.name", "configMap.name": "ConfigMap"
            case "secretRef.name", "secretKeyRef.name", "secretName", "secret.name": "Secret"
            case "claimName": "PersistentVolumeClaim"
            case "serviceAccountName": "ServiceAccount"
            case "serviceName": "Service"
            case _ where isRouting && (key.hasSuffix(".name") || ["host", "service", "upstream", "destination"].contains(key)): "Service"
            default: nil
            }
        guard node.withTextBytes({ (1...Self.longestText).contains($0.count) }), let text = node.text else { return }
        if let kind, !text.contains(" ") {
            named.insert(ObjectReference(kind: kind, namespace: namespace, name: text))
            guard isRouting else { return }
        }
        for host in HostNames.all(in: text) {
            named.insert(ObjectReference(kind: "Service", namespace: host.namespace ?? namespace, name: host.name))
        }
    }
}

/// Names of Services as addresses have them: `http://web`, `web:8080`, `web.shop.svc`.
enum HostNames {
    struct Host {
        var name: String
        var namespace: String?
    }

    static func all(in text: String) -> [Host] {
        let bytes = Array(text.utf8)
        var hosts: [Host] = []
        var start = 0
        while start < bytes.count {
            guard isName(bytes[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < bytes.count, isName(bytes[end]) || bytes[end] == UInt8(ascii: ".") { end += 1 }
            if let host = host(bytes, start..<end) { hosts.append(host) }
            start = end
        }
        return hosts
    }

    private static func host(_ bytes: [UInt8], _ range: Range<Int>) -> Host? {
        let isBehindSlashes =
            range.lowerBound >= 2 && bytes[(range.lowerBound - 2)..<range.lowerBound].allSatisfy { $0 == UInt8(ascii: "/") }
        let isBeforePort =
            range.upperBound + 1 < bytes.count && bytes[range.upperBound] == UInt8(ascii: ":")
            && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[range.upperBound + 1])
        let parts = bytes[range].split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        guard let name = parts.first, name.utf8.count <= 63, isBehindSlashes || isBeforePort || parts.dropFirst(2).first == "svc" else {
            return nil
        }
        return Host(name: name, namespace: parts.count > 1 ? parts[1] : nil)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}
