// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// An object in a version of its API that is gone.
struct RemovedAPIVersion: Check {
    let page = FindingPage(
        code: "removed-api-version", severity: .error, title: "The object is written in an API version that Kubernetes has removed",
        meaning: """
            The API server does not know the version any more: `kubectl apply` ends with "no matches for kind" and the object is never \
            created. What else of the manifest is applied depends on the tool.
            """,
        remedy:
            "Write the version that is served. Between versions fields have moved, so convert the whole object: `kubectl convert` does it.",
        triggering: """
            apiVersion: extensions/v1beta1
            kind: Ingress
            metadata:
              name: web
            spec:
              backend:
                serviceName: web
                servicePort: 80
            """,
        passing: """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
            spec:
              defaultBackend:
                service:
                  name: web
                  port: {number: 80}
            """)

    func findings(in app: App) -> [Finding] {
        (app.workloads.map(\.metadata) + app.inventory.objects.map(\.metadata)).compactMap { metadata in
            RemovedVersion.of(metadata).map { version in
                finding(
                    metadata, at: metadata.node.value("apiVersion")?.location,
                    "Kubernetes \(version.removed) removed \(metadata.apiVersion) \(metadata.reference.kind): it is never created",
                    remedy: "write it as \(version.served)")
            }
        }
    }
}
