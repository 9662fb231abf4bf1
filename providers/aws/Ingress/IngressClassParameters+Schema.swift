// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

extension IngressClassParameters {
    /// The schema of the custom resource with the fields of all releases.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, apis/elbv2/v1beta1/ingressclassparams_types.go:99-213
    private static let fields: [String: CustomResourceSchema] = [
        "loadBalancerName": .string, "certificateArn": .list(.string), "namespaceSelector": .anything,
        "group": .object(["name": .string], required: ["name"]), "scheme": .string, "inboundCIDRs": .list(.string), "sslPolicy": .string,
        "sslRedirectPort": .string, "subnets": .object(["ids": .list(.string), "tags": .anything]), "ipAddressType": .string,
        "tags": .list(.keyAndValue), "targetType": .string, "loadBalancerAttributes": .list(.keyAndValue),
        "listeners": .list(.object(["protocol": .string, "port": .integer, "listenerAttributes": .list(.keyAndValue)])),
        "minimumLoadBalancerCapacity": .object(["capacityUnits": .integer], required: ["capacityUnits"]),
        "ipamConfiguration": .object(["ipv4IPAMPoolId": .string]), "PrefixListsIDs": .list(.string), "prefixListsIDs": .list(.string),
        "wafv2AclArn": .string, "wafv2AclName": .string,
    ]

    /// The schema for a release: of a field that it lacks any value will do, as the API server drops it.
    private static func schema(of release: ControllerRelease) -> CustomResourceSchema {
        var fields = fields
        for field in unknownFields(in: release) { fields[field.rawValue] = .anything }
        return .object(fields)
    }

    /// The fields that a release lacks.
    static func unknownFields(in release: ControllerRelease) -> [IngressClassParameterField] {
        IngressClassParameterField.allCases.filter { !release.has($0) }
    }

    /// Why the API server, or the controller's webhook, refuses the object; empty where it takes it.
    ///
    /// Source: webhooks/elbv2/ingressclassparams_validator.go, config/crd/bases/elbv2.k8s.aws_ingressclassparams.yaml
    static func faults(of metadata: ObjectMeta, in release: ControllerRelease) -> [String] {
        let unread = schema(of: release).faults(inSpecOf: metadata)
        guard unread.isEmpty else { return unread.map(\.message) }
        guard let spec = metadata.node.field("spec") else { return [] }
        return choices(spec, release) + (release.has(IngressClassParameterField.prefixLists) ? prefixLists(spec) : [])
            + (release.has(IngressClassParameterField.inboundCIDRs) ? cidrs(spec) : [])
            + (release.has(IngressClassParameterField.subnets) ? subnets(spec) : [])
    }

    private static func choices(_ spec: YAMLNode, _ release: ControllerRelease) -> [String] {
        let newTypes = release.has(ALBFeature.withoutPublicIPv4) ? ["dualstack-without-public-ipv4"] : []
        var fields = [("scheme", ["internal", "internet-facing"]), ("ipAddressType", ["ipv4", "dualstack"] + newTypes)]
        if release.has(IngressClassParameterField.targetType) { fields.append(("targetType", ["instance", "ip"])) }
        return fields.compactMap { field, known in
            guard let value = spec.optionalString(field), !known.contains(value) else { return nil }
            let supported = known.map { GoValue.quoted($0) }.joined(separator: ", ")
            return "spec.\(field): Unsupported value: \(GoValue.quoted(value)): supported values: \(supported)"
        }
    }

    private static func prefixLists(_ spec: YAMLNode) -> [String] {
        guard spec.field("prefixListsIDs") != nil, spec.field("PrefixListsIDs") != nil else { return [] }
        return ["spec: Invalid value: cannot specify both 'prefixListsIDs' and 'PrefixListsIDs' fields"]
    }

    private static func cidrs(_ spec: YAMLNode) -> [String] {
        spec.strings("inboundCIDRs").enumerated().compactMap { index, text in
            let place = "spec.inboundCIDRs[\(index)]: Invalid value: \(GoValue.quoted(text)): "
            guard let range = IPPrefix(text) else { return place + "Could not be parsed as a CIDR" }
            guard range.isCanonical else {
                return place + "Network contains bits outside prefix (did you mean \"\(range.masked)\")"
            }
            return nil
        }
    }

    private static func subnets(_ spec: YAMLNode) -> [String] {
        guard let subnets = spec.field("subnets") else { return [] }
        let ids = subnets.field("ids")
        let tags = subnets.field("tags")
        guard ids != nil || tags != nil else { return ["spec.subnets: Required value: must have either `ids` or `tags`"] }
        guard ids == nil || tags == nil else { return ["spec.subnets.tags: Forbidden: may not have both `ids` and `tags` set"] }
        if let tags { return tags.entries.isEmpty ? ["spec.subnets.tags: Required value: must have at least one tag key"] : [] }
        let names = subnets.strings("ids")
        if names.isEmpty { return ["spec.subnets.ids: Invalid value: 0: spec.subnets.ids in body should have at least 1 items"] }
        var seen: Set<String> = []
        return names.enumerated().compactMap { index, name in
            guard isSubnetID(name) else {
                return "spec.subnets.ids[\(index)]: Invalid value: \(GoValue.quoted(name)): should match 'subnet-[0-9a-f]+'"
            }
            return seen.insert(name).inserted ? nil : "spec.subnets.ids[\(index)]: Duplicate value: \(GoValue.quoted(name))"
        }
    }

    /// `subnet-[0-9a-f]+` anywhere in the text, as an OpenAPI pattern without anchors reads.
    private static func isSubnetID(_ text: String) -> Bool {
        text.ranges(of: "subnet-").contains { range in
            text[range.upperBound...].utf8.first.map { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            } ?? false
        }
    }
}

extension CustomResourceSchema {
    /// An attribute or tag as the controller's custom resources write it.
    static var keyAndValue: CustomResourceSchema { .object(["key": .string, "value": .string], required: ["key", "value"]) }
}
