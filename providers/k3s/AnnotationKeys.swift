// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Every annotation and label of a Service that ServiceLB reads, and the only way in which this module reads one.
enum AnnotationKey: String, CaseIterable {
    case priorityClass = "svccontroller.k3s.cattle.io/priorityclassname"
    case tolerations = "svccontroller.k3s.cattle.io/tolerations"
    case sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges"
    /// A label, not an annotation.
    case pool = "svccontroller.k3s.cattle.io/lbpool"
}

extension Service {
    /// The value of an annotation; `nil` where it is absent.
    func annotation(_ key: AnnotationKey) -> String? { annotations[key.rawValue] }

    /// The value of a label that counts as absent when it is empty.
    func filledLabel(_ key: AnnotationKey) -> String? { metadata.labels[key.rawValue].flatMap { $0.isEmpty ? nil : $0 } }
}
