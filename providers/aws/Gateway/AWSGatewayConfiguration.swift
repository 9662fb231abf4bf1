// SPDX-License-Identifier: Apache-2.0

import PortolanGatewayAPI
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Mappings of which the first that has a field decides over it.
struct LayeredFields {
    /// The one that wins first.
    var layers: [YAMLNode]

    func field(_ name: String) -> YAMLNode? { layers.lazy.compactMap { $0.field(name) }.first }
    func string(_ name: String) -> String? { layers.lazy.compactMap { $0.optionalString(name) }.first }
    func boolean(_ name: String) -> Bool? { layers.lazy.compactMap { $0.boolean(name) }.first }
    func integer(_ name: String) -> Int? { layers.lazy.compactMap { $0.integer(name) }.first }
    func strings(_ name: String) -> [String]? { field(name)?.elements.map(\.decodedString) }

    /// Key-value pairs of all layers, key by key.
    func pairs(_ name: String) -> Settings {
        var settings: Settings = [:]
        for layer in layers.reversed() {
            for pair in layer.items(name) { settings[pair.string("key")] = pair.string("value") }
        }
        return settings
    }

    /// A mapping of all layers, key by key.
    func map(_ name: String) -> Settings {
        var settings: Settings = [:]
        for layer in layers.reversed() {
            for entry in layer.stringMap(name) ?? StringMap() { settings[entry.key] = entry.value }
        }
        return settings
    }
}

/// What the LoadBalancerConfigurations of a Gateway and of its class say, and the TargetGroupConfigurations that they name as default.
///
/// Source: aws-load-balancer-controller 3.5.0, controllers/gateway/config_resolver.go:40-160, pkg/gateway/lb_config_merger.go
struct AWSGatewayConfiguration {
    /// The spec, the one that wins first.
    let spec: LayeredFields
    /// Defaults for target groups, the one that wins first.
    let targetGroupDefaults: [ObjectMeta]
    /// What the merging of two leaves out.
    let losesCapacity: Bool

    init(of gateway: Gateway, class found: GatewayClass?, in surroundings: AWSGatewaySurroundings) throws(Refusal) {
        let byClass = try Self.classConfiguration(found, in: surroundings)
        var own: ObjectMeta?
        if let reference = gateway.metadata.node.at("spec", "infrastructure", "parametersRef"), !reference.isNull {
            let namespace = gateway.metadata.namespace
            own = surroundings.object(.loadBalancer, namespace, reference.string("name"))
            if own == nil { throw surroundings.missing(.loadBalancer, namespace, reference.string("name")) }
        }
        let prefersGateway = byClass?.node.at("spec", "mergingMode")?.text == "prefer-gateway"
        let both = [byClass, own].compactMap { $0 }
        let ordered = prefersGateway ? both.reversed() : both
        spec = LayeredFields(layers: ordered.compactMap { $0.node.field("spec") })
        losesCapacity = both.count > 1 && both.contains { $0.node.at("spec", "minimumLoadBalancerCapacity") != nil }
        var defaults: [ObjectMeta] = []
        for metadata in ordered {
            guard let name = metadata.node.at("spec", "defaultTargetGroupConfiguration", "name")?.text else { continue }
            guard let found = surroundings.object(.targetGroup, metadata.namespace, name) else {
                let refusal = surroundings.missing(.targetGroup, metadata.namespace, name)
                throw Refusal(
                    "failed to resolve default TargetGroupConfiguration \"\(name)\" referenced by LoadBalancerConfiguration "
                        + "\"\(metadata.name)\" in namespace \"\(metadata.namespace)\": \(refusal.message)")
            }
            guard found.node.at("spec", "targetReference") == nil else {
                throw Refusal(
                    "TargetGroupConfiguration \"\(name)\" in namespace \"\(metadata.namespace)\" has targetReference set and cannot be "
                        + "used as a defaultTargetGroupConfiguration — a default TGC must not have targetReference")
            }
            defaults.append(found)
        }
        targetGroupDefaults = defaults
    }

    private static func classConfiguration(_ found: GatewayClass?, in surroundings: AWSGatewaySurroundings) throws(Refusal) -> ObjectMeta? {
        guard let found, let reference = found.metadata.node.at("spec", "parametersRef"), !reference.isNull else { return nil }
        // Group and kind of the reference are not looked at (pkg/gateway/gatewayutils/lb_config_utils.go:14).
        guard let object = surroundings.object(.loadBalancer, reference.string("namespace"), reference.string("name")) else {
            throw Refusal("Unable to materialize gateway when gateway class [\(found.metadata.name)] is not accepted")
        }
        return object
    }

    /// The entry of `listenerConfigurations` for a protocol and port, however its letters are written.
    func listener(_ protocol: String, _ port: Int) -> YAMLNode? {
        let wanted = "\(`protocol`):\(port)".lowercased()
        var seen: Set<String> = []
        var last: YAMLNode?
        for layer in spec.layers {
            for entry in layer.items("listenerConfigurations") {
                let key = entry.string("protocolPort")
                // Of one layer the last entry with a key counts, of two layers the first.
                if key.lowercased() == wanted, !seen.contains(key) { last = entry }
            }
            for entry in layer.items("listenerConfigurations") { seen.insert(entry.string("protocolPort")) }
        }
        return last
    }

    /// The properties of target groups for a Service behind a route: those of the Service's own configuration, then the defaults.
    ///
    /// Source: pkg/gateway/tg_config_constructor.go, pkg/gateway/routeutils/backend_service.go:205-231
    func targetGroup(_ service: ObjectMeta?, for route: Route) -> LayeredFields {
        var layers = service.map { Self.properties(of: $0, for: route) } ?? []
        if let first = targetGroupDefaults.first { layers += Self.properties(of: first, for: route) }
        layers += targetGroupDefaults.dropFirst().compactMap { $0.node.at("spec", "defaultConfiguration") }
        return LayeredFields(layers: layers.filter { !$0.isNull })
    }

    /// The properties for the route that fit best, then those for all.
    private static func properties(of metadata: ObjectMeta, for route: Route) -> [YAMLNode] {
        var best: (rank: Int, node: YAMLNode)?
        for entry in metadata.node.field("spec")?.items("routeConfigurations") ?? [] {
            guard let identifier = entry.field("routeIdentifier"), let properties = entry.field("targetGroupProps") else { continue }
            guard identifier.string("kind") == route.kind.rawValue else { continue }
            let (namespace, name) = (identifier.string("namespace"), identifier.string("name"))
            let isOwn = namespace == route.metadata.namespace
            let rank = isOwn && name == route.metadata.name ? 3 : !name.isEmpty ? 0 : isOwn ? 2 : namespace.isEmpty ? 1 : 0
            if rank > best?.rank ?? 0 { best = (rank, properties) }
        }
        return [best?.node, metadata.node.at("spec", "defaultConfiguration")].compactMap { $0 }
    }
}
