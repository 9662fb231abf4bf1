// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanProvider

/// What an IngressClassParams says for all Ingresses of its class; where it speaks, their annotations do not count.
///
/// Source: aws-load-balancer-controller 3.5.0, apis/elbv2/v1beta1/ingressclassparams_types.go
struct IngressClassParameters: Sendable {
    /// Attributes of one listener.
    struct Listener: Sendable {
        var `protocol`: String
        var port: Int
        var attributes: Settings
    }

    /// The subnets, by id or by tag.
    struct Subnets: Hashable, Sendable {
        var ids: [String]
        var tags: [String: [String]]
    }

    var name: String
    var namespaceSelector: LabelSelector?
    var group: String?
    var loadBalancerName: String?
    var scheme: String?
    var ipAddressType: String?
    var subnets: Subnets?
    var certificates: [String]
    var tlsPolicy: String?
    var tlsRedirectPort: String?
    var inboundCIDRs: [String]
    var prefixLists: [String]
    var targetType: String?
    var attributes: Settings
    var listeners: [Listener]
    var tags: Settings
    var capacityUnits: Int?
    var addressPool: String?
    var webACLARN: String?
    var webACLName: String?
    /// Fields that the object sets and the release lacks: the API server drops them.
    var droppedFields: [String]

    /// Reads an object that `faults` has nothing against.
    ///
    /// - Parameter release: The release whose definition of the resource the cluster has: the API server drops what that lacks.
    init(_ metadata: ObjectMeta, in release: ControllerRelease) {
        name = metadata.name
        let spec = metadata.node.field("spec")
        func known(_ field: IngressClassParameterField) -> YAMLNode? { release.has(field) ? spec?.field(field.rawValue) : nil }
        func text(_ field: IngressClassParameterField) -> String? { known(field)?.decodedString.nonEmpty }
        func list(_ field: IngressClassParameterField) -> [String] {
            release.has(field) ? spec?.strings(field.rawValue) ?? [] : []
        }
        namespaceSelector = spec?.field("namespaceSelector").map { LabelSelector($0) }
        group = spec?.field("group")?.string("name")
        loadBalancerName = text(.loadBalancerName)
        scheme = spec?.optionalString("scheme")
        ipAddressType = spec?.optionalString("ipAddressType")
        subnets = known(.subnets).map { node in
            let tags = (node.field("tags")?.entries ?? []).map { ($0.key.text ?? "", $0.value.elements.map(\.decodedString)) }
            return Subnets(ids: node.strings("ids"), tags: Dictionary(tags) { $1 })
        }
        certificates = list(.certificateArn)
        tlsPolicy = text(.sslPolicy)
        tlsRedirectPort = text(.sslRedirectPort)
        inboundCIDRs = list(.inboundCIDRs)
        let lists = list(.prefixLists)
        prefixLists = lists.isEmpty ? list(.oldPrefixLists) : lists
        targetType = text(.targetType)
        attributes = Self.pairs(spec, "loadBalancerAttributes")
        listeners = (release.has(IngressClassParameterField.listeners) ? spec?.items("listeners") ?? [] : []).map { node in
            Listener(
                protocol: node.string("protocol"), port: node.integer("port") ?? 0, attributes: Self.pairs(node, "listenerAttributes"))
        }
        tags = Self.pairs(spec, "tags")
        capacityUnits = known(.minimumLoadBalancerCapacity)?.integer("capacityUnits")
        addressPool = known(.ipamConfiguration)?.optionalString("ipv4IPAMPoolId")
        webACLARN = text(.wafv2AclArn)
        webACLName = text(.wafv2AclName)
        droppedFields = Self.unknownFields(in: release).map(\.rawValue).filter { spec?.field($0) != nil }
    }

    private static func pairs(_ node: YAMLNode?, _ field: String) -> Settings {
        Settings((node?.items(field) ?? []).map { ($0.string("key"), $0.string("value")) })
    }

    /// The attributes for one listener: those of the first entry with its protocol and port.
    func listenerAttributes(_ protocol: String, _ port: Int) -> Settings {
        listeners.first { $0.protocol == `protocol` && $0.port == port }?.attributes ?? [:]
    }
}

extension String {
    /// The text; `nil` where it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
