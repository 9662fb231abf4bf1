// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import PortolanManifest
import TestSupport
import Testing

/// The places where Portolan is used, each run as far as that goes without the service that it is for.
@Suite struct IntegrationTests {
    private static let venv = "\(Repository.root)/.build/test-venv/bin"
    private static let isThere = access("\(venv)/check-jsonschema", X_OK) == 0 || Environment["CI"] == "true"

    /// A git repository with a manifest that EKS makes private, and a folder on the PATH with programs that stand in for others.
    private final class Workplace {
        let folder = TemporaryFolder()
        var environment = Executable.plainEnvironment

        init() {
            folder.write(Manifest.service, to: "repository/deploy/web.yaml")
            folder.write("", to: "bin/.keep")
            symlink(portolan.path, "\(folder.path)/bin/portolan")
            environment["PATH"] = "\(folder.path)/bin:\(environment["PATH"] ?? "")"
            environment["HOME"] = folder.path
            environment["RUNNER_TEMP"] = "\(folder.path)/runner"
            mkdir("\(folder.path)/runner", 0o755)
            environment["GITHUB_OUTPUT"] = folder.write("", to: "output")
            environment["GITHUB_PATH"] = folder.write("", to: "path")
            environment["GITHUB_STEP_SUMMARY"] = folder.write("", to: "summary")
            for name in ["AUTHOR", "COMMITTER"] {
                environment["GIT_\(name)_NAME"] = "A"
                environment["GIT_\(name)_EMAIL"] = "a@example.com"
            }
            for arguments in [["init", "--quiet", "-b", "main"], ["add", "--all"], ["commit", "--quiet", "-m", "One"]] { git(arguments) }
        }

        var repository: String { "\(folder.path)/repository" }

        @discardableResult func git(_ arguments: [String]) -> String {
            let run = Executable(path: "/usr/bin/git").run(arguments, environment: environment, in: repository)
            #expect(run.status == 0, "git \(arguments): \(run.errors)")
            return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        func text(_ name: String) -> String { String(decoding: TextFile.read("\(folder.path)/\(name)") ?? [], as: UTF8.self) }

        func script(_ name: String, _ arguments: [String] = [], _ more: [String: String] = [:]) -> RunResult {
            let all = environment.merging(more) { $1 }
            return Executable(path: "/bin/bash").run(
                ["\(Repository.root)/integrations/github/\(name)"] + arguments, environment: all, in: repository)
        }

        /// A program on the PATH.
        func program(_ name: String, _ text: String) { chmod(folder.write(text, to: "bin/\(name)"), 0o755) }
    }

    // MARK: GitHub

    @Test func `the action's gate leaves its status and its reports to the steps that follow`() {
        let place = Workplace()
        let run = place.script(
            "gate.sh", [],
            ["INPUT_PATHS": "deploy\n", "INPUT_TARGETS": "eks, gke", "INPUT_MIN_SCORE": "10 gke=100", "INPUT_FAIL_ON": "danger"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("::error file=deploy/web.yaml,line="), "\(run.output)")
        #expect(place.text("output") == "status=1\nreport=\(place.folder.path)/runner/portolan-report\n")
        #expect(place.text("summary").hasPrefix("<!-- portolan-gate -->\n## ❌"))
        for file in ["gate.json", "gate.sarif", "gate.md", "gate.xml"] { #expect(!place.text("runner/portolan-report/\(file)").isEmpty) }
    }

    @Test(arguments: ["$(touch made)", "; touch made", "`touch made`", "--output=made", "deploy\n--report=json=made"])
    func `an input of the action is no command and no option`(_ text: String) {
        for input in ["INPUT_PATHS", "INPUT_TARGETS", "INPUT_MIN_SCORE", "INPUT_AGAINST"] {
            let place = Workplace()
            let inputs = ["INPUT_PATHS": "deploy", "INPUT_TARGETS": "eks", "INPUT_MIN_SCORE": "1"].merging([input: text]) { $1 }
            let run = place.script("gate.sh", [], inputs)
            #expect(run.status == 0 && place.text("output").hasPrefix("status=2\n"), "\(input): \(place.text("output"))")
            #expect(access("\(place.repository)/made", F_OK) != 0, "\(input)")
        }
    }

    @Test func `the action comments once, and updates its comment the next time`() {
        let place = Workplace()
        // gh with a file as its memory: whether there is a comment yet.
        place.program(
            "gh",
            """
            #!/bin/sh
            printf '%s\\n' "$*" >>"$HOME/calls"
            case "$*" in
            *--paginate*) if [ -f "$HOME/posted" ]; then echo 4711; fi ;;
            *POST*) touch "$HOME/posted" ;;
            esac

            """)
        let comment = place.folder.write("<!-- portolan-gate -->\n## Text\n", to: "gate.md")
        let variables = ["GITHUB_REPOSITORY": "a/b", "PULL_REQUEST": "7", "GH_TOKEN": "x"]
        for _ in 1...2 { #expect(place.script("comment.sh", [comment], variables).status == 0) }
        let calls = place.text("calls").split(separator: "\n")
        #expect(calls.count == 4)
        #expect(calls[1] == "api --method POST repos/a/b/issues/7/comments --field body=@\(comment)")
        #expect(calls[3] == "api --method PATCH repos/a/b/issues/comments/4711 --field body=@\(comment)")
    }

    @Test func `the action installs a release that is what its checksums say, and no other`() throws {
        let place = Workplace()
        let machine = Executable(path: "/bin/uname").run(["-m"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let name = "portolan-9.9.9-linux-\(machine)"
        chmod(place.folder.write("#!/bin/sh\necho 9.9.9\n", to: "\(name)/bin/portolan"), 0o755)
        let tar = Executable(path: "/bin/sh").run(
            [
                "-c",
                "tar -cJf release.tar.xz \(name) && mkdir release && mv release.tar.xz release/\(name).tar.xz && cd release && sha256sum * >SHA256SUMS",
            ],
            in: place.folder.path)
        #expect(tar.status == 0, "\(tar.errors)")
        place.program(
            "gh",
            """
            #!/bin/sh
            printf '%s\\n' "$*" >>"$HOME/calls"
            while [ $# -gt 0 ]; do if [ "$1" = --dir ]; then cp "$HOME/release/"* "$2/"; fi; shift; done

            """)
        let variables = ["PORTOLAN_REPOSITORY": "a/b", "PORTOLAN_VERSION": "9.9.9"]
        let run = place.script("install.sh", [], variables)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(place.text("calls").hasPrefix("release download v9.9.9 --repo a/b --dir "))
        let folder = place.text("path").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(Executable(path: "\(folder)/portolan").run(["--version"]).output == "9.9.9\n")
        // Another archive under the same name.
        let other = place.folder.write("no archive", to: "release/\(name).tar.xz")
        #expect(place.script("install.sh", [], variables).status == 2, "\(other)")
    }

    @Test(.enabled(if: isThere, "no check-jsonschema: make install-test"))
    func `the action, the template and a workflow that uses them hold to their schemas`() {
        let checker = Executable(path: "\(Self.venv)/check-jsonschema")
        for (schema, path) in [("github-actions", "action.yml"), ("gitlab-ci", "integrations/gitlab/portolan.gitlab-ci.yml")] {
            let run = checker.run(["--builtin-schema", "vendor.\(schema)", path])
            #expect(run.status == 0, "\(path): \(run.output)\(run.errors)")
        }
    }

    /// The workflows of the guides.
    private static func workflows() -> [String] {
        let text = String(decoding: TextFile.read("\(Repository.root)/Documentation/ci.md") ?? [], as: UTF8.self)
        return text.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "\n```").first }.filter {
            $0.contains("runs-on:")
        }
    }

    @Test(.enabled(if: isThere, "no actionlint: make install-test")) func `the guides' workflows are what actionlint takes`() {
        let workflows = Self.workflows()
        #expect(workflows.count >= 1)
        for workflow in workflows {
            let folder = TemporaryFolder()
            let path = folder.write(workflow + "\n", to: "workflow.yml")
            let run = Executable(path: "\(Self.venv)/actionlint").run(["-no-color", path])
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            let schema = Executable(path: "\(Self.venv)/check-jsonschema").run(["--builtin-schema", "vendor.github-workflows", path])
            #expect(schema.status == 0, "\(schema.output)\(schema.errors)")
        }
    }

    // MARK: GitLab, pre-commit

    @Test func `GitLab's job runs as the template has it, and compares with the merge request's base`() throws {
        let place = Workplace()
        let base = place.git(["rev-parse", "HEAD"])
        let template = try #require(TextFile.read("\(Repository.root)/integrations/gitlab/portolan.gitlab-ci.yml"))
        let (tree, _) = YAMLTree.compose(template, file: "template")
        let script = try #require(tree.documents.first?.at("portolan", "script")?.elements.compactMap(\.text).joined(separator: "\n"))
        var variables = ["PORTOLAN_PATHS": "deploy", "PORTOLAN_ARGUMENTS": "--target eks", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base]
        func run() -> RunResult {
            Executable(path: "/bin/sh").run(
                ["-ec", script], environment: place.environment.merging(variables) { $1 }, in: place.repository)
        }
        let same = run()
        #expect(same.status == 0 && same.output.contains("nothing is worse than at \(base)"), "\(same.output)\(same.errors)")
        place.folder.write(Manifest.service.replacing("name: web", with: "name: more"), to: "repository/deploy/more.yaml")
        #expect(run().status == 1)
        for file in ["portolan-quality.json", "portolan-junit.xml", "portolan.json"] {
            #expect(!place.text("repository/\(file)").isEmpty, "\(file)")
        }
        variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = ""
        variables["PORTOLAN_ARGUMENTS"] = "--target eks --min-score 5"
        #expect(run().status == 0)
    }

    @Test func `pre-commit's hooks are calls that the gate takes`() throws {
        let place = Workplace()
        let hooks = try #require(TextFile.read("\(Repository.root)/.pre-commit-hooks.yaml"))
        let (tree, error) = YAMLTree.compose(hooks, file: "hooks")
        #expect(error == nil)
        let list = try #require(tree.documents.first?.elements)
        #expect(list.compactMap { $0.value("id")?.text } == ["portolan-gate", "portolan-worse"])
        place.folder.write("targets: [eks]\nminScore: 50\n", to: "repository/.portolan.yaml")
        for (hook, status) in zip(list, [1, 0]) {
            #expect(hook.value("language")?.text == "system" && hook.value("pass_filenames")?.text == "false")
            let entry = try #require(hook.value("entry")?.text)
            let arguments = try #require(hook.value("args")).elements.compactMap(\.text)
            let run = Executable(path: "/bin/sh").run(
                ["-c", "\(entry) \"$@\"", "sh"] + arguments, environment: place.environment, in: place.repository)
            #expect(run.status == status, "\(entry): \(run.output)\(run.errors)")
        }
    }

    // MARK: Kubernetes

    @Test(arguments: ["integrations/kubernetes/cronjob.yaml", "integrations/argocd/presync.yaml"])
    func `our own manifests are read without a finding`(_ path: String) throws {
        let run = portolan.run(["plan", path, "--target", "eks", "--target", "gke", "--format", "json"])
        #expect(run.status == 0, "\(run.errors)")
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect((plan["findings"] as? [Any])?.isEmpty == true && (plan["rejected"] as? [Any])?.isEmpty == true, "\(run.output)")
        // What the container is told is a call that the program knows.
        let text = String(decoding: TextFile.read("\(Repository.root)/\(path)") ?? [], as: UTF8.self)
        let call = try #require(text.firstMatch(of: /args: \[(gate, [^\]]*)\]/)?.output.1).split(separator: ", ").map(String.init)
        let place = TemporaryFolder()
        let file = place.write(Manifest.service, to: "objects.yaml")
        let gate = portolan.run(call.map { $0 == "." || $0.hasPrefix("/cluster") ? file : $0 })
        #expect(gate.status == 1 && gate.output.contains("default-scope-differs"), "\(gate.errors)")
    }

    /// What a cluster adds to a Service: its own fields, and those of the tools that wrote it.
    private static let added = """
            kubectl.kubernetes.io/last-applied-configuration: |
              {"metadata":{"annotations":{"service.beta.kubernetes.io/aws-load-balancer-schem":"internal"}},"spec":{"loadBalancerIP":"52.94.76.10"}}
        """

    @Test func `status, managed fields and what was last applied change nothing in a plan`() throws {
        let plain = Manifest.service.replacing(
            "metadata:\n", with: "metadata:\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing\n")
        let live =
            plain.replacing("    service.beta", with: "\(Self.added)\n    service.beta").replacing(
                "  name: web\n",
                with: """
                      name: web
                      creationTimestamp: "2026-01-01T00:00:00Z"
                      generation: 3
                      resourceVersion: "4711"
                      uid: 9a1f2f6e-0000-4000-8000-000000000001
                      finalizers: [service.k8s.aws/resources]
                      managedFields:
                        - {manager: kubectl, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:metadata": {"f:annotations": {"f:networking.gke.io/load-balancer-type": {}}}}}

                    """) + """
                status:
                  conditions: [{type: Fine, status: "True", reason: Ready, message: "52.94.76.13", lastTransitionTime: "2026-01-01T00:00:00Z"}]
                  loadBalancer: {ingress: [{ip: 52.94.76.12, ipMode: VIP}, {hostname: web-1.elb.eu-central-1.amazonaws.com}]}

                """
        func plan(_ manifest: String) throws -> String {
            let run = portolan.run(["plan", "-", "--target", "eks", "--target", "gke", "--format", "json"], input: manifest)
            #expect(run.status == 0 && run.errors == "", "\(run.errors)")
            return run.output.replacing(#/"(line|column)": \d+/#, with: "")
        }
        #expect(live.contains("managedFields") && live.contains("last-applied"))
        #expect(try plan(live) == plan(plain))
        // The same address, where the user wrote it, is told: so the test would notice.
        #expect(
            try plan(plain.replacing("  type: LoadBalancer", with: "  type: LoadBalancer\n  loadBalancerIP: 52.94.76.12")) != plan(plain))
    }
}
