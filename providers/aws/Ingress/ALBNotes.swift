// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

// What the contract has no field for, one sentence each: above all what is lost without a word.
extension ALBModel {
    /// What is said of every member, found out once.
    struct GroupNotes {
        /// The listeners as `listener-attributes` names them.
        let listeners: Set<String>
        /// What holds for the whole load balancer.
        let common: [String]
    }

    func groupNotes(on balancer: LoadBalancer) -> GroupNotes {
        GroupNotes(
            listeners: Set(balancer.listeners.map { "\($0.protocol)-\($0.port)" }),
            common: commonLosses + grpcNotes(balancer) + frontendNotes())
    }

    func notes(of member: ALBMember, on balancer: LoadBalancer, _ group: GroupNotes) -> [String] {
        (losses[member.key] ?? []) + tlsNotes(member) + sourceNotes(member, balancer) + classNotes(member)
            + unusedNotes(member, listeners: group.listeners) + foreignNotes(member) + limitNotes(member) + group.common
    }

    /// Of a group that stops: which other member it is, where the message names one, and what would help where certificates are missing.
    func failureNotes(of member: ALBMember, _ refusal: Refusal) -> [String] {
        var notes: [String] = []
        if members.count > 1 {
            let others = members.lazy.map(\.key).filter { $0 != member.key }.prefix(5).joined(separator: ", ")
            let more = members.count > 6 ? " and \(members.count - 6) more" : ""
            notes.append(
                "one bad member stops the whole group, and nothing of it is changed: it shares a load balancer with \(others)\(more)")
        }
        return notes + ALBCertificates.notes(on: refusal)
    }

    /// Of a group that stops: who stops it, and whom it stops.
    ///
    /// - Parameter culprits: The members that would be refused alone, by their keys.
    func trouble(of member: ALBMember, _ reason: String, culprits: [String]) -> RoutingTrouble? {
        guard members.count > 1 else { return nil }
        let others = members.map(\.key).filter { $0 != member.key }
        let shown = others.prefix(3).joined(separator: ", ") + (others.count > 3 ? " and \(others.count - 3) more" : "")
        if let culprit = culprits.first, !culprits.contains(member.key) {
            return RoutingTrouble(
                .isStopped, "\(reason): the Ingress \(culprit) stops the group, and nothing of this one is changed",
                remedy: "mend the Ingress \(culprit), or take it out of the group (group.name)")
        }
        return RoutingTrouble(
            .stopsOthers, "\(reason): nothing of the group is changed, neither this Ingress nor \(shown)",
            remedy: culprits.isEmpty ? "have the members of the group agree" : "mend it, or take it out of the group (group.name)")
    }

    // MARK: Topics

    private func tlsNotes(_ member: ALBMember) -> [String] {
        var notes: [String] = []
        let ownPorts = (try? Self.listenPorts(of: member, prefersTLS: !certificates(of: member).isEmpty)) ?? [:]
        let hasTLS = ownPorts.values.contains("HTTPS")
        if member.ingress.tls.contains(where: { $0.secretName != nil }) {
            notes.append("the Secrets of spec.tls are not read: certificates come from the annotation certificate-arn, or from ACM by host")
        }
        if !member.ingress.tls.isEmpty, !hasTLS {
            notes.append("spec.tls opens no port: without certificate-arn or listen-ports there is plain HTTP alone")
        }
        guard !hasTLS else { return notes }
        for key in [ALBAnnotation.certificates, .tlsPolicy, .mutualAuthentication] where member.annotations.text(key) != nil {
            notes.append("the annotation \(key.short) has no effect: the Ingress has no HTTPS listener")
        }
        return notes
    }

    private func certificates(of member: ALBMember) -> [String] {
        let own = member.parameters?.certificates ?? []
        return own.isEmpty ? member.annotations.list(.certificates) ?? [] : own
    }

    private func sourceNotes(_ member: ALBMember, _ balancer: LoadBalancer) -> [String] {
        let ranges =
            member.parameters.flatMap { $0.inboundCIDRs.isEmpty ? nil : $0.inboundCIDRs } ?? member.annotations.list(.inboundCIDRs) ?? []
        let hasLists = member.annotations.list(.prefixLists)?.isEmpty == false || member.parameters?.prefixLists.isEmpty == false
        guard balancer.securityGroups.isEmpty else {
            return ranges.isEmpty && !hasLists ? [] : ["inbound ranges have no effect beside security groups of one's own"]
        }
        var notes: [String] = []
        if !isDualStack, ranges.contains(where: { $0.contains(":") }) {
            notes.append("IPv6 ranges of inbound-cidrs are left out: the load balancer has IPv4 alone")
        }
        if let lists = balancer.settings["PrefixListIds"] {
            notes.append("clients in the prefix lists \(lists.replacing(",", with: ", ")) may connect as well")
        }
        return notes
    }

    /// Annotations over which the class's parameters win.
    private func classNotes(_ member: ALBMember) -> [String] {
        guard let parameters = member.parameters else { return [] }
        let pairs: [(ALBAnnotation, Bool)] = [
            (.groupName, parameters.group != nil), (.scheme, parameters.scheme != nil), (.ipAddressType, parameters.ipAddressType != nil),
            (.subnets, parameters.subnets != nil), (.certificates, !parameters.certificates.isEmpty),
            (.tlsPolicy, parameters.tlsPolicy != nil), (.tlsRedirect, parameters.tlsRedirectPort != nil),
            (.inboundCIDRs, !parameters.inboundCIDRs.isEmpty), (.prefixLists, !parameters.prefixLists.isEmpty),
            (.loadBalancerName, parameters.loadBalancerName != nil), (.targetType, parameters.targetType != nil),
            (.addressPool, parameters.addressPool != nil), (.minimumCapacity, parameters.capacityUnits != nil),
            (.webACLARN, parameters.webACLARN != nil), (.webACLName, parameters.webACLName != nil),
        ]
        let lost = pairs.filter { $0.1 && member.annotations.text($0.0) != nil }.map(\.0.short)
        var notes = lost.isEmpty ? [] : ["IngressClassParams \(parameters.name) wins over the annotations \(list(lost))"]
        if !parameters.droppedFields.isEmpty {
            notes.append(
                "IngressClassParams \(parameters.name): this release's definition lacks \(list(parameters.droppedFields)), which the API "
                    + "server drops (kubectl refuses the object)")
        }
        if let port = parameters.tlsRedirectPort, GoValue.int(port, bits: 32) == nil {
            notes.append("sslRedirectPort \"\(port)\" of IngressClassParams \(parameters.name) is no number: nothing is redirected")
        }
        return notes
    }

    /// Annotations for backends and listeners that there are not.
    private func unusedNotes(_ member: ALBMember, listeners: Set<String>) -> [String] {
        let backends = Set(member.ingress.backends.compactMap(\.service))
        let inRules = Set(member.ingress.paths.compactMap(\.backend.service))
        return member.ingress.metadata.annotations.compactMap { entry in
            guard entry.key.hasPrefix(ALBAnnotation.prefix) else { return nil }
            let key = entry.key.dropFirst(ALBAnnotation.prefix.count)
            guard let dot = key.firstIndex(of: ".") else { return nil }
            let name = String(key[key.index(after: dot)...])
            switch key[..<dot] {
            case "actions": return backends.contains(name) ? nil : "the annotation \(key) has no effect: no backend has this name"
            case "conditions", "transforms":
                if inRules.contains(name) { return nil }
                return backends.contains(name)
                    ? "the annotation \(key) has no effect: it does not hold for the default backend"
                    : "the annotation \(key) has no effect: no backend has this name"
            case "listener-attributes":
                return listeners.contains(name) ? nil : "the annotation \(key) has no effect: there is no such listener"
            default: return nil
            }
        }
    }

    /// Annotations that this controller does not read: misspelt ones, and those of others.
    private func foreignNotes(_ member: ALBMember) -> [String] {
        let keys = member.ingress.metadata.annotations.map(\.key)
        let unknown = keys.filter { $0.hasPrefix(ALBAnnotation.prefix) && !ALBAnnotation.knows($0) }
        let foreign = keys.filter { key in
            guard let slash = key.firstIndex(of: "/"), !key.hasPrefix(ALBAnnotation.prefix) else { return false }
            let prefix = key[..<slash]
            return prefix.hasSuffix(".ingress.kubernetes.io") || prefix == "ingress.kubernetes.io"
                || ["nginx.org", "nginx.com", "konghq.com", "haproxy.org", "ingress.appscode.com"].contains(String(prefix))
        }
        return (unknown + foreign).map { "the annotation \($0) is not read by this controller" }
    }

    /// What AWS takes no more of, which the controller does not look at.
    private func limitNotes(_ member: ALBMember) -> [String] {
        richRules[member.key].map { ["a rule has \($0) condition values, of which AWS takes five: it is not created"] } ?? []
    }

    private func grpcNotes(_ balancer: LoadBalancer) -> [String] {
        let grpc = Set(balancer.backends.filter { $0.settings["ProtocolVersion"] == "GRPC" }.map(\.service))
        guard !grpc.isEmpty else { return [] }
        let plain = balancer.listeners.filter { $0.protocol == "HTTP" }
        guard plain.contains(where: { $0.rules.contains { $0.backends.contains { grpc.contains($0.service) } } }) else { return [] }
        return ["AWS takes target groups for gRPC behind HTTPS listeners only"]
    }

    private func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension ALBCertificates {
    /// What would help where certificates are missing.
    static func notes(on refusal: Refusal) -> [String] {
        guard refusal.message.contains("no certificate found for host") else { return [] }
        return ["which certificates ACM has is no part of a manifest: name them in the option certificates (example.com,*.example.com)"]
    }
}

extension ALBAnnotation {
    static let prefix = "alb.ingress.kubernetes.io/"

    /// The key without the controller's prefix.
    var short: String { rawValue.hasPrefix(Self.prefix) ? String(rawValue.dropFirst(Self.prefix.count)) : rawValue }

    private static let fixedKeys = Set(allCases.map(\.rawValue).filter { !$0.hasSuffix("*") })
    private static let openKeys = allCases.map(\.rawValue).filter { $0.hasSuffix("*") }.map { $0.dropLast() }

    /// Whether the controller reads a key.
    static func knows(_ key: String) -> Bool { fixedKeys.contains(key) || openKeys.contains { key.hasPrefix($0) } }
}
