// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import Testing

@testable import PortolanGraph

/// Reads manifests as an IPv4 cluster would.
private func read(_ manifest: String) -> Inventory {
    var reader = ObjectReader(clusterFamilies: [.ipv4])
    for document in ManifestReader.read(Array(manifest.utf8), path: "test.yaml").documents { reader.read(document) }
    return reader.inventory
}

private func service(_ name: String, selector: String, spec: String = "ports: [{port: 80, targetPort: http}]") -> String {
    "{apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {selector: \(selector), \(spec)}}\n---\n"
}

private func pods(_ kind: String, _ name: String, labels: String, ports: String = "", version: String = "apps/v1", spec: String = "")
    -> String
{
    let pod =
        "{containers: [{name: c, image: i, ports: [\(ports)]}], restartPolicy: \(kind == "Job" || kind == "CronJob" ? "Never" : "Always")}"
    let template = "template: {metadata: {labels: \(labels)}, spec: \(pod)}"
    let body =
        switch kind {
        case "Pod": pod
        case "CronJob": "{schedule: '* * * * *', jobTemplate: {spec: {\(template)}}}"
        case "Job": "{\(template)\(spec)}"
        case "ReplicationController": "{selector: \(labels), \(template)\(spec)}"
        default: "{selector: {matchLabels: \(labels)}, \(template)\(spec)}"
        }
    let own = kind == "Pod" ? ", labels: \(labels)" : ""
    return "{apiVersion: \(version), kind: \(kind), metadata: {name: \(name)\(own)}, spec: \(body)}\n---\n"
}

@Suite struct ServiceGraphTests {
    private func behind(_ manifest: String) -> [[String]] {
        let inventory = read(manifest)
        #expect(inventory.rejections.isEmpty, "\(inventory.rejections.flatMap(\.reasons))")
        let graph = ServiceGraph(inventory)
        return inventory.services.map { graph.workloads(behind: $0).map(\.reference.name) }
    }

    @Test func `pods of every kind are found by their template's labels`() {
        let kinds = [
            ("Pod", "v1"), ("Deployment", "apps/v1"), ("StatefulSet", "apps/v1"), ("DaemonSet", "apps/v1"), ("ReplicaSet", "apps/v1"),
            ("ReplicationController", "v1"), ("Job", "batch/v1"), ("CronJob", "batch/v1"),
        ]
        let all = kinds.map { pods($0, $0.lowercased(), labels: "{app: web}", version: $1) }.joined()
        #expect(
            behind(service("web", selector: "{app: web}") + all) == [
                [
                    "pod", "deployment", "statefulset", "daemonset", "replicaset", "replicationcontroller", "job", "cronjob",
                ]
            ])
    }

    @Test func `a selector needs all its labels, in its own namespace`() {
        let other = pods("Deployment", "other", labels: "{app: web, tier: b}")
        let elsewhere = pods("Deployment", "elsewhere", labels: "{app: web, tier: a}").replacing(
            "name: elsewhere", with: "name: elsewhere, namespace: shop")
        #expect(
            behind(
                service("web", selector: "{app: web, tier: a}") + pods("Deployment", "right", labels: "{app: web, tier: a}") + other
                    + elsewhere)
                == [["right"]])
    }

    @Test func `labels that controllers set are known`() {
        let set = pods("StatefulSet", "db", labels: "{app: db}", spec: ", replicas: 2")
        let late = pods("StatefulSet", "late", labels: "{app: late}", spec: ", replicas: 2, ordinals: {start: 5}")
        let job = pods("Job", "once", labels: "{app: once}", version: "batch/v1")
        func one(_ label: String) -> [[String]] { behind(service("web", selector: "{\(label)}") + set + late + job) }
        #expect(one("statefulset.kubernetes.io/pod-name: db-1") == [["db"]])
        #expect(one("statefulset.kubernetes.io/pod-name: db-2") == [[]])
        #expect(one("statefulset.kubernetes.io/pod-name: late-1") == [[]])
        #expect(one("statefulset.kubernetes.io/pod-name: late-6") == [["late"]])
        #expect(one("apps.kubernetes.io/pod-index: '1'") == [["db"]])
        #expect(one("batch.kubernetes.io/job-name: once") == [["once"]])
        #expect(one("job-name: never") == [[]])
    }

    @Test func `billions of replicas cost nothing`() {
        let set = pods("StatefulSet", "db", labels: "{app: db}", spec: ", replicas: 2147483647, ordinals: {start: 2147483647}")
        #expect(behind(service("web", selector: "{statefulset.kubernetes.io/pod-name: db-4294967293}") + set) == [["db"]])
    }

    @Test(arguments: [
        ("{matchLabels: {app: a}}", ["a1", "a2"]), ("{}", ["a1", "a2", "b"]),
        ("{matchExpressions: [{key: app, operator: In, values: [b, c]}]}", ["b"]),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [a]}]}", ["b"]),
        ("{matchExpressions: [{key: v, operator: Exists}]}", ["a2"]),
        ("{matchExpressions: [{key: v, operator: DoesNotExist}]}", ["a1", "b"]),
        ("{matchLabels: {app: a}, matchExpressions: [{key: v, operator: Exists}]}", ["a2"]),
    ]) func `a label selector finds pods by labels and expressions`(_ selector: String, _ expected: [String]) throws {
        let inventory = read(
            pods("Deployment", "a1", labels: "{app: a}") + pods("Deployment", "a2", labels: "{app: a, v: '2'}")
                + pods("Deployment", "b", labels: "{app: b}")
                + "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p}, spec: {selector: \(selector), minAvailable: 1}}")
        let budget = try #require(inventory.disruptionBudgets.first)
        let graph = ServiceGraph(inventory)
        #expect(graph.positions(selectedBy: budget.selector, in: "default").map { inventory.workloads[$0].reference.name } == expected)
        #expect(graph.positions(selectedBy: budget.selector, in: "other") == [])
        var index = SelectorIndex<String>()
        index.add("p", selector: budget.selector, namespace: "default")
        #expect(inventory.workloads.filter { index.matching($0.pod.labels, in: "default") == ["p"] }.map(\.reference.name) == expected)
    }

    @Test func `of many Services each is compared with the workloads of its rarest label alone`() {
        let manifest = (0..<300).map { number in
            "{apiVersion: v1, kind: Service, metadata: {name: s\(number)}, spec: {selector: {app: a\(number), all: x}, ports:"
                + " [{port: 80}]}}\n---\n"
                + "{apiVersion: v1, kind: Pod, metadata: {name: p\(number), labels: {app: a\(number), all: x}}, spec: {containers:"
                + " [{name: c, image: i}]}}\n---\n"
        }.joined()
        let inventory = read(manifest)
        let index = LabelIndex(inventory.workloads)
        for (position, service) in inventory.services.enumerated() {
            #expect(index.candidates(of: service.selector ?? StringMap(), in: "default") == [position])
        }
    }
}

@Suite struct PortTests {
    @Test func `a name is looked up in each workload by itself`() throws {
        let inventory = read(
            service("web", selector: "{app: web}")
                + pods("Deployment", "old", labels: "{app: web}", ports: "{name: http, containerPort: 80}")
                + pods("Deployment", "new", labels: "{app: web}", ports: "{name: http, containerPort: 8080}")
                + pods("Deployment", "none", labels: "{app: web}"))
        let graph = ServiceGraph(inventory)
        let web = try #require(inventory.services.first)
        let port = try #require(web.ports.first)
        let targets = graph.workloads(behind: web).map { ServiceGraph.target(of: port, in: $0.pod).port }
        #expect(targets == [.number(80), .number(8080), .name("http")])
        #expect(graph.podPort(of: port, in: web) == .number(80))
    }

    @Test func `a Service without selector leads where its endpoints say`() throws {
        let inventory = read(
            """
            {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{name: sql, port: 3306, targetPort: sql}]}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-x,
              labels: {kubernetes.io/service-name: db}}, addressType: IPv4, endpoints: [{addresses: [192.0.2.1]}],
              ports: [{name: sql, port: 13306}]}
            ---
            {apiVersion: v1, kind: Endpoints, metadata: {name: other}, subsets: [{addresses: [{ip: 192.0.2.2}], ports: [{port: 1}]}]}
            """)
        let graph = ServiceGraph(inventory)
        let service = try #require(inventory.services.first)
        #expect(graph.endpoints(of: service).flatMap(\.addresses) == ["192.0.2.1"])
        #expect(graph.podPort(of: try #require(service.ports.first), in: service) == .number(13306))
    }
}

@Suite struct BackendTests {
    @Test func `backends of Ingresses old and new and of routes lead to a Service's port`() {
        let inventory = read(
            """
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: new}, spec: {rules: [{http: {paths: [{path: /,
              pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}
            ---
            {apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: old}, spec: {backend: {serviceName: web, servicePort: 80}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: http},
              spec: {rules: [{backendRefs: [{name: web, port: 81}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, metadata: {name: grpc},
              spec: {rules: [{backendRefs: [{name: wbe, port: 80}, {kind: ServiceImport, group: x, name: web, port: 80}]}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80}]}}
            """)
        let graph = ServiceGraph(inventory)
        let found = inventory.backendReferences.map { backend in
            let end =
                switch graph.destination(of: backend) {
                case .noService: "no Service"
                case .noPort: "no port"
                case .service(let service, let port): "\(service.name):\(port?.port ?? 0)"
                }
            return "\(backend.subject.name) \(end)"
        }
        #expect(found == ["new web:80", "old web:80", "http no port", "grpc no Service"])
    }
}
