// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct ScalingTests {
    private func scaler(_ spec: String, kind: String = "Deployment", name: String = "web") -> String {
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: "
            + "{scaleTargetRef: {apiVersion: apps/v1, kind: \(kind), name: \(name)}, \(spec)}}\n---\n"
    }

    private func budget(_ spec: String) -> String {
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}},"
            + " \(spec)}}\n---\n"
    }

    @Test func `an autoscaler for what cannot be scaled, is not there or has no room has no effect`() {
        let requests = "resources: {requests: {cpu: 1}}"
        let web = workload(container: requests)
        #expect(places("autoscaler-without-effect", web + scaler("maxReplicas: 3")).isEmpty)
        let without = "autoscaler-without-effect"
        #expect(places(without, web + scaler("maxReplicas: 3", name: "wbe")) == ["warning HorizontalPodAutoscaler/web 3"])
        #expect(places(without, web + scaler("minReplicas: 3, maxReplicas: 3")) == ["warning HorizontalPodAutoscaler/web 3"])
        #expect(
            places(without, workload("DaemonSet") + scaler("maxReplicas: 3", kind: "DaemonSet"))
                == ["warning HorizontalPodAutoscaler/web 3"])
        #expect(
            places(without, workload(spec: "replicas: 0", container: requests) + scaler("maxReplicas: 3")) == [
                "warning HorizontalPodAutoscaler/web 3"
            ])
    }

    @Test func `a limit is a request, and one metric that can be read is enough`() {
        func share(_ name: String) -> String {
            "{type: Resource, resource: {name: \(name), target: {type: Utilization, averageUtilization: 80}}}"
        }
        let limited = workload(container: "resources: {limits: {cpu: 1}}")
        let without = "autoscaler-without-effect"
        #expect(places(without, limited + scaler("maxReplicas: 3, metrics: [\(share("cpu")), \(share("memory"))]")).isEmpty)
        #expect(
            places(without, limited + scaler("maxReplicas: 3, metrics: [\(share("memory"))]")) == ["warning HorizontalPodAutoscaler/web 3"])
        #expect(
            places(
                without,
                workload()
                    + scaler(
                        "maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: x}, target: {type: AverageValue, averageValue: 1}}}]")
            ).isEmpty)
    }

    @Test(arguments: [
        ("minAvailable: 67%", 3, true), ("minAvailable: 66%", 3, false), ("minAvailable: 100%", 5, true), ("maxUnavailable: 0", 5, true),
        ("maxUnavailable: 0%", 5, true), ("maxUnavailable: 1%", 5, false), ("minAvailable: 1", 1, true), ("minAvailable: 1", 2, false),
    ]) func `shares of a budget are rounded up`(_ spec: String, _ replicas: Int, _ blocks: Bool) {
        let found = places("disruption-budget-blocks-drain", workload(spec: "replicas: \(replicas)") + budget(spec))
        #expect(found == (blocks ? ["warning PodDisruptionBudget/web 3"] : []))
    }

    @Test func `a budget that lets all pods go, or guards what no drain touches, has no effect`() {
        let without = "disruption-budget-without-effect"
        #expect(places(without, workload(spec: "replicas: 3") + budget("maxUnavailable: 100%")) == ["warning PodDisruptionBudget/web 3"])
        #expect(places(without, workload(spec: "replicas: 3") + budget("minAvailable: 0")) == ["warning PodDisruptionBudget/web 3"])
        #expect(places(without, workload("DaemonSet") + budget("minAvailable: 1")) == ["warning PodDisruptionBudget/web 3"])
        #expect(places(without, workload(spec: "replicas: 1") + budget("maxUnavailable: 1")).isEmpty)
    }
}
