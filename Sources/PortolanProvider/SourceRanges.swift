// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// CIDRs as Kubernetes' own libraries read them (`k8s.io/utils/net`), which most cloud controllers share.
public enum SourceRanges {
    /// `ParseIPNets`: each text trimmed and read with `ParseCIDRSloppy`, host bits cleared, each block once, in the order written.
    ///
    /// `nil` where one cannot be read.
    public static func parse(_ texts: [String]) -> [IPPrefix]? {
        var ranges: [IPPrefix] = []
        var seen: Set<IPPrefix> = []
        for text in texts {
            guard let range = sloppy(text.trimmingSpaces())?.masked else { return nil }
            if seen.insert(range).inserted { ranges.append(range) }
        }
        return ranges
    }

    /// What a Service asks for, as `k8s.io/cloud-provider/service/helpers` `GetLoadBalancerSourceRanges` reads it: the field, else the
    /// annotation between commas.
    ///
    /// Empty where neither says anything, which means everybody; `nil` where a range cannot be read.
    ///
    /// - Parameter annotation: The value of `service.beta.kubernetes.io/load-balancer-source-ranges`.
    public static func requested(by service: Service, annotation: String?) -> [IPPrefix]? {
        if !service.loadBalancerSourceRanges.isEmpty { return parse(service.loadBalancerSourceRanges) }
        guard let value = annotation?.trimmingSpaces(), !value.isEmpty else { return [] }
        return parse(GoValue.split(value))
    }

    /// Ranges in the contract's form: `nil` where everybody may connect (none are named, or one holds every address), else canonical
    /// and sorted.
    public static func canonical(_ ranges: [IPPrefix]) -> [String]? {
        guard !ranges.isEmpty, !ranges.contains(where: { $0.length == 0 }) else { return nil }
        return ranges.map { $0.masked.description }.sorted()
    }

    /// `ParseCIDRSloppy`: as `net.ParseCIDR`, but leading zeros in an IPv4 address are read as decimal.
    public static func sloppy(_ text: String) -> IPPrefix? {
        if let range = IPPrefix(text) { return range }
        guard let slash = text.firstIndex(of: "/"), !text.contains(":") else { return nil }
        let octets = text[..<slash].split(separator: ".", omittingEmptySubsequences: false).map { octet in
            let digits = octet.drop { $0 == "0" }
            return digits.isEmpty ? octet.prefix(1) : digits
        }
        return IPPrefix(octets.joined(separator: ".") + text[slash...])
    }
}
