// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Trees that hold several apps.
@Suite struct AppsTests {
    /// A Service of type LoadBalancer and its Deployment.
    private static func app(_ name: String, port: Int = 80, label: String? = nil) -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: \(name)}
        spec: {type: LoadBalancer, selector: {app: \(label ?? name)}, ports: [{port: \(port)}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec: {containers: [{name: \(name), image: \(name), ports: [{containerPort: \(port)}]}]}

        """
    }

    /// The names of the apps in a JSON document of several, in its order.
    private func names(_ json: String) -> [String] {
        json.split(separator: "\n").compactMap { line in
            line.hasPrefix("      \"app\": \"")
                ? line.dropFirst("      \"app\": \"".count).split(separator: "\"").first.map(String.init) : nil
        }
    }

    private func apps(_ folder: TemporaryFolder, _ more: [String] = []) -> [String] {
        names(portolan.run(["plan", folder.path, "--target", "gke", "--format", "json"] + more).output)
    }

    /// Two variants of one app, as folders side by side.
    private func variants() -> TemporaryFolder {
        let folder = TemporaryFolder()
        folder.write(Self.app("web", port: 80), to: "aws/web.yaml")
        // In this variant the Service selects what only the other one has.
        folder.write(Self.app("web", port: 8080, label: "web"), to: "gcp/web.yaml")
        return folder
    }

    @Test func `variants side by side are apps of their own, with a score each`() {
        let folder = variants()
        let run = portolan.run(["plan", folder.path, "--target", "gke", "--format", "json"])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("{\n  \"schemaVersion\": \"portolan.plans/v1\","))
        #expect(names(run.output) == ["aws", "gcp"])
        let table = portolan.run(["plan", folder.path, "--target", "gke"]).output
        #expect(table.contains("App aws  100\n") && table.contains("App gcp  100\n"), "\(table)")
        #expect(table.contains("2 apps, each planned on its own"))
    }

    @Test func `no finding comes from the objects of another variant`() {
        let folder = TemporaryFolder()
        folder.write(Self.app("web"), to: "one/web.yaml")
        folder.write(Self.app("web").replacing("containerPort: 80", with: "containerPort: 81"), to: "two/web.yaml")
        for name in ["one", "two"] {
            let alone = portolan.run(["plan", "\(folder.path)/\(name)", "--target", "gke", "--all"]).output
            let among = portolan.run(["plan", folder.path, "--app", name, "--target", "gke", "--all"]).output
            #expect(alone == among)
        }
    }

    @Test func `one folder is one app, and its document is the plan alone`() {
        let folder = TemporaryFolder()
        folder.write(Self.app("web"), to: "web.yaml")
        folder.write(Self.app("api"), to: "api.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "gke", "--format", "json"])
        #expect(run.output.hasPrefix("{\n  \"schemaVersion\": \"portolan.plan/v1\","))
    }

    @Test func `folders that name each other's objects are one app, strangers are not`() {
        let folder = TemporaryFolder()
        folder.write(
            Self.app("web").replacing("image: web", with: "image: web, env: [{name: API, value: \"http://api:80\"}]"), to: "web/web.yaml")
        folder.write(Self.app("api"), to: "api/api.yaml")
        folder.write(Self.app("game"), to: "game/game.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "gke", "--format", "json"])
        #expect(names(run.output) == [".", "game"])
    }

    @Test func `a folder that two variants need belongs to both`() {
        let folder = variants()
        folder.write(
            "apiVersion: v1\nkind: Service\nmetadata: {name: edge}\nspec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}\n",
            to: "edge/edge.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "gke", "--format", "json"])
        #expect(names(run.output) == ["aws", "gcp"])
        #expect(run.output.split(separator: "\"name\": \"edge\"").count >= 3)
    }

    /// A base and two overlays.
    private func overlays() -> TemporaryFolder {
        let folder = TemporaryFolder()
        folder.write("resources: [web.yaml]\n", to: "base/kustomization.yaml")
        folder.write(Self.app("web"), to: "base/web.yaml")
        folder.write("resources: [../../base]\n", to: "overlays/dev/kustomization.yaml")
        folder.write("resources: [../../base]\npatches: [{path: patch.yaml}]\n", to: "overlays/prod/kustomization.yaml")
        folder.write("apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {a: b}}\n", to: "overlays/prod/patch.yaml")
        return folder
    }

    @Test func `kustomizations that no other builds upon are the apps`() {
        let folder = overlays()
        #expect(apps(folder) == ["overlays/dev", "overlays/prod"])
    }

    @Test func `what a kustomization changes is said not to be judged until it is built`() {
        let folder = overlays()
        let run = portolan.run(["plan", folder.path, "--target", "gke"])
        #expect(run.errors == "portolan: warning: \(folder.path)/overlays/prod: planned without its patches: add --kustomize to build it\n")
        let gate = portolan.run(["gate", folder.path, "--target", "gke", "--min-score", "1"])
        #expect(gate.status == 1)
        #expect(gate.output.contains("overlays/prod: 1 kustomization whose changes are not applied is not judged"))
        #expect(!gate.output.contains("overlays/dev: 1 kustomization"))
    }

    @Test func `an app is chosen by its folder, and a misspelt one is told the nearest`() {
        let folder = overlays()
        let one = portolan.run(["plan", folder.path, "--app", "overlays/dev", "--target", "gke", "--format", "json"])
        #expect(one.output.hasPrefix("{\n  \"schemaVersion\": \"portolan.plan/v1\","))
        #expect(apps(folder, ["--app", "overlays/dev", "--app", "overlays/prod"]) == ["overlays/dev", "overlays/prod"])
        let wrong = portolan.run(["plan", folder.path, "--app", "overlays/prd", "--target", "gke"])
        #expect(wrong.status == 2 && wrong.errors.contains("did you mean overlays/prod?"))
    }

    @Test func `what is excluded is not read`() {
        let folder = variants()
        folder.write("kind: [\n", to: "broken/bad.yaml")
        for pattern in ["broken", "br*", "**/bad.yaml", "\(folder.path)/broken"] {
            let run = portolan.run(["plan", folder.path, "--exclude", pattern, "--exclude", "gcp", "--target", "gke", "--format", "json"])
            #expect(run.status == 0, "\(pattern): \(run.errors)")
            #expect(run.output.hasPrefix("{\n  \"schemaVersion\": \"portolan.plan/v1\","))
        }
    }

    @Test func `the configuration names apps, and what is left out`() {
        let folder = variants()
        folder.write(Self.app("api"), to: "api/api.yaml")
        folder.write("apps:\n  - name: shop\n    paths: [aws, api]\n  - gcp\nexclude: [\"**/*.tmp.yaml\"]\n", to: ".portolan.yaml")
        folder.write("kind: [\n", to: "aws/x.tmp.yaml")
        let run = portolan.run(["plan", ".", "--target", "gke", "--format", "json"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(names(run.output) == ["shop", "gcp"])
    }

    @Test func `an object that stands twice in an app is a warning with both places, and the last one counts`() {
        let folder = TemporaryFolder()
        folder.write(Self.app("web"), to: "a.yaml")
        folder.write(
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n", to: "b.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "gke"])
        #expect(run.output.contains("Reachable inside the cluster only\n  default/web"), "\(run.output)")
        #expect(run.output.contains("warning duplicate-object  \(folder.path)/a.yaml:1:1"))
        #expect(run.output.contains("again at \(folder.path)/b.yaml:1"))
    }

    @Test func `of two files with the same objects one warning tells`() {
        let folder = TemporaryFolder()
        for file in ["v1.yaml", "v2.yaml"] { folder.write(Self.app("web") + "---\n" + Self.app("api"), to: file) }
        let run = portolan.run(["plan", folder.path, "--target", "gke"])
        #expect(run.output.split(separator: "warning duplicate-object").count == 2, "\(run.output)")
        #expect(run.output.contains("it and 3 more objects of this file stand here and again at \(folder.path)/v2.yaml:1"))
    }

    @Test func `samples side by side in one folder get no findings from each other`() {
        let folder = TemporaryFolder()
        for (file, port) in [("one.yaml", 1027), ("two.yaml", 1028)] {
            folder.write(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: echo}
                spec: {ports: [{port: \(port)}]}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: \(file.prefix(3))}
                spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: echo, port: \(port)}]}]}

                """, to: file)
        }
        let run = portolan.run(["plan", folder.path, "--target", "gke", "--all"])
        #expect(run.output.contains("duplicate-object") && !run.output.contains("backend-port-missing"), "\(run.output)")
    }

    @Test func `a chart in a tree is named, and fails the gate`() {
        let folder = variants()
        folder.write("apiVersion: v2\nname: shop\nversion: 1.0.0\n", to: "chart/Chart.yaml")
        folder.write("kind: {{ .Values.kind }}\n", to: "chart/templates/web.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "gke"])
        #expect(run.status == 0)
        #expect(run.errors == "portolan: warning: \(folder.path)/chart: a Helm chart, not planned: add --helm to render it\n")
        let gate = portolan.run(["gate", folder.path, "--target", "gke", "--min-score", "1"])
        #expect(gate.status == 1 && gate.output.contains("1 Helm chart is not judged"), "\(gate.output)")
    }

    @Test func `several apps are reported in a page each, and a page that lists them`() throws {
        let folder = variants()
        let run = portolan.run(["report", folder.path, "--target", "gke", "--output", "\(folder.path)/pages"])
        #expect(run.status == 0, "\(run.errors)")
        let index = String(decoding: try #require(TextFile.read("\(folder.path)/pages/index.html")), as: UTF8.self)
        #expect(index.contains("<a href=\"aws.html\">aws</a>") && TextFile.read("\(folder.path)/pages/gcp.html") != nil)
        let file = portolan.run(["report", folder.path, "--target", "gke", "--output", "\(folder.path)/page.html"])
        #expect(file.status == 2 && file.errors.contains("--app"))
    }
}
