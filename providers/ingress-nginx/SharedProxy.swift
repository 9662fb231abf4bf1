// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The proxy with all its Ingresses: who is let in, what it serves, and what each Ingress is told of it.
struct SharedProxy {
    /// The exposures, in the order in which the Ingresses came.
    let exposures: [Exposure]

    init(_ ingresses: [Ingress], in world: World, front: FrontService) {
        let refusals = Self.refusals(of: ingresses, in: world)
        var parsed: [ParsedIngress?] = []
        var failures: [String?] = []
        for (ingress, refusal) in zip(ingresses, refusals) {
            let taken = refusal == nil ? Self.take(ingress, in: world) : nil
            parsed.append(taken?.ingress)
            failures.append(taken?.failure)
        }
        let builder = ConfigurationBuilder(parsed.compactMap(\.self).sorted(by: Self.comesFirst), in: world)
        let plan = ProxyPlan(builder)
        let balancer = front.loadBalancer(plan)
        exposures = ingresses.indices.map { index in
            if let refusal = refusals[index] {
                let webhook = "admission webhook \"validate.nginx.ingress.kubernetes.io\" denied the request: "
                return Exposure(status: .invalid, reason: webhook + refusal)
            }
            guard let ingress = parsed[index] else { return .failed(failures[index] ?? "") }
            if let fault = plan.fault { return Self.frozen(fault, ingress) }
            var exposure = Exposure(
                status: .provisioned, address: front.address, loadBalancers: [balancer],
                notes: Notes(ingress, builder: builder, front: front).sentences, through: front.reference)
            exposure.troubles = ingress.annotations.lostGuards.map {
                RoutingTrouble(.lostGuard, $0, remedy: "correct the annotation, and ask for the path without credentials to see it refused")
            }
            exposure.troubles += plan.regexTroubles[ingress.key] ?? []
            return exposure
        }
    }

    // MARK: Who is let in

    /// What the webhook says to each Ingress, asked in the order in which they come into being; nothing where it is not installed.
    private static func refusals(of ingresses: [Ingress], in world: World) -> [String?] {
        var refusals: [String?] = ingresses.map { _ in nil }
        guard world.cluster.options.isOn("admissionWebhook") else { return refusals }
        var admission = Admission(world)
        let order = ingresses.indices.sorted { left, right in
            let (a, b) = (ingresses[left].metadata.creationTimestamp, ingresses[right].metadata.creationTimestamp)
            return a == b ? left < right : a < b
        }
        for index in order { refusals[index] = admission.refusal(of: ingresses[index]) }
        return refusals
    }

    /// An Ingress as the controller stores it, or why it does not.
    ///
    /// Source: ingress-nginx v1.15.1 internal/ingress/controller/store/store.go:949 (`syncIngress`).
    private static func take(_ ingress: Ingress, in world: World) -> (ingress: ParsedIngress?, failure: String?) {
        if let fault = Inspection.fault(ingress) { return (nil, "received invalid ingress: \(fault)") }
        if world.cluster.options.isOn("disableCatchAll"), ingress.defaultBackend != nil {
            return (nil, "Ignoring add for catch-all ingress because of --disable-catch-all")
        }
        if let blocked = world.blockedAnnotation(of: ingress) {
            return (nil, "skipping ingress \(ingress.metadata.namespace)/\(ingress.metadata.name): \(blocked)")
        }
        do throws(Extraction.Refusal) {
            return (ParsedIngress(ingress, annotations: try Extraction.annotations(of: ingress, in: world)), nil)
        } catch {
            return (nil, error.message)
        }
    }

    /// The oldest first; of equal age namespace and name from Z to A.
    ///
    /// Source: store.go:1102 (`sortIngressSlice`).
    private static func comesFirst(_ left: ParsedIngress, _ right: ParsedIngress) -> Bool {
        let (a, b) = (left.ingress.metadata.creationTimestamp, right.ingress.metadata.creationTimestamp)
        return a == b ? right.key.utf8.lexicographicallyPrecedes(left.key.utf8) : a < b
    }

    /// What nginx cannot load: its owner's trouble, by which all others are stopped.
    private static func frozen(_ fault: LoadFault, _ ingress: ParsedIngress) -> Exposure {
        let owner = fault.owner.flatMap { $0.key == ingress.key ? nil : $0.key }
        let culprit = owner.map { "the Ingress \($0) has" } ?? "the Ingress has"
        let reason =
            "nginx cannot load the configuration: \(fault.message), which \(culprit) on the host \(fault.host); nothing new is served for any "
            + "Ingress until that is changed"
        var exposure = Exposure.failed(reason)
        let remedy = "change \(owner.map { "the Ingress \($0)" } ?? "it"), and have the admission webhook refuse such Ingresses"
        exposure.troubles = [RoutingTrouble(owner == nil ? .stopsOthers : .isStopped, reason, remedy: remedy)]
        return exposure
    }
}
