// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A target port by a name that no container declares.
struct TargetPortNameUndeclared: Check {
    let page = FindingPage(
        code: "target-port-name-undeclared", severity: .error, title: "No container declares the target port's name",
        meaning: """
            A `targetPort` that is a name is looked up in each selected pod: a container must declare a port of that name and protocol. \
            Where none does, the endpoints controller leaves the port out, so the Service has the port but nobody behind it, and \
            connections are refused or time out. Neither `kubectl apply` nor the Service's status says a word.

            Behind a headless Service only the DNS SRV record is missing: a warning.
            """,
        remedy: "Name the container's port so, or point `targetPort` to a name or number that a container has.",
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
                    - name: web
                      containerPort: 8080
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
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.flatMap { front in
            front.service.ports.compactMap { port -> Finding? in
                let servers = front.servers
                guard let name = port.targetName, !servers.isEmpty, !servers.contains(where: { port.isDeclared(in: $0.pod) }) else {
                    return nil
                }
                return finding(name, port, front.service, servers)
            }
        }
    }

    private func finding(_ name: String, _ port: ServicePort, _ service: Service, _ servers: [Workload]) -> Finding {
        let declared = servers.flatMap(\.pod.declaredPorts)
        let kind = port.protocol.rawValue
        let who = servers.map(\.reference.words).uniqued.listed
        let other = declared.first { $0.name == name }
        let what =
            other.map { "\(who) declares the port \(name) for \($0.protocol.rawValue), not for \(kind)" }
            ?? "no container of \(who) declares a \(kind) port named \(name)"
        let effect = service.isHeadless ? "DNS has no SRV record for it" : "port \(port.port) has no endpoints"
        let known = declared.filter { $0.protocol == port.protocol }.map(\.words).uniqued
        return finding(
            service.metadata, at: port.targetLocation, severity: service.isHeadless ? .warning : .error, "\(what), so \(effect)",
            remedy: known.isEmpty
                ? "declare the port under that name, or write its number as targetPort"
                : "name the container's port \(name), or point targetPort to one that there is: \(known.listed)")
    }
}
