// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// A key that stands twice in one mapping.
struct DuplicateKey: Check {
    let page = FindingPage(
        code: "duplicate-key", severity: .error, title: "A key stands twice in one mapping",
        meaning: """
            kubectl turns YAML into JSON before it sends it, and of a key that stands twice the last value is kept, silently: the API server \
            never sees the first. kustomize and helm refuse the same file. So the object depends on the tool that applies it, and whoever \
            reads the first of the two lines is misled. The plan is made with the last value.
            """,
        remedy: "Leave one of the two.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              type: ClusterIP
              ports:
                - port: 80
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: ClusterIP
              ports:
                - port: 80
            """)

    func findings(in app: App) -> [Finding] {
        app.inventory.duplicateKeys.map { duplicate in
            finding(
                duplicate.subject, at: duplicate.last,
                "the key \(duplicate.key) stands at line \(duplicate.first.line) and again at line \(duplicate.last.line): with kubectl line"
                    + " \(duplicate.last.line) wins, kustomize and helm refuse the file",
                remedy: "leave one of the two")
        }
    }
}
