// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A load balancer that spreads clients over members that are not alike.
struct AnyMemberExposed: Check {
    let page = FindingPage(
        code: "any-member-exposed", severity: .info, title: "Clients from outside are spread over all members of a StatefulSet",
        meaning: """
            The members of a StatefulSet have names and volumes of their own, and mostly that is because they are not alike: a primary \
            and its replicas, shards of a whole. A Service sends each connection to whichever member is ready, so a write may meet a \
            replica that refuses it. Where all members take every request, as in a cluster that forwards by itself, all is well.
            """,
        remedy: "If clients need a certain member, give that member a Service, or let the app label its primary and select that label.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              type: LoadBalancer
              selector: {app: database}
              ports:
                - port: 3306
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: database
            spec:
              replicas: 3
              serviceName: database
              selector: {matchLabels: {app: database}}
              template:
                metadata:
                  labels: {app: database}
                spec:
                  containers:
                    - name: mysql
                      image: mysql:8.4
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: database
            spec:
              type: LoadBalancer
              selector: {app: database, role: primary}
              ports:
                - port: 3306
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: database
            spec:
              replicas: 3
              serviceName: database
              selector: {matchLabels: {app: database}}
              template:
                metadata:
                  labels: {app: database}
                spec:
                  containers:
                    - name: mysql
                      image: mysql:8.4
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.compactMap { front in
            guard front.service.isExposed, !front.service.picksMember,
                let set = front.workloads.first(where: { $0.reference.kind == "StatefulSet" && $0.replicas ?? 1 > 1 })
            else { return nil }
            return finding(
                front.service.metadata, at: front.service.metadata.node.at("spec", "selector")?.location,
                "each connection meets any of the \(set.replicas ?? 1) members of \(set.reference.words), not one that a client picks",
                remedy:
                    "if the members are not alike, give the one that clients need a Service, or select a label that only the primary has")
        }
    }
}
