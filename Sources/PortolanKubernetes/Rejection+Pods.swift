// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

extension Inventory.Rejection {
    /// The labels of the pods that the object would have made; `nil` where it makes none.
    package var podLabels: StringMap? {
        guard let metadata, ObjectReader.workloadKinds.contains(reference.kind) else { return nil }
        let template =
            switch reference.kind {
            case "Pod": metadata.node.value("metadata")
            case "CronJob": metadata.node.at("spec", "jobTemplate", "spec", "template", "metadata")
            default: metadata.node.at("spec", "template", "metadata")
            }
        return template?.stringMap("labels") ?? StringMap()
    }
}
