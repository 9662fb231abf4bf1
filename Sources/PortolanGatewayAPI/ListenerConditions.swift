// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel

/// A listener of a Gateway, its own or a ListenerSet's, with what became of it.
package struct ServedListener: Sendable {
    /// A route on the listener.
    package struct Binding: Sendable {
        /// The route.
        package var route: Route
        /// The hosts that it serves here; none for any.
        package var hosts: [String]
    }

    /// The listener as written.
    package var listener: GatewayListener
    /// The Gateway or ListenerSet that it is written in.
    package var owner: TypedReference
    /// The kinds of routes that it takes.
    package var kinds: [Route.Kind]
    /// `Accepted`, `ResolvedRefs`, `Programmed`, `Conflicted`.
    package var status: ListenerStatus
    /// The routes on it, in the order of the input.
    package var bindings: [Binding] = []

    /// Whether it takes traffic.
    package var isProgrammed: Bool { status.programmed.holds }
}

extension GatewayTopology {
    /// A Gateway's own listeners, then those of its ListenerSets, with their conditions.
    func listeners(of gateway: Gateway, _ sets: [ListenerSet]) -> [ServedListener] {
        let namespace = gateway.metadata.namespace
        let hasCertificates = implementation.certificateAnnotations.contains { gateway.metadata.annotations[$0]?.isEmpty == false }
        let own = gateway.listeners.map {
            judged(GatewayListener($0.node, in: namespace), of: gateway.typedReference, hasCertificates: hasCertificates)
        }
        let added = sets.flatMap { set in
            set.listeners.map { judged($0, of: set.typedReference, hasCertificates: hasCertificates) }
        }
        return ListenerConflicts(own + added, mixesTLSModes: implementation.mixesTLSModes).resolved()
    }

    /// A listener judged by itself.
    private func judged(_ listener: GatewayListener, of owner: TypedReference, hasCertificates: Bool) -> ServedListener {
        var accepted = ListenerStatus.Condition(true, "Accepted")
        var resolved = ListenerStatus.Condition(true, "ResolvedRefs")
        var possible = implementation.kinds[listener.protocol] ?? []
        if implementation.takesTCPRoutesOverTLS, listener.protocol == "TLS", listener.tls?.mode == .terminate {
            possible = [.tcp] + possible
        }
        var kinds = possible
        if possible.isEmpty { accepted = ListenerStatus.Condition(false, "UnsupportedProtocol") }
        if !implementation.endsTLSForRoutes, listener.protocol == "TLS", listener.tls?.mode == .terminate, accepted.holds {
            accepted = ListenerStatus.Condition(false, "UnsupportedValue")
        }
        if let ports = implementation.ports, !(ports[listener.protocol] ?? []).contains(listener.port), !possible.isEmpty, accepted.holds {
            accepted = ListenerStatus.Condition(false, "PortUnavailable")
        }
        if !listener.kinds.isEmpty {
            let wanted = listener.kinds.map { $0.group == TypedReference.gatewayGroup ? Route.Kind(rawValue: $0.kind) : nil }
            kinds = wanted.compactMap { $0 }.filter(possible.contains)
            if kinds.count < wanted.count, !possible.isEmpty { resolved = ListenerStatus.Condition(false, "InvalidRouteKinds") }
        }
        if resolved.holds, !hasCertificates, let reason = certificateFault(listener, of: owner) {
            resolved = ListenerStatus.Condition(false, reason)
        }
        if accepted.reason == "PortUnavailable" { kinds = [] }
        let isValid = accepted.holds && resolved.holds
        return ServedListener(
            listener: listener, owner: owner, kinds: kinds,
            status: ListenerStatus(
                name: listener.name, supportedKinds: kinds.map(\.rawValue), attachedRoutes: 0, accepted: accepted, resolvedRefs: resolved,
                programmed: isValid ? ListenerStatus.Condition(true, "Programmed") : ListenerStatus.Condition(false, "Invalid"),
                conflicted: ListenerStatus.Condition(false, "NoConflicts")))
    }

    /// What is wrong with the certificates of a listener that ends TLS (gateway-api v1.6, apis/v1/gateway_types.go:1590).
    private func certificateFault(_ listener: GatewayListener, of owner: TypedReference) -> String? {
        guard implementation.readsCertificates, ["HTTPS", "TLS"].contains(listener.protocol) else { return nil }
        guard listener.tls?.mode != .passthrough else { return nil }
        if let options = listener.tls?.options, implementation.certificateOptions.contains(where: { options[$0]?.isEmpty == false }) {
            return nil
        }
        let certificates = listener.tls?.certificates ?? []
        guard !certificates.isEmpty else { return "InvalidCertificateRef" }
        let faults = certificates.map { certificate -> String? in
            guard certificate.group.isEmpty, certificate.kind == "Secret" else { return "InvalidCertificateRef" }
            guard grants.permit(certificate, from: owner.kind, in: owner.namespace) else { return "RefNotPermitted" }
            guard let secret = secret(certificate) else { return nil }
            return TLSSecret(secret).isSound ? nil : "InvalidCertificateRef"
        }
        return faults.contains { $0 == nil } && faults.count > 1 ? nil : faults.compactMap { $0 }.first
    }
}
