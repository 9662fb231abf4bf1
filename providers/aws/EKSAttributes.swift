// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

// Properties of the load balancer as a whole: attributes, reserved capacity, tags.
// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_load_balancer.go
extension EKSModel {
    /// The attributes annotation, over which the older annotations for logs and zones win. Source: model_build_load_balancer.go:483-573
    func loadBalancerAttributes() throws(Refusal) -> Settings {
        var attributes: Settings = [:]
        for pair in try annotations.pairs(.attributes) ?? [] { attributes[pair.key] = pair.value }
        if release.has(EKSFeature.checkedRoutingPolicy), let policy = attributes["dns_record.client_routing_policy"] {
            let known = ["any_availability_zone", "partial_availability_zone_affinity", "availability_zone_affinity"]
            guard known.contains(policy) else {
                let expected = known.map { "'\($0)'" }.joined(separator: ", ")
                throw Refusal(
                    "invalid dns_record.client_routing_policy set in annotation aws-load-balancer-attributes: "
                        + "got '\(policy)' expected one of [\(expected)]")
            }
        }
        if try annotations.bool(.accessLogEnabled) == true {
            attributes["access_logs.s3.enabled"] = "true"
            if let bucket = annotations.text(.accessLogBucketName) { attributes["access_logs.s3.bucket"] = bucket }
            if let prefix = annotations.text(.accessLogBucketPrefix) { attributes["access_logs.s3.prefix"] = prefix }
        }
        if let isCrossZone = try annotations.bool(.crossZone) { attributes["load_balancing.cross_zone.enabled"] = String(isCrossZone) }
        return attributes
    }

    /// Source: model_build_load_balancer.go:496-523.
    func minimumCapacity() throws(Refusal) -> Settings {
        guard options.isOpen(.lbCapacityReservation), let pairs = try annotations.pairs(.minimumCapacity) else { return [:] }
        return try Self.minimumCapacity(pairs, in: release)
    }

    /// The setting for reserved capacity.
    static func minimumCapacity(_ pairs: [(key: String, value: String)], in release: ControllerRelease) throws(Refusal) -> Settings {
        var settings: Settings = [:]
        for (key, value) in pairs {
            guard key == "CapacityUnits" else {
                throw Refusal("invalid key to set the capacity: \(key), Expected key: CapacityUnits")
            }
            guard GoValue.int(value, bits: 32) != nil || !release.has(LBCFeature.checkedCapacity) else {
                throw Refusal("invalid value to set the capacity: \(value): \(GoParseError.int(value))")
            }
            settings["MinimumLoadBalancerCapacity.CapacityUnits"] = String(Int32(truncatingIfNeeded: GoValue.int(value) ?? 0))
        }
        return settings
    }

    /// The manifest's tags.
    ///
    /// Of `--default-tags` only those count here that take a key of the manifest over: the others are the cluster's. Source:
    /// model_build_load_balancer.go:305-321.
    func tags() throws(Refusal) -> Settings {
        var tags: Settings = [:]
        for pair in try annotations.pairs(.additionalTags) ?? [] { tags[pair.key] = pair.value }
        for tag in tags where options.externalManagedTags.contains(tag.name) {
            throw Refusal("external managed tag key \(tag.name) cannot be specified on Service")
        }
        if !options.isOpen(.enableDefaultTagsLowPriority) {
            for (key, value) in options.defaultTags where tags[key] != nil { tags[key] = value }
        }
        return tags
    }

    /// The prefix lists that the managed group lets in. Source: model_build_managed_sg.go:121-131
    func prefixListSettings(_ security: EKSSecurity) -> Settings {
        guard security.mode == .managed, !security.prefixLists.isEmpty else { return [:] }
        return ["PrefixListIds": security.prefixLists.joined(separator: ",")]
    }

    /// Source: model_build_load_balancer.go:214-229.
    func privateLinkRules() throws(Refusal) -> Settings {
        guard let value = annotations.text(.privateLinkRules) else { return [:] }
        guard value == "on" || value == "off" else {
            throw Refusal(
                "Invalid value for securityGroupsInboundRulesOnPrivateLink status: \(value), value must be one of [on, off]")
        }
        return ["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": value]
    }
}
