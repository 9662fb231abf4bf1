// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of a pod's containers.
// Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:2727, 3810-3915, 4025-4070.
extension Validation {
    /// `validateContainers`, from inside the pod spec's path.
    mutating func containers(_ spec: YAMLNode, _ pod: PodContext) {
        let nodes = spec.items("containers")
        guard !nodes.isEmpty else {
            required("containers", at: spec.field("containers"))
            return
        }
        var names: Set<String> = []
        each("containers", nodes) { validation, _, container in
            validation.container(container, pod)
            let name = container.string("name")
            if !names.insert(name).inserted { validation.duplicate("name", at: container.field("name"), "\"\(name)\"") }
            validation.lifecycle(container, pod)
            validation.probes(container, pod)
            // ContainerRestartRules is off in 1.34.
            if container.field("restartPolicy") != nil {
                let detail = "may not be set for non-init containers"
                validation.forbidden("restartPolicy", at: container.field("restartPolicy"), detail)
            }
        }
        hostPortConflicts("containers", nodes, pod)
    }

    /// `validateInitContainers`.
    mutating func initContainers(_ spec: YAMLNode, _ pod: PodContext) {
        let nodes = spec.items("initContainers")
        guard !nodes.isEmpty else { return }
        var names = Set(spec.items("containers").map { $0.string("name") })
        for (index, container) in nodes.enumerated() {
            inside("initContainers[\(index)]", container) { validation in
                validation.container(container, pod)
                let policy = container.optionalString("restartPolicy")
                if let policy, policy != "Always" {
                    validation.notSupported("restartPolicy", at: container.field("restartPolicy"), policy, ["Always"])
                }
                let name = container.string("name")
                if names.contains(name) {
                    validation.duplicate("name", at: container.field("name"), "\"\(name)\"")
                } else if !name.isEmpty {
                    names.insert(name)
                }
            }
            // The API server gives a list of this one container: its index is always 0.
            hostPortConflicts("initContainers", [container], pod)
            inside("initContainers[\(index)]", container) { $0.initContainerHooks(container, pod) }
        }
    }

    private mutating func initContainerHooks(_ container: YAMLNode, _ pod: PodContext) {
        if container.string("restartPolicy") == "Always" {
            lifecycle(container, pod)
            probes(container, pod)
            return
        }
        for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            guard let node = container.field(field) else { continue }
            forbidden(field, at: node, "may not be set for init containers without restartPolicy=Always")
        }
    }

    /// `validateContainerCommon`.
    private mutating func container(_ container: YAMLNode, _ pod: PodContext) {
        let name = container.string("name")
        if name.isEmpty {
            required("name", at: container.field("name"))
        } else {
            invalid("name", at: container.field("name"), text: name, Names.dnsLabelFaults(name))
        }
        if container.string("image").isEmpty { required("image", at: container.field("image")) }
        let policies = ["File", "FallbackToLogsOnError"]
        if case let policy = container.string("terminationMessagePolicy"), !policy.isEmpty {
            oneOf("terminationMessagePolicy", at: container.field("terminationMessagePolicy"), policy, policies)
        }
        containerPorts(container, pod)
        environment(container)
        volumeMounts(container, pod)
        if case let policy = container.string("imagePullPolicy"), !policy.isEmpty {
            oneOf("imagePullPolicy", at: container.field("imagePullPolicy"), policy, ["Always", "IfNotPresent", "Never"])
        }
    }

    /// `validateContainerPorts`.
    private mutating func containerPorts(_ container: YAMLNode, _ pod: PodContext) {
        var names: Set<String> = []
        each("ports", container.items("ports")) { validation, _, port in
            let name = port.string("name")
            if !name.isEmpty {
                let faults = Names.portNameFaults(name)
                validation.invalid("name", at: port.field("name"), text: name, faults)
                if faults.isEmpty, !names.insert(name).inserted {
                    validation.duplicate("name", at: port.field("name"), "\"\(name)\"")
                }
            }
            let number = port.integer("containerPort") ?? 0
            if number == 0 {
                validation.required("containerPort", at: port.field("containerPort"))
            } else {
                validation.portNumber("containerPort", at: port.field("containerPort"), number)
            }
            let hostPort = pod.hostPort(port)
            if hostPort != 0 { validation.portNumber("hostPort", at: port.field("hostPort"), hostPort) }
            let transport = port.string("protocol")
            validation.transportProtocol(at: port.field("protocol"), transport.isEmpty ? "TCP" : transport)
        }
    }

    /// `AccumulateUniqueHostPorts`: the protocol, the host address as written and the port together.
    private mutating func hostPortConflicts(_ field: String, _ containers: [YAMLNode], _ pod: PodContext) {
        var taken: Set<String> = []
        each(field, containers) { validation, _, container in
            validation.each("ports", container.items("ports")) { validation, _, port in
                let hostPort = pod.hostPort(port)
                guard hostPort != 0 else { return }
                let transport = port.string("protocol")
                let key = "\(transport.isEmpty ? "TCP" : transport)/\(port.string("hostIP"))/\(hostPort)"
                if !taken.insert(key).inserted { validation.duplicate("hostPort", at: port.field("hostPort"), "\"\(key)\"") }
            }
        }
    }

    private mutating func environment(_ container: YAMLNode) {
        each("env", container.items("env")) { validation, _, variable in
            let name = variable.string("name")
            if name.isEmpty {
                validation.required("name", at: variable.field("name"))
            } else if !name.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "=") }) {
                let detail = "a valid environment variable name must consist only of printable ASCII characters other than '='"
                validation.invalid("name", at: variable.field("name"), "\"\(name)\"", detail)
            }
            if let source = variable.field("valueFrom"), source.kind == .mapping { validation.environmentSource(variable, source) }
        }
    }

    private mutating func environmentSource(_ variable: YAMLNode, _ source: YAMLNode) {
        let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
        let count = kinds.count { source.field($0) != nil }
        if count == 0 {
            invalid("valueFrom", at: source, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`")
        } else if !variable.string("value").isEmpty {
            invalid("valueFrom", at: source, "", "may not be specified when `value` is not empty")
        } else if count > 1 {
            invalid("valueFrom", at: source, "", "may not have more than one field specified at a time")
        }
    }

    private mutating func volumeMounts(_ container: YAMLNode, _ pod: PodContext) {
        var paths: Set<String> = []
        each("volumeMounts", container.items("volumeMounts")) { validation, _, mount in
            let name = mount.string("name")
            if name.isEmpty { validation.required("name", at: mount.field("name")) }
            if !pod.volumes.contains(name) { validation.notFound("name", at: mount.field("name"), name) }
            let path = mount.string("mountPath")
            if path.isEmpty { validation.required("mountPath", at: mount.field("mountPath")) }
            if !paths.insert(path).inserted {
                validation.invalid("mountPath", at: mount.field("mountPath"), "\"\(path)\"", "must be unique")
            }
        }
    }
}
