// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortolanKubernetes

@Suite struct PodVerdictTests {
    private func pod(_ spec: String = "", container: String = "", metadata: String = "") -> [String] {
        func more(_ text: String) -> String { text.isEmpty ? "" : ", \(text)" }
        return verdict(
            "{apiVersion: v1, kind: Pod, metadata: {name: web\(more(metadata))}, spec: {containers: [{name: web, image: nginx\(more(container))}]"
                + "\(more(spec))}}")
    }

    // MARK: Volumes

    @Test func `a volume that is wrong cannot be mounted either`() {
        #expect(
            pod("volumes: [{name: data, hostPath: {path: /a/../b}}]", container: "volumeMounts: [{name: data, mountPath: /d}]") == [
                "Invalid spec.volumes[0].hostPath.path", "NotFound spec.containers[0].volumeMounts[0].name",
            ])
    }

    @Test func `of two sources the first in the server's order counts`() {
        #expect(pod("volumes: [{name: a, configMap: {name: a}, hostPath: {path: /a}}]") == ["Forbidden spec.volumes[0].configMap"])
        #expect(pod("volumes: [{name: a, downwardAPI: {}, emptyDir: {}}]") == ["Forbidden spec.volumes[0].downwarAPI"])
        #expect(pod("volumes: [{name: a}]") == [])
    }

    @Test(arguments: [
        ("secret: {}", ["Required secret.secretName"]), ("configMap: {}", ["Required configMap.name"]),
        ("secret: {secretName: a, defaultMode: 644}", ["Invalid secret.defaultMode"]),
        ("secret: {secretName: a, defaultMode: 0644}", []),
        ("configMap: {name: a, items: [{key: k, path: /etc/k}]}", ["Invalid configMap.items[0].path"]),
        ("configMap: {name: a, items: [{key: k, path: ..k}]}", ["Invalid configMap.items[0].path"]),
        ("emptyDir: {sizeLimit: -1Mi}", ["Forbidden emptyDir.sizeLimit"]), ("emptyDir: {medium: Disk}", []),
        ("hostPath: {path: /a, type: Folder}", ["NotSupported hostPath.type"]),
        ("nfs: {server: a, path: data}", ["Invalid nfs.path"]),
        ("gcePersistentDisk: {pdName: a, partition: 256}", ["Invalid persistentDisk.partition"]),
        ("csi: {driver: secrets_store}", ["Invalid csi.driver"]),
        ("iscsi: {targetPortal: a, iqn: \"iqn.2001-04.com.example:disk\", lun: 300}", ["Invalid iscsi.lun"]),
        ("azureDisk: {diskName: a, diskURI: /subscriptions/a}", ["NotSupported azureDisk.diskURI"]),
        ("fc: {lun: 0}", ["Required fc.targetWWNs"]), ("flocker: {}", ["Required flocker"]),
        ("downwardAPI: {items: [{path: a, fieldRef: {fieldPath: status.podIP}}]}", ["NotSupported downwardAPI.fieldRef.fieldPath"]),
        (
            "ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}",
            ["Required ephemeral.volumeClaimTemplate.spec.resources[storage]"]
        ),
        (
            "projected: {sources: [{secret: {name: a, items: [{key: k, path: p}]}}, {configMap: {name: b, items: [{key: k, path: p}]}}]}",
            ["Invalid projected"]
        ),
        (
            "projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 60}}]}",
            ["Invalid projected.sources[0].serviceAccountToken.expirationSeconds"]
        ),
    ]) func `what a volume's source must have`(_ source: String, _ expected: [String]) {
        #expect(
            pod("volumes: [{name: a, \(source)}]") == expected.map { $0.replacing(" ", with: " spec.volumes[0].") })
    }

    @Test func `an image as a volume is dropped in 1.34, its mounts with it`() {
        let spec = "volumes: [{name: a, image: {reference: b}}, {name: C}]"
        #expect(pod(spec, container: "volumeMounts: [{name: a, mountPath: /a}]") == ["Invalid spec.volumes[0].name"])
    }

    @Test func `a mount's further fields are told without its index`() {
        let volumes = "volumes: [{name: a, emptyDir: {}}]"
        func mount(_ fields: String) -> [String] { pod(volumes, container: "volumeMounts: [{name: a, mountPath: /a, \(fields)}]") }
        #expect(mount("subPath: ../b") == ["Invalid spec.containers[0].volumeMounts.subPath"])
        #expect(mount("mountPropagation: Bidirectional") == ["Forbidden spec.containers[0].volumeMounts.mountPropagation"])
        #expect(mount("recursiveReadOnly: Enabled") == ["Forbidden spec.containers[0].volumeMounts.recursiveReadOnly"])
    }

    @Test func `only claims are devices`() {
        let volumes = "volumes: [{name: a, emptyDir: {}}, {name: b, persistentVolumeClaim: {claimName: b}}]"
        #expect(pod(volumes, container: "volumeDevices: [{name: b, devicePath: /dev/b}]") == [])
        #expect(
            pod(volumes, container: "volumeDevices: [{name: a, devicePath: /dev/a}]") == [
                "Invalid spec.containers[0].volumeDevices[0].name"
            ])
    }

    // MARK: Environment

    @Test(arguments: [
        ("value: a, valueFrom: {secretKeyRef: {name: a, key: b}}", ["Invalid valueFrom"]), ("valueFrom: {}", ["Invalid valueFrom"]),
        ("valueFrom: {fieldRef: {fieldPath: spec.hostname}}", ["Invalid valueFrom.fieldRef.fieldPath"]),
        ("valueFrom: {fieldRef: {fieldPath: status.phase}}", ["NotSupported valueFrom.fieldRef.fieldPath"]),
        ("valueFrom: {fieldRef: {fieldPath: \"metadata.labels['app']\"}}", []),
        ("valueFrom: {resourceFieldRef: {resource: limits.gpu}}", ["NotSupported valueFrom.resourceFieldRef.resource"]),
        ("valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1Mi}}", ["Invalid valueFrom.resourceFieldRef.divisor"]),
        (
            "valueFrom: {configMapKeyRef: {name: A, key: a/b}}",
            ["Invalid valueFrom.configMapKeyRef.name", "Invalid valueFrom.configMapKeyRef.key"]
        ),
    ]) func `a variable has one source`(_ fields: String, _ expected: [String]) {
        #expect(
            pod(container: "env: [{name: A, \(fields)}]") == expected.map { $0.replacing(" ", with: " spec.containers[0].env[0].") })
    }

    @Test func `the same variable twice, and names that no shell takes, pass`() {
        #expect(pod(container: "env: [{name: A, value: a}, {name: A, value: b}, {name: \"1 a-b\", value: c}]") == [])
        #expect(pod(container: "envFrom: [{}]") == ["Invalid spec.containers[0].envFrom"])
    }

    // MARK: Resources

    @Test(arguments: [
        ("requests: {cpu: 2}, limits: {cpu: 1}", ["Invalid requests"]), ("requests: {cpu: 1000m}, limits: {cpu: 1}", []),
        ("requests: {memory: 1Gi}, limits: {memory: 1G}", ["Invalid requests"]), ("requests: {cpu: -1}", ["Invalid requests[cpu]"]),
        ("requests: {example.com/gpu: 1}", ["Required limits"]),
        (
            "requests: {hugepages-2Mi: 3Mi, cpu: 1}, limits: {hugepages-2Mi: 3Mi}",
            ["Invalid limits[hugepages-2Mi]", "Invalid requests[hugepages-2Mi]"]
        ),
        ("limits: {hugepages-2Mi: 2Mi}", ["Forbidden"]),
        ("requests: {gpu: 1}", ["Invalid requests[gpu]", "Invalid requests[gpu]"]),
    ]) func `requests and limits fit each other`(_ fields: String, _ expected: [String]) {
        #expect(
            pod(container: "resources: {\(fields)}")
                == expected.map { error in
                    let parts = error.split(separator: " ")
                    return "\(parts[0]) spec.containers[0].resources" + (parts.count > 1 ? ".\(parts[1])" : "")
                })
    }

    @Test func `a Pod's requests are as high as its limits; a template's are not filled in`() {
        let resources = "resources: {limits: {cpu: -1}}"
        #expect(
            pod(container: resources) == [
                "Invalid spec.containers[0].resources.limits[cpu]", "Invalid spec.containers[0].resources.requests[cpu]",
            ])
        #expect(
            verdict(workload("Deployment", container: resources)) == ["Invalid spec.template.spec.containers[0].resources.limits[cpu]"])
    }

    @Test func `a pod as a whole asks for no less than its containers`() {
        let container = "resources: {requests: {cpu: 2}}"
        #expect(pod("resources: {requests: {cpu: 1}}", container: container) == ["Invalid spec.resources.requests[cpu]"])
        #expect(pod("resources: {requests: {cpu: 2}}", container: container) == [])
        #expect(pod("resources: {requests: {ephemeral-storage: 1}}") == ["NotSupported spec.resources.requests[ephemeral-storage]"])
    }

    // MARK: Where it runs

    @Test func `affinity is judged as selectors, but for values that are only preferred`() {
        func affinity(_ fields: String) -> [String] { pod("affinity: {\(fields)}") }
        let must = "requiredDuringSchedulingIgnoredDuringExecution"
        let should = "preferredDuringSchedulingIgnoredDuringExecution"
        #expect(affinity("nodeAffinity: {\(must): {}}") == ["Required spec.affinity.nodeAffinity.\(must).nodeSelectorTerms"])
        #expect(
            affinity(
                "nodeAffinity: {\(should): [{weight: 0, preference: {matchExpressions: [{key: a, operator: In, values: [\"a b\"]}]}}]}")
                == ["Invalid spec.affinity.nodeAffinity.\(should)[0].weight"])
        #expect(affinity("podAntiAffinity: {\(must): [{labelSelector: {}}]}").count == 3)
        #expect(
            affinity("podAffinity: {\(must): [{topologyKey: a, namespaces: [A], labelSelector: {}}]}")
                == ["Invalid spec.affinity.podAffinity.\(must)[0].namespace"])
    }

    @Test func `spreading names a domain, what to do, and each pair once`() {
        let one = "{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}"
        #expect(pod("topologySpreadConstraints: [\(one)]") == [])
        #expect(
            pod("topologySpreadConstraints: [\(one), \(one)]")
                == ["Duplicate spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}"])
        #expect(
            pod("topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: Never, minDomains: 1}]") == [
                "Invalid spec.topologySpreadConstraints[0].maxSkew", "NotSupported spec.topologySpreadConstraints[0].whenUnsatisfiable",
                "Invalid spec.topologySpreadConstraints[0].minDomains",
            ])
    }

    @Test func `a Pod's label keys are in the selector before it is judged; a template's are not`() {
        let spread = """
            topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [app],
              labelSelector: {matchLabels: {app: web}}}]
            """
        #expect(pod(spread, metadata: "labels: {app: web}") == ["Invalid spec.topologySpreadConstraints[0][0]"])
        #expect(verdict(workload("Deployment", pod: spread)) == [])
    }

    // MARK: What it may do

    @Test(arguments: [
        ("allowPrivilegeEscalation: false, privileged: true", ["Invalid"]),
        ("allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}", ["Invalid"]),
        ("allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN]}", []), ("runAsNonRoot: true, runAsUser: 0", []),
        ("runAsUser: -1", ["Invalid runAsUser"]), ("procMount: Unmasked", ["Invalid procMount"]),
        ("seccompProfile: {type: Localhost}", ["Required seccompProfile.localhostProfile"]),
        ("seccompProfile: {type: runtime/default}", ["NotSupported seccompProfile.type"]),
        ("appArmorProfile: {type: Unconfined, localhostProfile: a}", ["Invalid appArmorProfile.localhostProfile"]),
        ("windowsOptions: {runAsUserName: \"a\\\\b\\\\c\"}", ["Invalid windowsOptions.runAsUserName"]),
    ]) func `a security context does not contradict itself`(_ fields: String, _ expected: [String]) {
        #expect(
            pod(container: "securityContext: {\(fields)}")
                == expected.map { error in
                    let parts = error.split(separator: " ")
                    return "\(parts[0]) spec.containers[0].securityContext" + (parts.count > 1 ? ".\(parts[1])" : "")
                })
    }

    @Test func `a Windows pod has none of what only Linux has`() {
        #expect(
            pod("os: {name: windows}, hostPID: true, securityContext: {runAsUser: 1}", container: "securityContext: {privileged: false}")
                == [
                    "Forbidden spec.hostPID", "Forbidden spec.securityContext.runAsUser",
                    "Forbidden spec.containers[0].securityContext.privileged",
                ])
        #expect(pod("os: {name: beos}") == ["NotSupported spec.os"])
    }

    @Test func `a restart policy of an ordinary container is dropped in 1.34`() {
        #expect(pod(container: "restartPolicy: Sometimes") == [])
        #expect(pod("initContainers: [{name: a, image: a, restartPolicy: Never}]") == [])
    }

    @Test func `annotations that the server reads`() {
        #expect(pod(metadata: "annotations: {controller.kubernetes.io/pod-deletion-cost: \"+1\"}").count == 1)
        #expect(
            pod(metadata: "annotations: {container.apparmor.security.beta.kubernetes.io/nobody: runtime/default}")
                == ["Invalid metadata.annotations[container.apparmor.security.beta.kubernetes.io/nobody]"])
    }

    // MARK: Jobs

    private func job(_ spec: String, labels: String = "app: a", name: String = "a", more: String = "") -> [String] {
        verdict(
            """
            {apiVersion: batch/v1, kind: Job, metadata: {name: \(name)\(more)}, spec: {\(spec) template: {metadata: {labels: {\(labels)}}, spec: {
            restartPolicy: Never, containers: [{name: a, image: a}]}}}}
            """)
    }

    @Test func `an indexed Job counts its pods`() {
        #expect(job("completionMode: Indexed,") == [])
        #expect(job("completionMode: Indexed, parallelism: 2,") == ["Required spec.completions"])
        #expect(job("backoffLimitPerIndex: 1,") == ["Invalid spec.backoffLimitPerIndex"])
        #expect(job("completionMode: Indexed, completions: 3, successPolicy: {rules: [{succeededIndexes: \"0,2-4\"}]},").count == 1)
        #expect(job("completionMode: Indexed, completions: 5, successPolicy: {rules: [{succeededIndexes: \"0,2-4\"}]},") == [])
    }

    @Test func `a failure policy has ordered codes and known actions`() {
        func policy(_ rule: String) -> [String] { job("podFailurePolicy: {rules: [{\(rule)}]},") }
        #expect(policy("action: Ignore, onPodConditions: [{type: DisruptionTarget}]") == [])
        #expect(
            policy("action: FailJob, onExitCodes: {operator: In, values: [2, 1, 0]}") == [
                "Invalid spec.podFailurePolicy.rules[0].onExitCodes.values[2]", "Invalid spec.podFailurePolicy.rules[0].onExitCodes.values",
            ])
        #expect(policy("action: Stop") == ["NotSupported spec.podFailurePolicy.rules[0].action", "Invalid spec.podFailurePolicy.rules[0]"])
    }

    @Test func `a Job's name is a label of its pods`() {
        let name = String(repeating: "a", count: 64)
        #expect(job("", name: name, more: ", labels: {a: b}") == ["Invalid spec.template.labels", "Invalid spec.template.labels"])
        #expect(job("", labels: "job-name: other") == ["Invalid spec.template.metadata.labels[job-name]"])
    }

    @Test(arguments: [
        ("*/5 * * * *", true), ("0 9-17/2 * jan-mar mon-fri", true), ("@every 1h30m", true), ("@daily", true), ("*-x * * * *", true),
        ("0 0 1,15 * ?", true), ("0 0 * * 7", false), ("60 * * * *", false), ("* * * *", false), ("@Daily", false), ("@every 5", false),
        ("*/0 * * * *", false), ("5-1 * * * *", false), ("a * * * *", false), ("0 0 31 feb fri-mon", false), ("1/2/3 * * * *", false),
    ]) func `a schedule is read as the controller reads it`(_ schedule: String, _ isRight: Bool) {
        #expect((CronSchedule.fault(schedule) == nil) == isRight)
    }

    @Test(arguments: [
        ("Europe/Berlin", []), ("Etc/UTC", []), ("UTC", []), ("europe/berlin", ["Invalid"]), ("Local", ["Invalid"]), ("\"\"", ["Invalid"]),
        ("\"+02:00\"", ["Invalid"]), ("Mars/Olympus", ["Invalid"]), ("America/Argentina/Ushuaia", []),
    ]) func `a time zone has the name that the database gives it`(_ zone: String, _ expected: [String]) {
        let manifest = """
            {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: "@daily", timeZone: \(zone), jobTemplate: {spec: {
            template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}}
            """
        #expect(verdict(manifest) == expected.map { "\($0) spec.timeZone" })
    }

    @Test func `a StatefulSet's claims are judged, and its pods' host names are its own affair`() {
        let claims = "volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [Often], resources: {requests: {storage: 0}}}}]"
        #expect(
            verdict(workload("StatefulSet", spec: claims, pod: "hostname: A")) == [
                "NotSupported spec.volumeClaimTemplates[0].spec.accessModes",
                "Invalid spec.volumeClaimTemplates[0].spec.resources[storage]",
            ])
    }
}
