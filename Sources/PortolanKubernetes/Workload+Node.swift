// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

extension Workload {
    /// The workload of an object; `nil` where it has no pods to speak of.
    init?(_ metadata: ObjectMeta) {
        let node = metadata.node
        let kind = metadata.reference.kind
        if kind == "Pod" {
            guard let spec = node.field("spec") else { return nil }
            self.init(metadata: metadata, replicas: 1, pod: PodTemplate(spec, labels: metadata.labels))
            return
        }
        let spec = kind == "CronJob" ? node.at("spec", "jobTemplate", "spec") : node.field("spec")
        guard let template = spec?.field("template"), let pod = template.field("spec") else { return nil }
        let isFixed = kind == "DaemonSet" || kind == "Job" || kind == "CronJob"
        let labels = template.field("metadata")?.stringMap("labels") ?? StringMap()
        self.init(metadata: metadata, replicas: isFixed ? nil : spec?.integer("replicas") ?? 1, pod: PodTemplate(pod, labels: labels))
    }
}

extension PodTemplate {
    fileprivate init(_ spec: YAMLNode, labels: StringMap) {
        self.init(
            labels: labels, hostNetwork: spec.boolean("hostNetwork") ?? false, containers: spec.items("containers").map(Container.init),
            initContainers: spec.items("initContainers").map(Container.init), node: spec)
    }
}

extension Container {
    fileprivate init(_ node: YAMLNode) {
        let image = node.string("image")
        self.init(
            name: node.string("name"), image: image.isEmpty ? nil : image, ports: node.items("ports").map(ContainerPort.init),
            isSidecar: node.string("restartPolicy") == "Always", hasReadinessProbe: node.field("readinessProbe") != nil, node: node)
    }
}

extension ContainerPort {
    fileprivate init(_ node: YAMLNode) {
        let (name, hostPort) = (node.string("name"), node.integer("hostPort") ?? 0)
        self.init(
            name: name.isEmpty ? nil : name, containerPort: node.integer("containerPort") ?? 0, hostPort: hostPort == 0 ? nil : hostPort,
            protocol: TransportProtocol(rawValue: node.string("protocol")) ?? .tcp, node: node)
    }
}
