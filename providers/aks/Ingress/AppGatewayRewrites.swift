// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A rewrite rule set that an Ingress names, as far as the input says what it does.
struct AppGatewayRewrite: Hashable {
    let name: String
    var requestHeaders = HeaderChanges()
    var responseHeaders = HeaderChanges()
    /// The path that it sets, where it is plain text.
    var path: String?
}

/// The rewrite rule sets that Ingresses name: the gateway's own, and those of AzureApplicationGatewayRewrite objects.
struct AppGatewayRewrites {
    private let resources: [ObjectReference: YAMLNode]

    init(_ inventory: Inventory) {
        var resources: [ObjectReference: YAMLNode] = [:]
        for object in inventory.objects where object.metadata.reference.kind == "AzureApplicationGatewayRewrite" {
            resources[object.metadata.reference] = object.metadata.node
        }
        self.resources = resources
    }

    /// The set of an Ingress; `nil` where it names none, or one of each kind, which cancels both.
    ///
    /// Source: AGIC f42103da pkg/appgw/requestroutingrules.go:304, pkg/appgw/rewrites.go:97.
    func rewrite(of ingress: AppGatewayIngress) -> (rewrite: AppGatewayRewrite?, notes: [String], isMissing: Bool) {
        let own = ingress.annotations.filled(.rewriteRuleSet)
        guard let name = ingress.annotations.filled(.rewriteResource) else {
            guard let own else { return (nil, [], false) }
            return (AppGatewayRewrite(name: own), ["what the gateway's rewrite rule set \(own) changes is not in the input"], false)
        }
        guard own == nil else {
            let keys = "\(AppGatewayKey.rewriteRuleSet.rawValue) and \(AppGatewayKey.rewriteResource.rawValue)"
            return (nil, ["\(keys) are both there, so neither counts"], false)
        }
        let reference = ObjectReference(kind: "AzureApplicationGatewayRewrite", namespace: ingress.namespace, name: name)
        var rewrite = AppGatewayRewrite(name: "crd-\(ingress.namespace)-\(name)")
        guard let node = resources[reference] else { return (rewrite, [], true) }
        var notes: [String] = []
        let rules = (node.field("spec")?.items("rewriteRules") ?? []).enumerated().sorted {
            ($0.element.integer("ruleSequence") ?? 0, $0.offset) < ($1.element.integer("ruleSequence") ?? 0, $1.offset)
        }
        for rule in rules.map(\.element) { Self.add(rule, to: &rewrite, of: reference, &notes) }
        return (rewrite, notes, false)
    }

    private static func add(
        _ rule: YAMLNode, to rewrite: inout AppGatewayRewrite, of reference: ObjectReference, _ notes: inout [String]
    ) {
        let place = "AzureApplicationGatewayRewrite \(reference.namespace)/\(reference.name), rule \(rule.string("name"))"
        guard rule.items("conditions").isEmpty else {
            notes.append("\(place): it has conditions, which are not followed here")
            return
        }
        let actions = rule.field("actions")
        rewrite.requestHeaders.add(actions?.items("requestHeaderConfigurations") ?? [])
        rewrite.responseHeaders.add(actions?.items("responseHeaderConfigurations") ?? [])
        guard let url = actions?.field("urlConfiguration") else { return }
        let path = url.string("modifiedPath")
        let isPlain = !path.contains("{") && url.string("modifiedQueryString").isEmpty && !(url.boolean("reroute") ?? false)
        if isPlain, !path.isEmpty { rewrite.path = path }
        if !isPlain { notes.append("\(place): its change of the URL is not followed here") }
    }
}

extension HeaderChanges {
    /// What a set says of headers: an empty value takes the header away; `actionType` is not read.
    ///
    /// Source: AGIC f42103da pkg/appgw/rewrites.go:154.
    fileprivate mutating func add(_ configurations: [YAMLNode]) {
        for node in configurations {
            let (name, value) = (node.string("headerName"), node.string("headerValue"))
            if value.isEmpty { remove.append(name) } else { self.set.append(Header(name, value)) }
        }
    }
}
