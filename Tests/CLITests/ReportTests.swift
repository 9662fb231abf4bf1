// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTMLDocument
import TestSupport
import Testing

@Suite struct ReportTests {
    private func report(_ output: String, _ more: [String] = [], in folder: String = Repository.root) -> RunResult {
        portolan.run(["report", "\(Repository.root)/Examples/storefront", "--target", "eks", "--output", output] + more, in: folder)
    }

    @Test func `the report is written whole, named after the app, and nothing is left beside it`() throws {
        let folder = TemporaryFolder()
        let path = folder.write("before", to: "out/report.html")
        let run = report(path)
        #expect(run.status == 0)
        #expect(run.errors == "portolan: wrote \(path)\n")
        let page = String(decoding: try #require(TextFile.read(path)), as: UTF8.self)
        #expect(HTMLDocument(page).named("h1").map(\.text) == ["Portability of storefront"])
        let names = Executable(path: "/bin/ls").run(["-A", "\(folder.path)/out"]).output
        #expect(names == "report.html\n")
    }

    @Test func `the title can be said, and the page goes to standard output`() {
        let run = report("-", ["--title", "Bookshop & <Sons>"])
        #expect(run.status == 0)
        #expect(HTMLDocument(run.output).named("h1").map(\.text) == ["Portability of Bookshop & <Sons>"])
        #expect(run.errors == "")
    }

    @Test func `a device is written to, not replaced`() throws {
        let folder = TemporaryFolder()
        let pipe = "\(folder.path)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        let script = "cat < \"$1\" > \"$2/page\" & \"$0\" report Examples/storefront --target eks --output \"$1\"; wait; test -p \"$1\""
        let run = Executable(path: "/bin/bash").run(["-c", script, portolan.path, pipe, folder.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(TextFile.read("\(folder.path)/page")?.isEmpty == false)
    }

    @Test func `a link's file is replaced, not the link, and keeps its mode`() throws {
        let folder = TemporaryFolder()
        let path = folder.write("before", to: "real.html")
        chmod(path, 0o640)
        symlink("real.html", "\(folder.path)/link.html")
        #expect(report("\(folder.path)/link.html").status == 0)
        var status = stat()
        #expect(lstat("\(folder.path)/link.html", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(TextFile.read(path)?.starts(with: "<!doctype".utf8) == true)
    }

    @Test(arguments: ["/dev/null/report.html", "/", "/dev/full"]) func `what cannot be written ends with 2, not with the gate's 1`(
        _ path: String
    ) {
        let run = report(path)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("portolan: error: \(path): "), "\(run.errors)")
    }

    @Test func `templates are replaced file by file`() {
        let folder = TemporaryFolder()
        folder.write("<section id=\"appendix\">{{#appendix}}ours, {{services}} services{{/appendix}}</section>", to: "appendix.mustache")
        folder.write("no template", to: "readme.md")
        let run = report("-", ["--templates", folder.path])
        #expect(run.status == 0)
        #expect(HTMLDocument(run.output).elements.first { $0.attributes["id"] == "appendix" }?.text == "ours, 3 services")
        #expect(HTMLDocument(run.output).named("main").count == 1)
    }

    @Test func `a strange or broken template is told`() {
        let folder = TemporaryFolder()
        folder.write("", to: "nosuch.mustache")
        #expect(report("-", ["--templates", folder.path]).errors.contains("nosuch.mustache: no template of this name; known: "))
        #expect(report("-", ["--templates", folder.path]).status == 2)
        #expect(report("-", ["--templates", "\(folder.path)/nowhere"]).status == 2)
        let broken = TemporaryFolder()
        broken.write("{{#open}}", to: "sheet.mustache")
        #expect(report("-", ["--templates", broken.path]).status == 2)
    }

    @Test func `bad input still makes a report, whose first sheet says so, and the status is 2`() {
        let run = portolan.run(["report", "-", "--target", "eks", "--output", "-"], input: Manifest.service + "---\n" + Manifest.bad)
        #expect(run.status == 2)
        let document = HTMLDocument(run.output)
        #expect(document.named("h1").map(\.text) == ["Portability of this app"])
        let alarms = document.elements.filter { $0.attributes["class"] == "alarm" }
        #expect(alarms.count == 1 && alarms.first?.text.contains("1 part of the input could not be read") == true)
    }

    @Test func `what is refused and what is not judged stands on the first sheet`() {
        let refused = "---\n{apiVersion: v1, kind: Service, metadata: {name: no}, spec: {type: LoadBalancer, ports: [{port: 0}]}}\n"
        let unjudged =
            "---\n{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r}, spec: {to: {kind: Service, name: web}}}\n"
        let run = portolan.run(["report", "-", "--target", "eks", "--output", "-"], input: Manifest.service + refused + unjudged)
        let alarms = HTMLDocument(run.output).elements.filter { $0.attributes["class"] == "alarm" }.map(\.text)
        #expect(alarms.count == 2)
        #expect(alarms.contains { $0.contains("The API server refuses 1 object") && $0.contains("Service default/no") })
        #expect(alarms.contains { $0.contains("1 OpenShift Route is not judged") })
    }

    @Test func `a day and a commit stand on it only where they are given`() {
        let arguments = ["report", "\(Repository.root)/Examples/storefront", "--target", "eks", "--output", "-"]
        let timeless = Executable.plainEnvironment.filter { $0.key != "SOURCE_DATE_EPOCH" }
        #expect(!portolan.run(arguments, environment: timeless).output.contains("class=\"fact\""))
        let given = HTMLDocument(report("-", ["--date", "2026-03-31", "--revision", "0a1b2c3"]).output)
        #expect(given.elements.filter { $0.attributes["class"] == "fact" }.map(\.text) == ["2026-03-31", "commit 0a1b2c3"])
        let environment = Executable.plainEnvironment.merging(["SOURCE_DATE_EPOCH": "1774915200"]) { $1 }
        let built = HTMLDocument(portolan.run(arguments, environment: environment).output)
        #expect(built.elements.filter { $0.attributes["class"] == "fact" }.map(\.text) == ["2026-03-31"])
        for wrong in ["yesterday", "2026-13-01", "2026-3-1"] { #expect(report("-", ["--date", wrong]).status == 2) }
    }

    @Test func `Markdown has the verdicts, the matrix and what to write`() {
        let folder = TemporaryFolder()
        let run = report("-", ["--format", "markdown", "--target", "gke"])
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("# Portability of storefront\n"))
        for part in [
            "- **gke**: nothing to do.", "| Service default/web | ! private hostname, default-scope-differs | ✓ public IP |",
            "    \"service.beta.kubernetes.io/aws-load-balancer-scheme\": \"internet-facing\"\n```",
        ] { #expect(run.output.contains(part), "\(part)") }
        #expect(report("\(folder.path)/page.md", ["--target", "gke"]).status == 0)
        #expect(TextFile.read("\(folder.path)/page.md").map { String(decoding: $0, as: UTF8.self) } == run.output)
    }

    @Test func `without a browser there is no PDF, and the message says what to install`() {
        let folder = TemporaryFolder()
        let environment = Executable.plainEnvironment.merging(["PATH": folder.path]) { $1 }
        let arguments = ["report", "\(Repository.root)/Examples/storefront", "--target", "eks", "--output", "\(folder.path)/a.pdf"]
        let run = portolan.run(arguments, environment: environment)
        #expect(run.status == 2)
        #expect(run.errors.contains("no chromium") && run.errors.contains("apt-get install chromium"))
        #expect(TextFile.read("\(folder.path)/a.pdf") == nil)
    }
}

@Suite struct RenderingTests {
    private let kustomization = TemporaryFolder()

    init() {
        kustomization.write(Manifest.service, to: "app/service.yaml")
        kustomization.write("resources: [service.yaml]\nnamePrefix: test-\n", to: "app/kustomization.yaml")
        kustomization.write("name: chart\nversion: 1.0.0\napiVersion: v2\n", to: "chart/Chart.yaml")
    }

    private func environment(path: String) -> [String: String] { Executable.plainEnvironment.merging(["PATH": path]) { $1 } }

    @Test func `a missing program is named with what to install`() {
        let empty = environment(path: "\(kustomization.path)/nowhere")
        let kustomize = portolan.run(["plan", "--kustomize", "\(kustomization.path)/app", "--target", "eks"], environment: empty)
        #expect(kustomize.status == 2)
        #expect(kustomize.errors.contains("kubectl and kustomize not found on PATH\n  install one of them"))
        let helm = portolan.run(["plan", "--helm", "\(kustomization.path)/chart", "--target", "eks"], environment: empty)
        #expect(helm.status == 2)
        #expect(helm.errors.contains("helm not found on PATH\n  install it"))
    }

    /// A program that stands in for another and prints what a script says.
    private func stand(in name: String, _ script: String) -> String {
        let path = kustomization.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
        chmod(path, 0o755)
        return "\(kustomization.path)/bin:/usr/bin:/bin"
    }

    @Test func `kubectl builds the kustomization`() {
        let path = stand(in: "kubectl", "echo \"$@\" >&2; sed 's/name: web/name: built/' \"$2/service.yaml\"")
        let run = portolan.run(
            ["plan", "--kustomize", "\(kustomization.path)/app", "--target", "eks"], environment: environment(path: path))
        #expect(run.status == 0)
        #expect(run.output.contains("Service default/built  LoadBalancer  \(kustomization.path)/app (kustomize):1"))
    }

    @Test func `helm renders the chart, with values files in their order`() {
        let script =
            "printf 'apiVersion: v1\\nkind: Service\\nmetadata: {name: %s}\\nspec: {type: NodePort, ports: [{port: 80}]}\\n' \"$(echo \"$@\" | tr -c 'a-z0-9\\n' -)x\""
        let path = stand(in: "helm", script)
        let run = portolan.run(
            ["plan", "--helm", "\(kustomization.path)/chart", "--values", "b", "--values", "a", "--target", "eks"],
            environment: environment(path: path))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("chart---values-b---values-ax"), "\(run.output)")
    }

    @Test func `a program that fails is quoted, indented`() {
        let path = stand(in: "helm", "printf 'first\\nsecond \\033[31m\\n' >&2; exit 3")
        let run = portolan.run(["plan", "--helm", "\(kustomization.path)/chart", "--target", "eks"], environment: environment(path: path))
        #expect(run.status == 2)
        #expect(run.errors.contains("chart` failed\n  first\n  second \u{FFFD}[31m\n"), "\(run.errors)")
    }

    @Test func `a program that prints more than a pipe holds on both sides ends`() {
        let path = stand(in: "kubectl", "head -c 300000 /dev/zero | tr '\\0' '#' >&2; head -c 300000 /dev/zero | tr '\\0' '#'")
        let run = portolan.run(
            ["plan", "--kustomize", "\(kustomization.path)/app", "--target", "eks"], environment: environment(path: path))
        #expect(run.status == 0)
    }

    @Test func `programs of the working directory are not run`() {
        _ = stand(in: "kubectl", "echo ran >&2; exit 1")
        let run = portolan.run(
            ["plan", "--kustomize", "../app", "--target", "eks"], environment: environment(path: ".::bin"), in: "\(kustomization.path)/bin")
        #expect(run.status == 2)
        #expect(run.errors.contains("not found on PATH"))
    }

    @Test(.enabled(if: access("/usr/bin/kubectl", X_OK) == 0, "kubectl is not installed in /usr/bin"))
    func `the real kubectl builds a kustomization`() {
        let run = portolan.run(["plan", "--kustomize", "\(kustomization.path)/app", "--target", "eks"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Service default/test-web"))
    }
}
