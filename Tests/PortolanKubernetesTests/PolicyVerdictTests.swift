// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortolanKubernetes

@Suite struct PolicyVerdictTests {
    private func autoscaler(_ spec: String, version: String = "autoscaling/v2") -> String {
        let target = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}"
        return "{apiVersion: \(version), kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {\(target), \(spec)}}"
    }

    private func secret(_ fields: String) -> String { "{apiVersion: v1, kind: Secret, metadata: {name: a}, \(fields)}" }

    private func budget(_ spec: String, name: String = "web") -> String {
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: \(name)}, spec: {\(spec)}}"
    }

    @Test func `an autoscaler has bounds that fit each other`() {
        #expect(verdict(autoscaler("maxReplicas: 3")) == [])
        #expect(verdict(autoscaler("minReplicas: 5, maxReplicas: 3")) == ["Invalid spec.maxReplicas"])
        #expect(verdict(autoscaler("minReplicas: 1")) == ["Invalid spec.maxReplicas", "Invalid spec.maxReplicas"])
        #expect(
            verdict(autoscaler("minReplicas: 0, maxReplicas: 3")) == ["Invalid spec.minReplicas", "Forbidden spec.metrics"])
    }

    @Test func `a metric has one source, its own, and a target that fits it`() {
        func metric(_ fields: String) -> [String] { verdict(autoscaler("maxReplicas: 3, metrics: [{\(fields)}]")) }
        #expect(metric("type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}") == [])
        #expect(metric("type: Resource") == ["Required spec.metrics[0].resource"])
        #expect(
            metric("type: Pods, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}")
                == ["Invalid spec.metrics[0].resource.target.averageUtilization", "Required spec.metrics[0].pods"])
        #expect(
            metric("type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: \"0\"}}")
                == ["Invalid spec.metrics[0].pods.target.averageValue"])
    }

    @Test func `the older autoscaler is judged as the newer one that it becomes`() {
        let old = autoscaler("maxReplicas: 3, targetCPUUtilizationPercentage: 0", version: "autoscaling/v1")
        #expect(verdict(old) == ["Invalid spec.metrics[0].resource.target.averageUtilization"])
    }

    @Test func `behaviour has policies, short periods and words that exist`() {
        func behaviour(_ fields: String) -> [String] { verdict(autoscaler("maxReplicas: 3, behavior: {scaleDown: {\(fields)}}")) }
        #expect(behaviour("stabilizationWindowSeconds: 300") == [])
        #expect(behaviour("policies: []") == ["Required spec.behavior.scaleDown.policies"])
        #expect(behaviour("selectPolicy: max") == ["NotSupported spec.behavior.scaleDown.selectPolicy"])
        #expect(
            behaviour("policies: [{type: Pods, value: 1, periodSeconds: 1801}]")
                == ["Invalid spec.behavior.scaleDown.policies[0].periodSeconds"])
    }

    @Test func `a budget has one limit; its name is hardly looked at, and last`() {
        #expect(verdict(budget("minAvailable: 1, maxUnavailable: 1")) == ["Invalid spec"])
        #expect(verdict(budget("minAvailable: \"1\"")) == ["Invalid spec.minAvailable"])
        #expect(verdict(budget("minAvailable: 101%")) == ["Invalid spec.minAvailable"])
        #expect(verdict(budget("maxUnavailable: 1", name: "Web_1")) == [])
        #expect(verdict(budget("maxUnavailable: 1", name: "a%b")) == ["Invalid metadata.name"])
        #expect(verdict(budget("minAvailable: x", name: "a%b")) == ["Invalid spec.minAvailable"])
    }

    @Test func `a config map's values are text and its keys file names`() {
        func configMap(_ fields: String) -> [String] { verdict("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, \(fields)}") }
        #expect(configMap("data: {.env: x, a: ~}") == [])
        #expect(configMap("data: {PORT: 8080}") == ["Decode data"])
        #expect(configMap("data: {a/b: x}") == ["Invalid data[a/b]"])
        #expect(configMap("data: {a: x}, binaryData: {a: eA==}") == ["Invalid data[a]"])
        #expect(configMap("binaryData: {a: x}") == ["Decode"])
    }

    @Test func `a secret has the keys of its type, written encoded or as text`() {
        #expect(verdict(secret("type: kubernetes.io/tls, stringData: {tls.crt: a}, data: {tls.key: eA==}")) == [])
        #expect(verdict(secret("type: kubernetes.io/tls, data: {tls.crt: \"\"}")) == ["Required data[tls.key]"])
        let docker = "type: kubernetes.io/dockerconfigjson, stringData: {.dockerconfigjson: "
        #expect(verdict(secret("\(docker)'{\"auths\": {}}'}")) == [])
        #expect(verdict(secret("\(docker)'{\"auths\": }'}")) == ["Invalid data[.dockerconfigjson]"])
        #expect(verdict(secret("data: {password: secret!}")) == ["Decode"])
    }

    @Test func `a namespace's name is a label's value too`() {
        let name = String(repeating: "a", count: 64)
        #expect(
            verdict("{apiVersion: v1, kind: Namespace, metadata: {name: \(name)}}")
                == ["Invalid metadata.name", "Invalid metadata.labels"])
    }

    @Test(arguments: [
        ("0.5", 500_000_000), ("500m", 500_000_000), ("1Ki", 1_024_000_000_000), ("1e3", 1_000_000_000_000), ("-1k", -1_000_000_000_000),
        ("0.0000000001", 1), (".5", 500_000_000), ("1.", 1_000_000_000), ("0.5Ki", 512_000_000_000),
    ]) func `a quantity is exact to a billionth, rounded up`(_ text: String, _ nanos: Int) {
        #expect(Quantity(text)?.nanos == Int128(nanos))
    }

    @Test(arguments: ["", "1GB", "half", "1 Gi", "1e", "--1", "e3", "."]) func `what is no quantity is none`(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test(arguments: ["1e1000", String(repeating: "9", count: 400), "9999999E", "1e999999999999999999999", "99999999999999999999Ei"])
    func `an amount beyond all bounds is the greatest there is`(_ text: String) {
        #expect(Quantity(text) == Quantity(nanos: .max))
    }
}
