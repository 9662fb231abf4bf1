// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Hand-written Endpoints.
struct EndpointsObject: Check {
    let page = FindingPage(
        code: "endpoints-object", severity: .info, title: "Endpoints are written in the deprecated API",
        meaning: """
            The kind Endpoints is deprecated since Kubernetes 1.33, and the API server warns of it. Nothing that forwards packets reads \
            it any more: a controller mirrors it into EndpointSlices, up to 1000 addresses. Clouds' controllers that dial pods read \
            EndpointSlices only.
            """,
        remedy: "Write an EndpointSlice with the label kubernetes.io/service-name.",
        triggering: """
            apiVersion: v1
            kind: Endpoints
            metadata:
              name: database
            subsets:
              - addresses:
                  - ip: 192.0.2.10
                ports:
                  - port: 3306
            """,
        passing: """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: database-1
              labels: {kubernetes.io/service-name: database}
            addressType: IPv4
            endpoints:
              - addresses: [192.0.2.10]
            ports:
              - port: 3306
            """)

    func findings(in app: App) -> [Finding] {
        app.inventory.objects(kind: "Endpoints", group: "").map { object in
            finding(
                object.metadata, "Endpoints are deprecated since Kubernetes 1.33: nothing reads them but the controller that mirrors them",
                remedy: "write an EndpointSlice labelled kubernetes.io/service-name=\(object.metadata.name)")
        }
    }
}
