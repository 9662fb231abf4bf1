// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

@testable import PortolanFindings

/// Reads files of manifests, by path, as an IPv4 cluster would.
func read(_ files: [String: String]) -> Inventory {
    var reader = ObjectReader(clusterFamilies: [.ipv4])
    for (path, manifest) in files.sorted(by: { $0.key < $1.key }) {
        for document in ManifestReader.read(Array(manifest.utf8), path: path).documents { reader.read(document) }
    }
    return reader.inventory
}

/// What there is to say about manifests.
func findings(_ manifest: String) -> [Finding] { findings(["test.yaml": manifest]) }

/// What there is to say about files of manifests.
func findings(_ files: [String: String]) -> [Finding] {
    let inventory = read(files)
    return Findings.all(in: inventory, graph: ServiceGraph(inventory))
}

/// The findings of one code, as `severity Kind/name line`.
func places(_ code: String, _ manifest: String) -> [String] { places(code, ["test.yaml": manifest]) }

/// The findings of one code, as `severity Kind/name line`.
func places(_ code: String, _ files: [String: String]) -> [String] {
    findings(files).filter { $0.code == code }
        .map { "\($0.severity.rawValue) \($0.subject.kind)/\($0.subject.name) \($0.location.line)" }
}

/// A Service of the name `web` for pods with `app: web`, in flow style: one line.
func service(_ spec: String = "ports: [{port: 80}]", metadata: String = "", selector: String = "{app: web}") -> String {
    "{apiVersion: v1, kind: Service, metadata: {name: web\(more(metadata))}, spec: {selector: \(selector), \(spec)}}\n---\n"
}

/// A workload whose pods have `app: web`, in flow style: one line.
func workload(
    _ kind: String = "Deployment", name: String = "web", spec: String = "", pod: String = "", container: String = "", labels: String = "",
    metadata: String = ""
) -> String {
    let version = kind == "Job" ? "batch/v1" : "apps/v1"
    let selector = kind == "Job" ? "" : "selector: {matchLabels: {app: web}}, "
    return "{apiVersion: \(version), kind: \(kind), metadata: {name: \(name)\(more(metadata))}, spec: {\(selector)template: "
        + "{metadata: {labels: {app: web\(more(labels))}}, spec: {containers: [{name: \(name), image: web\(more(container))}]\(more(pod))}}"
        + "\(more(spec))}}\n---\n"
}

private func more(_ text: String) -> String { text.isEmpty ? "" : ", \(text)" }
