// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What is said when a limit of Documentation/limits.md is met.
///
/// Others have tests beside what they bound: YAML, templates, Services and pods.
@Suite struct InputLimitTests {
    private let folder = TemporaryFolder()

    /// A file of so many bytes that takes no room on the disk.
    private func sparse(_ bytes: Int, _ name: String) -> String {
        let path = folder.write("", to: name)
        truncate(path, bytes)
        return path
    }

    @Test func `files of more bytes than are read are refused at once, each by its own bound`() {
        folder.write(Manifest.service, to: "web.yaml")
        let templates = folder.path + "/templates"
        _ = sparse(1 << 20 + 1, "templates/input.mustache")
        _ = sparse(1 << 20 + 1, "kustomize/kustomization.yaml")
        let calls: [(call: [String], mebibytes: Int)] = [
            (["plan", sparse(256 << 20 + 1, "large.yaml")], 256), (["diff", sparse(1 << 30 + 1, "plan.json"), "web.yaml"], 1024),
            (["plan", "web.yaml", "--provider", sparse(4 << 20 + 1, "cloud.yaml")], 4),
            (["plan", "web.yaml", "--config", sparse(1 << 20 + 1, "settings.yaml")], 1),
            (["trace", "web.yaml", "--requests", sparse(64 << 20 + 1, "requests.yaml")], 64),
            (["report", "web.yaml", "-o", "-", "--templates", templates], 1),
        ]
        for (call, mebibytes) in calls {
            let run = portolan.run(call + (call[0] == "diff" ? [] : ["--target", "eks"]), in: folder.path)
            #expect(run.status == 2, "\(call)")
            #expect(run.errors.contains(": more than \(mebibytes) MiB\n"), "\(call): \(run.errors)")
        }
    }

    @Test func `more files than are read are refused`() {
        folder.write("", to: "many/.keep")
        for number in 0...100_000 { close(open("\(folder.path)/many/\(number).yaml", O_WRONLY | O_CREAT, 0o600)) }
        let run = portolan.run(["plan", "many", "--target", "eks"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("more than 100000 files\n  give fewer at a time"), "\(run.errors.prefix(300))")
    }

    @Test func `a configuration is looked for so many directories above and no further`() {
        folder.write("", to: ".git/HEAD")
        folder.write("nosuchkey: 1\n", to: ".portolan.yaml")
        let near = String(repeating: "d/", count: 31)
        folder.write("", to: near + "d/.keep")
        #expect(portolan.run(["plan", "-", "--target", "eks"], input: Manifest.service, in: "\(folder.path)/\(near)").status == 2)
        #expect(portolan.run(["plan", "-", "--target", "eks"], input: Manifest.service, in: "\(folder.path)/\(near)d").status == 0)
    }

    @Test func `hostile inputs of fixed seeds come to an end`() {
        let place = portolan.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let run = Executable(path: "\(place)/portolan-fuzz").run(["--runs", "15", "--seed", "1"])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("0 failures"))
    }
}
