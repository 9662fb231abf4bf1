// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A disruption budget that protects nothing.
struct DisruptionBudgetWithoutEffect: Check {
    let page = FindingPage(
        code: "disruption-budget-without-effect", severity: .warning, title: "A PodDisruptionBudget protects nothing",
        meaning: """
            While nodes are drained, for an upgrade say, a budget keeps so many pods of a Service in place. This one does not: all that \
            it selects may be evicted at once, or it guards a DaemonSet, whose pods a drain leaves alone anyway. Where it selects no \
            pods of the input that is information only, since operators make pods that are in no manifest.
            """,
        remedy: "Make its selector agree with the pod template's labels, and let it keep at least one pod.",
        triggering: """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
            spec:
              maxUnavailable: 2
              selector: {matchLabels: {app: web}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
            """,
        passing: """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
            spec:
              maxUnavailable: 1
              selector: {matchLabels: {app: web}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata:
                  labels: {app: web}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
            """)

    func findings(in app: App) -> [Finding] {
        app.budgets.compactMap { budget in
            guard let guarded = BudgetedPods(budget, in: app) else { return nil }
            let location = budget.metadata.node.at("spec", "selector")?.location
            if guarded.workloads.isEmpty {
                // Pods that the API server refuses are missing for another reason.
                guard !app.inventory.rejections.contains(where: { $0.podLabels != nil }) else { return nil }
                return finding(
                    budget.metadata, at: location, severity: .info,
                    "it selects no pods of the input: unless something else makes them, it protects nothing",
                    remedy: "make its selector agree with the labels of the pod template, in the same namespace")
            }
            let names = guarded.workloads.map(\.reference.words).uniqued.listed
            if guarded.workloads.allSatisfy({ $0.reference.kind == "DaemonSet" }) {
                return finding(
                    budget.metadata, at: location, "a drain leaves the pods of \(names) alone whatever the budget says",
                    remedy: "remove it; a DaemonSet's roll-out is bounded by its updateStrategy")
            }
            // One pod that may be evicted is how a budget says that it does not stand in a drain's way.
            guard let pods = guarded.pods, pods > 1, guarded.mayBeEvicted == pods else { return nil }
            return finding(
                budget.metadata, at: location, "all \(pods) pods of \(names) may be evicted at once, so it protects nothing",
                remedy: "let it keep at least one pod: maxUnavailable 1")
        }
    }
}
