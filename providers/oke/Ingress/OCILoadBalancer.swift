// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// The load balancer of an IngressClass, with the listeners and rules that its Ingresses make together.
// Source: oci-native-ingress-controller v1.4.3, pkg/state/ingressstate.go BuildState, pkg/controllers/routingpolicy.
struct OCILoadBalancer {
    private var listeners = OCIListeners()
    private var notes: [ObjectReference: [String]] = [:]
    private let parameters: YAMLNode?
    private let isParametersKnown: Bool
    private let classObject: IngressClass
    private let cluster: Cluster

    init(_ ingresses: [Ingress], of classObject: IngressClass, in cluster: Cluster) throws(GoError) {
        self.classObject = classObject
        self.cluster = cluster
        let name = classObject.parameters?.string("name") ?? ""
        let namespace = classObject.parameters?.optionalString("namespace") ?? ""
        parameters =
            cluster.inventory.objects(kind: "IngressClassParameters", group: "ingress.oraclecloud.com")
            .last { $0.metadata.name == name && (namespace.isEmpty || $0.metadata.namespace == namespace) }?.spec
        isParametersKnown = name.isEmpty || parameters != nil
        for ingress in ingresses {
            let member = OCIIngress(ingress)
            for path in ingress.paths {
                guard path.backend.service != nil else {
                    note(ingress, "the path \(path.path ?? "") is left out: its backend is no Service")
                    continue
                }
                let backend = try member.backend(of: path, in: cluster)
                if let why = backend.missing { note(ingress, why) }
                try listeners.add(path, of: member, to: backend)
            }
            notes[ingress.metadata.reference, default: []] += member.notes
        }
        let fallbacks = ingresses.compactMap { ingress in ingress.defaultPath.map { (ingress, $0) } }
        // Two different ones leave the pool as it was, which is empty where it is new.
        let services = Set(fallbacks.map { $0.1.backend.service ?? "" })
        if services.count == 1, let (ingress, path) = fallbacks.first, path.backend.service != nil {
            listeners.fallback = try OCIIngress(ingress).backend(of: path, in: cluster)
        } else if services.count > 1 {
            for (ingress, _) in fallbacks {
                note(ingress, "several default backends stand in the class \(classObject.metadata.name): none of them is used")
            }
        }
    }

    private mutating func note(_ ingress: Ingress, _ text: String) { notes[ingress.metadata.reference, default: []].append(text) }

    /// What an Ingress of the class gets.
    func exposure(of ingress: Ingress) -> Exposure {
        var notes = notes[ingress.metadata.reference] ?? []
        let isPrivate = parameters?.boolean("isPrivate") ?? false
        let scope: Scope? = isParametersKnown ? (isPrivate ? .private : .public) : nil
        let annotations = classObject.metadata.annotations
        if !isParametersKnown {
            notes.append(
                "the IngressClassParameters of the class \(classObject.metadata.name) are not in the input: whether its load balancer is private is not known"
            )
        }
        let reserved = parameters?.optionalString("reservedPublicAddressId") ?? ""
        let address = scope.map { scope in
            Address(
                kind: .ip, scope: scope, families: [.ipv4], allocation: reserved.isEmpty ? .ephemeral : .reserved,
                requested: reserved.isEmpty ? [] : [reserved])
        }
        var settings: Settings = [:]
        if let parameters {
            for (key, name) in [("minBandwidthMbps", "minimumBandwidthInMbps"), ("maxBandwidthMbps", "maximumBandwidthInMbps")] {
                if let value = parameters.integer(key) { settings[name] = String(value) }
            }
        }
        if let policy = annotations["\(OCIIngress.prefix)waf-policy-ocid"] { settings["wafPolicy"] = policy }
        let name = parameters?.optionalString("loadBalancerName") ?? ""
        let groups = (annotations["\(OCIIngress.prefix)network-security-group-ids"] ?? "").split(separator: ",").map { $0.trimmingSpaces() }
        // A path that begins like another one is sorted by bytes, and hosts do not come first.
        var plane = DataPlane(hostWildcard: .labels)
        plane.unmatchedStatus = 502
        plane.emptyStatus = 502
        let balancer = LoadBalancer(
            product: "oci-lb", scope: scope, families: [.ipv4], name: name.isEmpty ? "k8s-\(classObject.metadata.name)" : name,
            listeners: listeners.all, subnets: (parameters?.optionalString("subnetId")).map { [$0] } ?? [],
            securityGroups: groups.filter { !$0.isEmpty }, settings: settings, backends: listeners.pools, dataPlane: plane,
            identity: "oci-native-ingress/\(classObject.metadata.name)")
        return Exposure(status: .provisioned, address: address, loadBalancers: [balancer], notes: notes)
    }
}
