// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// A readiness probe that a health check can be made of.
struct ReadinessProbe {
    let path: String
    let period: Int
    let timeout: Int
}

/// The readiness probes of the pods behind Services.
///
/// Source: ingress-gce pkg/controller/translator/translator.go:466.
struct ReadinessProbes {
    /// What the pods of a Service have.
    enum Finding {
        case found(ReadinessProbe)
        /// There is one, and why the controller does not read it.
        case unusable(String)
        case absent
    }

    private struct Key: Hashable {
        var namespace: String
        var port: IntOrString
        var scheme: String
    }

    private let cluster: Cluster
    /// The first usable probe of a namespace for a port: a Service without selector is taken to select all pods.
    private let byNamespace: [Key: ReadinessProbe]

    init(_ cluster: Cluster) {
        self.cluster = cluster
        let isNeeded = cluster.inventory.services.contains { $0.selector?.isEmpty ?? true }
        byNamespace = isNeeded ? Self.first(in: cluster.inventory.workloads) : [:]
    }

    private static func first(in workloads: [Workload]) -> [Key: ReadinessProbe] {
        var first: [Key: ReadinessProbe] = [:]
        for workload in workloads.sorted(by: isBefore) where workload.hasPods {
            for container in workload.pod.containers {
                guard let draft = ProbeDraft(container), draft.isSimple else { continue }
                for port in container.ports where draft.asks(port) {
                    let values: [IntOrString] = [.int(port.containerPort)] + (port.name.map { [.string($0)] } ?? [])
                    for value in values {
                        let key = Key(namespace: workload.metadata.namespace, port: value, scheme: draft.scheme)
                        if first[key] == nil { first[key] = draft.probe }
                    }
                }
            }
        }
        return first
    }

    /// The probe that becomes the health check of a Service's port: of the first pod, by age and name, that has one for it.
    func probe(of service: Service, port: ServicePort, protocol: String) -> Finding {
        let scheme = `protocol` == "HTTP2" ? "HTTPS" : `protocol`
        guard let selector = service.selector, !selector.isEmpty else {
            let key = Key(namespace: service.namespace, port: port.targetPort, scheme: scheme)
            return byNamespace[key].map { .found($0) } ?? .absent
        }
        var objection: String?
        for workload in cluster.graph.workloads(behind: service).sorted(by: Self.isBefore) where workload.hasPods {
            for container in workload.pod.containers {
                guard let draft = ProbeDraft(container) else { continue }
                guard let reason = draft.objection(port: port, scheme: scheme) else { return .found(draft.probe) }
                let place = "\(workload.reference.kind) \(workload.metadata.namespace)/\(workload.metadata.name)"
                let loss = "the readiness probe of \(place) does not become the health check of \(service.name):\(port.port)"
                objection = objection ?? "\(loss): \(reason)"
            }
        }
        return objection.map { .unusable($0) } ?? .absent
    }

    /// Pods are taken by age, then by name, which begins with that of their workload.
    private static func isBefore(_ one: Workload, _ other: Workload) -> Bool {
        (one.metadata.creationTimestamp, one.metadata.name) < (other.metadata.creationTimestamp, other.metadata.name)
    }
}

extension Workload {
    /// Whether there are pods all the time.
    fileprivate var hasPods: Bool { replicas != 0 && reference.kind != "CronJob" }
}

/// The readiness probe of a container, before it is known whether it counts.
private struct ProbeDraft {
    let container: Container
    let node: YAMLNode
    let http: YAMLNode?

    init?(_ container: Container) {
        guard let node = container.node.field("readinessProbe") else { return nil }
        self.container = container
        self.node = node
        http = node.field("httpGet")
    }

    var scheme: String { http?.optionalString("scheme").flatMap { $0.isEmpty ? nil : $0 } ?? "HTTP" }

    /// Whether it asks the pod itself by HTTP, with no header but `Host`.
    var isSimple: Bool {
        guard let http, http.string("host").isEmpty else { return false }
        let headers = http.items("httpHeaders")
        return headers.isEmpty || (headers.count == 1 && headers.first?.string("name") == "Host")
    }

    /// Whether the probe's own port is a declared one, by number or name.
    func asks(_ port: ContainerPort) -> Bool {
        switch http?.intOrString("port") ?? .int(0) {
        case .int(let number): number == port.containerPort
        case .string(let name): name == port.name
        }
    }

    var probe: ReadinessProbe {
        // The API server fills in what is absent or zero (pkg/apis/core/v1/defaults.go SetDefaults_Probe, SetDefaults_HTTPGetAction).
        func seconds(_ name: String, _ usual: Int) -> Int { node.integer(name).flatMap { $0 == 0 ? nil : $0 } ?? usual }
        let path = http?.string("path") ?? ""
        return ReadinessProbe(path: path.isEmpty ? "/" : path, period: seconds("periodSeconds", 10), timeout: seconds("timeoutSeconds", 1))
    }

    /// Why it does not count for a Service's port; `nil` where it does.
    func objection(port: ServicePort, scheme: String) -> String? {
        guard let http else { return "it is no httpGet probe" }
        guard http.string("host").isEmpty else { return "it names a host of its own" }
        guard isSimple else { return "it sends headers other than Host" }
        guard self.scheme == scheme else { return "it speaks \(self.scheme), and the load balancer \(scheme)" }
        let targets = container.ports.filter { declared in
            switch port.targetPort {
            case .int(let number): declared.containerPort == number
            case .string(let name): declared.name == name
            }
        }
        guard !targets.isEmpty else { return "the container \(container.name) does not declare the Service's target port" }
        return targets.contains(where: asks) ? nil : "it asks another port than the Service's target"
    }
}
