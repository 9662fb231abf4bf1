// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// By what the controller takes an Ingress, or leaves it.
///
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/group_loader.go:196-231, class_loader.go:74-126
enum ALBClaim {
    static let controllerName = "ingress.k8s.aws/alb"

    /// By the old annotation: no class is looked up, and no parameters apply.
    case annotation
    /// By its class; `nil` for the one that the chart brings along and that the input does not have.
    case byClass(IngressClass?)
    /// By having no class at all, which an empty flag `--ingress-class` asks for.
    case noClass
    /// Not.
    case foreign

    init(_ ingress: Ingress, in cluster: Cluster) {
        let options = ALBOptions(cluster)
        if let value = ingress.metadata.annotations[ALBAnnotation.ingressClass.rawValue] {
            self = options.isOwn(classAnnotation: value) ? .annotation : .foreign
            return
        }
        guard let name = ingress.className else {
            if let found = cluster.classes.defaultIngressClass {
                self = found.controller == Self.controllerName ? .byClass(found) : .foreign
            } else {
                self = options.ingressClass.isEmpty ? .noClass : .foreign
            }
            return
        }
        if let found = cluster.classes.ingress[name] {
            self = found.controller == Self.controllerName ? .byClass(found) : .foreign
        } else {
            // The chart installs the class `alb`; what other classes are outside of the input nobody knows.
            self = name == "alb" ? .byClass(nil) : .foreign
        }
    }

    var isTaken: Bool {
        if case .foreign = self { return false }
        return true
    }
}
