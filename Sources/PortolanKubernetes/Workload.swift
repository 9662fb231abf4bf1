// SPDX-License-Identifier: Apache-2.0

public import PortolanManifest
public import PortolanModel

/// Anything that runs pods: a Pod itself, or a kind that has a pod template.
public struct Workload: Sendable {
    /// Metadata of the object, not of its template.
    public var metadata: ObjectMeta
    /// `spec.replicas`, defaulted to 1 where the kind has it; `nil` for DaemonSets, Jobs and CronJobs.
    public var replicas: Int?
    /// The pods that it makes.
    public var pod: PodTemplate

    /// Makes a workload.
    public init(metadata: ObjectMeta, replicas: Int?, pod: PodTemplate) {
        self.metadata = metadata
        self.replicas = replicas
        self.pod = pod
    }

    /// Kind, namespace and name.
    public var reference: ObjectReference { metadata.reference }
}

/// The networking side of a pod template.
public struct PodTemplate: Sendable {
    /// The pods' labels.
    public var labels: StringMap
    /// `spec.hostNetwork`.
    public var hostNetwork: Bool
    /// `spec.containers`.
    public var containers: [Container]
    /// `spec.initContainers`.
    public var initContainers: [Container]
    /// The pod spec's mapping.
    public var node: YAMLNode

    /// Makes a template.
    public init(labels: StringMap, hostNetwork: Bool, containers: [Container], initContainers: [Container], node: YAMLNode) {
        self.labels = labels
        self.hostNetwork = hostNetwork
        self.containers = containers
        self.initContainers = initContainers
        self.node = node
    }

    /// Containers that run as long as the pod: the ordinary ones, then init containers with `restartPolicy: Always`.
    public var runningContainers: [Container] {
        initContainers.isEmpty ? containers : containers + initContainers.filter(\.isSidecar)
    }
}

/// A container and the ports that it declares.
public struct Container: Sendable {
    /// `name`.
    public var name: String
    /// `image`.
    public var image: String?
    /// `ports`.
    public var ports: [ContainerPort]
    /// Whether it is an init container with `restartPolicy: Always`, which keeps running.
    public var isSidecar: Bool
    /// Whether it has a readiness probe.
    public var hasReadinessProbe: Bool
    /// The container's mapping.
    public var node: YAMLNode

    /// Makes a container.
    public init(name: String, image: String?, ports: [ContainerPort], isSidecar: Bool, hasReadinessProbe: Bool, node: YAMLNode) {
        self.name = name
        self.image = image
        self.ports = ports
        self.isSidecar = isSidecar
        self.hasReadinessProbe = hasReadinessProbe
        self.node = node
    }
}

/// A port that a container declares.
public struct ContainerPort: Sendable {
    /// `name`.
    public var name: String?
    /// `containerPort`.
    public var containerPort: Int
    /// `hostPort`; `nil` where absent or 0.
    public var hostPort: Int?
    /// `protocol`, defaulted to TCP.
    public var `protocol`: TransportProtocol
    /// The element's mapping.
    public var node: YAMLNode

    /// Makes a port.
    public init(name: String?, containerPort: Int, hostPort: Int?, protocol: TransportProtocol, node: YAMLNode) {
        self.name = name
        self.containerPort = containerPort
        self.hostPort = hostPort
        self.protocol = `protocol`
        self.node = node
    }
}
