// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A headless Service whose port is not the pods'.
struct HeadlessPortUnmapped: Check {
    let page = FindingPage(
        code: "headless-port-unmapped", severity: .info, title: "A headless Service does not map its port",
        meaning: """
            A headless Service is only a DNS name: clients get the pods' own addresses and connect to them directly. Nobody is there to \
            turn `port` into `targetPort`, so a client that takes the Service's port from the manifest is refused. Only clients that ask \
            for the SRV record learn the pods' port.
            """,
        remedy: "Write the pods' port as `port`, or leave out `clusterIP: None`.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              clusterIP: None
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: 8080
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              clusterIP: None
              selector: {app: web}
              ports:
                - port: 8080
            """)

    func findings(in app: App) -> [Finding] {
        app.services.compactMap { service in
            guard service.isHeadless, !(service.selector?.isEmpty ?? true) else { return nil }
            for port in service.ports {
                guard case .number(let number) = app.graph.podPort(of: port, in: service), number != port.port else { continue }
                return finding(
                    service.metadata, at: port.targetLocation,
                    "it is headless, so clients connect to the pods themselves and nobody maps port \(port.port) to \(number)",
                    remedy: "write \(number) as the port, or leave out clusterIP: None")
            }
            return nil
        }
    }
}
