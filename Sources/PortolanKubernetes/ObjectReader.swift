// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// Reads documents into an inventory as the API server of a cluster with certain IP families would take them.
public struct ObjectReader: Sendable {
    /// A document that is no Kubernetes object.
    public struct Problem: Hashable, Sendable {
        /// Where.
        public var location: SourceLocation
        /// What was found, and what was expected.
        public var message: String

        /// Makes a problem.
        public init(location: SourceLocation, message: String) {
            self.location = location
            self.message = message
        }
    }

    /// What was read so far.
    public private(set) var inventory = Inventory()
    /// Documents that are no Kubernetes objects.
    public private(set) var problems: [Problem] = []
    /// Objects of kinds that Portolan does nothing with, by kind.
    public private(set) var unknownKinds: [String: Int] = [:]
    private let clusterFamilies: [IPFamily]

    /// Makes a reader.
    public init(clusterFamilies: [IPFamily]) { self.clusterFamilies = clusterFamilies }

    /// Reads one document, and the items of a `List`.
    public mutating func read(_ document: YAMLNode) {
        guard !document.isNull else { return }
        guard document.kind == .mapping else {
            problems.append(Problem(location: document.location, message: "expected a mapping with apiVersion and kind"))
            return
        }
        guard let kind = document.value("kind")?.text, !kind.isEmpty else {
            problems.append(Problem(location: document.location, message: "the document has no kind, so it is no Kubernetes object"))
            return
        }
        if kind.hasSuffix("List"), let items = document.value("items"), items.kind == .sequence {
            for item in items.elements { read(item) }
            return
        }
        readObject(document, kind: kind)
    }

    private mutating func readObject(_ node: YAMLNode, kind: String) {
        let metadata = Self.metadata(node, kind: kind)
        switch kind {
        case "Service" where metadata.apiVersion == "v1":
            inventory.services.append(Self.service(metadata))
        case "Pod" where metadata.apiVersion == "v1":
            guard let spec = node.value("spec") else { return }
            inventory.workloads.append(Workload(metadata: metadata, replicas: 1, pod: Self.pod(spec, labels: metadata.labels)))
        case "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Job", "CronJob":
            let spec = kind == "CronJob" ? node.at("spec", "jobTemplate", "spec") : node.value("spec")
            guard let template = spec?.value("template"), let podSpec = template.value("spec") else { return }
            let hasReplicas = !["DaemonSet", "Job", "CronJob"].contains(kind)
            let replicas = hasReplicas ? Self.int(spec?.value("replicas")) ?? 1 : nil
            let labels = Self.map(template.at("metadata", "labels"))
            inventory.workloads.append(Workload(metadata: metadata, replicas: replicas, pod: Self.pod(podSpec, labels: labels)))
        default:
            inventory.objects.append(Inventory.Object(metadata: metadata))
            unknownKinds[kind, default: 0] += 1
        }
    }

    // MARK: Decoding

    private static func metadata(_ node: YAMLNode, kind: String) -> ObjectMeta {
        let metadata = node.value("metadata")
        let namespace = metadata?.value("namespace")?.text ?? ""
        return ObjectMeta(
            apiVersion: node.value("apiVersion")?.text ?? "",
            reference: ObjectReference(
                kind: kind, namespace: namespace.isEmpty ? "default" : namespace, name: metadata?.value("name")?.text ?? ""),
            labels: map(metadata?.value("labels")), annotations: map(metadata?.value("annotations")), node: node)
    }

    private static func service(_ metadata: ObjectMeta) -> Service {
        var service = Service(metadata: metadata)
        guard let spec = metadata.node.value("spec") else { return service }
        service.type = text(spec.value("type")).flatMap(Service.Kind.init(rawValue:)) ?? .clusterIP
        service.ports = spec.value("ports")?.elements.map(port) ?? []
        service.selector = spec.value("selector").map { map($0) }
        service.clusterIP = text(spec.value("clusterIP"))
        service.externalIPs = spec.value("externalIPs")?.elements.compactMap(\.text) ?? []
        service.hasClientIPAffinity = text(spec.value("sessionAffinity")) == "ClientIP"
        if service.hasClientIPAffinity {
            service.affinityTimeoutSeconds = int(spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds")) ?? 10800
        }
        service.loadBalancerIP = text(spec.value("loadBalancerIP"))
        service.loadBalancerSourceRanges = spec.value("loadBalancerSourceRanges")?.elements.compactMap(\.text) ?? []
        service.loadBalancerClass = text(spec.value("loadBalancerClass"))
        service.allocateLoadBalancerNodePorts = bool(spec.value("allocateLoadBalancerNodePorts")) ?? true
        service.externalTrafficPolicy = text(spec.value("externalTrafficPolicy")) == "Local" ? .local : .cluster
        service.internalTrafficPolicy = text(spec.value("internalTrafficPolicy")) == "Local" ? .local : .cluster
        service.healthCheckNodePort = int(spec.value("healthCheckNodePort")).flatMap { $0 == 0 ? nil : $0 }
        service.ipFamilyPolicy = text(spec.value("ipFamilyPolicy")).flatMap(Service.IPFamilyPolicy.init(rawValue:))
        service.ipFamilies = spec.value("ipFamilies")?.elements.compactMap { $0.text.flatMap(IPFamily.init(rawValue:)) } ?? []
        service.externalName = text(spec.value("externalName"))
        service.publishNotReadyAddresses = bool(spec.value("publishNotReadyAddresses")) ?? false
        service.trafficDistribution = text(spec.value("trafficDistribution"))
        return service
    }

    private static func port(_ node: YAMLNode) -> ServicePort {
        let number = int(node.value("port")) ?? 0
        var target = IntOrString.int(number)
        switch node.value("targetPort")?.scalar {
        case .int(let written)? where written != 0: target = .int(written)
        case .string(let name)? where !name.isEmpty: target = .string(name)
        default: break
        }
        return ServicePort(
            name: text(node.value("name")), protocol: text(node.value("protocol")).flatMap(TransportProtocol.init(rawValue:)) ?? .tcp,
            appProtocol: text(node.value("appProtocol")), port: number, targetPort: target,
            nodePort: int(node.value("nodePort")).flatMap { $0 == 0 ? nil : $0 }, node: node)
    }

    private static func pod(_ spec: YAMLNode, labels: StringMap) -> PodTemplate {
        PodTemplate(
            labels: labels, hostNetwork: bool(spec.value("hostNetwork")) ?? false,
            containers: spec.value("containers")?.elements.map(container) ?? [],
            initContainers: spec.value("initContainers")?.elements.map(container) ?? [], node: spec)
    }

    private static func container(_ node: YAMLNode) -> Container {
        Container(
            name: text(node.value("name")) ?? "", image: text(node.value("image")),
            ports: node.value("ports")?.elements.map(containerPort) ?? [], isSidecar: text(node.value("restartPolicy")) == "Always",
            hasReadinessProbe: node.value("readinessProbe").map { !$0.isNull } ?? false, node: node)
    }

    private static func containerPort(_ node: YAMLNode) -> ContainerPort {
        ContainerPort(
            name: text(node.value("name")), containerPort: int(node.value("containerPort")) ?? 0,
            hostPort: int(node.value("hostPort")).flatMap { $0 == 0 ? nil : $0 },
            protocol: text(node.value("protocol")).flatMap(TransportProtocol.init(rawValue:)) ?? .tcp, node: node)
    }

    // MARK: Values

    private static func map(_ node: YAMLNode?) -> StringMap {
        guard let node, node.kind == .mapping else { return StringMap() }
        return StringMap(
            node.entries.compactMap { entry in
                guard let key = entry.key.text, let value = entry.value.text else { return nil }
                return StringMap.Entry(key: key, value: value)
            })
    }

    private static func text(_ node: YAMLNode?) -> String? {
        guard let node, !node.isNull, let text = node.text, !text.isEmpty else { return nil }
        return text
    }

    private static func int(_ node: YAMLNode?) -> Int? {
        guard case .int(let value)? = node?.scalar else { return nil }
        return value
    }

    private static func bool(_ node: YAMLNode?) -> Bool? {
        guard case .bool(let value)? = node?.scalar else { return nil }
        return value
    }
}
