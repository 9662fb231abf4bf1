// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// A git repository that a test makes: thirty commits, tagged c1 to c30.
final class HistoryRepository: Sendable {
    let folder = TemporaryFolder()
    static let git = Executable(path: "/usr/bin/git")

    init() {
        git(["init", "--quiet", "--initial-branch", "main"])
        for commit in 1...30 {
            folder.write(Self.manifest(commit), to: "deploy/web.yaml")
            if commit >= 12 { folder.write("number \(commit)\n", to: "notes/\(commit).txt") }
            git(["add", "--all"])
            git(["commit", "--quiet", "--message", "Commit \(commit)"])
            git(["tag", "c\(commit)"])
        }
    }

    @discardableResult func git(_ arguments: [String]) -> String {
        var environment = Executable.plainEnvironment
        for (name, value) in [("NAME", "A"), ("EMAIL", "a@example.com"), ("DATE", "2026-01-01T00:00:00Z")] {
            environment["GIT_AUTHOR_\(name)"] = value
            environment["GIT_COMMITTER_\(name)"] = value
        }
        let run = Self.git.run(arguments, environment: environment, in: folder.path)
        #expect(run.status == 0, "git \(arguments): \(run.errors)")
        return run.output
    }

    /// What the manifest is at a commit: a Service that is public everywhere, with what becomes of it over time.
    private static func manifest(_ commit: Int) -> String {
        var lines = ["# Commit \(commit)", "apiVersion: v1", "kind: Service", "metadata:", "  name: web", "  annotations:"]
        // From 8 to 9 the load balancer is private, and public again from 10 on.
        let scheme = (8...9).contains(commit) ? "internal" : "internet-facing"
        lines.append("    example.com/commit: \"\(commit)\"")
        // From 15 to 17 nothing says who may reach it: a danger on eks.
        if !(15...17).contains(commit) { lines.append("    service.beta.kubernetes.io/aws-load-balancer-scheme: \(scheme)") }
        // From 18 on the load balancer ends TLS on eks.
        if commit >= 18 {
            lines.append("    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/a")
        }
        lines += ["spec:", "  type: LoadBalancer", "  selector: {app: web}", "  ports:", "    - {name: web, port: 443}"]
        // From 22 to 24 it has a port that gke refuses, and all that it refuses with it.
        if (22...24).contains(commit) { lines.append("    - {name: sctp, port: 3868, protocol: SCTP}") }
        // From 26 on a route leads to it, from 28 on to another Service.
        guard commit >= 26 else { return lines.joined(separator: "\n") + "\n" }
        for name in ["one", "two"] {
            lines += [
                "---", "{apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {selector: {app: \(name)}, ports: [{port: 80}]}}",
            ]
        }
        lines += [
            "---", "apiVersion: networking.k8s.io/v1", "kind: Ingress", "metadata: {name: shop}", "spec:", "  ingressClassName: nginx",
            "  rules:", "    - host: shop.example.com", "      http:", "        paths:",
            "          - {path: /, pathType: Prefix, backend: {service: {name: \(commit >= 28 ? "two" : "one"), port: {number: 80}}}}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}

@Suite(.serialized) struct GateAgainstTests {
    private static let repository = HistoryRepository()
    private var repository: HistoryRepository { Self.repository }

    /// The reasons of the gate at a commit against another.
    private func codes(
        at now: Int, against before: String, _ targets: [String] = ["--target", "eks", "--target", "gke"], _ more: [String] = []
    )
        throws -> (codes: Set<String>, run: RunResult, json: [String: Any])
    {
        repository.git(["checkout", "--quiet", "--force", "c\(now)"])
        let reports = TemporaryFolder()
        let run = portolan.run(
            ["gate", "deploy", "--against", before, "--report", "json=\(reports.path)/gate.json"] + targets + more,
            in: repository.folder.path)
        guard let bytes = TextFile.read("\(reports.path)/gate.json") else { return ([], run, [:]) }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let reasons = try #require(json["reasons"] as? [[String: Any]])
        #expect(run.status == (reasons.isEmpty ? 0 : 1), "\(run.output)\(run.errors)")
        return (Set(reasons.compactMap { $0["code"] as? String }), run, json)
    }

    @Test func `no commit is worse than itself, and moved lines are no change`() throws {
        for (now, before) in [(1, "c1"), (7, "c2"), (14, "HEAD~3"), (17, "c15"), (24, "c22"), (30, "c30"), (30, "c28")] {
            let (codes, run, _) = try codes(at: now, against: before)
            #expect(codes == [], "\(now) against \(before): \(run.output)")
            #expect(run.output.contains("gate: nothing is worse than at \(before) ("))
        }
    }

    @Test func `what was private and is public fails the gate, and the other way it does not`() throws {
        let (codes, run, json) = try codes(at: 10, against: "c9", ["--target", "eks"])
        #expect(codes.contains("became-public"), "\(run.output)")
        let places = (json["reasons"] as? [[String: Any]])?.compactMap { ($0["source"] as? [String: Any])?["file"] as? String }
        #expect(places?.first == "deploy/web.yaml")
        #expect(try self.codes(at: 9, against: "c7", ["--target", "eks"]).codes == [])
    }

    @Test func `a new danger fails the gate, an old one does not, and --allow lets it pass`() throws {
        let (codes, run, json) = try codes(at: 15, against: "c14")
        #expect(codes == ["new-danger", "requirement-lost", "score-fell", "verdict-fell"], "\(run.output)")
        #expect(run.output.contains("gate: worse than at c14 ("))
        #expect(run.output.contains("the score on eks was 100 and is 10"))
        let commit = try #require((json["comparison"] as? [String: Any])?["commit"] as? String)
        #expect(repository.git(["rev-parse", "c14"]).hasPrefix(commit))
        #expect(try self.codes(at: 16, against: "c15").codes == [])
        let allowed = ["new-danger", "requirement-lost", "score-fell", "verdict-fell"].flatMap { ["--allow", $0] }
        #expect(try self.codes(at: 15, against: "c14", ["--target", "eks"], allowed).codes == [])
    }

    @Test func `a requirement, an address and a verdict that are lost fail the gate`() throws {
        let tls = try codes(at: 18, against: "c14")
        #expect(tls.codes.isSuperset(of: ["new-danger", "score-fell", "verdict-fell", "requirement-lost"]), "\(tls.run.output)")
        let address = try codes(at: 22, against: "c21")
        #expect(address.codes.isSuperset(of: ["no-address"]), "\(address.run.output)")
        let mended = try codes(at: 25, against: "c21")
        #expect(mended.codes == [], "\(mended.run.output)")
    }

    @Test func `a request that another Service answers fails the gate`() throws {
        let kind = ["--target", "kind", "--set", "kind.routing=ingress-nginx"]
        #expect(try codes(at: 27, against: "c26", kind).codes == [])
        let (codes, run, _) = try codes(at: 28, against: "c27", kind)
        #expect(codes == ["answer-differs"], "\(run.output)")
        #expect(run.output.contains("default/one:80 answered"), "\(run.output)")
        // A request that nobody answered before is no worse when somebody does.
        #expect(try self.codes(at: 26, against: "c25", kind).codes.contains("answer-differs") == false)
    }

    @Test func `a plan kept as JSON is a baseline as well`() throws {
        repository.git(["checkout", "--quiet", "--force", "c14"])
        let targets = ["--target", "eks", "--target", "gke"]
        let plan = portolan.run(["plan", "deploy", "--format", "json"] + targets, in: repository.folder.path)
        let file = TemporaryFolder()
        let path = file.write(plan.output, to: "main.json")
        #expect(try codes(at: 15, against: path).codes == ["new-danger", "requirement-lost", "score-fell", "verdict-fell"])
        #expect(try codes(at: 14, against: path).codes == [])
        // The other formats tell it too.
        let markdown = portolan.run(["gate", "deploy", "--against", path, "--report", "markdown"] + targets, in: repository.folder.path)
        #expect(markdown.output.contains("### Against `"))
    }

    @Test func `minima of the configuration do not hold beside a baseline, those of the call do`() throws {
        let configuration = repository.folder.write("targets: [eks, gke]\nminScore: 100\nfailOn: danger\n", to: ".portolan.yaml")
        defer { unlink(configuration) }
        #expect(try codes(at: 17, against: "c16", []).codes == [])
        #expect(try codes(at: 17, against: "c16", ["--min-score", "100"]).codes == ["score-too-low"])
    }

    @Test func `an app that the revision lacks is new, and only its harms count`() throws {
        repository.git(["checkout", "--quiet", "--force", "c14"])
        let place = repository.folder.write(Manifest.service, to: "fresh/web.yaml")
        defer { unlink(place) }
        let gate = ["gate", "fresh", "--against", "c14", "--target"]
        #expect(portolan.run(gate + ["gke"], in: repository.folder.path).status == 0)
        let failed = portolan.run(gate + ["eks"], in: repository.folder.path)
        #expect(failed.status == 1 && failed.output.contains("new-danger"), "\(failed.output)")
    }

    @Test(arguments: ["--upload-pack=touch x", "-h", "nosuch", "nosuch.json", "c1^{tree}"])
    func `what is no revision is refused, and options reach no git`(_ name: String) {
        let run = portolan.run(["gate", "deploy", "--target", "eks", "--against=\(name)"], in: repository.folder.path)
        #expect(run.status == 2 && run.output == "" && run.errors.hasPrefix("portolan: error: --against"), "\(run.errors)")
        #expect(access("\(repository.folder.path)/x", F_OK) != 0)
    }

    @Test func `the repository stays as it is, and nothing is left behind`() throws {
        repository.git(["checkout", "--quiet", "--force", "c16"])
        let before =
            repository.git(["status", "--porcelain"]) + repository.git(["rev-parse", "HEAD"]) + repository.git(["ls-files", "--stage"])
        let temporary = TemporaryFolder()
        var environment = Executable.plainEnvironment
        environment["TMPDIR"] = temporary.path
        let hook = repository.folder.write("#!/bin/sh\ntouch \"\(temporary.path)/hook\"\n", to: ".git/hooks/post-checkout")
        chmod(hook, 0o755)
        defer { unlink(hook) }
        let run = portolan.run(
            ["gate", "deploy", "--target", "eks", "--against", "c3"], environment: environment, in: repository.folder.path)
        #expect(run.status == 1, "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
        let after =
            repository.git(["status", "--porcelain"]) + repository.git(["rev-parse", "HEAD"]) + repository.git(["ls-files", "--stage"])
        #expect(after == before)
    }

    @Test func `a folder below the top and absolute paths are found in the revision too`() throws {
        repository.git(["checkout", "--quiet", "--force", "c15"])
        let root = repository.folder.path
        for (path, folder) in [(".", "\(root)/deploy"), ("../deploy", "\(root)/deploy"), ("\(root)/deploy", "/")] {
            let run = portolan.run(["gate", path, "--target", "eks", "--against", "c14"], in: folder)
            if folder == "/" {
                #expect(run.status == 2 && run.errors.contains("git failed"), "\(run.errors)")
            } else {
                #expect(run.status == 1 && run.output.contains("new-danger"), "\(path): \(run.output)\(run.errors)")
            }
        }
        let absolute = portolan.run(["gate", "\(root)/deploy", "--target", "eks", "--against", "c14"], in: root)
        #expect(absolute.status == 1 && absolute.output.contains("new-danger"))
        let outside = TemporaryFolder()
        outside.write(Manifest.service, to: "web.yaml")
        let refused = portolan.run(["gate", outside.path, "--target", "eks", "--against", "c14"], in: root)
        #expect(refused.status == 2 && refused.errors.contains("outside of the repository"))
    }
}
