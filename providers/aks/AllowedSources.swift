// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Who may connect: the rules that a Service puts into the cluster's network security group.
///
/// Source: cloud-provider-azure 7b31c76, pkg/provider/loadbalancer/accesscontrol.go, configuration.go; pkg/util/iputil/prefix.go.
struct AllowedSources {
    private let annotations: Annotations
    private let ranges: [IPPrefix]
    /// Service tags that may connect, as written between commas.
    let serviceTags: [String]
    /// What was written as a range and is none: dropped without a word, and everyone else is shut out.
    let invalid: [String]
    /// Whether the annotation takes the Service out of the security group altogether.
    let isDisabled: Bool

    /// Reads the field and the annotations.
    ///
    /// - Throws: `Refusal` where both the field and an annotation hold a valid range.
    init(_ service: Service) throws(Refusal) {
        let annotations = Annotations(service)
        self.annotations = annotations
        let fromSpec = Self.parse(service.loadBalancerSourceRanges)
        let written = [AnnotationKey.allowedIPRanges, .sourceRanges].compactMap { annotations[$0] }
            .flatMap { GoValue.split($0.trimmingSpaces()) }
        let fromAnnotations = Self.parse(written)
        if !fromSpec.valid.isEmpty, !fromAnnotations.valid.isEmpty {
            throw Refusal(
                "cannot set both spec.LoadBalancerSourceRanges and service annotation \(AnnotationKey.allowedIPRanges.rawValue)")
        }
        ranges = fromSpec.valid + fromAnnotations.valid
        invalid = fromSpec.invalid + fromAnnotations.invalid
        serviceTags = annotations[.allowedServiceTags].map { GoValue.split($0.trimmingSpaces()).map { $0.trimmingSpaces() } } ?? []
        isDisabled = annotations.isTrue(.disableSecurityRules)
    }

    /// Whether the group also shuts out the virtual network, which its default rules admit.
    ///
    /// Source: pkg/provider/loadbalancer/accesscontrol.go:156 (DenyAllExceptSourceRanges).
    var deniesVirtualNetwork: Bool {
        (annotations.isTrue(.denyAllExceptSourceRanges) && !ranges.isEmpty) || !invalid.isEmpty
    }

    /// The ranges that may connect to a load balancer of these families; `nil` where the group lets everyone in, or says nothing.
    func allowed(families: [IPFamily], isInternal: Bool) -> [String]? {
        guard !isDisabled else { return nil }
        let allowed = families.flatMap { family in Self.aggregate(ranges.filter { $0.family == family }) }
        let isRestricted = !ranges.isEmpty || !serviceTags.isEmpty || !invalid.isEmpty
        // Without a word of its own a public load balancer gets a rule for the Internet, and an internal one none at all.
        if !isRestricted { return annotations.isTreatedAsInternal && !isInternal ? [] : nil }
        let everyone = families.allSatisfy { family in allowed.contains { $0.family == family && $0.length == 0 } }
        if everyone || serviceTags.contains("Internet") { return nil }
        return allowed.map(\.description).sorted()
    }

    /// Valid ranges have no host bits.
    ///
    /// Source: pkg/util/iputil/prefix.go:38 (ParsePrefix).
    private static func parse(_ texts: [String]) -> (valid: [IPPrefix], invalid: [String]) {
        var valid: [IPPrefix] = []
        var invalid: [String] = []
        for text in texts.map({ $0.trimmingSpaces() }) {
            if let prefix = IPPrefix(text), prefix.isCanonical, !text.hasPaddedLength { valid.append(prefix) } else { invalid.append(text) }
        }
        return (valid, invalid)
    }

    /// Drops ranges within others and joins neighbours.
    ///
    /// Source: pkg/util/iputil/prefix.go:105 (aggregatePrefixesForSingleIPFamily).
    static func aggregate(_ prefixes: [IPPrefix]) -> [IPPrefix] {
        let sorted = prefixes.sorted { ($0.address, $0.length) < ($1.address, $1.length) }
        var result: [IPPrefix] = []
        for prefix in sorted {
            if let last = result.last, last.length <= prefix.length, last.contains(prefix.address) { continue }
            result.append(prefix)
            while result.count >= 2, let joined = Self.joined(result[result.count - 2], result[result.count - 1]) {
                result.removeLast(2)
                result.append(joined)
            }
        }
        return result
    }

    /// The block that two neighbours make up together.
    private static func joined(_ left: IPPrefix, _ right: IPPrefix) -> IPPrefix? {
        guard left.length == right.length, left.length > 0, left.address != right.address else { return nil }
        let block = IPPrefix(address: left.address, length: left.length - 1)
        return block.isCanonical && block.contains(right.address) ? block : nil
    }
}

extension String {
    /// A prefix length with a leading zero, which `netip.ParsePrefix` refuses.
    fileprivate var hasPaddedLength: Bool {
        let length = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? [][...]
        return length.count > 1 && length.first == UInt8(ascii: "0")
    }
}
