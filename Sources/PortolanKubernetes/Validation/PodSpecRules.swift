// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What the rules of a pod's containers need to know of the pod.
struct PodContext {
    /// The object is a Pod, not something with a template of one: only then are host ports filled in.
    let isPod: Bool
    let hostNetwork: Bool
    /// `terminationGracePeriodSeconds`, defaulted.
    let gracePeriod: Int
    /// The names in `spec.resourceClaims`.
    let resourceClaims: Set<String>
    /// The names of the volumes that containers may mount.
    var volumes: Set<String>

    init(_ spec: YAMLNode, isPod: Bool, claimTemplates: [YAMLNode] = []) {
        self.isPod = isPod
        hostNetwork = spec.boolean("hostNetwork") == true
        gracePeriod = spec.integer("terminationGracePeriodSeconds") ?? 30
        resourceClaims = Set(spec.items("resourceClaims").map { $0.string("name") })
        volumes = Set(spec.items("volumes").map { $0.string("name") } + claimTemplates.map { $0.field("metadata")?.string("name") ?? "" })
    }

    /// A container port's host port, defaulted as in `SetDefaults_Pod`.
    func hostPort(_ port: YAMLNode) -> Int {
        let written = port.integer("hostPort") ?? 0
        return written == 0 && isPod && hostNetwork ? port.integer("containerPort") ?? 0 : written
    }
}

/// `ValidatePodSpec` in the API server's order.
///
/// Left out, as they have no bearing on the network: volume sources, environment sources, resources, affinity, spread constraints, security
/// profiles and Windows.
// Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:4625.
extension Validation {
    mutating func pod(_ object: YAMLNode) {
        objectMeta(object, name: .dnsSubdomain)
        guard let spec = object.field("spec") else {
            required("spec.containers")
            return
        }
        inside("spec", spec) { validation in
            validation.podSpec(spec, PodContext(spec, isPod: true))
            validation.imagesWithoutBlanks("containers", spec)
            validation.imagesWithoutBlanks("initContainers", spec)
            if !spec.items("ephemeralContainers").isEmpty {
                validation.forbidden("ephemeralContainers", at: spec.field("ephemeralContainers"), "cannot be set on create")
            }
            if !spec.string("nodeName").isEmpty, !spec.items("schedulingGates").isEmpty {
                let detail = "cannot be set until all schedulingGates have been cleared"
                validation.forbidden("nodeName", at: spec.field("nodeName"), detail)
            }
        }
    }

    /// `ValidatePodTemplateSpec`, from inside the template's path.
    mutating func podTemplate(_ template: YAMLNode?, claimTemplates: [YAMLNode] = []) {
        let metadata = template?.field("metadata")
        labels("labels", metadata?.stringMap("labels"), at: metadata?.field("labels"))
        annotations("annotations", metadata?.stringMap("annotations"), at: metadata?.field("annotations"))
        guard let spec = template?.field("spec") else {
            required("spec.containers", at: template)
            return
        }
        inside("spec", spec) { $0.podSpec(spec, PodContext(spec, isPod: false, claimTemplates: claimTemplates)) }
        if !spec.items("ephemeralContainers").isEmpty {
            let detail = "ephemeral containers not allowed in pod template"
            forbidden("spec.ephemeralContainers", at: spec.field("ephemeralContainers"), detail)
        }
    }

    private mutating func podSpec(_ spec: YAMLNode, _ pod: PodContext) {
        volumeNames(spec)
        containers(spec, pod)
        initContainers(spec, pod)
        hostNetworkPorts(spec, pod)
        policies(spec)
        securityContext(spec, pod)
        dnsConfig(spec)
        gates(spec)
        hostUsers(spec, pod)
        names(spec)
        tolerations(spec)
        hostAliases(spec)
        lateNames(spec)
        operatingSystem(spec)
    }

    private mutating func volumeNames(_ spec: YAMLNode) {
        var taken: Set<String> = []
        each("volumes", spec.items("volumes")) { validation, _, volume in
            let name = volume.string("name")
            let node = volume.field("name")
            if name.isEmpty {
                validation.required("name", at: node)
            } else {
                validation.invalid("name", at: node, text: name, Names.dnsLabelFaults(name))
            }
            if !taken.insert(name).inserted { validation.duplicate("name", at: node, "\"\(name)\"") }
        }
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
    }

    private mutating func names(_ spec: YAMLNode) {
        // The older field speaks where the newer is empty (Convert_v1_PodSpec_To_core_PodSpec); errors name the newer.
        let account = spec.string("serviceAccountName").isEmpty ? "serviceAccount" : "serviceAccountName"
        subdomain("serviceAccountName", spec.string(account), at: spec.field(account))
        subdomain("nodeName", spec.string("nodeName"), at: spec.field("nodeName"))
        if let deadline = spec.integer("activeDeadlineSeconds"), !(1...Int(Int32.max)).contains(deadline) {
            let detail = "must be between 1 and \(Int32.max), inclusive"
            invalid("activeDeadlineSeconds", at: spec.field("activeDeadlineSeconds"), "\(deadline)", detail)
        }
        for field in ["hostname", "subdomain"] {
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

    private mutating func operatingSystem(_ spec: YAMLNode) {
        guard let os = spec.field("os") else { return }
        let name = os.string("name")
        if name.isEmpty {
            required("os.name", at: os)
        } else if name != "linux", name != "windows" {
            notSupported("os", at: os.field("name"), name, ["linux", "windows"])
        }
    }

    private mutating func imagesWithoutBlanks(_ field: String, _ spec: YAMLNode) {
        each(field, spec.items(field)) { validation, _, container in
            let image = container.string("image")
            guard GoText.trimmed(image).utf8.count != image.utf8.count else { return }
            let detail = "must not have leading or trailing whitespace"
            validation.invalid("image", at: container.field("image"), "\"\(image)\"", detail)
        }
    }
}
