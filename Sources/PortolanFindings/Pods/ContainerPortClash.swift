// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Two containers of a pod that listen on one port.
struct ContainerPortClash: Check {
    let page = FindingPage(
        code: "container-port-clash", severity: .error, title: "Two containers of a pod listen on the same port",
        meaning: """
            The containers of a pod share one network namespace and one address, so a port and protocol can be bound once in a pod. \
            Whichever container starts second fails with "address already in use" and is restarted for ever. Init containers with \
            `restartPolicy: Always` keep running and count; ordinary init containers are gone by then and do not.

            The API server accepts such a pod: what containers declare is not checked against each other.
            """,
        remedy: "Give one of the containers another port and let the Service's `targetPort` follow.",
        triggering: """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: python
                  image: python:3.13
                  ports:
                    - containerPort: 8080
                - name: metrics
                  image: example.com/metrics:1
                  ports:
                    - containerPort: 8080
            """,
        passing: """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: python
                  image: python:3.13
                  ports:
                    - containerPort: 8080
                - name: metrics
                  image: example.com/metrics:1
                  ports:
                    - containerPort: 9090
            """)

    private struct Socket: Hashable {
        var port: Int
        var `protocol`: TransportProtocol
    }

    func findings(in app: App) -> [Finding] { app.workloads.flatMap(findings(in:)) }

    private func findings(in workload: Workload) -> [Finding] {
        let containers = workload.pod.runningContainers.filter { !$0.ports.isEmpty }
        guard containers.count > 1 else { return [] }
        var owner: [Socket: String] = [:]
        var result: [Finding] = []
        for container in containers {
            for port in container.ports {
                let socket = Socket(port: port.containerPort, protocol: port.protocol)
                guard let first = owner[socket] else {
                    owner[socket] = container.name
                    continue
                }
                guard first != container.name else { continue }
                let what = "\(port.protocol.rawValue) port \(port.containerPort)"
                result.append(
                    finding(
                        workload.metadata, at: port.node.location,
                        "containers \(first) and \(container.name) share the pod's network and both listen on \(what): the second"
                            + " fails to bind",
                        remedy: "give one of them another port and let the Service's targetPort follow"))
            }
        }
        return result
    }
}
