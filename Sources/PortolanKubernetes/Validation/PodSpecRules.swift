// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What the rules of a pod's containers need to know of the pod.
struct PodContext {
    /// The object is a Pod, not something with a template of one: only then are host ports and requests filled in.
    let isPod: Bool
    let hostNetwork: Bool
    /// Whether its users are the node's.
    let sharesUsers: Bool
    let restartPolicy: String
    /// `terminationGracePeriodSeconds`, defaulted.
    let gracePeriod: Int
    /// The labels that the server fills selectors with: those of a Pod, none of a template.
    let labels: StringMap
    /// The names in `spec.resourceClaims`.
    let resourceClaims: Set<String>
    /// The names of images that stand as volumes.
    let images: Set<String>
    /// The volumes that containers may use: the right ones.
    var volumes: [String: PodVolume] = [:]

    /// Makes the context of a Pod's spec, or of a template's where there is no Pod.
    init(_ spec: YAMLNode, pod: YAMLNode?) {
        isPod = pod != nil
        hostNetwork = spec.boolean("hostNetwork") == true
        sharesUsers = spec.boolean("hostUsers") != false
        restartPolicy = spec.string("restartPolicy")
        let period = spec.integer("terminationGracePeriodSeconds") ?? 30
        gracePeriod = pod != nil && period < 0 ? 1 : period
        labels = pod?.field("metadata")?.stringMap("labels") ?? StringMap()
        images = Set(spec.items("volumes").filter { $0.field("image") != nil }.map { $0.string("name") })
        resourceClaims = Set(spec.items("resourceClaims").map { $0.string("name") })
    }

    /// A container port's host port, defaulted as in `SetDefaults_Pod`.
    func hostPort(_ port: YAMLNode) -> Int {
        let written = port.integer("hostPort") ?? 0
        return written == 0 && isPod && hostNetwork ? port.integer("containerPort") ?? 0 : written
    }
}

/// `ValidatePodSpec` in the API server's order.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:4382-4612, 5479, 6796.
extension Validation {
    mutating func pod(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        let metadata = object.field("metadata")
        guard let spec = object.field("spec") else {
            required("spec.containers")
            return
        }
        inside("metadata", metadata) { $0.podAnnotations(metadata, spec) }
        inside("spec", spec) { validation in
            validation.podSpec(spec, PodContext(spec, pod: object), claimTemplates: nil, podName: metadata?.string("name"))
            // A token of a service account needs the account's name, which the ServiceAccount plugin, on by default, has filled in.
            for field in ["containers", "initContainers"] {
                validation.each(field, spec.items(field)) { validation, _, container in validation.imageWithoutBlanks(container) }
            }
            if !spec.items("ephemeralContainers").isEmpty {
                validation.forbidden("ephemeralContainers", at: spec.field("ephemeralContainers"), "cannot be set on create")
            }
            if !spec.string("nodeName").isEmpty, !spec.items("schedulingGates").isEmpty {
                let detail = "cannot be set until all schedulingGates have been cleared"
                validation.forbidden("nodeName", at: spec.field("nodeName"), detail)
            }
        }
        profileAnnotations(metadata, spec)
    }

    /// `ValidatePodTemplateSpec`, from inside the template's path; of a StatefulSet with its claim templates.
    mutating func podTemplate(_ template: YAMLNode?, claimTemplates: [YAMLNode]? = nil) {
        let metadata = template?.field("metadata")
        labels("labels", metadata?.stringMap("labels"), at: metadata?.field("labels"))
        annotations("annotations", metadata?.stringMap("annotations"), at: metadata?.field("annotations"))
        guard let spec = template?.field("spec") else {
            required("spec.containers", at: template)
            return
        }
        podAnnotations(metadata, spec)
        inside("spec", spec) { validation in
            validation.podSpec(spec, PodContext(spec, pod: nil), claimTemplates: claimTemplates, podName: nil)
        }
        profileAnnotations(metadata, spec)
        if !spec.items("ephemeralContainers").isEmpty {
            let detail = "ephemeral containers not allowed in pod template"
            forbidden("spec.ephemeralContainers", at: spec.field("ephemeralContainers"), detail)
        }
    }

    private mutating func podSpec(_ spec: YAMLNode, _ context: PodContext, claimTemplates: [YAMLNode]?, podName: String?) {
        var pod = context
        pod.volumes = volumes(spec, claimTemplates: claimTemplates ?? [], podName: podName)
        podResourceClaims(spec)
        containers(spec, pod)
        initContainers(spec, pod)
        ephemeralContainers(spec, pod)
        podResources(spec, pod)
        hostNetworkPorts(spec, pod)
        policies(spec)
        securityContext(spec, pod)
        affinity(spec, pod)
        dnsConfig(spec)
        gates(spec)
        spreadConstraints(spec, pod)
        hostProcess(spec, pod)
        hostUsers(spec, pod)
        names(spec, isStatefulSet: claimTemplates != nil)
        tolerations(spec)
        hostAliases(spec)
        lateNames(spec)
        overhead(spec)
        operatingSystem(spec)
    }

    /// `validatePodHostNetworkDeps`.
    private mutating func hostNetworkPorts(_ spec: YAMLNode, _ pod: PodContext) {
        guard pod.hostNetwork else { return }
        each("containers", spec.items("containers")) { validation, _, container in
            validation.each("ports", container.items("ports")) { validation, _, port in
                let hostPort = pod.hostPort(port)
                guard pod.isPod || hostPort != 0, hostPort != port.integer("containerPort") ?? 0 else { return }
                let detail = "must match `containerPort` when `hostNetwork` is true"
                validation.invalid("hostPort", at: port.field("hostPort"), "\(hostPort)", detail)
            }
        }
    }

    private mutating func policies(_ spec: YAMLNode) {
        if let policy = spec.optionalString("restartPolicy"), !policy.isEmpty {
            oneOf("restartPolicy", at: spec.field("restartPolicy"), policy, ["Always", "OnFailure", "Never"])
        }
        if let policy = spec.optionalString("dnsPolicy"), !policy.isEmpty {
            oneOf("dnsPolicy", at: spec.field("dnsPolicy"), policy, ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        }
        labels("nodeSelector", spec.stringMap("nodeSelector"), at: spec.field("nodeSelector"))
    }

    private mutating func hostUsers(_ spec: YAMLNode, _ pod: PodContext) {
        guard spec.boolean("hostUsers") == false else { return }
        let detail = "when `hostUsers` is false"
        if pod.hostNetwork { forbidden("hostNetwork", at: spec.field("hostNetwork"), detail) }
        // The capitals are the API server's own.
        if spec.boolean("hostPID") == true { forbidden("HostPID", at: spec.field("hostPID"), detail) }
        if spec.boolean("hostIPC") == true { forbidden("HostIPC", at: spec.field("hostIPC"), detail) }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (index, container) in spec.items(list).enumerated() where !container.items("volumeDevices").isEmpty {
                forbidden("\(list)[\(index)].volumeDevices", at: container.field("volumeDevices"), detail)
            }
        }
    }

    private mutating func names(_ spec: YAMLNode, isStatefulSet: Bool) {
        // The older field speaks where the newer is empty (Convert_v1_PodSpec_To_core_PodSpec); errors name the newer.
        let account = spec.string("serviceAccountName").isEmpty ? "serviceAccount" : "serviceAccountName"
        subdomain("serviceAccountName", spec.string(account), at: spec.field(account))
        subdomain("nodeName", spec.string("nodeName"), at: spec.field("nodeName"))
        if let deadline = spec.integer("activeDeadlineSeconds"), !(1...Int(Int32.max)).contains(deadline) {
            let detail = "must be between 1 and \(Int32.max), inclusive"
            invalid("activeDeadlineSeconds", at: spec.field("activeDeadlineSeconds"), "\(deadline)", detail)
        }
        // A StatefulSet's controller replaces them, so they are not looked at.
        for field in isStatefulSet ? [] : ["hostname", "subdomain"] {
            let name = spec.string(field)
            if !name.isEmpty { invalid(field, at: spec.field(field), text: name, Names.dnsLabelFaults(name)) }
        }
    }

    private mutating func lateNames(_ spec: YAMLNode) {
        subdomain("priorityClassName", spec.string("priorityClassName"), at: spec.field("priorityClassName"))
        if let name = spec.optionalString("runtimeClassName") {
            invalid("runtimeClassName", at: spec.field("runtimeClassName"), text: name, Names.dnsSubdomainFaults(name))
        }
        if let policy = spec.optionalString("preemptionPolicy") {
            oneOf("preemptionPolicy", at: spec.field("preemptionPolicy"), policy, ["PreemptLowerPriority", "Never"])
        }
    }

    private mutating func subdomain(_ field: String, _ name: String, at node: YAMLNode?) {
        if !name.isEmpty { invalid(field, at: node, text: name, Names.dnsSubdomainFaults(name)) }
    }
}
