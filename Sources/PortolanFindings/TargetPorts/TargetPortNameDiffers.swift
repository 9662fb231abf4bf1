// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A target port's name that is another number in other pods.
struct TargetPortNameDiffers: Check {
    let page = FindingPage(
        code: "target-port-name-differs", severity: .info, title: "The target port's name is another number in other pods",
        meaning: """
            Each pod's own containers say which number a name stands for, and Kubernetes sends each its traffic there: this works, and \
            is how a port is moved without downtime. But whatever looks at one number for the whole Service, such as a load balancer's \
            health check on the pods, a firewall rule or a NetworkPolicy with a number, covers only some of the pods.
            """,
        remedy: "If it is not meant, give the port the same number in all of them.",
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
              name: old
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - name: http
                      containerPort: 80
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: new
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:2
                  ports:
                    - name: http
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
              name: old
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
              name: new
              labels: {app: web}
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
                guard let name = port.targetName, front.workloads.count > 1 else { return nil }
                var numbers: [Int] = []
                var words: [String] = []
                for workload in front.servers {
                    guard let number = ServiceGraph.containerPort(named: name, protocol: port.protocol, in: workload.pod) else { continue }
                    guard !numbers.contains(number) else { continue }
                    numbers.append(number)
                    words.append("\(number) in \(workload.reference.words)")
                }
                guard numbers.count > 1 else { return nil }
                return finding(
                    front.service.metadata, at: port.targetLocation,
                    "the port \(name) is \(words.listed): each gets its traffic there, but a check or rule for one number misses"
                        + " the others",
                    remedy: "if it is not meant, give the port the same number in all of them")
            }
        }
    }
}
