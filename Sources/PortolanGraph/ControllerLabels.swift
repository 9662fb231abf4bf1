// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Labels that no template has: the workloads' own controllers put them on each pod, and Services select by them.
public enum ControllerLabels {
    /// A StatefulSet's member by name.
    static let podName = "statefulset.kubernetes.io/pod-name"
    /// A StatefulSet's member by ordinal, since Kubernetes 1.28.
    static let podIndex = "apps.kubernetes.io/pod-index"
    /// A Job's pods, in the newer spelling and the older.
    static let jobNames = ["batch.kubernetes.io/job-name", "job-name"]
    /// Labels whose values only a running cluster knows.
    private static let unpredictable: Set<String> = [
        "pod-template-hash", "controller-revision-hash", "pod-template-generation", "batch.kubernetes.io/controller-uid", "controller-uid",
        "batch.kubernetes.io/job-completion-index",
    ]

    /// Whether the manifests alone cannot say which pods carry a label.
    public static func isUnpredictable(_ key: String) -> Bool { unpredictable.contains(key) }

    /// Whether a label picks one member of a StatefulSet.
    public static func picksMember(_ key: String) -> Bool { key == podName || key == podIndex }

    /// Whether pods of a workload carry a label: all of them, or the one member that it names.
    static func pods(of workload: Workload, carry label: StringMap.Entry) -> Bool {
        switch (workload.reference.kind, label.key) {
        case ("StatefulSet", podName):
            guard let (name, ordinal) = member(label.value), name == workload.reference.name else { return false }
            return ordinals(of: workload).contains(ordinal)
        case ("StatefulSet", podIndex):
            return Int(label.value).map { ordinals(of: workload).contains($0) } ?? false
        case ("Job", _) where jobNames.contains(label.key):
            return label.value == workload.reference.name
        default:
            return workload.pod.labels[label.key] == label.value
        }
    }

    /// What an index holds of a workload beside its template's labels.
    ///
    /// Members are not listed: there may be a billion.
    static func indexed(for workload: Workload) -> [StringMap.Entry] {
        let name = workload.reference.name
        switch workload.reference.kind {
        case "StatefulSet": return [StringMap.Entry(key: podName, value: name), StringMap.Entry(key: podIndex, value: "")]
        case "Job": return jobNames.map { StringMap.Entry(key: $0, value: name) }
        default: return []
        }
    }

    /// The value under which an index holds a label.
    static func indexedValue(of label: StringMap.Entry) -> String {
        switch label.key {
        case podName: member(label.value)?.name ?? label.value
        case podIndex: ""
        default: label.value
        }
    }

    private static func ordinals(of workload: Workload) -> Range<Int> {
        let start = workload.metadata.node.at("spec", "ordinals", "start")?.text.flatMap { Int($0) } ?? 0
        let (end, isTooFar) = start.addingReportingOverflow(max(0, workload.replicas ?? 1))
        return start..<max(start, isTooFar ? Int.max : end)
    }

    private static func member(_ pod: String) -> (name: String, ordinal: Int)? {
        guard let dash = pod.lastIndex(of: "-"), let ordinal = Int(pod[pod.index(after: dash)...]) else { return nil }
        return (String(pod[..<dash]), ordinal)
    }
}
