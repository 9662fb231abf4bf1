// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// Adds what each listener's backend set says: policy, health check, source preservation.
    ///
    /// Source: load_balancer_spec.go:831
    func configureBackendSets(of listeners: inout [Listener], encryption: Encryption, preservesSource: Bool) throws(GoError) {
        let policy = try self.policy()
        if kind == .loadBalancer, listeners.contains(where: { encryption.covers(backendSet: $0.port) }) {
            _ = try SSLConfiguration(service[.backendSetSSLConfiguration])
        }
        let (check, settings) = try healthCheck()
        for index in listeners.indices {
            listeners[index].healthCheck = check
            listeners[index].settings.merge(settings)
            listeners[index].settings["policy"] = policy
            switch kind {
            case .loadBalancer:
                // The mere presence of the annotation counts, whether or not anything is encrypted. Source: load_balancer_spec.go:892
                listeners[index].settings["isForcePlainText"] = String(service[.tlsBackendSetSecret] != nil)
            case .networkLoadBalancer:
                listeners[index].settings["isPreserveSource"] = String(preservesSource)
            }
        }
    }

    /// Whether packets keep the client's address on their way to the node.
    ///
    /// The type is compared exactly here, unlike elsewhere, so that `NLB` gives a network load balancer that never does. Source:
    /// load_balancer_spec.go:691
    func preservesSource() throws(GoError) -> Bool {
        guard service[.loadBalancerType] == "nlb" else { return false }
        let key = AnnotationKey.preserveSource.rawValue
        let isLocal = service.externalTrafficPolicy == .local
        guard let value = service[.preserveSource] else { return isLocal }
        guard isLocal else { throw GoError("\(key) annotation cannot be set when externalTrafficPolicy is set to Cluster") }
        guard let preserves = GoValue.bool(value) else { throw GoError("failed to to parse \(key) annotation value - \(value)") }
        return preserves
    }

    /// What the pod sees as its peer.
    func clientIP(_ listeners: [Listener], preservesSource: Bool) -> ClientIP {
        if listeners.contains(where: { $0.backend?.proxyProtocol != nil }) { return .proxyProtocol }
        if preservesSource { return .preserved }
        return listeners.contains { ["HTTP", "HTTPS", "HTTP2"].contains($0.protocol) } ? .forwardedHeader : .node
    }

    /// The balancing policy, spelt exactly.
    ///
    /// Source: load_balancer_spec.go:1403
    private func policy() throws(GoError) -> String {
        let known = kind == .loadBalancer ? ["ROUND_ROBIN", "LEAST_CONNECTIONS", "IP_HASH"] : ["FIVE_TUPLE", "THREE_TUPLE", "TWO_TUPLE"]
        guard let policy = annotation(lb: .policy, nlb: .networkPolicy).value else { return known[0] }
        guard known.contains(policy) else { throw GoError("loadbalancer policy \"\(policy)\" is not valid") }
        return policy
    }

    /// The nodes that become backends are chosen by their labels, which a manifest does not tell; only the selector's form is held to
    /// account.
    ///
    /// Source: load_balancer.go:499
    func checkNodeSelector() throws(GoError) {
        guard let text = annotation(lb: .nodeSelector, nlb: .networkNodeSelector).value, !text.isEmpty else { return }
        if let message = LabelSelectorSyntax.error(in: text) { throw GoError(message) }
    }
}
