// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanProviders
import Testing

private func plan(_ manifest: String, on ids: [String] = ["eks"], set: [String: String] = [:]) throws -> Plan {
    let assignments = try ids.map { Planner.Assignment(target: try #require(Providers.target($0)), set: set) }
    let file = ManifestReader.read(Array(manifest.utf8), path: "app.yaml")
    #expect(file.errors == [])
    return Planner(assignments).plan(file.documents)
}

private func service(_ name: String, type: String = "LoadBalancer", more: String = "") -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec:
      type: \(type)
      selector: {app: web}
      ports: [{name: http, port: 80, targetPort: http}]
    \(more)
    ---

    """
}

private let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - {name: python, image: python, ports: [{name: http, containerPort: 8080}]}
          - {name: redis, image: redis}
    ---

    """

@Suite struct PlannerTests {
    @Test func `every type of Service gets its own answer without a controller being asked`() throws {
        let external = "apiVersion: v1\nkind: Service\nmetadata: {name: d}\nspec: {type: ExternalName, externalName: db.example.com}\n---\n"
        let plan = try plan(
            service("a", type: "NodePort") + service("b", type: "ClusterIP") + service("c") + external, on: ["eks", "gke", "k3s"])
        let statuses = plan.endpoints.map { $0.exposures.map(\.status) }
        #expect(statuses[0] == [.nodeOnly, .nodeOnly, .nodeOnly])
        #expect(statuses[1] == [.clusterOnly, .clusterOnly, .clusterOnly])
        #expect(!statuses[2].contains { [.nodeOnly, .clusterOnly, .alias, .invalid].contains($0) })
        #expect(statuses[3] == [.alias, .alias, .alias])
        #expect(plan.targets.map(\.id) == ["eks", "gke", "k3s"])
    }

    @Test func `a route leads to the container that declares the port, and says where none does`() throws {
        let plan = try plan(service("web") + deployment)
        let endpoint = try #require(plan.endpoints.first)
        #expect(endpoint.workloads.map(\.description) == ["default/Deployment/web"])
        #expect(endpoint.routes.map(\.podPort) == [.number(8080)])
        #expect(endpoint.routes.map(\.container) == ["python"])
        let unnamed = try self.unnamed()
        #expect(unnamed.endpoints.first?.routes.map(\.podPort) == [.name("http")])
        #expect(unnamed.endpoints.first?.routes.map(\.container) == [nil])
    }

    private func unnamed() throws -> Plan {
        let silent = deployment.split(separator: "\n").map {
            $0.contains("name: python") ? "      - {name: python, image: python}" : String($0)
        }
        return try plan(service("web") + silent.joined(separator: "\n") + "\n")
    }

    @Test func `selectors reach over documents, in any order, but not over namespaces`() throws {
        let foreign = deployment.split(separator: "\n").map {
            $0 == "metadata: {name: web}" ? "metadata: {name: web, namespace: other}" : String($0)
        }
        let manifest = deployment + service("web") + foreign.joined(separator: "\n") + "\n"
        #expect(try plan(manifest).endpoints.first?.workloads.map(\.description) == ["default/Deployment/web"])
    }

    @Test func `a Service that the API server refuses is an endpoint that is invalid everywhere, with the reason`() throws {
        let plan = try plan(service("ok") + service("bad", type: "Loadbalancer") + service("ok2"), on: ["eks", "k3s"])
        #expect(plan.endpoints.map(\.reference.name) == ["ok", "bad", "ok2"])
        let bad = plan.endpoints[1]
        #expect(bad.exposures.map(\.status) == [.invalid, .invalid])
        #expect(bad.exposures.first?.reason?.hasPrefix("spec.type: ") == true)
        #expect(bad.service == nil)
        #expect(bad.type == "Loadbalancer")
        #expect(plan.rejections.map(\.reference.name) == ["bad"])
        #expect([plan.account.services, plan.account.rejected] == [2, 1])
    }

    @Test func `the families of a target's cluster decide what its API server accepts`() throws {
        let manifest = service("six", more: "  ipFamilies: [IPv6]")
        #expect(try plan(manifest).endpoints.first?.exposures.map(\.status) == [.invalid])
        let dual = try plan(manifest, set: ["clusterIPFamilies": "IPv4,IPv6"])
        #expect(dual.endpoints.first?.exposures.first?.status != .invalid)
        let mixed = Planner([
            Planner.Assignment(target: try #require(Providers.target("eks"))),
            Planner.Assignment(target: try #require(Providers.target("k3s")), set: ["clusterIPFamilies": "IPv6"]),
        ]).plan(ManifestReader.read(Array(manifest.utf8), path: "a").documents)
        #expect(mixed.endpoints.map { $0.exposures.map { $0.status == .invalid } } == [[true, false]])
    }

    @Test func `lists, unknown kinds and what is no object are accounted for`() throws {
        let manifest = """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}
            - {apiVersion: v1, kind: ServiceList, items: [{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: 80}]}}]}
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
            ---
            {apiVersion: example.com/v1, kind: Widget, metadata: {name: d}}
            ---
            just text
            ---
            {kind: ""}
            ---
            {a: 1}
            ---
            """
        let plan = try plan(manifest)
        #expect(plan.endpoints.map(\.reference.name) == ["a", "b"])
        #expect(plan.account.otherKinds == ["ConfigMap": 1, "Widget": 1])
        #expect(plan.account.problems.map(\.location.line) == [10, 12])
    }

    @Test func `lists in lists in lists are no danger`() throws {
        let depth = 60
        let open = String(repeating: "{kind: List, items: [", count: depth)
        let one = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}"
        #expect(try plan(open + one + String(repeating: "]}", count: depth) + "\n").endpoints.count == 1)
    }

    @Test func `a plan without targets or documents is empty and whole`() throws {
        let none = try plan(service("web"), on: [])
        #expect(none.endpoints.map { $0.exposures.count } == [0])
        #expect(try plan("").endpoints.count == 0)
    }

    @Test(arguments: Providers.ids) func `a changed Service gets the answer that it would get in the plan`(_ id: String) throws {
        let plan = try plan(service("web") + service("other") + deployment, on: [id])
        let assignment = try #require(plan.assignments.first)
        for endpoint in plan.endpoints {
            let service = try #require(endpoint.service)
            #expect(plan.exposure(of: service, on: assignment) == endpoint.exposures.first, "\(endpoint.reference)")
        }
    }
}
