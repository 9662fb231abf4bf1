// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

extension Judge {
    /// What a listener speaks where it only carries a transport.
    static let transports: Set<String> = ["TCP", "UDP", "SCTP", "TCP_UDP"]

    /// What listeners speak that do not end TLS.
    static let plain: Set<String> = transports.union(["HTTP", "HTTP2", "GRPC"])

    func listeners(for port: Requirement.Port?) -> [Listener] {
        guard let port else { return listeners }
        return (listenersByPort?[port.number] ?? listeners).filter {
            $0.port == port.number && Self.transport(of: $0.protocol).contains(port.protocol)
        }
    }

    /// The transport protocols that carry what a listener speaks.
    static func transport(of listener: String) -> Set<String> {
        switch listener {
        case "UDP", "QUIC", "HTTP3": ["UDP"]
        case "TCP_UDP", "TCP_QUIC": ["TCP", "UDP"]
        case "SCTP": ["SCTP"]
        default: ["TCP"]
        }
    }

    func reachability(_ requirement: Requirement) -> Outcome {
        guard let scope = exposure.address?.scope ?? exposure.loadBalancers.first?.scope else {
            return .unmet(instead: "it gets no address")
        }
        guard scope.rawValue != requirement.value else { return .met }
        // No manifest can say it there: an assumption tells who decides.
        guard requirement.value != "public" || vocabulary.scopeDecidedBy == nil else { return .met }
        return .unmet(instead: scope == .public ? "its address is public" : "its address is private")
    }

    func sourceRanges(_ value: String) -> Outcome {
        let wanted = Set(NeutralValue.parts(value))
        let enforced = exposure.loadBalancers.map(\.sourceRanges)
        // One frontend that lets everybody in is enough.
        guard !enforced.isEmpty, !enforced.contains(nil) else { return .unmet(instead: "everybody may connect") }
        let allowed = Set(enforced.flatMap { $0 ?? [] }.map { NeutralValue.cidrs($0) })
        if allowed == wanted { return .met }
        if allowed.contains("0.0.0.0/0") || allowed.contains("::/0") { return .unmet(instead: "everybody may connect") }
        let missing = wanted.subtracting(allowed)
        if !missing.isEmpty { return .partly(lost: "\(missing.sorted().joined(separator: ", ")) may not connect") }
        return .partly(lost: "\(allowed.subtracting(wanted).sorted().joined(separator: ", ")) may connect as well")
    }

    func reserved(_ requirement: Requirement) -> Outcome {
        if let address = foreignAddress {
            return .unmet(
                instead: "\(address) was reserved for \(facts.homeProvider ?? "another cloud"), which \(vocabulary.provider) is not")
        }
        if let address = exposure.foreignAddress, facts.homeProvider == nil, !vocabulary.hasPools, facts.addressClaimants.count > 1 {
            return .partly(lost: "\(address) can be on one cloud only")
        }
        return exposure.address?.allocation == .reserved ? .met : .unmet(instead: "the address is picked at creation and lost on deletion")
    }

    func families(_ value: String) -> Outcome {
        let wanted = NeutralValue.parts(value)
        let given = Set((exposure.address?.families ?? []).map(\.rawValue))
        let missing = wanted.filter { !given.contains($0) }
        if missing.isEmpty { return given.count == wanted.count ? .met : .partly(lost: "it also gets an address of another family") }
        let words = missing.joined(separator: " and ")
        return missing.count == wanted.count ? .unmet(instead: "it gets no \(words) address") : .partly(lost: "it gets no \(words) address")
    }

    func portProtocol(_ requirement: Requirement) -> Outcome {
        let found = listeners(for: requirement.port)
        guard let first = found.first else {
            return .unmet(instead: "no listener serves port \(requirement.port.map { String($0.number) } ?? "")")
        }
        let wanted = requirement.value
        if found.contains(where: { $0.protocol == wanted }) { return .met }
        // A transport that nobody raised to TLS or HTTP is served by whatever carries it to the pod unchanged, and where the manifest
        // raises it in the target's own words, that is what was wanted.
        if Self.transports.contains(wanted) {
            let isCarried = found.contains { Self.transports.contains($0.protocol) }
            return isCarried || own.contains { $0.id == .portProtocol || $0.id == .tlsCertificate }
                ? .met : .unmet(instead: "the listener speaks \(first.protocol), not \(wanted)")
        }
        let spoken = Set(found.map(\.protocol))
        switch wanted {
        case "HTTP" where spoken.contains("TCP"): return .partly(lost: "it is passed through as TCP, so no X-Forwarded-For is added")
        case "HTTPS" where spoken.contains("TLS"): return .partly(lost: "TLS ends there, but no X-Forwarded-For is added")
        case "TLS" where spoken.contains("HTTPS"): return .partly(lost: "TLS ends there, but only HTTP may be spoken in it")
        default: return .unmet(instead: "the listener speaks \(first.protocol), not \(wanted)")
        }
    }

    /// What backends are spoken to: bytes passed on untouched carry whatever the client speaks.
    func backendProtocol(_ requirement: Requirement) -> Outcome? {
        let found = listeners(for: requirement.port)
        guard let first = found.first else { return nil }
        if found.contains(where: { $0.backend?.protocol == requirement.value }) { return .met }
        guard let spoken = first.backend?.protocol else { return nil }
        guard spoken == "TCP" else {
            return .unmet(instead: "backends are spoken to in \(spoken), not \(requirement.value)")
        }
        switch requirement.value {
        case "TLS", "HTTPS": return first.protocol == "TCP" ? .met : .unmet(instead: "TLS ends at the load balancer and is not begun again")
        case "HTTP", "HTTP2", "GRPC": return .partly(lost: "requests are passed on as TCP, so no X-Forwarded-For is added")
        default: return .met
        }
    }

    func certificate(_ requirement: Requirement) -> Outcome {
        let found = listeners(for: requirement.port)
        return found.contains { $0.tls?.certificates.isEmpty == false } ? .met : .unmet(instead: "TLS does not end at the load balancer")
    }

    func clientAddress() -> Outcome {
        let seen = exposure.loadBalancers.compactMap(\.clientIP)
        guard !seen.isEmpty else { return .partly(lost: "whether the pod sees the client's address is not known") }
        if seen.allSatisfy({ $0 == .preserved }) { return .met }
        if seen.contains(.node) { return .unmet(instead: "the pod sees an address of a node or of the load balancer") }
        if seen.contains(.proxyProtocol) { return .partly(lost: "the client's address comes only in a PROXY protocol header") }
        return .partly(lost: "the client's address comes only in X-Forwarded-For")
    }

    func backendTarget(_ value: String) -> Outcome {
        let vias = Set(listeners.compactMap(\.backend?.via.rawValue))
        guard vias != [value] else { return .met }
        return .unmet(instead: value == "pod" ? "traffic enters by a node" : "the load balancer dials the pods")
    }

    func proxyProtocol(_ requirement: Requirement) -> Outcome {
        let found = listeners(for: requirement.port).map(\.backend?.proxyProtocol)
        if requirement.value == "no" || requirement.value == "none" {
            return found.allSatisfy { $0 == nil } ? .met : .unmet(instead: "backends get a PROXY protocol header")
        }
        if found.contains(requirement.value) { return .met }
        if let other = found.compactMap({ $0 }).first {
            return .partly(lost: "backends get PROXY protocol \(other), not \(requirement.value)")
        }
        return .unmet(instead: "backends get no PROXY protocol header")
    }

    /// kube-proxy keeps `ClientIP` affinity on each node by itself, and only where it sees the client's own address.
    ///
    /// What brings all connections of a client in by one node, or dials pods, must do its part.
    func affinity(_ requirement: Requirement) -> Outcome? {
        let shown = shownValues(requirement)
        if !shown.isEmpty, shown.allSatisfy({ $0 == requirement.value }) { return byWayIn(requirement, isSticky: true) }
        guard requirement.value == "client-ip", service.hasClientIPAffinity else { return nil }
        return byWayIn(requirement, isSticky: false)
    }

    private func byWayIn(_ requirement: Requirement, isSticky: Bool) -> Outcome? {
        guard requirement.value == "client-ip", !listeners.isEmpty else { return isSticky ? .met : nil }
        guard listeners.allSatisfy({ $0.backend?.via == .node }) else {
            return isSticky ? .met : .unmet(instead: "the load balancer spreads a client's connections over all pods")
        }
        guard exposure.loadBalancers.allSatisfy({ $0.clientIP == .preserved || $0.clientIP == nil || meetsNodesUnchanged($0) }) else {
            return .partly(lost: "kube-proxy sees an address of a node or of the load balancer, so many clients share a pod")
        }
        return isSticky ? .met : .partly(lost: "each node keeps a client to a pod, but a client's connections come in by several nodes")
    }

    /// Whether packets reach the node with the client's own address, which kube-proxy sees though the pod does not.
    private func meetsNodesUnchanged(_ balancer: LoadBalancer) -> Bool {
        if balancer.listeners.allSatisfy({ $0.backend?.port == .number($0.port) && Self.transports.contains($0.protocol) }) { return true }
        guard vocabulary.productDefault(.clientAddress, product: balancer.product) == "preserved" else { return false }
        return balancer.listeners.allSatisfy { $0.settings["preserve_client_ip.enabled"] != "false" }
    }

    func healthCheck(_ requirement: Requirement) -> Outcome? {
        if requirement.origin.key == ReadinessReader.key { return readiness(requirement) }
        let checked = listeners(for: requirement.port).filter { $0.healthCheck != nil }
        guard !checked.isEmpty else { return .unmet(instead: "the target sets no health check") }
        let values = checked.map { value(of: requirement, in: $0) }
        guard let first = values.compactMap({ $0 }).first else { return nil }
        let isEqual = values.map { $0?.lowercased() == requirement.value.lowercased() }
        if isEqual.allSatisfy({ $0 }) { return .met }
        if isEqual.contains(true) { return .partly(lost: "some ports are checked otherwise") }
        return .unmet(instead: "the check has \(first)")
    }

    /// A check that asks the app for another path than its readiness probe may fail for ever; one that asks anything else cannot.
    private func readiness(_ requirement: Requirement) -> Outcome {
        for listener in listeners(for: requirement.port) {
            guard let check = listener.healthCheck, let path = check.path, ["HTTP", "HTTPS", "HTTP2"].contains(check.protocol) else {
                continue
            }
            // kube-proxy answers for the node on its own port, and on the Service's health check node port.
            guard check.port != .number(10256), service.externalTrafficPolicy != .local || path != "/healthz" else { continue }
            if path != requirement.value { return .unmet(instead: "the load balancer asks \(path)") }
        }
        return .met
    }

    private func value(of requirement: Requirement, in listener: Listener) -> String? {
        guard let check = listener.healthCheck else { return nil }
        switch requirement.id {
        case .healthCheckProtocol: return check.protocol
        case .healthCheckPath: return check.path
        case .healthCheckInterval: return check.interval.map(String.init)
        case .healthCheckTimeout: return check.timeout.map(String.init)
        case .healthCheckHealthy: return check.healthyThreshold.map(String.init)
        case .healthCheckUnhealthy: return check.unhealthyThreshold.map(String.init)
        default: break
        }
        // The backend's own port has many names.
        if requirement.value == "traffic-port", check.port == .traffic || check.port == listener.backend?.port { return requirement.value }
        switch check.port {
        case .number(let number)?: return String(number)
        case .allocated?: return "allocated"
        case .traffic?: return "traffic-port"
        case .name(let name)?: return name
        case nil: return nil
        }
    }

    func tags(_ value: String) -> Outcome? {
        let wanted = Set(NeutralValue.parts(value))
        let given = Set(exposure.loadBalancers.flatMap(\.tags.entries).map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value)" })
        guard !given.isEmpty else { return nil }
        let missing = wanted.subtracting(given)
        if missing.isEmpty { return .met }
        return missing.count < wanted.count ? .partly(lost: "it lacks \(missing.sorted().joined(separator: ", "))") : nil
    }
}
