// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import Testing

@Suite struct WorkloadVerdictTests {
    @Test(arguments: ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]) func `the right workload is accepted`(_ kind: String) {
        #expect(verdict(workload(kind, container: "ports: [{name: http, containerPort: 80}]")) == [])
        #expect(read(workload(kind)).inventory.workloads.map(\.metadata.name) == ["web"])
    }

    @Test(arguments: ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]) func `pods that end are refused`(_ kind: String) {
        #expect(verdict(workload(kind, pod: "restartPolicy: Never")) == ["NotSupported spec.template.spec.restartPolicy"])
        #expect(verdict(workload(kind, pod: "activeDeadlineSeconds: 5")) == ["Forbidden spec.template.spec.activeDeadlineSeconds"])
    }

    @Test(arguments: ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]) func `a selector that misses the template`(_ kind: String) {
        let manifest = workload(kind).replacing(
            "matchLabels: {app: web}", with: "matchExpressions: [{key: app, operator: NotIn, values: [web]}]")
        #expect(verdict(manifest) == ["Invalid spec.template.metadata.labels"])
    }

    @Test func `no selector, for a kind that asks for one and for one that does not`() {
        func without(_ kind: String) -> [String] { verdict(workload(kind).replacing("selector: {matchLabels: {app: web}}, ", with: "")) }
        #expect(without("StatefulSet") == ["Required spec.selector", "Invalid spec.template.metadata.labels"])
        #expect(without("DaemonSet") == ["Invalid spec.template.metadata.labels"])
    }

    @Test func `an empty selector`() {
        func empty(_ kind: String) -> [String] { verdict(workload(kind).replacing("{matchLabels: {app: web}}", with: "{}")) }
        #expect(empty("Deployment") == ["Invalid spec.selector"])
        #expect(empty("DaemonSet") == ["Invalid spec.selector"])
    }

    @Test func `a selector that cannot be evaluated hides the template`() {
        let bad = "{matchExpressions: [{key: app, operator: Is, values: [web]}]}"
        let manifest = workload("Deployment", pod: "dnsPolicy: Nope").replacing("{matchLabels: {app: web}}", with: bad)
        #expect(verdict(manifest) == ["Invalid spec.selector.matchExpressions[0].operator", "Invalid spec.selector"])
    }

    @Test func `how a Deployment replaces its pods`() {
        func verdicts(_ strategy: String) -> [String] { verdict(workload("Deployment", spec: "strategy: {\(strategy)}")) }
        #expect(verdicts("type: Recreate") == [])
        #expect(verdicts("type: Recreate, rollingUpdate: {}") == ["Forbidden spec.strategy.rollingUpdate"])
        #expect(verdicts("rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}") == ["Invalid spec.strategy.rollingUpdate.maxUnavailable"])
        #expect(verdicts("rollingUpdate: {maxUnavailable: 101%}") == ["Invalid spec.strategy.rollingUpdate.maxUnavailable"])
        #expect(verdicts("rollingUpdate: {maxSurge: half}") == ["Invalid spec.strategy.rollingUpdate.maxSurge"])
        #expect(verdicts("type: Rolling") == ["NotSupported spec.strategy"])
    }

    @Test func `how a DaemonSet replaces its pods`() {
        func verdicts(_ strategy: String) -> [String] { verdict(workload("DaemonSet", spec: "updateStrategy: {\(strategy)}")) }
        #expect(verdicts("rollingUpdate: {maxSurge: 1}") == ["Invalid spec.updateStrategy.rollingUpdate.maxSurge"])
        #expect(verdicts("rollingUpdate: {maxSurge: 1, maxUnavailable: 0}") == [])
        #expect(verdicts("rollingUpdate: {maxUnavailable: 0}") == ["Required spec.updateStrategy.rollingUpdate.maxUnavailable"])
    }

    @Test func `a Deployment must have longer to progress than to be ready`() {
        #expect(verdict(workload("Deployment", spec: "minReadySeconds: 600")) == ["Invalid spec.progressDeadlineSeconds"])
        #expect(verdict(workload("Deployment", spec: "replicas: -1")) == ["Invalid spec.replicas"])
    }

    @Test func `a StatefulSet's pods mount what its claims make`() {
        let mount = "volumeMounts: [{name: data, mountPath: /data}]"
        let claims =
            "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]"
        #expect(verdict(workload("StatefulSet", spec: claims, container: mount)) == [])
        #expect(verdict(workload("StatefulSet", container: mount)) == ["NotFound spec.template.spec.containers[0].volumeMounts[0].name"])
        #expect(verdict(workload("StatefulSet", spec: "serviceName: my.service")) == ["Invalid spec.serviceName"])
    }

    @Test func `a Job says how its pods end, and leaves the selector to the server`() {
        func job(_ pod: String, _ spec: String = "") -> String {
            workload("Job", version: "batch/v1", spec: spec, pod: pod).replacing("selector: {matchLabels: {app: web}}, ", with: "")
        }
        #expect(verdict(job("restartPolicy: Never", "backoffLimit: 1")) == [])
        #expect(verdict(job("", "backoffLimit: -1")) == ["Invalid spec.backoffLimit", "Required spec.template.spec.restartPolicy"])
        #expect(verdict(workload("Job", version: "batch/v1", pod: "restartPolicy: Never")) == ["Invalid spec.selector"])
    }

    @Test func `a CronJob`() {
        func cronJob(_ schedule: String, name: String = "web") -> [String] {
            verdict(
                """
                {apiVersion: batch/v1, kind: CronJob, metadata: {name: \(name)}, spec: {schedule: '\(schedule)', jobTemplate: {spec: {template: {
                spec: {restartPolicy: Never, containers: [{name: web, image: nginx}]}}}}}}
                """)
        }
        #expect(cronJob("*/5 * * * *") == [])
        #expect(cronJob("@daily") == [])
        #expect(cronJob("* * *") == ["Invalid spec.schedule"])
        #expect(cronJob("") == ["Required spec.schedule"])
        #expect(cronJob("@daily", name: String(repeating: "a", count: 53)) == ["Invalid metadata.name"])
    }

    @Test func `a ReplicationController takes its template's labels for a selector`() {
        let manifest = workload("ReplicationController", version: "v1")
        #expect(verdict(manifest.replacing("selector: {matchLabels: {app: web}}, ", with: "")) == [])
        #expect(verdict(manifest.replacing("{matchLabels: {app: web}}", with: "{app: other}")) == ["Invalid spec.template.metadata.labels"])
    }

    @Test func `host ports are filled in for a Pod alone`() {
        let ports = "ports: [{containerPort: 80}]}, {name: side, image: nginx, ports: [{containerPort: 80}]"
        #expect(verdict(workload("Deployment", pod: "hostNetwork: true", container: ports)) == [])
        let pod =
            "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostNetwork: true, containers: [{name: web, image: nginx, \(ports)}]}}"
        #expect(verdict(pod) == ["Duplicate spec.containers[1].ports[0].hostPort"])
    }

    @Test func `an init container is compared by itself, under the index 0`() {
        let ports = "ports: [{containerPort: 1, hostPort: 9}, {containerPort: 2, hostPort: 9}]"
        let init2 = "initContainers: [{name: a, image: nginx}, {name: b, image: nginx, \(ports)}]"
        #expect(verdict(workload("Deployment", pod: init2)) == ["Duplicate spec.template.spec.initContainers[0].ports[1].hostPort"])
    }

    @Test func `sysctls of a network that the pod does not have`() {
        let sysctls = "securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}, {name: net/core/x, value: '1'}]}"
        #expect(verdict(workload("Deployment", pod: sysctls)) == [])
        let field = "Invalid spec.template.spec.securityContext.sysctls"
        #expect(verdict(workload("Deployment", pod: "hostNetwork: true, \(sysctls)")) == ["\(field)[0].name", "\(field)[1].name"])
    }

    @Test func `versions that the API no longer serves are read without a verdict`() {
        let old = read(workload("Deployment", version: "extensions/v1beta1", spec: "nonsense: 1"))
        #expect(old.inventory.rejections.isEmpty)
        #expect(old.inventory.workloads.count == 1)
    }
}
