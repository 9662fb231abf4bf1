// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// `portolan init`, what is said beside output, and the schemas.
@Suite struct InitTests {
    private static let eks = Manifest.service.replacing(
        "  name: web", with: "  name: web\n  annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}")

    @Test func `the targets that manifests speak of are written, with today's score, and taken as they stand`() {
        let folder = TemporaryFolder()
        folder.write(Self.eks, to: "deploy/web.yaml")
        let run = portolan.run(["init"], in: folder.path)
        #expect(run.status == 0 && run.output == "" && run.errors.contains("wrote .portolan.yaml"), "\(run.errors)")
        let text = String(decoding: TextFile.read("\(folder.path)/.portolan.yaml") ?? [], as: UTF8.self)
        #expect(text.contains("The manifests speak of these: eks (1 object).\n") && text.contains("\ntargets:\n  - eks\n\n"), "\(text)")
        #expect(text.contains("\nminScore: 100\n"))
        #expect(portolan.run(["gate", "."], in: folder.path).status == 0)
        let again = portolan.run(["init"], in: folder.path)
        #expect(again.status == 2 && again.errors.contains("a configuration already"))
    }

    @Test func `where no manifest speaks to a cloud the managed ones are written`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "web.yaml")
        let run = portolan.run(["init", "--stdout"], in: folder.path)
        #expect(run.status == 0 && run.output.contains("  - eks\n") && run.output.contains("  - gke\n") && !run.output.contains("metallb"))
        #expect(access("\(folder.path)/.portolan.yaml", F_OK) != 0)
    }

    @Test func `apps and assumptions are written, whatever they are called`() {
        let folder = TemporaryFolder()
        for name in ["shop", "a: b # \"c\""] { folder.write(Self.eks, to: "\(name)/web.yaml") }
        folder.write(
            Manifest.service.replacing("  name: web", with: "  name: lan\n  annotations: {metallb.io/address-pool: lan}"),
            to: "shop/lan.yaml")
        let run = portolan.run(["init"], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let text = String(decoding: TextFile.read("\(folder.path)/.portolan.yaml") ?? [], as: UTF8.self)
        #expect(text.contains("apps:\n  - \"a: b # \\\"c\\\"\"\n  - \"shop\"\n"), "\(text)")
        #expect(text.contains("eks (2 objects), metallb (1 object)"))
        let plan = portolan.run(["plan", "."], in: folder.path)
        #expect(plan.status == 0, "\(plan.errors)")
    }

    @Test func `the schema is written beside it for editors`() {
        let folder = TemporaryFolder()
        folder.write(Self.eks, to: "web.yaml")
        #expect(portolan.run(["init", "--with-schema"], in: folder.path).status == 0)
        let text = String(decoding: TextFile.read("\(folder.path)/.portolan.yaml") ?? [], as: UTF8.self)
        #expect(text.hasPrefix("# yaml-language-server: $schema=.portolan.schema.json\n"))
        let schema = TextFile.read("\(folder.path)/.portolan.schema.json")
        #expect(schema == TextFile.read("\(Repository.root)/Documentation/configuration.schema.json"))
        // A schema is JSON, and no manifest.
        #expect(portolan.run(["plan", "."], in: folder.path).status == 0)
    }

    @Test func `quiet leaves out warnings and notes, and no problem`() {
        let folder = TemporaryFolder()
        folder.write("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n", to: "a/a.yaml")
        let loud = portolan.run(["plan", "a", "--target", "gke"], in: folder.path)
        #expect(loud.errors.contains("portolan: warning: "))
        #expect(portolan.run(["plan", "a", "--target", "gke", "--quiet"], in: folder.path).errors == "")
        let report = ["report", "a", "--target", "gke", "--output", "a.html"]
        #expect(portolan.run(report, in: folder.path).errors.contains("wrote a.html"))
        #expect(portolan.run(report + ["--quiet"], in: folder.path).errors == "")
        let bad = portolan.run(["plan", "-", "--target", "gke", "--quiet"], input: Manifest.bad)
        #expect(bad.status == 2 && bad.errors.contains("portolan: error: "))
        let gate = portolan.run(["gate", "-", "--target", "gke", "--min-score", "1", "--quiet"], input: Manifest.service)
        #expect(gate.status == 0 && gate.output == "" && gate.errors == "")
    }

    @Test(.enabled(if: access("/usr/bin/script", X_OK) == 0, "no script(1)"))
    func `a terminal shows how far a run is, and nothing else does`() {
        let folder = TemporaryFolder()
        for app in ["one", "two"] { folder.write(Manifest.service, to: "apps/\(app)/web.yaml") }
        let call = "'\(portolan.path)' plan apps --target gke --color never"
        func shown(_ environment: [String: String], _ call: String) -> String {
            let all = Executable.plainEnvironment.merging(environment) { $1 }
            return Executable(path: "/usr/bin/script").run(
                ["--quiet", "--command", call, "/dev/null"], environment: all, in: folder.path
            ).output
        }
        #expect(shown(["TERM": "xterm"], call).contains("portolan: planning two, 2 of 2"))
        #expect(!shown(["TERM": "dumb"], call).contains("planning two"))
        #expect(!shown(["TERM": "xterm"], call + " --quiet").contains("planning two"))
        #expect(portolan.run(["plan", "apps", "--target", "gke"], in: folder.path).errors == "")
    }
}
