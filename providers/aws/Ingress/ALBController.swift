// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// The Ingress side of the AWS Load Balancer Controller: one Application Load Balancer for each group of Ingresses.
public struct ALBController: RoutingController {
    /// Makes the controller.
    public init() {}

    /// Whether it takes an Ingress: by the old annotation where there is one, else by the controller that the Ingress's class names.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/group_loader.go:196-231
    public func claims(_ entrance: Entrance, in cluster: Cluster) -> Bool {
        guard case .ingress(let ingress) = entrance else { return false }
        return ALBClaim(ingress, in: cluster).isTaken
    }

    /// The exposures of the Ingresses that it claims: each group is built once, and each of its members lists the whole of it.
    public func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance -> Ingress? in
            guard case .ingress(let ingress) = entrance else { return nil }
            return ingress
        }
        let surroundings = ALBSurroundings(cluster)
        var exposures: [Exposure] = []
        var groups = ALBGroups()
        for (index, ingress) in ingresses.enumerated() {
            switch ALBMember.load(ingress, in: surroundings) {
            case .refused(let exposure): exposures.append(exposure)
            case .member(let member, let group):
                exposures.append(.failed(""))
                groups.add(member, at: index, to: group)
            }
        }
        for group in groups.inOrder {
            let answers = ALBModel.exposures(of: group, in: surroundings)
            for (place, answer) in zip(group.places, answers) { exposures[place] = answer }
        }
        return exposures
    }
}

/// What the controller asks the cluster, indexed once for all Ingresses.
struct ALBSurroundings {
    let cluster: Cluster
    let options: ALBOptions
    let services: [ObjectReference: Service]
    /// Those of them that a cluster of the target's IP families refuses: taken as if it had the families, which is said.
    let otherFamilyServices: Set<ObjectReference>
    let namespaces: [String: StringMap]
    /// IngressClassParams by name, as the manifests have them.
    let parameters: [String: ObjectMeta]
    let secrets: [ObjectReference: ObjectMeta]

    init(_ cluster: Cluster) {
        self.cluster = cluster
        options = ALBOptions(cluster)
        let inventory = cluster.inventory
        let others = inventory.rejections.compactMap(\.dualStackService)
        services = Dictionary((inventory.services + others).map { ($0.metadata.reference, $0) }) { first, _ in first }
        otherFamilyServices = Set(others.map(\.metadata.reference))
        namespaces = Dictionary(inventory.namespaces.map { ($0.metadata.name, $0.labels) }) { first, _ in first }
        let kind = inventory.objects(kind: "IngressClassParams", group: "elbv2.k8s.aws").map(\.metadata)
        parameters = Dictionary(kind.map { ($0.name, $0) }) { first, _ in first }
        secrets = Dictionary(inventory.objects(kind: "Secret", group: "").map { ($0.metadata.reference, $0.metadata) }) { first, _ in first
        }
    }

    /// What is said of a Service that only a cluster of other IP families would have.
    func familyNote(on service: Service) -> String {
        "the Service \(service.namespace)/\(service.name) is taken as if the cluster had its IP families: the API server refuses it where "
            + "clusterIPFamilies is \(cluster.families.map(\.rawValue).joined(separator: ","))"
    }

    func service(_ name: String, in namespace: String) -> Service? {
        services[ObjectReference(kind: "Service", namespace: namespace, name: name)]
    }
}

/// The flags of the controller that decide over Ingresses, and what the account has.
struct ALBOptions {
    /// The flags that hold for Services too.
    let common: EKSOptions

    init(_ cluster: Cluster) { common = EKSOptions(cluster) }

    private var options: TargetOptions { common.options }
    /// What the controller does already.
    var release: ControllerRelease { common.release }

    var ingressClass: String { options["ingressClass"] ?? "alb" }
    var forbidsClassAnnotation: Bool { options.isOn("disableIngressClassAnnotation") }
    var forbidsGroupAnnotation: Bool { options.isOn("disableIngressGroupNameAnnotation") }
    var toleratesMissingServices: Bool { options["tolerateNonExistentBackendService"] != "false" }
    var toleratesMissingActions: Bool { options["tolerateNonExistentBackendAction"] != "false" }
    /// The names of the certificates that ACM has, one certificate each.
    var certificates: [String] { options.list("certificates") }

    /// Whether a value of the old class annotation is the controller's.
    ///
    /// Source: pkg/ingress/class_annotation_matcher.go
    func isOwn(classAnnotation value: String) -> Bool { value == ingressClass || (ingressClass.isEmpty && value == "alb") }
}
