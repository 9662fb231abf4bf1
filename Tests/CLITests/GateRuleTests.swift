// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What `portolan gate` asks for, and why it fails.
@Suite struct GateRuleTests {
    /// A Service that EKS makes private, with a loss of 90 points and a danger; on GKE nothing is lost.
    private func gate(_ arguments: [String], input: String = Manifest.service) throws -> (run: RunResult, codes: [String]) {
        let folder = TemporaryFolder()
        let run = portolan.run(["gate", "-"] + arguments + ["--report", "json=\(folder.path)/gate.json"], input: input)
        guard let bytes = TextFile.read("\(folder.path)/gate.json") else { return (run, []) }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(json["exitStatus"] as? Int == run.status)
        let reasons = try #require(json["reasons"] as? [[String: Any]])
        return (run, reasons.compactMap { $0["code"] as? String })
    }

    private static let both = ["--target", "eks", "--target", "gke"]

    @Test func `a target may have a minimum of its own`() throws {
        #expect(try gate(Self.both + ["--min-score", "50", "--min-score", "gke=100"]).codes == [])
        let failed = try gate(Self.both + ["--min-score", "50", "--min-score", "eks=11"])
        #expect(failed.codes == ["score-too-low"] && failed.run.status == 1)
        #expect(failed.run.output.contains("gate: eks works after 2 lines in 1 object: scores 10, less than 11\n"))
        #expect(failed.run.output.contains("gate: gke works as it is, 100\n"))
    }

    @Test func `a verdict can be required, of all targets or of one, with at most so many lines`() throws {
        for (demand, codes) in [
            ("as-is", ["verdict-too-hard"]), ("edit", []), ("edit:2", []), ("edit:1", ["verdict-too-hard"]), ("gke=as-is", []),
            ("eks=as-is", ["verdict-too-hard"]), ("app", []), ("app:1", ["verdict-too-hard"]),
        ] {
            #expect(try gate(Self.both + ["--require", demand]).codes == codes, "\(demand)")
        }
        let words = try gate(Self.both + ["--require", "edit:1"]).run.output
        #expect(words.contains("gate: eks works after 2 lines in 1 object, and is asked to work after at most 1 line\n"))
    }

    @Test func `findings fail the gate from the severity that is named`() throws {
        let warning = Manifest.service.replacing("  name: web", with: "  name: web\n  annotations: {portolan.dev/ignore: no-such-code}")
        #expect(try gate(["--target", "gke", "--fail-on", "danger"], input: warning).codes == [])
        #expect(try gate(["--target", "gke", "--fail-on", "error"], input: warning).codes == [])
        let failed = try gate(["--target", "gke", "--fail-on", "warning"], input: warning)
        #expect(failed.codes == ["finding"], "\(failed.run.output)")
        #expect(failed.run.output.contains("warning ignored-code-unknown"))
        #expect(try gate(["--target", "eks", "--fail-on", "danger"]).codes == ["finding"])
        #expect(try gate(["--target", "eks", "--fail-on", "danger", "--allow", "finding"]).codes == [])
    }

    @Test func `an endpoint that never gets an address is an error to the gate`() throws {
        let manifest = Manifest.service.replacing("- port: 80", with: "- {port: 3868, protocol: SCTP}")
        #expect(try gate(["--target", "gke", "--fail-on", "error"], input: manifest).codes.contains("finding"))
    }

    @Test(arguments: [
        ["--min-score", "gke=1"], ["--min-score", "eks"], ["--min-score", "eks=101"], ["--min-score", "=5"], ["--require", "impossible"],
        ["--require", "edit:x"], ["--require", "as-is:3"], ["--require", "edit:-1"], ["--require", "nosuch=edit"], ["--fail-on", "info"],
        ["--allow", "nosuch"], ["--allow", "input-unreadable"], ["--report", "sarfi=x"], ["--report", "json="],
        ["--report", "badge=x.png"],
        ["--report", "html"], [],
    ])
    func `a rule that cannot be held is refused with what can`(_ arguments: [String]) throws {
        let run = portolan.run(["gate", "-", "--target", "eks"] + arguments, input: Manifest.service)
        #expect(run.status == 2 && run.output == "" && run.errors.hasPrefix("portolan: error: "), "\(run)")
        #expect(run.errors.split(separator: "\n").count > 1 || run.errors.contains("expected"), "\(run.errors)")
    }

    @Test func `what cannot be read is a reason, ends with 2 and stands in every report`() throws {
        let failed = try gate(["--target", "gke", "--min-score", "0"], input: Manifest.service + "---\n" + Manifest.bad)
        #expect(failed.run.status == 2 && failed.codes == ["input-unreadable"])
        let junit = portolan.run(["gate", "-", "--target", "gke", "--min-score", "0", "--report", "junit"], input: Manifest.bad)
        #expect(junit.status == 2 && junit.output.contains("<error message=") && junit.output.contains("errors=\"1\""))
    }

    @Test func `a report on standard output stands there alone`() throws {
        let run = portolan.run(["gate", "-", "--target", "eks", "--min-score", "90", "--report", "json"], input: Manifest.service)
        #expect(run.status == 1 && run.errors.contains("gate: app scores 10, less than 90\n"))
        #expect((try? JSONSerialization.jsonObject(with: Data(run.output.utf8))) != nil)
    }

    @Test func `the configuration holds the gate's rules, and the call wins`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "app/web.yaml")
        folder.write("targets: [eks, gke]\nminScores: {eks: 50}\nfailOn: danger\nrequire: [\"edit:1\"]\n", to: ".portolan.yaml")
        let run = portolan.run(["gate", "app", "--report", "json"], in: folder.path)
        #expect(run.status == 1)
        for code in ["score-too-low", "verdict-too-hard", "finding"] { #expect(run.output.contains("\"code\": \"\(code)\"")) }
        let other = portolan.run(
            ["gate", "app", "--min-score", "eks=1", "--require", "edit", "--fail-on", "danger", "--allow", "finding"], in: folder.path)
        #expect(other.status == 0, "\(other.output)")
        for (line, word) in [
            ("failOn: info", "danger, error or warning"), ("require: edit", "a list"), ("minScores: {eks: 200}", "0 to 100"),
        ] {
            folder.write("targets: [eks]\n\(line)\n", to: ".portolan.yaml")
            let run = portolan.run(["gate", "app"], in: folder.path)
            #expect(run.status == 2 && run.errors.contains(".portolan.yaml:2:") && run.errors.contains(word), "\(run.errors)")
        }
    }
}
