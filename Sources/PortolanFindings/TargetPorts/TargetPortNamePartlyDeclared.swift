// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A target port by a name that only some of the selected pods know.
struct TargetPortNamePartlyDeclared: Check {
    let page = FindingPage(
        code: "target-port-name-partly-declared", severity: .warning,
        title: "Only some of the selected pods declare the target port's name",
        meaning: """
            The name is looked up in each pod. Those whose containers declare it get the traffic; the others are no endpoints of the \
            port, ready as they may be. A canary or a second version that renamed its port gets nothing, silently.
            """,
        remedy: "Declare the name in all of them, or select only those that are meant.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: http
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - name: http
                      containerPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: canary
              labels: {app: web, track: canary}
            spec:
              containers:
                - name: web
                  image: example.com/web:2
                  ports:
                    - containerPort: 8080
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
                  targetPort: http
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - name: http
                      containerPort: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: canary
              labels: {app: web, track: canary}
            spec:
              containers:
                - name: web
                  image: example.com/web:2
                  ports:
                    - name: http
                      containerPort: 8080
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.flatMap { front in
            front.service.ports.compactMap { port -> Finding? in
                let servers = front.servers
                guard let name = port.targetName else { return nil }
                let without = servers.filter { !port.isDeclared(in: $0.pod) }
                guard !without.isEmpty, without.count < servers.count else { return nil }
                return finding(
                    front.service.metadata, at: port.targetLocation,
                    "no container of \(without.map(\.reference.words).uniqued.listed) declares the port \(name), so those pods"
                        + " get nothing from port \(port.port)",
                    remedy: "declare the name in all the pods that the Service selects, or select only those that are meant")
            }
        }
    }
}
