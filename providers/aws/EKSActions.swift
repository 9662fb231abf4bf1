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

    /// Reads the annotation as Go's `encoding/json` reads it into the controller's types; `nil` where it is absent.
    init?(_ text: String?) throws(Refusal) {
        guard let text else { return nil }
        guard let json = JSONValue(text) else { throw Refusal("failed to parse json annotation: invalid JSON: \(text)") }
        let fields = try Self.fields(json)
        let type = try Self.string(fields["type"]) ?? ""
        guard type == "forward" else { throw Refusal("unknown action type: \(type)") }
        guard let forward = fields["forwardconfig"], forward != .null else {
            // The controller follows the missing configuration without a look and recovers from its own panic.
            throw Refusal("panic: runtime error: invalid memory address or nil pointer dereference [recovered]")
        }
        try read(try Self.fields(forward))
    }

    private mutating func read(_ forward: [String: JSONValue]) throws(Refusal) {
        _ = try Self.int32(forward["baseserviceweight"])
        if let stickiness = forward["targetgroupstickinessconfig"], stickiness != .null {
            _ = try Self.bool(try Self.fields(stickiness)["enabled"])
        }
        switch forward["targetgroups"] ?? .null {
        case .null: break
        case .array(let elements):
            for element in elements { targets.append(try Self.target(try Self.fields(element))) }
        default: throw Self.wrongType("targetGroups")
        }
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

    private static func target(_ fields: [String: JSONValue]) throws(Refusal) -> Target {
        var port: IntOrString?
        switch fields["serviceport"] ?? .null {
        case .null: break
        case .string(let name): port = .string(name)
        case .number: port = try int32(fields["serviceport"]).map { .int($0) }
        default: throw wrongType("servicePort")
        }
        return Target(
            arn: try string(fields["targetgrouparn"]), serviceName: try string(fields["servicename"]), servicePort: port,
            decrypts: try bool(fields["decrypt"]) ?? false, weight: try int32(fields["weight"]))
    }

    // MARK: JSON as Go reads it

    /// The members of an object under their lower-case names: Go does not look at case, and the last of two counts.
    private static func fields(_ value: JSONValue) throws(Refusal) -> [String: JSONValue] {
        switch value {
        case .null: return [:]
        case .object(let members): return Dictionary(members.map { ($0.name.lowercased(), $0.value) }) { $1 }
        default: throw wrongType("Action")
        }
    }

    private static func string(_ value: JSONValue?) throws(Refusal) -> String? {
        switch value ?? .null {
        case .null: return nil
        case .string(let text): return text
        default: throw wrongType("string")
        }
    }

    private static func bool(_ value: JSONValue?) throws(Refusal) -> Bool? {
        switch value ?? .null {
        case .null: return nil
        case .bool(let flag): return flag
        default: throw wrongType("bool")
        }
    }

    private static func int32(_ value: JSONValue?) throws(Refusal) -> Int? {
        switch value ?? .null {
        case .null: return nil
        case .number(let text):
            guard let number = GoValue.int(text, bits: 32) else { throw wrongType("int32") }
            return number
        default: throw wrongType("int32")
        }
    }

    private static func wrongType(_ type: String) -> Refusal {
        Refusal("failed to parse json annotation: json: cannot unmarshal value into Go value of type \(type)")
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
            let port = backend.ports.first { port in
                switch wanted {
                case .int(let number): port.port == number
                case .string(let text): (port.name ?? "") == text
                }
            }
            guard let port else {
                let text = if case .int(let number) = wanted { String(number) } else if case .string(let text) = wanted { text } else { "" }
                throw Refusal("unable to find port \(text) on service \(backend.namespace)/\(backend.name)")
            }
            _ = try targetGroup(
                port, of: backend, protocol: listenerProtocol == "TLS" && target.decrypts ? "TCP" : listenerProtocol, security: security,
                isDualStack: isDualStack, groups: &groups)
        }
    }
}
