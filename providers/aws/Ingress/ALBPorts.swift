// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// A port of a load balancer as one member asks for it, or as all of a group's members do.
struct ALBPort {
    var number: Int
    var `protocol`: String
    /// The members whose rules stand on it.
    var members: [ALBMember]
    var cidrs: [String]
    var prefixLists: [String]
    var policy: String?
    var certificates: [String]
    var mutualAuthentication: Settings?
}

// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_build_listener.go:142-333, model_builder.go:387-512
extension ALBModel {
    /// The ports that the members ask for, ascending, each merged from all that ask for it.
    func ports() throws(Refusal) -> [ALBPort] {
        var asked: [Int: [ALBPort]] = [:]
        for member in members {
            do {
                for port in try ports(of: member) { asked[port.number, default: []].append(port) }
            } catch {
                throw error.wrapped("ingress: \(member.key)")
            }
        }
        var ports: [ALBPort] = []
        for (number, claims) in asked.sorted(by: { $0.key < $1.key }) {
            do { ports.append(try merged(claims)) } catch { throw error.wrapped("failed to merge listenPort config for port: \(number)") }
        }
        return ports
    }

    private func ports(of member: ALBMember) throws(Refusal) -> [ALBPort] {
        let parameters = member.parameters
        var explicit = parameters?.certificates ?? []
        if explicit.isEmpty { explicit = member.annotations.list(.certificates) ?? [] }
        let policy = member.text(parameters?.tlsPolicy, .tlsPolicy)
        var lists = parameters?.prefixLists ?? []
        if lists.isEmpty { lists = member.annotations.list(.prefixLists) ?? [] }
        let cidrs = try inboundCIDRs(of: member)
        let mutual = try ALBMutualAuthentication.read(member.annotations, in: release)
        let listening = try Self.listenPorts(of: member, prefersTLS: !explicit.isEmpty)
        var certificates = explicit
        if certificates.isEmpty, listening.values.contains("HTTPS") { certificates = try discoveredCertificates(for: member.ingress) }
        return listening.sorted { $0.key < $1.key }.map { number, name in
            let isTLS = name == "HTTPS"
            return ALBPort(
                number: number, protocol: name, members: [member], cidrs: cidrs, prefixLists: lists, policy: isTLS ? policy : nil,
                certificates: isTLS ? certificates : [], mutualAuthentication: isTLS ? mutual[number] : nil)
        }
    }

    /// The ports of `listen-ports`; without it 443 where there are certificates, else 80.
    static func listenPorts(of member: ALBMember, prefersTLS: Bool) throws(Refusal) -> [Int: String] {
        guard let text = member.annotations.text(.listenPorts) else { return prefersTLS ? [443: "HTTPS"] : [80: "HTTP"] }
        let entries: [[(key: String, value: Int)]]
        do { entries = try portMaps(text) } catch {
            throw Refusal("failed to parse listen-ports configuration: `\(text)`: \(error.message)")
        }
        guard !entries.isEmpty else { throw Refusal("empty listen-ports configuration: `\(text)`") }
        var ports: [Int: String] = [:]
        for (name, number) in entries.joined() {
            guard (1...65535).contains(number) else { throw Refusal("listen port must be within [1, 65535]: \(number)") }
            guard name == "HTTP" || name == "HTTPS" else { throw Refusal("listen protocol must be within [HTTP, HTTPS]: \(name)") }
            ports[number] = name
        }
        return ports
    }

    /// `[]map[string]int32` as `encoding/json` reads it.
    private static func portMaps(_ text: String) throws(GoError) -> [[(key: String, value: Int)]] {
        let root = try GoJSON(text).root
        guard root.kind != .null else { return [] }
        guard root.kind == .array else { throw root.mismatch(in: "value", type: "[]map[string]int32") }
        return try root.elements.map { element throws(GoError) in
            guard element.kind != .null else { return [] }
            guard element.kind == .object else { throw element.mismatch(in: "value", type: "map[string]int32") }
            var last: [String: Int] = [:]
            for (key, value) in element.members {
                guard value.kind == .number || value.kind == .null else { throw value.mismatch(in: "value", type: "int32") }
                guard let number = value.kind == .null ? 0 : GoValue.int(value.text, bits: 32) else {
                    throw GoError("json: cannot unmarshal number \(value.text) into Go value of type int32")
                }
                last[key] = number
            }
            return last.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    private func inboundCIDRs(of member: ALBMember) throws(Refusal) -> [String] {
        let isFromClass = member.parameters?.inboundCIDRs.isEmpty == false
        let texts = isFromClass ? member.parameters?.inboundCIDRs ?? [] : member.annotations.list(.inboundCIDRs) ?? []
        for text in texts where IPPrefix(text) == nil {
            throw isFromClass
                ? Refusal("invalid CIDR in IngressClassParams InboundCIDR \(text): invalid CIDR address: \(text)")
                : Refusal("invalid inbound-cidrs settings on Ingress: \(member.key): invalid CIDR address: \(text)")
        }
        return texts
    }

    /// The certificates of ACM for all hosts of an Ingress, each of which needs one.
    ///
    /// Source: pkg/certs/cert_discovery.go:78-103, 176-190
    private func discoveredCertificates(for ingress: Ingress) throws(Refusal) -> [String] {
        let hosts = Set(ingress.rules.compactMap(\.host) + ingress.tlsHosts)
        return try ALBCertificates(options.certificates).discovered(
            for: hosts.sorted(), isUnique: !release.has(ALBFeature.severalCertificates))
    }

    // MARK: Merging

    private func merged(_ claims: [ALBPort]) throws(Refusal) -> ALBPort {
        guard var merged = claims.first else { throw Refusal("no member listens") }
        merged.members = claims.flatMap(\.members)
        for claim in claims where claim.protocol != merged.protocol {
            throw Refusal(
                "conflicting protocol, \(Self.key(merged)): \(merged.protocol) | \(Self.key(claim)): \(claim.protocol)")
        }
        merged.cidrs = try agreed(claims, "inbound-cidrs") { $0.cidrs }
        merged.prefixLists = try agreed(claims, "inbound-prefix-lists") { $0.prefixLists }
        merged.policy = try agreed(claims)
        if merged.protocol == "HTTPS", merged.policy == nil { merged.policy = options.common.defaultTLSPolicy }
        merged.certificates = Self.mergedCertificates(
            claims.map(\.certificates), repeatsDefault: release.has(ALBFeature.repeatedCertificate))
        let mutual = claims.filter { $0.mutualAuthentication != nil }
        if let first = mutual.first, let other = mutual.first(where: { $0.mutualAuthentication != first.mutualAuthentication }) {
            throw Refusal("conflicting mTLS Attributes, \(Self.key(first)) | \(Self.key(other))")
        }
        merged.mutualAuthentication = mutual.first?.mutualAuthentication
        if merged.protocol == "HTTPS", merged.mutualAuthentication == nil, ALBMutualAuthentication.isSaidWhenOff(in: release) {
            merged.mutualAuthentication = ALBMutualAuthentication.off
        }
        if merged.cidrs.isEmpty, merged.prefixLists.isEmpty { merged.cidrs = ["0.0.0.0/0", "::/0"] }
        return merged
    }

    private static func key(_ port: ALBPort) -> String { port.members.first?.key ?? "" }

    /// The list, as a set, on which all agree that have one.
    private func agreed(_ claims: [ALBPort], _ what: String, _ list: (ALBPort) -> [String]) throws(Refusal) -> [String] {
        let given = claims.filter { !list($0).isEmpty }
        guard let first = given.first else { return [] }
        let values = Set(list(first)).sorted()
        for other in given.dropFirst() {
            let others = Set(list(other)).sorted()
            guard others == values else {
                throw Refusal(
                    "conflicting \(what), \(Self.key(first)): [\(values.joined(separator: " "))] | "
                        + "\(Self.key(other)): [\(others.joined(separator: " "))]")
            }
        }
        return values
    }

    private func agreed(_ claims: [ALBPort]) throws(Refusal) -> String? {
        let given = claims.filter { $0.policy != nil }
        guard let first = given.first, let policy = first.policy else { return nil }
        if let other = given.first(where: { $0.policy != policy }) {
            throw Refusal("conflicting sslPolicy, \(Self.key(first)): \(policy) | \(Self.key(other)): \(other.policy ?? "")")
        }
        return policy
    }

    /// The default certificate of the first member that has any, then all others once.
    ///
    /// - Parameter repeatsDefault: Whether the default one may stand again among the others.
    private static func mergedCertificates(_ lists: [[String]], repeatsDefault: Bool) -> [String] {
        guard let first = lists.firstIndex(where: { !$0.isEmpty }), let standard = lists[first].first else { return [] }
        var seen: Set<String> = repeatsDefault ? [] : [standard]
        let others = lists.enumerated().flatMap { index, list in index == first ? Array(list.dropFirst()) : list }
        return [standard] + others.filter { seen.insert($0).inserted }
    }
}

/// The certificates of an account, one name each, which stands for the ARN.
struct ALBCertificates {
    private let names: [String]

    init(_ names: [String]) { self.names = names }

    /// All certificates that fit one of the hosts, sorted; every host needs one.
    ///
    /// - Parameter isUnique: Whether a host that several fit is refused.
    func discovered(for hosts: [String], isUnique: Bool) throws(Refusal) -> [String] {
        var found: Set<String> = []
        for host in hosts {
            let fitting = names.filter { Self.fits($0, host) }
            guard !fitting.isEmpty else { throw Refusal("no certificate found for host: \(host)") }
            guard fitting.count == 1 || !isUnique else {
                throw Refusal("multiple certificates found for host: \(host), certARNs: [\(fitting.sorted().joined(separator: " "))]")
            }
            found.formUnion(fitting)
        }
        return found.sorted()
    }

    /// A wildcard stands for exactly one label, which may itself be `*`.
    private static func fits(_ name: String, _ host: String) -> Bool {
        guard name.hasPrefix("*.") else { return name == host }
        let labels = GoValue.split(name, ".")
        let wanted = GoValue.split(host, ".")
        return labels.count == wanted.count && labels.dropFirst() == wanted.dropFirst()
    }
}

/// The annotation `mutual-authentication`: what clients' certificates are held against, by port.
///
/// Source: pkg/ingress/model_build_listener.go:335-428
enum ALBMutualAuthentication {
    private struct Entry {
        var port: Int
        var mode: String
        var trustStore: String
        var ignoresExpiry: Bool?
        var advertises: String?

        init(_ fields: JSONFields, in release: ControllerRelease) throws(GoError) {
            port = try fields.int32("port") ?? 0
            mode = try fields.text("mode") ?? ""
            trustStore = try fields.text("trustStore") ?? ""
            ignoresExpiry = try fields.bool("ignoreClientCertificateExpiry")
            advertises = release.has(ALBFeature.advertisedTrustStore) ? try fields.text("advertiseTrustStoreCaNames") : nil
        }
    }

    /// What a listener without clients' certificates is told, in releases that say so.
    static let off: Settings = ["MutualAuthentication.Mode": "off"]

    /// Whether every HTTPS listener is told its mode. Source: 2.8.0 pkg/ingress/model_builder.go, mergeListenPortConfigs
    static func isSaidWhenOff(in release: ControllerRelease) -> Bool {
        release.has(ALBFeature.mutualTLS) && !release.has(ALBFeature.unsaidMutualTLS)
    }

    static func read(_ annotations: ALBAnnotations, in release: ControllerRelease) throws(Refusal) -> [Int: Settings] {
        // A member without the annotation says "off" for port 443, which conflicts with others that say more.
        guard let text = annotations.text(.mutualAuthentication) else { return isSaidWhenOff(in: release) ? [443: off] : [:] }
        let place = "mutualAuthentication configuration from ingress annotation: `\(text)`"
        let entries: [Entry]
        do {
            entries = try GoJSON(text).root.structs("MutualAuthenticationConfig", in: "ingress").map { fields throws(GoError) in
                try Entry(fields, in: release)
            }
        } catch { throw Refusal("failed to parse \(place): \(error.message)") }
        guard !entries.isEmpty else { throw Refusal("empty \(place)") }
        var ports: [Int: Settings] = [:]
        for entry in entries {
            try check(entry)
            ports[entry.port] = settings(entry)
        }
        return ports
    }

    private static func settings(_ entry: Entry) -> Settings {
        var settings: Settings = ["MutualAuthentication.Mode": entry.mode]
        settings["MutualAuthentication.TrustStoreArn"] = entry.trustStore.nonEmpty
        let ignores = entry.ignoresExpiry ?? (entry.mode == "verify" ? false : nil)
        settings["MutualAuthentication.IgnoreClientCertificateExpiry"] = ignores.map { String($0) }
        settings["MutualAuthentication.AdvertiseTrustStoreCaNames"] = entry.advertises
        return settings
    }

    private static func check(_ entry: Entry) throws(Refusal) {
        let port = entry.port
        guard (1...65535).contains(port) else { throw Refusal("listen port must be within [1, 65535]: \(port)") }
        guard !entry.mode.isEmpty else { throw Refusal("mutualAuthentication mode cannot be empty for port \(port)") }
        guard ["off", "passthrough", "verify"].contains(entry.mode) else {
            throw Refusal(
                "mutualAuthentication mode value must be among [off, passthrough, verify] for port \(port) : \(entry.mode)")
        }
        let verifies = entry.mode == "verify"
        guard !verifies || !entry.trustStore.isEmpty else {
            throw Refusal("trustStore is required when mutualAuthentication mode is verify for port \(port)")
        }
        let unsupported = "Mutual Authentication mode \(entry.mode) does not support"
        guard verifies || entry.trustStore.isEmpty else { throw Refusal("\(unsupported) trustStore for port \(port)") }
        guard verifies || entry.ignoresExpiry == nil else {
            throw Refusal("\(unsupported) ignoring client certificate expiry for port \(port)")
        }
        guard let advertises = entry.advertises else { return }
        guard verifies else { throw Refusal("\(unsupported) advertiseTrustStoreCaNames for port \(port)") }
        guard advertises == "on" || advertises == "off" else {
            throw Refusal(
                "advertiseTrustStoreCaNames only supports the values \"on\" and \"off\" got value \(advertises) for port \(port)")
        }
    }
}
