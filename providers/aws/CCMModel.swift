// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What cloud-provider-aws builds from one Service: what its Classic and its Network Load Balancer have in common.
/// Source: cloud-provider-aws 1.34.0, pkg/providers/v1
struct CCMModel {
    let service: Service
    let options: TargetOptions
    let release: ControllerRelease

    init(_ service: Service, options: TargetOptions, release: ControllerRelease) {
        self.service = service
        self.options = options
        self.release = release
    }

    /// An annotation as written.
    subscript(key: CCMAnnotation) -> String? { service.annotations[key.rawValue] }

    /// An annotation that counts only where it is not empty.
    func filled(_ key: CCMAnnotation) -> String? { self[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// Ports with a node port: the others are skipped. Source: aws.go:2406
    var ports: [ServicePort] { service.ports.filter { $0.nodePort != nil || service.allocateLoadBalancerNodePorts } }

    var isLocal: Bool { service.externalTrafficPolicy == .local }

    /// `false` and the empty text are public; any other text, ` false` and `no` too, is internal. Source: aws.go:2453-2460
    var scope: Scope { filled(.internal).map { $0 == "false" ? .public : .private } ?? .public }

    // MARK: Refusals

    /// Source: aws.go:2375-2404, 3715-3738.
    func refuseUnsupportedSpec(isNLB: Bool) throws(Refusal) {
        if service.hasClientIPAffinity { throw Refusal("unsupported load balancer affinity: ClientIP") }
        guard let first = service.ports.first else { throw Refusal("requested load balancer with no ports") }
        guard service.ports.allSatisfy({ $0.protocol == first.protocol }) else {
            throw Refusal("mixed protocol is not supported for LoadBalancer")
        }
        _ = try ranges()
        guard first.protocol == .tcp || (isNLB && first.protocol == .udp) else {
            throw Refusal("Protocol \(first.protocol.rawValue) not supported by LoadBalancer")
        }
    }

    /// Comes after the listeners are built. Source: aws.go:2444
    func refuseLoadBalancerIP() throws(Refusal) {
        if service.loadBalancerIP != nil { throw Refusal("LoadBalancerIP cannot be specified for AWS ELB") }
    }

    // MARK: Parsing

    func bool(_ key: CCMAnnotation) throws(Refusal) -> Bool? {
        guard let text = filled(key) else { return nil }
        guard let value = GoValue.bool(text) else { throw Refusal("error parsing service annotation: \(key.rawValue)=\(text)") }
        return value
    }

    func int32(_ key: CCMAnnotation) throws(Refusal) -> Int? {
        guard let text = filled(key) else { return nil }
        guard let value = GoValue.int(text, bits: 32) else {
            throw Refusal("error parsing service annotation: \(key.rawValue)=\(text)")
        }
        return value
    }

    /// Parts between commas, trimmed, empty ones left out. Source: aws.go:1795-1806, 1952-1961
    func list(_ key: CCMAnnotation) -> [String]? {
        self[key].map { text in GoValue.split(text).map { $0.trimmingSpaces() }.filter { !$0.isEmpty } }
    }

    /// `key=value` pairs: a bare key has an empty value, and what follows a second `=` is lost. Source: aws_loadbalancer.go:122-146
    func pairs(_ key: CCMAnnotation) -> Settings {
        var pairs: Settings = [:]
        for part in GoValue.split((self[key] ?? "").trimmingSpaces()) {
            let pieces = GoValue.split(part.trimmingSpaces(), "=")
            guard let name = pieces.first, !name.isEmpty else { continue }
            pairs[name] = pieces.count > 1 ? pieces[1] : ""
        }
        return pairs
    }

    // MARK: What both kinds share

    /// The CIDRs of the spec, else of the annotation; empty where everybody may connect.
    func ranges() throws(Refusal) -> [IPPrefix] {
        guard let ranges = SourceRanges.requested(by: service, annotation: self[.sourceRanges]) else {
            throw Refusal("service.Spec.LoadBalancerSourceRanges is not valid. Expecting a list of IP ranges. For example, 10.0.0.0/24")
        }
        return ranges
    }

    /// The ranges of the rules, `nil` where everybody may connect.
    ///
    /// A rule carries every range as an IPv4 one, so that EC2 refuses IPv6. Source: aws.go:2395-2398, aws_loadbalancer.go:1073-1083.
    func rangesInRules() throws(Refusal) -> [String]? {
        let ranges = try ranges()
        if let range = ranges.first(where: { $0.family == .ipv6 }) {
            throw Refusal("InvalidParameterValue: CIDR block \(range) is malformed")
        }
        return ranges.isEmpty ? nil : closedRanges(ranges, families: [.ipv4])
    }

    /// The subnets that the manifest names; `nil` where they are discovered. Source: aws.go:1818-1831
    func subnets() throws(Refusal) -> [String]? {
        guard let subnets = list(.subnets) else { return nil }
        guard !subnets.isEmpty else { throw Refusal("unable to resolve empty subnet slice") }
        // EC2 describes a subnet once, however often it is asked (aws.go:1869).
        let ids = subnets.filter { $0.hasPrefix("subnet-") }
        let found = subnets.count - ids.count + Set(ids).count
        guard found == subnets.count else { throw Refusal("expected to find \(subnets.count), but found \(found) subnets") }
        return subnets
    }

    /// Whether a certificate applies to a port: entries of `ssl-ports` are not trimmed, an empty entry fits a port without name, and an
    /// entry that fits nothing is passed over. Source: aws.go:1932-1949, 2110, 2424
    func takesTLS(_ port: ServicePort) -> Bool {
        guard let ports = filled(.tlsPorts), ports != "*" else { return true }
        return GoValue.split(ports).contains { entry in
            if let number = GoValue.int(entry) { return Int(Int32(truncatingIfNeeded: number)) == port.port }
            return entry == port.name ?? ""
        }
    }
}
