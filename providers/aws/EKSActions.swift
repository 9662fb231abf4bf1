// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The annotation `actions.PROTOCOL-PORT`: forwarding by weight to further target groups.
/// Source: aws-load-balancer-controller 3.5.0, pkg/service/config_types.go, model_build_listener.go:214-229
struct EKSAction {
    /// A further target group: one that exists, or a port of a Service in the same namespace.
    struct Target {
        var arn: String?
        var serviceName: String?
        var servicePort: IntOrString?
        var decrypts: Bool
        var weight: Int?
    }

    var targets: [Target] = []

    /// Reads the annotation as `encoding/json` reads it into the controller's types; `nil` where it is absent.
    init?(_ text: String?, key: String) throws(Refusal) {
        guard let text else { return nil }
        do {
            try read(try GoJSON(text).root)
        } catch let error as GoError {
            throw Refusal("failed to parse json annotation, \(key): \(text): \(error.message)")
        } catch let error as Refusal {
            throw error
        } catch {
            throw Refusal("\(error)")
        }
    }

    private mutating func read(_ action: GoJSONValue) throws {
        let fields = try JSONFields(of: action, as: "Action")
        let type = try fields.text("type") ?? ""
        guard let forward = try fields.object("forwardConfig", as: "ForwardActionConfig") else {
            guard type == "forward" else { throw Refusal("unknown action type: \(type)") }
            // The controller follows the missing configuration without a look, and recovers from its own panic.
            throw Refusal("panic: runtime error: invalid memory address or nil pointer dereference [recovered]")
        }
        _ = try forward.int32("baseServiceWeight")
        _ = try forward.object("targetGroupStickinessConfig", as: "TargetGroupStickinessConfig")?.bool("enabled")
        for target in try forward.array("targetGroups", of: "TargetGroupTuple") {
            targets.append(
                Target(
                    arn: try target.text("targetGroupARN"), serviceName: try target.text("serviceName"),
                    servicePort: try target.intOrString("servicePort"), decrypts: try target.bool("decrypt") ?? false,
                    weight: try target.int32("weight")))
        }
        guard type == "forward" else { throw Refusal("unknown action type: \(type)") }
        try validate()
    }

    /// Source: config_types.go:34-47, 74-88.
    private func validate() throws(Refusal) {
        for target in targets {
            guard (target.arn == nil) != (target.serviceName == nil) else {
                throw Self.invalid("invalid TargetGroupTuple: precisely one of targetGroupARN and serviceName can be specified")
            }
            guard target.serviceName == nil || target.servicePort != nil else {
                throw Self.invalid("invalid TargetGroupTuple: missing servicePort")
            }
            guard (0...999).contains(target.weight ?? 0) else {
                throw Self.invalid("invalid TargetGroupTuple: target group weight must be between 0 and 999")
            }
        }
        guard targets.count < 2 || targets.allSatisfy({ $0.weight != nil }) else {
            throw Self.invalid("weight must be set when routing to multiple target groups")
        }
    }

    private static func invalid(_ message: String) -> Refusal { Refusal("invalid ForwardConfig: \(message)") }
}

extension EKSModel {
    /// Builds the target groups of the Services that an action names, as far as the manifests hold them, for what they refuse.
    /// Source: model_build_target_group.go:31-87
    func checkTargets(
        of action: EKSAction, listenerProtocol: String, security: EKSSecurity, isDualStack: Bool, groups: inout [String: EKSTargetGroup]
    ) throws(Refusal) {
        for target in action.targets {
            guard let name = target.serviceName, let wanted = target.servicePort,
                let backend = cluster.inventory.services.first(where: { $0.name == name && $0.namespace == service.namespace })
            else { continue }
            _ = try targetGroup(
                try backend.port(wanted), of: backend, protocol: listenerProtocol == "TLS" && target.decrypts ? "TCP" : listenerProtocol,
                security: security,
                isDualStack: isDualStack, groups: &groups)
        }
    }
}
