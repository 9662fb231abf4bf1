// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What exposes an app and is not planned is named, and keeps the gate shut.
@Suite struct UnjudgedTests {
    /// Kinds that let clients in and that nothing here plans, one object each.
    private static let exposing: [(kind: String, manifest: String)] = [
        (
            "ports on its nodes",
            "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, ports: [{containerPort: 80, hostPort: 80}]}]}}"
        ),
        ("externalIPs", "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {externalIPs: [192.0.2.7], ports: [{port: 80}]}}"),
        ("Knative Service", "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}}"),
        ("OpenShift Route", "{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: a}, spec: {to: {name: a}}}"),
        ("Istio Gateway", "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a}}"),
        ("Traefik IngressRoute", "{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: a}}"),
        ("Contour HTTPProxy", "{apiVersion: projectcontour.io/v1, kind: HTTPProxy, metadata: {name: a}}"),
    ]

    private func gate(_ manifest: String, _ more: [String] = []) -> RunResult {
        portolan.run(["gate", "-", "--target", "eks", "--min-score", "1"] + more, input: manifest)
    }

    @Test(arguments: exposing.indices) func `whatever exposes an app is named, and fails the gate unless that is allowed`(_ index: Int) {
        let (kind, manifest) = Self.exposing[index]
        let plan = portolan.run(["plan", "-", "--target", "eks"], input: manifest)
        #expect(plan.status == 0 && plan.output.contains("\(kind) is not judged"), "\(plan.output)\(plan.errors)")
        let failed = gate(manifest)
        #expect(failed.status == 1 && failed.output.contains("\(kind) is not judged"), "\(failed.output)")
        #expect(gate(manifest, ["--allow-unjudged"]).status == 0)
    }

    private static let mixed =
        Manifest.service + """
            ---
            apiVersion: route.openshift.io/v1
            kind: Route
            metadata: {name: shop}
            spec: {to: {kind: Service, name: inside}}
            ---
            apiVersion: route.openshift.io/v1
            kind: Route
            metadata: {name: api}
            spec: {to: {kind: Service, name: inside}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: inside}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: database}
            spec: {ports: [{port: 5432}]}
            ---
            apiVersion: example.com/v1
            kind: Widget
            metadata: {name: a}

            """

    @Test func `a score says of how much of the app it is`() {
        let run = portolan.run(["plan", "-", "--target", "gke"], input: Self.mixed)
        #expect(run.output.contains("2 OpenShift Routes are not judged"), "\(run.output)")
        #expect(run.output.contains("of 1 of 3 endpoints"))
        #expect(run.output.contains("1 Widget"))
    }

    @Test func `only what nothing unjudged names is called reachable inside the cluster only`() throws {
        let output = portolan.run(["plan", "-", "--target", "gke"], input: Self.mixed).output
        let lines = output.split(separator: "\n")
        let inside = try #require(lines.firstIndex { $0.hasPrefix("Reachable inside") })
        #expect(lines[inside + 1] == "  default/database")
        let behind = try #require(lines.firstIndex { $0.hasPrefix("Reached by what is not judged") })
        #expect(lines[behind + 1] == "  default/inside")
    }

    @Test func `JSON lists what is not judged beside the scores`() {
        let json = portolan.run(["plan", "-", "--target", "gke", "--format", "json"], input: Self.mixed).output
        #expect(json.contains("\"isPartial\": true") && json.contains("\"judged\": 1") && json.contains("\"endpointsInAll\": 3"))
        #expect(json.contains("\"unjudged\": ["))
        #expect(json.contains("\"kind\": \"Route\""))
    }

    @Test func `the report says it too`() {
        let page = portolan.run(["report", "-", "--target", "gke", "--output", "-"], input: Self.mixed).output
        #expect(page.contains("2 OpenShift Routes are not judged"))
        #expect(page.contains("1 of 3 endpoints"))
    }

    @Test func `an overlay's README says it too`() throws {
        let folder = TemporaryFolder()
        let app = folder.write(Self.mixed, to: "app/app.yaml")
        let run = portolan.run(["adapt", app, "--to", "eks", "--output", "\(folder.path)/out"])
        #expect(run.status == 0, "\(run.errors)")
        let readme = String(decoding: try #require(TextFile.read("\(folder.path)/out/eks/README.md")), as: UTF8.self)
        #expect(readme.contains("2 OpenShift Routes are not judged"))
    }

    @Test func `a diff says what came that is not judged`() {
        let folder = TemporaryFolder()
        let old = folder.write(Manifest.service, to: "old.yaml")
        let new = folder.write(Self.mixed, to: "new.yaml")
        let run = portolan.run(["diff", old, new, "--target", "gke"])
        #expect(run.output.contains("Not judged\n  + default/Route/shop\n  + default/Route/api"), "\(run.output)")
    }
}
