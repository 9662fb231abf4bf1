// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What a repository ships beside its manifests decides over nothing that is not its own.
@Suite struct UntrustedRepositoryTests {
    private let folder = TemporaryFolder()

    private static func provider(_ id: String) -> String {
        """
        schemaVersion: portolan.provider/v1
        id: "\(id)"
        title: Harbour
        provider: harbour
        controller: harbour
        controllerVersion: "1"
        verified: "2026-11-23"
        summary: A cloud of the tests.
        behaviour: {claims: [{claim: true}]}

        """
    }

    // MARK: Configuration

    @Test(arguments: ["../secret.yaml", "/etc/passwd", "clouds/../../secret.yaml", "link.yaml"])
    func `a configuration names no provider file outside of its own folder`(_ path: String) {
        folder.write("password: hunter2\n", to: "secret.yaml")
        folder.write("providers: [\(path)]\n", to: "repo/.portolan.yaml")
        folder.write("", to: "repo/clouds/.keep")
        symlink("../secret.yaml", "\(folder.path)/repo/link.yaml")
        let run = portolan.run(["plan", "-", "--target", "eks"], input: Manifest.service, in: "\(folder.path)/repo")
        #expect(run.status == 2)
        #expect(run.errors.contains(".portolan.yaml:1:13: ") && run.errors.contains("configuration's own folder"), "\(run.errors)")
        #expect(!run.errors.contains("password") && !run.errors.contains("root:"))
    }

    @Test func `a configuration's own provider files are read`() {
        folder.write(Self.provider("harbour"), to: "repo/clouds/harbour.yaml")
        folder.write("providers: [clouds/harbour.yaml]\n", to: "repo/.portolan.yaml")
        folder.write("", to: "repo/.git/HEAD")
        folder.write("", to: "repo/deep/.keep")
        for place in ["repo", "repo/deep"] {
            let run = portolan.run(["plan", "-", "--target", "harbour"], input: Manifest.service, in: "\(folder.path)/\(place)")
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    @Test func `the search for a configuration ends at the repository's root, and outside of one at the working directory`() {
        folder.write("nosuchkey: 1\n", to: ".portolan.yaml")
        folder.write("", to: "repo/.git/HEAD")
        folder.write("", to: "repo/deep/.keep")
        folder.write("", to: "elsewhere/.keep")
        for place in ["repo", "repo/deep", "elsewhere"] {
            let run = portolan.run(["plan", "-", "--target", "eks"], input: Manifest.service, in: "\(folder.path)/\(place)")
            #expect(run.status == 0, "\(place): \(run.errors)")
        }
        #expect(portolan.run(["plan", "-", "--target", "eks"], input: Manifest.service, in: folder.path).status == 2)
    }

    @Test func `the gate takes what its call names, and nothing of the pull request's own configuration`() {
        folder.write("minScore: 0\ntargets: [eks]\nweights: {danger: 2}\n", to: "repo/.portolan.yaml")
        folder.write("minScore: 101\n", to: "ci/wrong.yaml")
        folder.write("minScore: 100\ntargets: [gke]\n", to: "ci/gate.yaml")
        let manifest = Manifest.service.replacing(
            "  name: web\n",
            with: "  name: web\n  annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal, portolan.dev/home: eks}\n")
        let repo = "\(folder.path)/repo"
        let lax = portolan.run(["gate", "-"], input: manifest, in: repo)
        #expect(lax.status == 0, "\(lax.output)")
        let strict = portolan.run(["gate", "-", "--config", "../ci/gate.yaml"], input: manifest, in: repo)
        #expect(strict.status == 1, "\(strict.output)\(strict.errors)")
        #expect(portolan.run(["gate", "-", "--config", "../ci/wrong.yaml"], input: manifest, in: repo).status == 2)
    }

    // MARK: Ids and options

    @Test(arguments: ["../../evil", "/evil", "a/b", "A", "-x", "a b", ".", String(repeating: "a", count: 61)])
    func `an id that is no word is refused`(_ id: String) {
        let path = folder.write(Self.provider(id), to: "cloud.yaml")
        let run = portolan.run(
            ["adapt", "-", "--to=\(id)", "--provider", path, "--output", "\(folder.path)/deep/out"], input: Manifest.service)
        #expect(run.status == 2)
        #expect(run.errors.contains("cloud.yaml:2:5: \"id\" needs small letters, digits and hyphens"), "\(run.errors)")
        #expect(TextFile.read("\(folder.path)/evil/README.md") == nil)
    }

    /// A program that stands in for another and writes down how it was called.
    private func stand(in name: String) -> [String: String] {
        let path = folder.write("#!/bin/sh\nprintf '%s\\n' \"$@\" > \"\(folder.path)/called\"\n", to: "bin/\(name)")
        chmod(path, 0o755)
        var environment = Executable.plainEnvironment
        environment["PATH"] = "\(folder.path)/bin:/usr/bin:/bin"
        return environment
    }

    private var called: [String]? {
        TextFile.read("\(folder.path)/called").map { String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init) }
    }

    @Test func `a path that begins with a hyphen is no option of helm or kubectl`() {
        folder.write("name: x\n", to: "repo/-o/Chart.yaml")
        folder.write("a: b\n", to: "repo/--post-renderer=evil")
        folder.write("resources: []\n", to: "repo/-k/kustomization.yaml")
        let repo = "\(folder.path)/repo"
        _ = portolan.run(
            ["plan", "--helm", "--values=--post-renderer=evil", "--target", "eks", "--", "-o"], environment: stand(in: "helm"), in: repo)
        #expect(called == ["template", "release-name", "./-o", "--values", "./--post-renderer=evil"])
        _ = portolan.run(["plan", "--kustomize", "--target", "eks", "--", "-k"], environment: stand(in: "kubectl"), in: repo)
        #expect(called == ["kustomize", "./-k"])
    }

    @Test(arguments: [
        "resources: [https://example.com/x.yaml]", "resources: [github.com/org/repo//deploy?ref=v1]",
        "resources: ['git@example.com:org/repo']",
        "bases: [gh:org/repo]", "components: [../nosuch]", "patches: [{path: 'http://example.com/p.yaml'}]",
        "patchesStrategicMerge: ['https://example.com/p.yaml']", "configMapGenerator: [{name: a, files: ['k=https://example.com/f']}]",
        "transformers: ['https://example.com/t.yaml']", "openapi: {path: 'https://example.com/o.json'}", "resources: [inner]",
        "configurations: ['https:/local/x.yaml', 'https://local/x.yaml']",
    ]) func `a kustomization that would be fetched is not built unless that is allowed`(_ line: String) {
        folder.write("\(line)\n", to: "repo/kustomization.yaml")
        folder.write("resources: ['ssh://example.com/x']\n", to: "repo/inner/kustomization.yaml")
        folder.write("", to: "repo/https:/local/x.yaml")
        let environment = stand(in: "kubectl")
        let run = portolan.run(["plan", "--kustomize", folder.path + "/repo", "--target", "eks"], environment: environment)
        #expect(run.status == 2)
        #expect(run.errors.contains("kustomize would fetch it\n  --allow-remote lets it"), "\(run.errors)")
        #expect(called == nil)
        _ = portolan.run(["plan", "--kustomize", "--allow-remote", folder.path + "/repo", "--target", "eks"], environment: environment)
        #expect(called == ["kustomize", folder.path + "/repo"])
    }

    @Test func `a kustomization of files and folders beside it is built`() {
        folder.write(
            "resources: [web.yaml, ../base]\npatches:\n  - path: p.yaml\n  - patch: |\n      - op: add\n        value: https://example.com\n"
                + "configMapGenerator:\n  - {name: a, files: [key=web.yaml], literals: ['u=https://example.com']}\nimages: [{name: 'a://b'}]\n",
            to: "repo/kustomization.yaml")
        folder.write(Manifest.service, to: "repo/web.yaml")
        folder.write("", to: "repo/p.yaml")
        folder.write("resources: []\n", to: "base/kustomization.yaml")
        let run = portolan.run(["plan", "--kustomize", folder.path + "/repo", "--target", "eks"], environment: stand(in: "kubectl"))
        #expect(called == ["kustomize", folder.path + "/repo"], "\(run.errors)")
    }

    // MARK: Templates

    @Test func `a template that has no end is told by its name`() {
        let deep = String(repeating: "{{#endpoints}}", count: 20_000) + String(repeating: "{{/endpoints}}", count: 20_000)
        let cases = [
            ("sheet", "{{> sheet}}", "sheet.mustache: it includes sheet.mustache"),
            ("sheet", "{{> tools}}", "which includes it: a page without end"),
            ("sheet", deep, "sheet.mustache: sections are nested more than 32 deep"),
            ("sheet", "{{=<% %>=}}" + deep.replacing("{{", with: "<%").replacing("}}", with: "%>"), "nested more than 32 deep"),
            ("sheet", "{{#endpoints}}{{> *name}}{{/endpoints}}", "takes a template's name from the data"),
            ("sheet", "{{<report}}{{$a}}{{/a}}{{/report}}", "are not allowed"), ("sheet", "{{$a}}{{/a}}", "are not allowed"),
            ("sheet", String(repeating: "{{> style}}", count: 2_000), "it includes more than 1000 templates"),
        ]
        for (name, text, message) in cases {
            let own = TemporaryFolder()
            own.write(text, to: "\(name).mustache")
            if message.contains("without end"), text.contains("tools") { own.write("{{> sheet}}", to: "tools.mustache") }
            let run = portolan.run(["report", "-", "--target", "eks", "-o", "-", "--templates", own.path], input: Manifest.service)
            #expect(run.status == 2, "\(text.prefix(60))")
            #expect(run.errors.contains(message), "\(run.errors)")
        }
    }

    // MARK: Lists

    @Test func `two provider files with a list of one id at different places have an entry each`() {
        let environment = ["HOME": folder.path, "PATH": "/usr/bin"]
        for name in ["a", "b"] {
            let list = "publishes: [{id: harbour-ranges, url: 'https://\(name).example/r', format: cidr-list, date: '2026-11-23'}]\n"
            folder.write(Self.provider("harbour") + list, to: "\(name).yaml")
        }
        let document = folder.write((1...9).map { "45.\($0).0.0/16\n" }.joined(), to: "ranges.txt")
        func fetch(_ provider: String, _ rest: [String]) -> RunResult {
            portolan.run(["fetch", "harbour-ranges", "--provider", "\(folder.path)/\(provider).yaml"] + rest, environment: environment)
        }
        let fetched = fetch("a", ["--from", "harbour-ranges=file://\(document)"])
        #expect(fetched.status == 0, "\(fetched.errors)")
        #expect(fetch("a", ["--status"]).output.contains("harbour-ranges                 9 entries"), "\(fetch("a", ["--status"]).output)")
        #expect(fetch("b", ["--status"]).output.contains("harbour-ranges                 not fetched"))
        #expect(fetch("b", ["--offline"]).status == 2)
    }

    // MARK: Plans

    @Test func `diff reads a plan that is larger than any manifest may be`() {
        let json = Array(portolan.run(["plan", "-", "--target", "eks", "--format", "json"], input: Manifest.service).output.utf8)
        let space = [UInt8](repeating: UInt8(ascii: " "), count: 257 << 20)
        let plan = folder.write(json.dropLast(2) + space + json.suffix(2), to: "plan.json")
        let small = folder.write(json, to: "small.json")
        let run = portolan.run(["diff", plan, small])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "nothing has changed\n")
        // As a manifest it is too large, and that is said.
        #expect(portolan.run(["plan", plan, "--target", "eks"]).errors.contains("more than 256 MiB"))
    }

    // MARK: Planted mistakes

    @Test func `scaleway tries three times where no annotation says otherwise`() {
        func retries(_ annotations: String) -> Bool {
            let manifest = Manifest.service.replacing("  name: web\n", with: "  name: web\n\(annotations)")
            return portolan.run(["plan", "-", "--target", "scaleway", "--format", "json"], input: manifest).output
                .contains("\"max_retries\": \"3\"")
        }
        #expect(retries(""))
        #expect(!retries("  annotations: {service.beta.kubernetes.io/scw-loadbalancer-max-retries: \"5\"}\n"))
    }

    @Test func `a line break of a manifest makes no line of an overlay's README`() throws {
        let secret = "a\\n\\n# Owned\\n- b"
        let manifest =
            Manifest.service.replacing(
                "  name: web\n",
                with:
                    "  name: web\n  annotations: {service.beta.kubernetes.io/aws-load-balancer-ssl-cert: \"\(secret)\", portolan.dev/home: eks}\n"
            )
            + "---\napiVersion: v1\nkind: Service\nmetadata: {name: \"x\(secret)\"}\nspec: {ports: [{port: 1}]}\n"
        let run = portolan.run(["adapt", "-", "--to", "gke", "--to", "eks", "--output", folder.path + "/out"], input: manifest)
        #expect(run.status == 0, "\(run.errors)")
        for target in ["gke", "eks"] {
            let readme = String(decoding: try #require(TextFile.read("\(folder.path)/out/\(target)/README.md")), as: UTF8.self)
            #expect(!readme.split(separator: "\n").contains { $0.hasPrefix("# Owned") || $0.hasPrefix("- b") }, "\(readme)")
            #expect(readme.contains("# Owned"), "\(readme)")
        }
    }
}
