// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A target port by a number that only some of the selected pods declare.
struct TargetPortPartlyDeclared: Check {
    let page = FindingPage(
        code: "target-port-partly-declared", severity: .warning, title: "Only some of the selected pods declare the target port",
        meaning: """
            A `targetPort` that is a number goes to every selected pod, whether it listens there or not. Of pods of several workloads, \
            some declare the port and others only declare different ones: if those do not listen on it, a share of the connections is \
            refused. Mostly the selector takes in more than was meant, a database beside the web server say.
            """,
        remedy: "Add a label to the selector that only the right pods have, or name the port and use the name as `targetPort`.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: shop}
              ports:
                - port: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: shop}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: database
              labels: {app: shop}
            spec:
              containers:
                - name: mysql
                  image: mysql:8.4
                  ports:
                    - containerPort: 3306
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: shop, tier: web}
              ports:
                - port: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: shop, tier: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: database
              labels: {app: shop}
            spec:
              containers:
                - name: mysql
                  image: mysql:8.4
                  ports:
                    - containerPort: 3306
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.compactMap { front in
            guard front.workloads.count > 1, !front.service.isHeadless else { return nil }
            let servers = front.servers.filter { !$0.pod.declaredPorts.isEmpty }
            for port in front.service.ports where port.targetNumber != nil {
                let without = servers.filter { !port.isDeclared(in: $0.pod) }
                guard !without.isEmpty, without.count < servers.count else { continue }
                return finding(
                    front.service.metadata, at: port.targetLocation,
                    "it also selects the pods of \(without.map(\.reference.words).uniqued.listed), which do not declare "
                        + "\(port.protocol.rawValue) \(port.targetWords): their share of the connections may be refused",
                    remedy: "add a label to the selector that only the right pods have, or use a port name as targetPort")
            }
            return nil
        }
    }
}
