// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// Reads documents into an inventory exactly as the API server of a cluster with certain IP families would take them: decoded
/// strictly, defaulted, allocated and validated.
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
    public internal(set) var inventory = Inventory()
    /// Documents that are no Kubernetes objects.
    public private(set) var problems: [Problem] = []
    /// Objects of kinds that Portolan does nothing with, by kind.
    public private(set) var unknownKinds: [String: Int] = [:]
    /// Documents that belong to other programs: values of a chart, a compose file, a playbook.
    public private(set) var foreignDocuments = 0
    /// Why rules of custom resources could not be judged, by kind.
    package internal(set) var unjudgedRules: [String: Set<String>] = [:]
    private let clusterFamilies: [IPFamily]

    /// Makes a reader.
    public init(clusterFamilies: [IPFamily]) { self.clusterFamilies = clusterFamilies }

    /// Reads one document, and the items of a `List`.
    public mutating func read(_ document: YAMLNode) {
        // Lists in lists are read too, so what is open stands in an array: a file's nesting must not become the program's.
        var open = [document]
        while let node = open.popLast() {
            guard !node.isNull else { continue }
            guard !Self.isForeign(node) else {
                foreignDocuments += 1
                continue
            }
            guard node.kind == .mapping else {
                problems.append(Problem(location: node.location, message: "expected a mapping with apiVersion and kind"))
                continue
            }
            guard let kind = node.value("kind")?.text, !kind.isEmpty else {
                problems.append(Problem(location: node.location, message: "the document has no kind, so it is no Kubernetes object"))
                continue
            }
            if kind.hasSuffix("List"), let items = node.value("items"), items.kind == .sequence {
                open.append(contentsOf: items.elements.reversed())
            } else {
                readObject(node, kind: kind)
            }
        }
    }

    /// Adds what another reader of the same cluster has read behind this one's part of the input.
    public mutating func append(_ other: ObjectReader) {
        inventory.append(other.inventory)
        problems += other.problems
        unknownKinds.merge(other.unknownKinds, uniquingKeysWith: +)
        foreignDocuments += other.foreignDocuments
    }

    /// Whether a document has nothing of a Kubernetes object, so that it is no mistake in one.
    private static func isForeign(_ node: YAMLNode) -> Bool {
        switch node.kind {
        case .sequence: true
        case .mapping: ["apiVersion", "kind", "metadata", "spec"].allSatisfy { node.value($0) == nil }
        default: false
        }
    }

    private mutating func readObject(_ node: YAMLNode, kind: String) {
        let metadata = Self.metadata(node, kind: kind)
        let table = FieldTable.kubernetes
        // Kinds and versions that the 1.34 API does not have are read as far as they go, without a verdict.
        let type = table.root(apiVersion: metadata.apiVersion, kind: kind)
        if type == nil, let fault = ServedKinds.fault(kind: kind, apiVersion: metadata.apiVersion) {
            let place = node.value("apiVersion") ?? node
            problems.append(Problem(location: place.location, message: fault))
            return
        }
        if type == nil, kind != "CustomResourceDefinition" { inventory.duplicateKeys += DuplicateKeys.all(in: metadata) }
        if let type, !StrictDecoder(table: table).accepts(node, asObject: type) {
            inventory.duplicateKeys += DuplicateKeys.all(in: metadata)
            let reasons = DecodeFaults.reasons(in: node, asObject: type, table: table)
            guard reasons.isEmpty else {
                reject(metadata, reasons)
                return
            }
        }
        switch kind {
        case "Service" where type != nil:
            readService(metadata)
        case _ where Self.workloadKinds.contains(kind) && Self.isKubernetes(metadata.apiVersion):
            readWorkload(metadata, isServed: type != nil)
        default:
            if type != nil, isRefused(metadata) { return }
            inventory.objects.append(Inventory.Object(metadata: metadata))
            if !Self.kindsInUse.contains(kind) { unknownKinds[kind, default: 0] += 1 }
        }
    }

    private mutating func readService(_ metadata: ObjectMeta) {
        var validation = Validation(metadata.node)
        let draft = ServiceAllocation.run(ServiceDraft(metadata.node), cluster: clusterFamilies, &validation)
        if validation.reasons.isEmpty { validation.service(draft) }
        guard validation.reasons.isEmpty else {
            reject(metadata, validation.reasons, dualStackService: clusterFamilies.count < 2 ? dualStackService(metadata) : nil)
            return
        }
        inventory.services.append(Service(draft, metadata: metadata))
    }

    /// The Service that an object is on a cluster with both IP families; `nil` where that cluster refuses it too.
    private func dualStackService(_ metadata: ObjectMeta) -> Service? {
        var validation = Validation(metadata.node)
        let draft = ServiceAllocation.run(ServiceDraft(metadata.node), cluster: [.ipv4, .ipv6], &validation)
        if validation.reasons.isEmpty { validation.service(draft) }
        return validation.reasons.isEmpty ? Service(draft, metadata: metadata) : nil
    }

    private mutating func readWorkload(_ metadata: ObjectMeta, isServed: Bool) {
        if isServed, isRefused(metadata) { return }
        if let workload = Workload(metadata) { inventory.workloads.append(workload) }
    }

    /// Judges an object, and notes a verdict against it.
    private mutating func isRefused(_ metadata: ObjectMeta) -> Bool {
        var validation = Validation(metadata.node)
        validation.object(metadata.node, kind: metadata.reference.kind, apiVersion: metadata.apiVersion)
        guard !validation.reasons.isEmpty else { return false }
        reject(metadata, validation.reasons)
        return true
    }

    mutating func reject(
        _ metadata: ObjectMeta, _ reasons: [Inventory.Rejection.Reason], dualStackService: Service? = nil
    ) {
        let type = metadata.reference.kind == "Service" ? metadata.node.at("spec", "type")?.decodedString : nil
        inventory.rejections.append(
            Inventory.Rejection(
                reference: metadata.reference, location: metadata.location, serviceType: type.flatMap { $0.isEmpty ? nil : $0 },
                reasons: reasons, metadata: metadata, dualStackService: dualStackService))
    }

    private static func metadata(_ node: YAMLNode, kind: String) -> ObjectMeta {
        let metadata = node.field("metadata")
        let namespace = metadata?.string("namespace") ?? ""
        return ObjectMeta(
            apiVersion: node.string("apiVersion"),
            reference: ObjectReference(
                kind: kind, namespace: clusterScopedKinds.contains(kind) ? "" : namespace.isEmpty ? "default" : namespace,
                name: metadata?.string("name") ?? ""),
            labels: metadata?.stringMap("labels") ?? StringMap(), annotations: metadata?.stringMap("annotations") ?? StringMap(), node: node
        )
    }

    /// Kubernetes' own kinds that make pods.
    package static let workloadKinds: Set<String> = [
        "Pod", "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Job", "CronJob",
    ]

    /// Whether a version is of a group in which Kubernetes itself has or had workloads: others have kinds of these names too.
    private static func isKubernetes(_ apiVersion: String) -> Bool {
        apiVersion == "v1" || ["apps/", "batch/", "extensions/"].contains { apiVersion.hasPrefix($0) }
    }

    private static let clusterScopedKinds: Set<String> = ["Namespace", "Node", "IngressClass", "GatewayClass"]

    /// Kinds beside Services and workloads that findings, links or controllers read.
    private static let kindsInUse: Set<String> = [
        "Ingress", "IngressClass", "Namespace", "Node", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Endpoints", "EndpointSlice",
        "NetworkPolicy", "Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "BackendConfig",
        "FrontendConfig", "ManagedCertificate", "Secret", "AzureApplicationGatewayRewrite", "IPAddressPool", "L2Advertisement",
        "BGPAdvertisement",
    ]
}
