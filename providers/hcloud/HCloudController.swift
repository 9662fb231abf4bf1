// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel
public import PortolanProvider

/// Hetzner Cloud: what hcloud-cloud-controller-manager does with a Service.
public struct HCloudController: PerServiceController {
    /// Makes the controller.
    public init() {}

    /// The exposure of one `LoadBalancer` Service.
    public func exposure(of service: Service, in cluster: Cluster) -> Exposure {
        // Source: k8s.io/cloud-provider, controllers/service/controller.go (wantsLoadBalancer).
        if let name = service.loadBalancerClass {
            return .unclaimed("loadBalancerClass \"\(name)\" belongs to another controller: this one takes none")
        }
        // Source: hcloud-cloud-controller-manager v1.35.0 (6485324), hcloud/cloud.go:200.
        guard cluster.options["loadBalancersEnabled"] != "false" else {
            return .unclaimed("HCLOUD_LOAD_BALANCERS_ENABLED is false: the controller leaves load balancers alone")
        }
        let configuration: Configuration
        do throws(GoError) {
            configuration = try Configuration(cluster.options)
        } catch {
            return .unclaimed("the controller does not start: \(error.message)")
        }
        do throws(GoError) {
            return try ensureLoadBalancer(service, configuration, cluster.release)
        } catch {
            return .failed("hcloud/loadBalancers.EnsureLoadBalancer: \(error.message)")
        }
    }

    /// The controller's own steps in its order; by the time that most of them fail the load balancer is there.
    ///
    /// Source: hcloud/load_balancers.go:103 (EnsureLoadBalancer).
    private func ensureLoadBalancer(
        _ service: Service, _ configuration: Configuration, _ release: ControllerRelease
    ) throws(GoError) -> Exposure {
        let annotations = Annotations(service)
        if let selector = annotations[.nodeSelector], let problem = LabelSelectorSyntax.error(in: selector) {
            throw GoError("unable to parse the node-selector annotation: \(problem)")
        }
        let creation = Creation(annotations: annotations, configuration: configuration, release: release)
        var settings = try creation.settings()
        let isPublic = try creation.isPublic()
        let network = Network(annotations: annotations, configuration: configuration)
        settings.merge(try network.attachment())
        settings.set("public_net.ipv4.dns_ptr", annotations[.ipv4ReverseDNS])
        settings.set("public_net.ipv6.dns_ptr", annotations[.ipv6ReverseDNS])

        let listeners = try GoError.wrapping(
            "hcops/LoadBalancerOps.ReconcileHCLBServices",
            Listeners(service, configuration: configuration, release: release).listeners)
        settings["use_private_ip"] = String(try network.usesPrivateIP())
        let address = try network.address(isPublic: isPublic)

        let loadBalancer = LoadBalancer(
            product: "hcloud-lb", scope: isPublic ? .public : .private, families: network.families(isPublic: isPublic),
            name: annotations[.name].flatMap { $0.isEmpty ? nil : $0 }, listeners: listeners, clientIP: clientIP(listeners.first),
            settings: settings)
        return Exposure(
            status: .provisioned, address: address, loadBalancers: [loadBalancer],
            notes: notes(service, address: address, listeners: listeners, release))
    }

    /// The load balancer opens its own connections, so without help the pod never sees the client.
    private func clientIP(_ listener: Listener?) -> ClientIP? {
        guard let listener else { return nil }
        if listener.settings["proxyprotocol"] == "true" { return .proxyProtocol }
        return listener.protocol == "TCP" ? .node : .forwardedHeader
    }

    private func notes(
        _ service: Service, address: Address?, listeners: [Listener], _ release: ControllerRelease
    ) -> [String] {
        let fate = release.has(HCloudFeature.leavesOutUDP) ? "is left out" : "is served as TCP"
        var notes = service.ports.filter { $0.protocol != .tcp }.map { port in
            "port \(port.port) \(fate): configured unsupported Hetzner Cloud load balancer protocol \(port.protocol.rawValue)"
        }
        if address == nil { notes.append("the status stays empty: there is neither a public interface nor a private address to publish") }
        if !service.loadBalancerSourceRanges.isEmpty {
            notes.append("spec.loadBalancerSourceRanges is not read: the load balancer admits all")
        }
        if service.loadBalancerIP != nil { notes.append("spec.loadBalancerIP is not read") }
        if listeners.contains(where: { $0.backend?.port == .number(0) }) {
            notes.append("there is no node port to send to: the controller sends destination port 0, which the API refuses")
        }
        return notes
    }
}
