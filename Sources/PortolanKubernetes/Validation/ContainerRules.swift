// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of a pod's containers.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:2647, 3638-3830, 3933-3978, pkg/api/pod/util.go:1732.
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
            // A `restartPolicy` here is dropped before the server looks (ContainerRestartRules is off in 1.34).
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
                // A `restartPolicy` other than Always is dropped before the server looks.
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
        volumeDevices(container, pod)
        if case let policy = container.string("imagePullPolicy"), !policy.isEmpty {
            oneOf("imagePullPolicy", at: container.field("imagePullPolicy"), policy, ["Always", "IfNotPresent", "Never"])
        }
        resources(ofContainer: container, pod)
        resizePolicies(container, pod)
        securityContext(ofContainer: container, pod)
    }

    /// `validateResizePolicy`; its paths lack the index but for duplicates, as the server has it.
    private mutating func resizePolicies(_ container: YAMLNode, _ pod: PodContext) {
        var seen: Set<String> = []
        for (index, policy) in container.items("resizePolicy").enumerated() {
            let (resource, restart) = (policy.string("resourceName"), policy.string("restartPolicy"))
            if !seen.insert(resource).inserted { duplicate("resizePolicy[\(index)]", at: policy, "\"\(resource)\"") }
            oneOf("resizePolicy", at: policy.field("resourceName") ?? policy, resource, ["cpu", "memory"])
            oneOf("resizePolicy", at: policy.field("restartPolicy") ?? policy, restart, ["NotRequired", "RestartContainer"])
            guard pod.restartPolicy == "Never", restart != "NotRequired" else { continue }
            let detail = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            invalid("resizePolicy", at: policy.field("restartPolicy") ?? policy, "\"\(restart)\"", detail)
        }
    }

    // MARK: Ephemeral containers

    /// `validateEphemeralContainers`.
    mutating func ephemeralContainers(_ spec: YAMLNode, _ pod: PodContext) {
        let others = Set((spec.items("containers") + spec.items("initContainers")).map { $0.string("name") })
        var names = others
        each("ephemeralContainers", spec.items("ephemeralContainers")) { validation, _, container in
            validation.container(container, pod)
            validation.imageWithoutBlanks(container)
            let name = container.string("name")
            if !names.insert(name).inserted { validation.duplicate("name", at: container.field("name"), "\"\(name)\"") }
            let target = container.string("targetContainerName")
            if !target.isEmpty, !others.contains(target) {
                validation.notFound("targetContainerName", at: container.field("targetContainerName"), target)
            }
            validation.ephemeralFields(container)
        }
    }

    private mutating func ephemeralFields(_ container: YAMLNode) {
        let detail = "cannot be set for an Ephemeral Container"
        let fields = ["ports", "resources", "resizePolicy", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"]
        for field in fields {
            guard let node = container.field(field), !(field == "resources" && node.writtenEntries.isEmpty) else { continue }
            forbidden(field, at: node, detail)
        }
        each("volumeMounts", container.items("volumeMounts")) { validation, _, mount in
            for field in ["subPath", "subPathExpr"] where !mount.string(field).isEmpty {
                validation.forbidden(field, at: mount.field(field), detail)
            }
        }
    }

    mutating func imageWithoutBlanks(_ container: YAMLNode) {
        let image = container.string("image")
        guard GoText.trimmed(image).utf8.count != image.utf8.count else { return }
        invalid("image", at: container.field("image"), "\"\(image)\"", "must not have leading or trailing whitespace")
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
}
