// SPDX-License-Identifier: Apache-2.0

public import PortolanGraph
public import PortolanKubernetes
public import PortolanModel

/// What an app's own manifests say about how it will fare on Kubernetes' network, whatever the target.
public enum Findings {
    /// The checks, in the order in which they are listed.
    static let checks: [any Check] = [
        // Before anything runs.
        DuplicateKey(), DuplicateObject(), PodsRejected(),
        // Inside a pod and on its node.
        ContainerPortClash(), HostPortClash(), HostPortLimitsReplicas(), HostPortOnEveryNode(),
        // From a Service to its pods.
        SelectorMatchesNothing(), SelectorMatchesJob(), PodsWithoutService(), NoEndpoints(), EndpointsPortUnknown(), HeadlessPortUnmapped(),
        // From a Service's port to a container.
        TargetPortNameUndeclared(), TargetPortNamePartlyDeclared(), TargetPortNameDiffers(), TargetPortUndeclared(),
        TargetPortPartlyDeclared(),
        // From an Ingress or a route to a Service.
        BackendServiceMissing(), BackendPortMissing(), HostTwice(), TLSHostWithoutRule(), HostWithoutTLS(), SnippetAnnotation(),
        // What clients outside the cluster meet.
        InnerPortExposed(), NetworkPolicyDenies(), OneReplica(), NoReadinessProbe(), OneMemberExposed(), AnyMemberExposed(),
        LocalPolicyFewNodes(),
        // What is to keep it up.
        NoReplicas(), AutoscalerWithoutEffect(), DisruptionBudgetWithoutEffect(), DisruptionBudgetBlocksDrain(),
        // What Kubernetes leaves behind.
        ExternalIPs(), LoadBalancerIP(), AddressNamedTwice(), EndpointsObject(), IngressClassAnnotation(), RemovedAPIVersion(),
    ]

    /// The pages of all findings of this module.
    public static var pages: [FindingPage] { checks.map(\.page) + [IgnoredCodeUnknown.page] }

    /// Everything that there is to say, ordered by place.
    ///
    /// What the user has asked to ignore is in it too.
    public static func all(in inventory: Inventory, graph: ServiceGraph) -> [Finding] {
        let app = App(inventory, graph: graph)
        let mixed = mixedFiles(inventory)
        return checks.flatMap { $0.findings(in: app) }.filter { !between.contains($0.code) || !mixed.contains($0.location.file) }.sorted()
    }

    /// Findings about how objects fit together.
    private static let between: Set<String> = [
        "selector-matches-nothing", "selector-matches-job", "pods-without-service", "headless-port-unmapped", "endpoints-port-unknown",
        "target-port-name-undeclared", "target-port-name-partly-declared", "target-port-name-differs", "target-port-undeclared",
        "target-port-partly-declared", "backend-service-missing", "backend-port-missing", "host-twice", "network-policy-denies",
        "autoscaler-without-effect", "host-port-clash",
    ]

    /// Files of which another file replaces a Service or a workload.
    ///
    /// They are alternatives as a rule, samples side by side; what is left of the one does not fit what replaced the rest, and
    /// `duplicate-object` is what there is to say.
    private static func mixedFiles(_ inventory: Inventory) -> Set<String> {
        var files: Set<String> = []
        for duplicate in inventory.duplicates where duplicate.kept.location.file != duplicate.replaced.location.file {
            let kind = duplicate.kept.reference.kind
            guard kind == "Service" || ObjectReader.workloadKinds.contains(kind) else { continue }
            files.insert(duplicate.replaced.location.file)
        }
        return files
    }
}
