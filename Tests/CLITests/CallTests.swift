// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct CallTests {
    @Test(arguments: [
        ["plan"], ["report", "Examples/storefront"], ["gate"], ["adapt"], ["frobnicate"], ["plan", "Examples/storefront", "--nosuch"],
        ["plan", "Examples/storefront", "--format", "xml"], ["plan", "Examples/storefront", "--target"], ["targets", "nosuch"],
        ["gate", "Examples/storefront", "--min-score", "many"], ["gate", "Examples/storefront", "--min-score", "101"],
        ["gate", "Examples/storefront", "--min-score", "-1"], ["plan", "Examples/storefront", "--kustomize", "--helm"],
        ["plan", "Examples/storefront", "--values", "x.yaml"], ["plan", "Examples/storefront", "--set", "x"],
        ["plan", "Examples/storefront", "--set", "=x"],
        ["plan", "Examples/storefront", "--target", "eks", "--set", "clusterIPFamilies=IPv5"],
        ["adapt", "Examples/storefront", "--to", "eks", "--stdout", "--in-place"],
        ["adapt", "Examples/storefront", "--to", "nosuch", "--stdout"],
        ["plan", "--kustomize", "Examples/storefront"], ["plan", "--helm", "Examples/storefront"], ["plan", ""],
    ]) func `a wrong call ends with 2 and says why in the house's form`(_ arguments: [String]) {
        let run = portolan.run(arguments)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("portolan: error: "), "\(run.errors)")
        #expect(!run.errors.contains("Error("))
    }

    @Test func `an unknown target names the known ones or the one that was meant`() {
        let run = portolan.run(["plan", "Examples/storefront", "--target", "esk"])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("portolan: error: unknown target \"esk\""))
        #expect(run.errors.contains("eks"))
        #expect(portolan.run(["plan", "Examples/storefront", "--target", "completely-else"]).errors.contains("gke"))
    }

    @Test func `an unknown option names the targets that lack it`() {
        let run = portolan.run(["plan", "Examples/storefront", "--target", "eks", "--set", "clusterIPFamilie=IPv6"])
        #expect(run.status == 2)
        #expect(run.errors.contains("--set clusterIPFamilie=IPv6: no option \"clusterIPFamilie\" in eks"))
        #expect(portolan.run(["plan", "Examples/storefront", "--targt", "eks"]).errors.contains("--target"))
    }

    @Test func `set reaches all targets, or one, and the last counts`() {
        let manifest = Manifest.service + "  ipFamilies: [IPv6]\n"
        func isInvalid(_ settings: [String]) -> [Bool] {
            ["eks", "k3s"].map { target in
                let run = portolan.run(
                    ["plan", "-", "--target", "eks", "--target", "k3s", "--format", "json"] + settings.flatMap { ["--set", $0] },
                    input: manifest)
                #expect(run.status == 0)
                let exposure = run.output.split(separator: "\"exposures\": {").last?.split(separator: "\"\(target)\": {").dropFirst().first
                return exposure?.trimmingPrefix { $0.isWhitespace }.hasPrefix("\"status\": \"invalid\"") == true
            }
        }
        #expect(isInvalid([]) == [true, true])
        #expect(isInvalid(["clusterIPFamilies=IPv4,IPv6"]) == [false, false])
        #expect(isInvalid(["k3s.clusterIPFamilies=IPv6"]) == [true, false])
        #expect(isInvalid(["clusterIPFamilies=IPv6", "eks.clusterIPFamilies=IPv4"]) == [true, false])
        #expect(isInvalid(["clusterIPFamilies=IPv4", "clusterIPFamilies=IPv6,IPv4"]) == [false, false])
    }

    @Test func `a target that is named twice is planned once`() {
        let once = portolan.run(["plan", "Examples/storefront", "--target", "eks", "--format", "json"])
        #expect(
            portolan.run(["plan", "Examples/storefront", "--target", "eks", "--target", "eks", "--format", "json"]).output == once.output)
    }

    @Test func `the version is one line`() {
        let run = portolan.run(["--version"])
        #expect(run.status == 0)
        #expect(run.output.split(separator: ".").count == 3 && run.output.hasSuffix("\n") && run.output.count < 20)
    }

    @Test func `no target is named in the list that cannot be shown and planned`() {
        let list = portolan.run(["targets"])
        #expect(list.status == 0)
        // A target's first line begins with its id; its second is indented, and heading and legend begin with a capital.
        // Routing controllers stand in a table of their own below it.
        let tables = list.output.split(separator: "\nROUTING")
        let names = tables.map { table in
            table.split(separator: "\n").filter { $0.first?.isLowercase == true }.compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
        }
        let ids = names.first ?? []
        #expect(names.count == 2 && names.last?.contains("ingress-nginx") == true && names.last == names.last?.sorted())
        #expect(ids.contains("eks") && ids == ids.sorted())
        for id in ids {
            let show = portolan.run(["targets", id])
            #expect(show.status == 0 && show.output.hasPrefix(id), "\(id)")
            for heading in ["Options", "Products", "Annotations", "Sources"] {
                #expect(show.output.contains("\n\(heading)"), "\(id): \(heading)")
            }
        }
        #expect(portolan.run(["plan", "Examples/storefront"] + ids.flatMap { ["--target", $0] }).status == 0)
    }
}

@Suite struct GateTests {
    @Test func `the gate uses the number that is printed`() throws {
        let plan = portolan.run(["plan", "Examples/storefront", "--target", "eks", "--target", "gke"])
        let line = try #require(plan.output.split(separator: "\n").first { $0.hasPrefix("  app ") })
        let score = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        try #require((1...99).contains(score))
        let gate = ["gate", "Examples/storefront", "--target", "eks", "--target", "gke", "--min-score"]
        let passed = portolan.run(gate + ["\(score)"])
        #expect(passed.status == 0)
        #expect(passed.output.contains("\ngate: app scores \(score), at least \(score)\n"))
        let failed = portolan.run(gate + ["\(score + 1)"])
        #expect(failed.status == 1)
        #expect(failed.output.contains("\ngate: app scores \(score), less than \(score + 1)\n"))
        #expect(failed.errors == "")
    }

    @Test func `each target can be held against it`() {
        let run = portolan.run(["gate", "Examples/storefront", "--target", "eks", "--target", "gke", "--min-score", "100", "--each-target"])
        #expect(run.status == 1)
        let verdicts = run.output.split(separator: "\n").filter { $0.hasPrefix("gate: ") }
        #expect(verdicts.map { $0.prefix(10) } == ["gate: eks ", "gate: gke "])
    }

    @Test func `bad input is 2, though the gate would fail or pass`() {
        for score in ["0", "100"] {
            let run = portolan.run(
                ["gate", "-", "--target", "eks", "--min-score", score], input: Manifest.service + "---\n" + Manifest.bad)
            #expect(run.status == 2)
        }
    }

    @Test func `nothing to score is nothing to lose`() {
        let run = portolan.run(
            ["gate", "-", "--target", "eks", "--min-score", "100"], input: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
        #expect(run.status == 0)
    }

    @Test func `the status survives a reader that goes away`() {
        let script = "\"$0\" gate Examples/storefront --target eks --each-target --min-score 100 | true; echo \"${PIPESTATUS[0]}\""
        #expect(Executable(path: "/bin/bash").run(["-c", script, portolan.path]).output == "1\n")
    }
}
