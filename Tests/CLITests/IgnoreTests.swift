// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Findings that the configuration asks not to hear.
@Suite struct IgnoreTests {
    /// A Service whose annotation ignores a code that does not exist: the finding `ignored-code-unknown`.
    private static let manifest = Manifest.service.replacing(
        "  name: web", with: "  name: web\n  annotations: {portolan.dev/ignore: no-such-code}")

    private func gate(_ ignore: String, day: String = "1798000000", in path: String = "deploy/web.yaml", _ more: [String] = []) -> (
        run: RunResult, sarif: String
    ) {
        let folder = TemporaryFolder()
        folder.write(Self.manifest, to: path)
        folder.write("targets: [gke]\nignore:\n  - \(ignore)\n", to: ".portolan.yaml")
        var environment = Executable.plainEnvironment
        environment["SOURCE_DATE_EPOCH"] = day
        let run = portolan.run(
            ["gate", "deploy", "--fail-on", "warning", "--report", "sarif=gate.sarif"] + more, environment: environment, in: folder.path)
        return (run, String(decoding: TextFile.read("\(folder.path)/gate.sarif") ?? [], as: UTF8.self))
    }

    @Test(arguments: [
        "{code: ignored-code-unknown, reason: known}", "{code: ignored-code-unknown, object: Service/default/web, reason: known}",
        "{code: ignored-code-unknown, object: Service/web, reason: known}",
        "{code: ignored-code-unknown, object: Service/*/w*, reason: known}",
        "{code: ignored-code-unknown, path: deploy, reason: known}", "{code: ignored-code-unknown, path: \"**/web.yaml\", reason: known}",
        "{code: ignored-code-unknown, path: web.yaml, reason: known, until: 2026-12-31}",
    ])
    func `a finding is ignored by code, object and path, with its reason`(_ ignore: String) {
        let (run, sarif) = gate(ignore)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(sarif.contains("\"kind\": \"external\"") && sarif.contains("\"justification\": \"known\""))
    }

    @Test(arguments: [
        "{code: ignored-code-unknown, object: Service/other/web, reason: known}",
        "{code: ignored-code-unknown, object: Deployment/*/*, reason: known}",
        "{code: ignored-code-unknown, path: web.yml, reason: known}", "{code: ignored-code-unknown, target: eks, reason: known}",
        "{code: one-replica, reason: known}",
    ])
    func `what an ignore does not speak of is told`(_ ignore: String) {
        let (run, _) = gate(ignore)
        #expect(run.status == 1 && run.output.contains("warning ignored-code-unknown"), "\(run.output)")
    }

    @Test func `an ignore that takes nothing away is told, and one about other files is not`() {
        let stale = gate("{code: one-replica, reason: known}").run
        #expect(stale.output.contains("gate: .portolan.yaml:3: the ignore of one-replica takes nothing away"), "\(stale.output)")
        #expect(gate("{code: one-replica, path: elsewhere, reason: known}").run.output.contains("takes nothing away") == false)
        #expect(gate("{code: one-replica, target: eks, reason: known}").run.output.contains("takes nothing away") == false)
        let lenient = gate("{code: ignored-code-unknown, reason: known}", ["--allow", "finding"]).run
        #expect(lenient.status == 0 && !lenient.output.contains("takes nothing away"))
    }

    /// 1798761599 is the last second of 2026, in UTC.
    @Test func `an ignore counts on its last day, and is reported behind it`() {
        let ignore = "{code: ignored-code-unknown, reason: known, until: 2026-12-31}"
        #expect(gate(ignore, day: "1798761599").run.status == 0)
        let expired = gate(ignore, day: "1798761600").run
        #expect(expired.status == 1)
        #expect(
            expired.output.contains("the ignore of ignored-code-unknown has expired on 2026-12-31, and there still is what it is about"))
        #expect(expired.output.contains("warning ignored-code-unknown"))
    }

    @Test(arguments: [
        ("{code: one-replcia, reason: x}", "did you mean one-replica?"), ("{code: one-replica}", "expected code and reason"),
        ("{reason: x}", "expected code and reason"), ("{code: one-replica, reason: x, until: tomorrow}", "expected a day"),
        ("{code: one-replica, reason: x, until: 2026-02-30}", "expected a day"),
        ("{code: one-replica, reason: x, object: web}", "Kind/namespace/name"),
        ("{code: one-replica, reason: x, why: y}", "known: code, object, path, reason, target, until"),
        ("one-replica", "expected code and reason"),
    ])
    func `an ignore that is wrong is refused with its place`(_ ignore: String, _ words: String) {
        let (run, _) = gate(ignore)
        #expect(run.status == 2 && run.errors.contains(".portolan.yaml:3:") && run.errors.contains(words), "\(run.errors)")
    }

    @Test func `a plan leaves out what is ignored`() {
        let folder = TemporaryFolder()
        folder.write(Self.manifest, to: "deploy/web.yaml")
        #expect(portolan.run(["plan", "deploy", "--target", "gke"], in: folder.path).output.contains("ignored-code-unknown"))
        folder.write("ignore: [{code: ignored-code-unknown, reason: known}]\n", to: ".portolan.yaml")
        #expect(portolan.run(["plan", "deploy", "--target", "gke"], in: folder.path).output.contains("ignored-code-unknown") == false)
    }
}
