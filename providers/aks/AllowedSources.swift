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

    private let aggregates: Bool
    /// Whether an internal load balancer is told from `True` as well.
    private let isStrict: Bool

    /// Reads the field and the annotations.
    ///
    /// - Throws: `Refusal` where both the field and an annotation hold a valid range.
    init(_ service: Service, _ release: ControllerRelease) throws(Refusal) {
        let annotations = Annotations(service)
        self.annotations = annotations
        aggregates = release.has(AKSFeature.aggregatesRanges)
        isStrict = release.has(AKSFeature.readsRangesStrictly)
        serviceTags = annotations[.allowedServiceTags].map { GoValue.split($0.trimmingSpaces()).map { $0.trimmingSpaces() } } ?? []
        isDisabled = annotations.isTrue(.disableSecurityRules)
        guard isStrict else {
            (ranges, invalid) = (try Self.ranges(readLoosely: service, annotations, hasTags: !serviceTags.isEmpty), [])
            return
        }
        func written(_ key: AnnotationKey) -> [String] { annotations[key].map { GoValue.split($0.trimmingSpaces()) } ?? [] }
        // Where the annotations are not yet joined, the general one stands in for the field.
        let joins = release.has(AKSFeature.joinsRangeAnnotations)
        let isFieldEmpty = service.loadBalancerSourceRanges.isEmpty
        let fromSpec = Self.parse(service.loadBalancerSourceRanges + (joins || !isFieldEmpty ? [] : written(.sourceRanges)))
        let fromAnnotations = Self.parse(written(.allowedIPRanges) + (joins ? written(.sourceRanges) : []))
        if !release.has(AKSFeature.dropsInvalidRanges), let text = (fromSpec.invalid + fromAnnotations.invalid).first {
            throw Refusal("invalid CIDR `\(text)`: not a valid network prefix")
        }
        if !fromSpec.valid.isEmpty, !fromAnnotations.valid.isEmpty {
            throw Refusal(
                "cannot set both spec.LoadBalancerSourceRanges and service annotation \(AnnotationKey.allowedIPRanges.rawValue)")
        }
        ranges = fromSpec.valid + fromAnnotations.valid
        invalid = fromSpec.invalid + fromAnnotations.invalid
    }

    /// The ranges of the field, else of the general annotation, as Kubernetes' own function reads them; everyone is none beside tags.
    ///
    /// Source: cloud-provider-azure v1.28.4, pkg/provider/azure_loadbalancer.go:2851; k8s.io/cloud-provider service/helpers.
    private static func ranges(
        readLoosely service: Service, _ annotations: Annotations, hasTags: Bool
    ) throws(Refusal) -> [IPPrefix] {
        guard let ranges = SourceRanges.requested(by: service, annotation: annotations[.sourceRanges]) else {
            throw Refusal(
                "the source ranges of service \(service.fullName) are not valid. Expecting a list of IP ranges. For example, 10.0.0.0/24")
        }
        let everyone = IPPrefix("0.0.0.0/0")
        if hasTags { return ranges.filter { $0 != everyone } }
        return ranges.contains { $0 == everyone } ? [] : ranges
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
        let allowed = families.flatMap { family in
            let own = ranges.filter { $0.family == family }
            return aggregates ? Self.aggregate(own) : Set(own).sorted { ($0.address, $0.length) < ($1.address, $1.length) }
        }
        let isRestricted = !ranges.isEmpty || !serviceTags.isEmpty || !invalid.isEmpty
        // Without a word of its own a public load balancer gets a rule for the Internet, and an internal one none at all.
        if !isRestricted { return isStrict && annotations.isTreatedAsInternal && !isInternal ? [] : nil }
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
