// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A target port by a number that no container declares.
struct TargetPortUndeclared: Check {
    let page = FindingPage(
        code: "target-port-undeclared", severity: .info, title: "No container declares the target port",
        meaning: """
            The ports that a container declares only inform: a process can listen on a port that is not declared, and traffic reaches \
            it. So this works if something in the pod listens there; if nothing does, connections are refused. Where the pods declare \
            other ports of the same protocol and not this one, it is mostly a mistake, and where they declare none, mostly not: of those \
            nothing is said.
            """,
        remedy: "Declare the port that the container listens on, or correct `targetPort` (absent, it is the same as `port`).",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 80
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
                  targetPort: 8080
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
                    - containerPort: 8080
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.compactMap { front in
            // A headless Service's port is only a DNS record, and may stand for nothing.
            guard !front.service.isHeadless else { return nil }
            let servers = front.servers
            let undeclared = front.service.ports.filter { port in
                port.targetNumber != nil && !servers.contains { port.isDeclared(in: $0.pod) }
            }
            guard let first = undeclared.first else { return nil }
            let declared = servers.flatMap(\.pod.declaredPorts)
            guard !declared.isEmpty else { return nil }
            let targets = undeclared.map { "\($0.protocol.rawValue) \($0.targetWords)" }.uniqued
            let known = declared.map { "\($0.protocol.rawValue) \($0.words)" }.uniqued
            return finding(
                front.service.metadata, at: first.targetLocation,
                "no container of \(servers.map(\.reference.words).uniqued.listed) declares \(targets.listed), only \(known.listed): "
                    + "it works if something listens there all the same, else connections are refused",
                remedy: "declare the port that the container listens on, or correct targetPort")
        }
    }
}
