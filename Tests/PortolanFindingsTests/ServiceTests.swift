// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct TargetPortTests {
    @Test func `a name that is declared for another protocol counts as missing, and the message says so`() {
        let manifest =
            service("ports: [{port: 53, targetPort: dns}]") + workload(container: "ports: [{name: dns, containerPort: 53, protocol: UDP}]")
        let found = findings(manifest).filter { $0.code == "target-port-name-undeclared" }
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.message.contains("for UDP, not for TCP") == true)
    }

    @Test func `behind a headless Service a missing name costs a DNS record only`() {
        let manifest = service("clusterIP: None, ports: [{port: 80, targetPort: http}]") + workload()
        #expect(places("target-port-name-undeclared", manifest) == ["warning Service/web 1"])
    }

    @Test func `nothing is said of numbers where the pods declare no ports`() {
        #expect(places("target-port-undeclared", service() + workload()).isEmpty)
        #expect(places("target-port-undeclared", service() + workload(container: "ports: [{containerPort: 81}]")) == ["info Service/web 1"])
    }

    @Test func `a workload of the Service's own file counts before variants of it elsewhere`() {
        let ported = workload(container: "ports: [{name: http, containerPort: 80}]")
        let one = service("ports: [{port: 80, targetPort: http}]") + ported
        #expect(places("target-port-name-partly-declared", ["base/a.yaml": one, "old/b.yaml": workload()]).isEmpty)
        #expect(
            places(
                "target-port-name-undeclared",
                ["a/service.yaml": service("ports: [{port: 80, targetPort: http}]"), "a/web.yaml": ported, "b/web.yaml": workload()]
            )
            .isEmpty)
    }
}

@Suite struct SelectionTests {
    @Test func `pods in another namespace are named`() {
        let found = findings(service() + workload(metadata: "namespace: shop")).filter { $0.code == "selector-matches-nothing" }
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.message.contains("namespace shop") == true)
    }

    @Test func `a label that pods do not have may come at run time`() {
        #expect(places("selector-matches-nothing", service(selector: "{app: web, role: primary}") + workload()) == ["info Service/web 1"])
    }

    @Test func `nothing is said where the input has no pods, or only a running cluster knows the label`() {
        #expect(places("selector-matches-nothing", service()).isEmpty)
        #expect(places("selector-matches-nothing", service(selector: "{pod-template-hash: abc}") + workload()).isEmpty)
    }

    @Test func `one member of a StatefulSet is found by the label that its controller sets`() {
        let member = service("type: LoadBalancer, ports: [{port: 80}]", selector: "{statefulset.kubernetes.io/pod-name: web-1}")
        #expect(
            places("one-member-exposed", member + workload("StatefulSet", spec: "serviceName: web, replicas: 2")) == [
                "info StatefulSet/web 1"
            ])
        #expect(places("one-member-exposed", member + workload("StatefulSet", spec: "serviceName: web, replicas: 1")).isEmpty)
    }

    @Test func `a Service for a Job alone is meant`() {
        let job = workload("Job", pod: "restartPolicy: Never")
        #expect(places("selector-matches-job", service() + job).isEmpty)
        #expect(places("selector-matches-job", service() + job + workload(name: "server")) == ["warning Service/web 1"])
    }

    @Test func `pods that only show metrics need no Service`() {
        #expect(places("pods-without-service", workload(container: "ports: [{name: metrics, containerPort: 9090}]")).isEmpty)
        #expect(
            places("pods-without-service", workload(container: "ports: [{name: http, containerPort: 80}]")) == ["info Deployment/web 1"])
    }
}

@Suite struct ExposureTests {
    private let balanced = service("type: LoadBalancer, ports: [{port: 80, targetPort: 8080}]")

    @Test func `an autoscaler's fewest replicas count, not those that are written`() {
        let scaler = """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {minReplicas: 2,
              maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}
            """
        #expect(places("one-replica", balanced + workload()) == ["info Deployment/web 3"])
        #expect(places("one-replica", balanced + workload() + scaler).isEmpty)
    }

    @Test func `two Services before one workload are one finding`() {
        let other = balanced.replacing("name: web", with: "name: other")
        #expect(places("no-readiness-probe", balanced + other + workload()) == ["info Deployment/web 5"])
    }

    @Test func `with the nodes at hand Local is held against their number`() {
        let local = service("type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]")
        let node = "{apiVersion: v1, kind: Node, metadata: {name: NAME}}\n---\n"
        let two = node.replacing("NAME", with: "a") + node.replacing("NAME", with: "b")
        #expect(places("local-policy-few-nodes", local + workload(spec: "replicas: 2")) == ["info Service/web 1"])
        #expect(places("local-policy-few-nodes", local + workload(spec: "replicas: 2") + two).isEmpty)
        #expect(places("local-policy-few-nodes", local + workload("DaemonSet")).isEmpty)
    }

    @Test func `an affinity for each other packs pods onto one node`() {
        let local = service("type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]")
        let term = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}"
        let pod = "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [\(term)]}}"
        #expect(places("local-policy-few-nodes", local + workload(spec: "replicas: 9", pod: pod)) == ["warning Service/web 1"])
    }

    @Test func `a policy for a port by name, a range or everybody lets clients in`() {
        func policy(_ rule: String) -> String {
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, ingress: [\(rule)]}}"
        }
        let web = balanced + workload(container: "ports: [{name: http, containerPort: 8080}]")
        for rule in ["{}", "{ports: [{port: http}]}", "{ports: [{port: 8000, endPort: 9000}]}", "{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}"] {
            #expect(places("network-policy-denies", web + policy(rule)).isEmpty, "\(rule)")
        }
        for rule in ["", "{ports: [{port: 80}]}", "{from: [{namespaceSelector: {}}]}", "{ports: [{port: 8080, protocol: UDP}]}"] {
            #expect(places("network-policy-denies", web + policy(rule)) == ["error Service/web 1"], "\(rule)")
        }
    }

    @Test func `one policy that lets clients in is enough`() {
        let deny = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny}, spec: {podSelector: {}}}\n---\n"
        let allow =
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: allow}, spec: {podSelector: {matchLabels:"
            + " {app: web}}, ingress: [{}]}}\n---\n"
        #expect(places("network-policy-denies", balanced + workload() + deny) == ["error Service/web 1"])
        #expect(places("network-policy-denies", balanced + workload() + deny + allow).isEmpty)
        #expect(places("network-policy-denies", balanced + workload(pod: "hostNetwork: true") + deny).isEmpty)
    }

    @Test func `a known administration port is inner though it is declared`() {
        let kong = workload(container: "ports: [{containerPort: 8001}]").replacing("image: web", with: "image: docker.io/library/kong:3")
        let admin = service("type: NodePort, ports: [{port: 8001}]")
        #expect(places("inner-port-exposed", admin + kong) == ["warning Service/web 1"])
        #expect(places("inner-port-exposed", service("ports: [{port: 8001}]") + kong).isEmpty)
    }
}
