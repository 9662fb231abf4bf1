// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The Cloud Firewall in front of a NodeBalancer: one of the user's own, or one that the controller makes from a list.
///
/// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:877, services/firewalls.go:576 CreateFirewallOptsForSvc.
struct Firewall {
    /// `firewall_id` or `firewall.inbound_policy`.
    private(set) var settings: Settings = [:]
    /// The allow list; a deny list lets everybody else in.
    private(set) var sourceRanges: [String]?

    /// Addresses in one rule, and rules in one firewall.
    private static let rangesPerRule = 255
    private static let rulesPerFirewall = 25

    init(_ service: Service) throws(GoError) {
        if let id = try service.number(.firewallID) {
            // The API client leaves a zero out.
            settings["firewall_id"] = id == 0 ? nil : String(id)
            return
        }
        guard let text = service.value(.firewallACL) else { return }
        let lists = try AccessLists(text)
        switch (lists.allow, lists.deny) {
        case (let allow?, nil):
            try Self.checkSize(allow)
            settings["firewall.inbound_policy"] = "DROP"
            sourceRanges = Set((allow.ipv4 + allow.ipv6).map { IPPrefix($0)?.masked.description ?? $0 }).sorted()
        case (nil, let deny?):
            try Self.checkSize(deny)
            settings["firewall.inbound_policy"] = "ACCEPT"
        default: throw GoError("specify either an allowList or a denyList for a firewall")
        }
    }

    /// Beyond 255 addresses each family has rules of its own, at least one.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/services/firewalls.go:246 chunkIPs, :284 processACL.
    private static func checkSize(_ addresses: AccessLists.Addresses) throws(GoError) {
        guard addresses.ipv4.count + addresses.ipv6.count > rangesPerRule else { return }
        let rules = [addresses.ipv4.count, addresses.ipv6.count].map { max(1, ($0 + rangesPerRule - 1) / rangesPerRule) }
        guard rules.reduce(0, +) <= rulesPerFirewall else {
            throw GoError("too many IPs in this ACL, will exceed rules per firewall limit")
        }
    }
}

/// The value of `firewall-acl`.
private struct AccessLists {
    struct Addresses {
        var ipv4: [String] = []
        var ipv6: [String] = []

        /// Takes over what an object gives: a second one under the same name adds to the first, as Go's decoding has it.
        mutating func take(_ value: GoJSONValue, at path: String) throws(GoError) {
            guard value.kind == .object else {
                throw value.mismatch(in: "struct field aclConfig.\(path)", type: "linodego.NetworkAddresses")
            }
            for member in value.members {
                if GoJSONValue.key(member.key, names: "ipv4") { ipv4 = try Self.texts(member.value, "\(path).ipv4") }
                if GoJSONValue.key(member.key, names: "ipv6") { ipv6 = try Self.texts(member.value, "\(path).ipv6") }
            }
        }

        private static func texts(_ value: GoJSONValue, _ path: String) throws(GoError) -> [String] {
            guard value.kind != .null else { return [] }
            guard value.kind == .array else { throw value.mismatch(in: "struct field aclConfig.\(path)", type: "[]string") }
            var texts: [String] = []
            for element in value.elements {
                guard element.kind == .string || element.kind == .null else {
                    throw element.mismatch(in: "struct field aclConfig.\(path)", type: "string")
                }
                texts.append(element.kind == .string ? element.text : "")
            }
            return texts
        }
    }

    var allow: Addresses?
    var deny: Addresses?

    init(_ json: String) throws(GoError) {
        let root = try GoJSON(json).root
        guard root.kind != .null else { return }
        guard root.kind == .object else { throw root.mismatch(in: "value", type: "services.aclConfig") }
        for member in root.members {
            if GoJSONValue.key(member.key, names: "allowList") { try Self.take(member.value, into: &allow, at: "allowList") }
            if GoJSONValue.key(member.key, names: "denyList") { try Self.take(member.value, into: &deny, at: "denyList") }
        }
    }

    private static func take(_ value: GoJSONValue, into list: inout Addresses?, at path: String) throws(GoError) {
        guard value.kind != .null else {
            list = nil
            return
        }
        var addresses = list ?? Addresses()
        try addresses.take(value, at: path)
        list = addresses
    }
}
