// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// An Ingress as a member of its group: with its class's parameters, which win over its annotations.
struct ALBMember {
    let ingress: Ingress
    let parameters: IngressClassParameters?
    let annotations: ALBAnnotations

    /// `namespace/name`.
    var key: String { "\(ingress.metadata.namespace)/\(ingress.metadata.name)" }

    /// A setting that class or annotation give as text.
    func text(_ parameter: String?, _ annotation: ALBAnnotation) -> String? { parameter ?? annotations.text(annotation) }

    /// What becomes of an Ingress before it reaches its group.
    enum Loaded {
        case refused(Exposure)
        case member(ALBMember, group: ALBGroup.ID)
    }

    /// Loads an Ingress: the webhook's verdict first, then its class and its group.
    static func load(_ ingress: Ingress, in surroundings: ALBSurroundings) -> Loaded {
        if let reason = ALBAdmission(ingress, options: surroundings.options).reason {
            return .refused(ALBAdmission.denial(reason))
        }
        let release = surroundings.options.release
        let parameters: IngressClassParameters?
        do { parameters = try self.parameters(of: ingress, in: surroundings) } catch {
            guard release.has(ALBFeature.parametersByController) else { return .refused(ALBAdmission.denial(error.message)) }
            return .refused(.failed("failed load groupID due to \(error.message)"))
        }
        let annotations = ALBAnnotations(ingress.metadata.annotations, in: release)
        let member = ALBMember(ingress: ingress, parameters: parameters, annotations: annotations)
        do { return .member(member, group: try member.group()) } catch {
            return .refused(.failed("failed load groupID due to \(error.message)"))
        }
    }

    /// Source: pkg/ingress/class_loader.go:95-149.
    private static func parameters(of ingress: Ingress, in surroundings: ALBSurroundings) throws(Refusal) -> IngressClassParameters? {
        guard case .byClass(let found?) = ALBClaim(ingress, in: surroundings.cluster), let reference = found.parameters else { return nil }
        guard reference.string("apiGroup") == "elbv2.k8s.aws", reference.string("kind") == "IngressClassParams" else {
            throw Refusal("invalid ingress class: IngressClass \(found.metadata.name) references unknown parameters")
        }
        let name = reference.string("name")
        let missing = "invalid ingress class: ingressclassparams.elbv2.k8s.aws \"\(name)\" not found"
        guard let metadata = surroundings.parameters[name] else { throw Refusal(missing) }
        let release = surroundings.options.release
        let faults = IngressClassParameters.faults(of: metadata, in: release)
        guard faults.isEmpty else {
            throw Refusal("\(missing): the API server refuses it (\(metadata.location)): \(faults.joined(separator: "; "))")
        }
        let parameters = IngressClassParameters(metadata, in: release)
        let namespace = ingress.metadata.namespace
        let labels =
            surroundings.namespaces[namespace]
            ?? StringMap([StringMap.Entry(key: "kubernetes.io/metadata.name", value: namespace)])
        if let selector = parameters.namespaceSelector, !selector.matches(labels) {
            throw Refusal("invalid ingress class: namespaceSelector of IngressClassParams \(name) mismatch")
        }
        return parameters
    }

    /// Source: pkg/ingress/group_loader.go:233-258, 315-326.
    private func group() throws(Refusal) -> ALBGroup.ID {
        guard let name = parameters?.group ?? annotations.text(.groupName) else { return .own(key) }
        guard Self.isGroupName(name) else {
            throw Refusal(
                "invalid ingress group: groupName must consist of lower case alphanumeric characters, '-' or '.', "
                    + "and must start and end with an alphanumeric character")
        }
        guard name.utf8.count <= 63 else { throw Refusal("invalid ingress group: groupName must be no more than 63 characters") }
        return .named(name)
    }

    /// `^([a-z0-9][-a-z0-9.]*)?[a-z0-9]$`.
    private static func isGroupName(_ name: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = name.utf8.first, let last = name.utf8.last, isPlain(first), isPlain(last) else { return false }
        return name.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}

/// The controller's admission webhook for Ingresses.
///
/// Source: aws-load-balancer-controller 3.5.0, webhooks/networking/ingress_validator.go
struct ALBAdmission {
    /// Why it denies an Ingress; `nil` where it lets it pass.
    let reason: String?

    init(_ ingress: Ingress, options: ALBOptions) {
        do {
            try Self.check(ingress, options)
            reason = nil
        } catch {
            reason = error.message
        }
    }

    /// What becomes of an Ingress that the webhook denies.
    static func denial(_ reason: String) -> Exposure {
        Exposure(status: .invalid, reason: "admission webhook \"vingress.elbv2.k8s.aws\" denied the request: \(reason)")
    }

    private static func check(_ ingress: Ingress, _ options: ALBOptions) throws(Refusal) {
        let annotations = ALBAnnotations(ingress.metadata.annotations, in: options.release)
        if options.forbidsClassAnnotation, let value = annotations.text(.ingressClass), options.isOwn(classAnnotation: value) {
            throw Refusal("new usage of `\(ALBAnnotation.ingressClass.rawValue)` annotation is forbidden")
        }
        if options.forbidsGroupAnnotation, annotations.text(.groupName) != nil {
            throw Refusal("new usage of `\(ALBAnnotation.groupName.rawValue)` annotation is forbidden")
        }
        guard options.release.has(ALBFeature.checkedConditions) else { return }
        var seen: Set<String> = []
        for path in ingress.paths {
            guard let name = path.backend.service, seen.insert(name).inserted else { continue }
            for condition in try ALBConditionText.read(annotations, of: name, in: options.release) {
                do { try condition.check() } catch {
                    throw Refusal(
                        "ignoring Ingress \(ingress.metadata.namespace)/\(ingress.metadata.name) since invalid "
                            + "alb.ingress.kubernetes.io/conditions.\(name) annotation: \(error.message)")
                }
            }
        }
    }
}
