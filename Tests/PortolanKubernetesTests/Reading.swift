// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Reads manifests as a cluster with some families would.
func read(_ manifest: String, families: [IPFamily] = [.ipv4]) -> ObjectReader {
    let (tree, _) = YAMLTree.compose(Array(manifest.utf8), file: "test.yaml")
    var reader = ObjectReader(clusterFamilies: families)
    for document in tree.documents { reader.read(document) }
    reader.finish()
    return reader
}

/// What a manifest is refused for, in order, as `Type field`.
func verdict(_ manifest: String, families: [IPFamily] = [.ipv4]) -> [String] {
    read(manifest, families: families).inventory.rejections.flatMap(\.reasons).map { reason in
        reason.field.map { "\(reason.type) \($0)" } ?? reason.type
    }
}

/// A Service with a spec, in flow style, and perhaps more metadata.
func service(_ spec: String, metadata: String = "") -> String {
    "{apiVersion: v1, kind: Service, metadata: {name: web\(metadata.isEmpty ? "" : ", \(metadata)")}, spec: {\(spec)}}"
}

/// A workload of one container, with fields of the workload's spec, the pod spec and the container.
func workload(_ kind: String, version: String = "apps/v1", spec: String = "", pod: String = "", container: String = "") -> String {
    func more(_ text: String) -> String { text.isEmpty ? "" : ", \(text)" }
    return """
        {apiVersion: \(version), kind: \(kind), metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}\(more(spec)), template: {
        metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx\(more(container))}]\(more(pod))}}}}
        """
}
