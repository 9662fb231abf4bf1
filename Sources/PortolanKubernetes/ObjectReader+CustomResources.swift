// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

extension ObjectReader {
    /// Judges the custom resources, once everything is read: a definition may stand behind them, in another file.
    package mutating func finish() {
        let inGroups = inventory.objects.filter { $0.metadata.apiVersion.contains(".") && !Self.isBuiltIn($0.metadata) }
        guard !inGroups.isEmpty else { return }
        let definitions = inventory.objects(kind: "CustomResourceDefinition", group: "apiextensions.k8s.io").map(\.metadata)
        let known = CustomResources(definitions, for: Set(inGroups.map { Self.groupAndKind($0.metadata) }))
        guard !known.isEmpty else { return }
        let verdicts = parallelMap(inventory.objects) { object in
            known.version(of: object.metadata).map { CustomResourceVerdict(object.metadata, $0) }
        }
        var kept: [Inventory.Object] = []
        for (object, verdict) in zip(inventory.objects, verdicts) {
            let reasons = verdict?.reasons ?? []
            if reasons.isEmpty { kept.append(object) } else { reject(object.metadata, reasons) }
            for fault in verdict?.unjudged ?? [] { unjudgedRules[object.metadata.reference.kind, default: []].insert(fault) }
        }
        guard kept.count < inventory.objects.count else { return }
        inventory.objects = kept
        inventory.rejections.sort { $0.location < $1.location }
    }

    private static func isBuiltIn(_ metadata: ObjectMeta) -> Bool {
        FieldTable.kubernetes.root(apiVersion: metadata.apiVersion, kind: metadata.reference.kind) != nil
    }

    private static func groupAndKind(_ metadata: ObjectMeta) -> String {
        "\(metadata.apiVersion.prefix { $0 != "/" })/\(metadata.reference.kind)"
    }
}
