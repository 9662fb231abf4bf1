// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

extension Judge {
    private var listeners: [Listener] { exposure.loadBalancers.flatMap(\.listeners) }

    private func listeners(for port: Requirement.Port?) -> [Listener] {
        guard let port else { return listeners }
        return listeners.filter { $0.port == port.number && Self.transport(of: $0.protocol).contains(port.protocol) }
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

    func reachability(_ value: String) -> Outcome {
        guard let scope = exposure.address?.scope ?? exposure.loadBalancers.first?.scope else {
            return .unmet(instead: "it gets no address")
        }
        guard scope.rawValue != value else { return .met }
        return .unmet(instead: scope == .public ? "its address is public" : "its address is private")
    }

    func sourceRanges(_ value: String) -> Outcome {
        let wanted = Set(NeutralValue.parts(value))
        let enforced = exposure.loadBalancers.compactMap(\.sourceRanges)
        guard !enforced.isEmpty else { return .unmet(instead: "everybody may connect") }
        let allowed = Set(enforced.flatMap { $0 }.map { NeutralValue.cidrs($0) })
        if allowed == wanted { return .met }
        if allowed.contains("0.0.0.0/0") { return .unmet(instead: "everybody may connect") }
        let missing = wanted.subtracting(allowed)
        if !missing.isEmpty { return .partly(lost: "\(missing.sorted().joined(separator: ", ")) may not connect") }
        return .partly(lost: "\(allowed.subtracting(wanted).sorted().joined(separator: ", ")) may connect as well")
    }

    func reserved() -> Outcome {
        exposure.address?.allocation == .reserved ? .met : .unmet(instead: "the address is picked at creation and lost on deletion")
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
        let transports = ["TCP", "UDP", "SCTP"]
        let isServed = found.contains { listener in
            if listener.protocol == wanted { return true }
            // A transport that nobody raised to TLS or HTTP is served by whatever carries it to the pod unchanged.
            return transports.contains(wanted) && ["TCP", "UDP", "SCTP", "TCP_UDP"].contains(listener.protocol)
        }
        return isServed ? .met : .unmet(instead: "the listener speaks \(first.protocol), not \(wanted)")
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
        let vias = Set(listeners.map(\.backend.via.rawValue))
        guard vias != [value] else { return .met }
        return .unmet(instead: value == "pod" ? "traffic enters by a node" : "the load balancer dials the pods")
    }

    func proxyProtocol(_ requirement: Requirement) -> Outcome {
        let found = listeners(for: requirement.port).map(\.backend.proxyProtocol)
        if requirement.value == "no" || requirement.value == "none" {
            return found.allSatisfy { $0 == nil } ? .met : .unmet(instead: "backends get a PROXY protocol header")
        }
        if found.contains(requirement.value) { return .met }
        if let other = found.compactMap({ $0 }).first { return .partly(lost: "backends get PROXY protocol \(other), not \(requirement.value)") }
        return .unmet(instead: "backends get no PROXY protocol header")
    }

    /// kube-proxy keeps `ClientIP` affinity wherever it sees the client's own address; a load balancer that dials pods, or that hides
    /// the client, must do it itself.
    func affinity(_ requirement: Requirement) -> Outcome? {
        guard requirement.value == "client-ip", service.hasClientIPAffinity else { return nil }
        let stickySettings = exposure.loadBalancers.flatMap { $0.settings.entries + $0.listeners.flatMap(\.settings.entries) }
        let isSticky = stickySettings.contains { entry in
            let name = entry.name.lowercased()
            let says = ["stickiness", "affinity", "persistence", "sticky", "loaddistribution", "stickysession"].contains { name.contains($0) }
            return says && !["", "false", "none", "off", "default", "disabled"].contains(entry.value.lowercased())
        }
        if isSticky { return .met }
        let isByNode = listeners.allSatisfy { $0.backend.via == .node }
        guard isByNode else { return .unmet(instead: "the load balancer spreads a client's connections over all pods") }
        let seesClient = exposure.loadBalancers.allSatisfy { $0.clientIP == .preserved || $0.clientIP == nil }
        return seesClient ? .met : .partly(lost: "kube-proxy sees the node's or load balancer's address, so clients behind one share a pod")
    }

    func healthCheck(_ requirement: Requirement) -> Outcome {
        let checks = listeners(for: requirement.port).compactMap(\.healthCheck)
        guard !checks.isEmpty else { return .unmet(instead: "the target sets no health check") }
        let values = checks.map { value(of: requirement.id, in: $0) }
        if values.contains(where: { $0?.lowercased() == requirement.value.lowercased() }) { return .met }
        let found = values.compactMap { $0 }.first
        return .unmet(instead: found.map { "the check has \($0)" } ?? "the check has none")
    }

    private func value(of id: RequirementID, in check: HealthCheck) -> String? {
        switch id {
        case .healthCheckProtocol: return check.protocol
        case .healthCheckPath: return check.path
        case .healthCheckInterval: return check.interval.map(String.init)
        case .healthCheckTimeout: return check.timeout.map(String.init)
        case .healthCheckHealthy: return check.healthyThreshold.map(String.init)
        case .healthCheckUnhealthy: return check.unhealthyThreshold.map(String.init)
        default:
            switch check.port {
            case .number(let number)?: return String(number)
            case .allocated?: return "allocated"
            case .traffic?: return "traffic-port"
            case .name(let name)?: return name
            case nil: return nil
            }
        }
    }

    func tags(_ value: String) -> Outcome? {
        let wanted = Set(NeutralValue.parts(value))
        let given = Set(exposure.loadBalancers.flatMap(\.tags.entries).map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value)" })
        return wanted.isSubset(of: given) ? .met : nil
    }
}
