// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A disruption budget that never lets a pod go.
struct DisruptionBudgetBlocksDrain: Check {
    let page = FindingPage(
        code: "disruption-budget-blocks-drain", severity: .warning, title: "A PodDisruptionBudget never lets a pod go",
        meaning: """
            The budget demands that as many pods stay as there are, so none may be evicted: draining their nodes waits for ever. Managed \
            clusters wait for up to an hour and then either give up the upgrade or delete the pods all the same. The budget does not \
            keep the app up: it has no pod to spare.
            """,
        remedy: "One replica more than the budget demands, or maxUnavailable 1.",
        triggering: """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
            spec:
              minAvailable: 1
              selector: {matchLabels: {app: web}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 1
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
              minAvailable: 1
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
            guard let guarded = BudgetedPods(budget, in: app), let pods = guarded.pods, pods > 0, guarded.mayBeEvicted == 0 else {
                return nil
            }
            let names = guarded.workloads.map(\.reference.words).uniqued.listed
            let who = pods == 1 ? "the one pod of \(names) may not" : "none of the \(pods) pods of \(names) may"
            let spec = budget.metadata.node.value("spec")
            return finding(
                budget.metadata, at: (spec?.value("minAvailable") ?? spec?.value("maxUnavailable"))?.location,
                "\(who) be evicted: draining a node waits for ever",
                remedy: "one replica more than the budget demands, or maxUnavailable 1")
        }
    }
}
