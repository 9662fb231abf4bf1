// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest

/// How a disruption budget works out for the pods that it selects.
struct BudgetedPods {
    /// The workloads whose pods it selects, Jobs left out.
    let workloads: [Workload]
    /// How many pods that is; `nil` where nodes count and not replicas.
    let pods: Int?
    /// How many of them may be evicted at once; `nil` where that cannot be said.
    let mayBeEvicted: Int?

    /// `nil` where the budget's selector cannot be judged from manifests, or the input has no pods.
    init?(_ budget: PodDisruptionBudget, in app: App) {
        guard !app.workloads.isEmpty, let selector = budget.selector.node else { return nil }
        let keys =
            (selector.value("matchLabels")?.entries ?? []).map(\.key)
            + (selector.value("matchExpressions")?.elements ?? []).compactMap { $0.value("key") }
        guard !keys.contains(where: { $0.text.map { ControllerLabels.isUnpredictable($0) || ControllerLabels.picksMember($0) } ?? true })
        else { return nil }
        let all = app.workloads(selectedBy: budget.selector, of: budget.metadata)
        workloads = all.filter { !$0.isJob }
        guard !workloads.isEmpty || all.isEmpty else { return nil }
        var pods = 0
        for workload in workloads {
            guard let fewest = app.fewestReplicas(of: workload) else {
                self.pods = nil
                mayBeEvicted = nil
                return
            }
            pods += min(fewest, 1_000_000)
        }
        self.pods = pods
        // Both kinds of percentages are rounded up.
        // Source: kubernetes 1.34 pkg/controller/disruption/disruption.go, getExpectedPodCount
        if let most = budget.maxUnavailable {
            mayBeEvicted = Self.count(most, of: pods).map { min($0, pods) }
        } else if let least = budget.minAvailable {
            mayBeEvicted = Self.count(least, of: pods).map { max(0, pods - $0) }
        } else {
            mayBeEvicted = nil
        }
    }

    private static func count(_ value: IntOrString, of pods: Int) -> Int? {
        switch value {
        case .int(let number): return number
        case .string(let text):
            guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
            return (pods * percent + 99) / 100
        }
    }
}
