// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What is said where there is nothing to plan, or a call is wrong.
@Suite struct MessageTests {
    @Test func `a chart without its flag is one line with the flag`() {
        let folder = TemporaryFolder()
        folder.write("apiVersion: v2\nname: shop\nversion: 1.0.0\n", to: "Chart.yaml")
        folder.write("kind: {{ .Values.kind }}\nmetadata: [\n", to: "templates/web.yaml")
        for command in [["plan"], ["gate", "--min-score", "1"]] {
            let run = portolan.run(command + [folder.path, "--target", "eks"])
            #expect(run.status == 2 && run.output == "")
            let lines = run.errors.split(separator: "\n").filter { !$0.contains("no verdict") }
            #expect(lines == ["portolan: error: \(folder.path): this directory is a Helm chart: add --helm to plan what it renders"])
        }
    }

    @Test func `a kustomization that changes things is one line with the flag`() {
        let folder = TemporaryFolder()
        folder.write("resources: [web.yaml]\nnamePrefix: shop-\n", to: "kustomization.yaml")
        folder.write(Manifest.service, to: "web.yaml")
        let run = portolan.run(["plan", folder.path, "--target", "eks"])
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.split(separator: "\n").count == 1 && run.errors.contains("--kustomize"), "\(run.errors)")
    }

    @Test func `a kustomization that only lists files is planned as it is`() {
        let folder = TemporaryFolder()
        folder.write("resources: [web.yaml]\n", to: "kustomization.yaml")
        folder.write(Manifest.service, to: "web.yaml")
        folder.write(Manifest.service.replacing("name: web", with: "name: unused"), to: "more/unused.yaml")
        let run = portolan.run(["plan", "\(folder.path)", "--app", ".", "--target", "eks"])
        #expect(run.status == 0 && run.output.contains("Service default/web"), "\(run.errors)")
    }

    @Test(arguments: [
        ("", "Nothing of Kubernetes is in this input"),
        ("{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a.b}}", "1 CustomResourceDefinition"),
        ("{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: a}}", "1 OpenShift Route is not judged"),
    ]) func `an input without anything to plan is a warning that says what was found`(_ manifest: String, _ words: String) {
        let run = portolan.run(["plan", "-", "--target", "eks"], input: manifest)
        #expect(run.status == 0)
        #expect(run.errors.hasPrefix("portolan: warning: ") && run.errors.contains(words), "\(run.errors)")
    }

    @Test func `a gate with unreadable input gives no verdict`() {
        let run = portolan.run(["gate", "-", "--target", "gke", "--min-score", "1"], input: Manifest.service + "---\n" + Manifest.bad)
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.contains("no verdict"))
    }

    @Test(arguments: [
        (["plna", "app"], "did you mean plan?"), (["help", "gat"], "did you mean gate?"),
        (["explain", "default-scope-difers"], "did you mean default-scope-differs?"),
    ]) func `what does not exist is answered with the nearest`(_ call: [String], _ words: String) {
        let run = portolan.run(call)
        #expect(run.status == 2 && run.errors.contains(words), "\(run.errors)")
    }

    @Test func `a wrong call is answered with the usage of its own command`() {
        let run = portolan.run(["gate", "Examples/storefront", "--target", "nosuch-at-all", "--min-score", "1"])
        #expect(
            run.errors.contains("\nUsage: portolan gate <path>")
                && run.errors.hasSuffix("See 'portolan gate --help' for more information.\n"))
    }

    /// Runs in a pseudo terminal of so many columns (`script` of util-linux).
    private func widest(_ columns: Int, _ call: String) throws -> Int {
        let script = Executable(path: "/usr/bin/script")
        try #require(access(script.path, X_OK) == 0, "script is missing: apt-get install bsdutils")
        let command = "stty cols \(columns) rows 40; exec '\(portolan.path)' \(call) --color never"
        let lines = script.run(["-qefc", command, "/dev/null"]).output.split(whereSeparator: \.isNewline)
        try #require(lines.count > 3)
        return lines.map { $0.count { $0 != "\r" } }.max() ?? 0
    }

    @Test(arguments: [40, 57, 80]) func `lines keep within the terminal, whatever is printed`(_ columns: Int) throws {
        for call in [
            "plan Examples/storefront", "plan Examples/storefront --target eks --target gke --all", "plan Examples",
            "gate Examples/storefront --target eks --min-score 90", "explain", "targets", "targets eks",
            "diff Examples/storefront Examples/game-server --target eks --all",
        ] {
            let widest = try widest(columns, call)
            #expect(widest <= columns, "\(call)")
        }
    }
}
