// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// Something that lets clients reach the app, and about which the plan foretells nothing.
package struct Unjudged: Hashable, Sendable {
    /// The object.
    package var reference: ObjectReference
    /// Where it starts.
    package var location: SourceLocation
    /// What it is, one of them: `Ingress of class alb`.
    package var title: String
    /// The same of several: `Ingresses of class alb`.
    package var titles: String
    /// Why nothing is foretold, in a few words.
    package var reason: String

    /// Names something that is not judged.
    package init(reference: ObjectReference, location: SourceLocation, title: String, titles: String, reason: String) {
        self.reference = reference
        self.location = location
        self.title = title
        self.titles = titles
        self.reason = reason
    }
}

extension Plan {
    /// Everything that exposes the app and is not judged, in the order of the input.
    ///
    /// An object is judged where the plan has an endpoint for it that says what becomes of it on every target.
    package var unjudged: [Unjudged] {
        let planned = Set(endpoints.map(\.reference))
        let objects = inventory.objects.filter { !planned.contains($0.metadata.reference) }.compactMap(Unjudged.init)
        let pods = inventory.workloads.filter { !planned.contains($0.reference) }.compactMap(Unjudged.init)
        let addresses = inventory.services.filter { !$0.externalIPs.isEmpty }.map(Unjudged.init(externalIPs:))
        let endpoints = endpoints.compactMap(Unjudged.init)
        return (objects + pods + addresses + endpoints + further).sorted { $0.location < $1.location }
    }

    /// Objects of kinds that are neither Kubernetes' own nor known to expose anything, by kind and in the order of their names.
    package var unknownKinds: [(kind: String, count: Int)] {
        var counts: [String: Int] = [:]
        for object in inventory.objects {
            let (kind, group) = (object.metadata.reference.kind, ExposingKind.apiGroup(object.metadata.apiVersion))
            guard !ExposingKind.isKubernetes(group: group), !ConfigurationKind.contains(kind, group: group) else { continue }
            if ExposingKind.of(object) == nil { counts[kind, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Unjudged {
    /// Objects counted by what they are, in the order of their first: `2 Ingresses of class alb`.
    package static func counted(_ unjudged: [Unjudged]) -> [(words: String, count: Int)] {
        var order: [String] = []
        var counts: [String: (one: String, count: Int)] = [:]
        for one in unjudged {
            if counts[one.titles] == nil { order.append(one.titles) }
            counts[one.titles, default: (one.title, 0)].count += 1
        }
        return order.compactMap { titles in
            counts[titles].map { ($0.count == 1 ? "1 \($0.one)" : "\($0.count) \(titles)", $0.count) }
        }
    }

    /// An endpoint of the plan that has no answer on some target.
    fileprivate init?(_ endpoint: Plan.Endpoint) {
        guard let reason = endpoint.exposures.lazy.compactMap(\.unjudged).first else { return nil }
        self.init(endpoint, reason: reason)
    }

    /// An endpoint that nothing is said about, for a reason.
    package init(_ endpoint: Plan.Endpoint, reason: String) {
        var words = (one: endpoint.reference.kind, many: endpoint.reference.kind + (endpoint.reference.kind.hasSuffix("s") ? "es" : "s"))
        if let metadata = endpoint.entrance?.metadata, let kind = ExposingKind.of(Inventory.Object(metadata: metadata)) {
            words = Self.words(kind, metadata)
        }
        self.init(
            reference: endpoint.reference, location: endpoint.location, title: words.one, titles: words.many, reason: reason)
    }

    fileprivate init?(_ object: Inventory.Object) {
        guard let kind = ExposingKind.of(object) else { return nil }
        let words = Self.words(kind, object.metadata)
        self.init(
            reference: object.metadata.reference, location: object.metadata.location, title: words.one, titles: words.many,
            reason: "what a controller makes of it is not foretold")
    }

    private static func words(_ kind: ExposingKind, _ metadata: ObjectMeta) -> (one: String, many: String) {
        guard let name = className(metadata, group: ExposingKind.apiGroup(metadata.apiVersion)) else { return kind.words }
        return ("\(kind.words.one) of class \(name)", "\(kind.words.many) of class \(name)")
    }

    /// The class that an Ingress or a Gateway asks for.
    private static func className(_ metadata: ObjectMeta, group: String) -> String? {
        let name =
            switch metadata.reference.kind {
            case "Ingress": Ingress(metadata).className ?? metadata.annotations["kubernetes.io/ingress.class"]
            case "Gateway" where group == "gateway.networking.k8s.io": Gateway(metadata).className
            default: nil as String?
            }
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Pods that take ports of their nodes.
    fileprivate init?(_ workload: Workload) {
        guard !["Job", "CronJob"].contains(workload.reference.kind) else { return nil }
        let pod = workload.pod
        let ports = pod.runningContainers.flatMap(\.ports).compactMap { port -> String? in
            let isLoopback = port.node.value("hostIP")?.text?.hasPrefix("127.") == true
            guard let number = pod.hostNetwork ? port.containerPort : port.hostPort, !isLoopback else { return nil }
            return "\(number)/\(port.protocol.rawValue)"
        }
        guard !ports.isEmpty else { return nil }
        let shown = ports.prefix(3).joined(separator: ", ") + (ports.count > 3 ? " and \(ports.count - 3) more" : "")
        self.init(
            reference: workload.reference, location: workload.metadata.location, title: "workload with ports on its nodes",
            titles: "workloads with ports on their nodes",
            reason:
                "its pods take \(shown) of their nodes (\(pod.hostNetwork ? "hostNetwork" : "hostPort")), whose addresses no manifest says")
    }

    fileprivate init(externalIPs service: Service) {
        let metadata = service.metadata
        self.init(
            reference: metadata.reference, location: metadata.location, title: "Service with externalIPs",
            titles: "Services with externalIPs",
            reason: "whether anything routes \(service.externalIPs.prefix(3).joined(separator: ", ")) to the nodes, no manifest says")
    }
}

extension Plan {
    /// The Services that something unjudged names: nobody can say of them that only the cluster reaches them.
    package var servicesBehindUnjudged: Set<ObjectReference> {
        let unjudged = Set(unjudged.map(\.reference))
        guard !unjudged.isEmpty else { return [] }
        let services = Set(inventory.services.map(\.metadata.reference))
        var result = unjudged.intersection(services)
        for object in inventory.objects where ExposingKind.of(object) != nil || object.metadata.reference.kind.hasSuffix("Route") {
            guard let spec = object.spec else { continue }
            // What is open stands in an array: a file's nesting must not become the program's.
            var open = [spec]
            while let node = open.popLast() {
                open += node.writtenChildren
                guard node.kind == .scalar, let text = node.text, text.utf8.count < 254 else { continue }
                let parts = text.split(separator: ".")
                guard let name = parts.first else { continue }
                let namespace = parts.count > 1 ? String(parts[1]) : object.metadata.namespace
                let reference = ObjectReference(kind: "Service", namespace: namespace, name: String(name))
                if services.contains(reference) { result.insert(reference) }
            }
        }
        return result
    }
}
