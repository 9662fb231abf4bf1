// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// Nothing is written, and nothing read, where it should not be, whatever somebody has put into the folders.
@Suite struct HostilePlaceTests {
    private let folder = TemporaryFolder()

    private func text(_ name: String) -> String? { TextFile.read("\(folder.path)/\(name)").map { String(decoding: $0, as: UTF8.self) } }

    private func adapt(_ arguments: [String] = []) -> RunResult {
        folder.write(Manifest.service, to: "app/web.yaml")
        return portolan.run(["adapt", "app/web.yaml", "--to", "gke", "--output", "out"] + arguments, in: folder.path)
    }

    // MARK: Writing

    @Test(arguments: ["out/gke/README.md", "out/gke/kustomization.yaml", "out/base/web.yaml"])
    func `adapt overwrites nothing through a link of its directory, and names the link`(_ link: String) {
        folder.write("precious", to: "victim")
        folder.write("", to: String(link.split(separator: "/").dropLast().joined(separator: "/")) + "/.keep")
        symlink("\(folder.path)/victim", "\(folder.path)/\(link)")
        let run = adapt()
        #expect(run.status == 2)
        #expect(run.errors.contains("\(link): a symbolic link to \(folder.path)/victim is in the way"), "\(run.errors)")
        #expect(text("victim") == "precious")
    }

    @Test(arguments: ["out/gke", "out/base"]) func `adapt writes into no directory that is a link`(_ link: String) {
        folder.write("precious", to: "victim/README.md")
        folder.write("", to: "out/.keep")
        symlink("../victim", "\(folder.path)/\(link)")
        let run = adapt()
        #expect(run.status == 2)
        #expect(run.errors.contains("\(link): a symbolic link to ../victim is in the way"), "\(run.errors)")
        #expect(text("victim/README.md") == "precious" && text("victim/kustomization.yaml") == nil && text("victim/web.yaml") == nil)
    }

    @Test func `a pipe in the way is named and not waited for`() {
        folder.write("", to: "out/gke/.keep")
        mkfifo("\(folder.path)/out/gke/README.md", 0o600)
        let run = adapt()
        #expect(run.status == 2)
        #expect(run.errors.contains("out/gke/README.md: a named pipe is in the way"), "\(run.errors)")
    }

    @Test func `an app's declared name leads nowhere out of the output directory`() {
        folder.write(Manifest.service, to: "app/a/web.yaml")
        folder.write(Manifest.service, to: "app/b/web.yaml")
        folder.write("apps:\n  - {name: ../../evil, paths: [app/a]}\n  - {name: /evil, paths: [app/b]}\n", to: ".portolan.yaml")
        let run = portolan.run(["adapt", "app", "--to", "gke", "--output", "deep/out"], in: folder.path)
        #expect(run.status == 2)
        #expect(run.errors.contains("this is no place below the directory"), "\(run.errors)")
        #expect(text("evil/base/web.yaml") == nil && text("evil/gke/README.md") == nil)
    }

    @Test func `nothing is left beside what is written, and names cannot be foretold`() throws {
        #expect(adapt().status == 0)
        let left = Executable(path: "/usr/bin/find").run(["out", "-name", "*.part"], in: folder.path).output
        #expect(left.isEmpty, "\(left)")
        // A link that waits under the name that older versions used is neither followed nor removed.
        folder.write("precious", to: "victim")
        for number in 1...200 { symlink("victim", "\(folder.path)/page.html.portolan-\(number)") }
        #expect(portolan.run(["report", "app/web.yaml", "--target", "eks", "-o", "page.html"], in: folder.path).status == 0)
        #expect(text("victim") == "precious")
    }

    @Test func `a report is not written through a link that leads out of its folder`() {
        folder.write("precious", to: "home/victim")
        folder.write(Manifest.service, to: "repo/web.yaml")
        symlink("../home/victim", "\(folder.path)/repo/report.html")
        let run = portolan.run(["report", "web.yaml", "--target", "eks", "-o", "report.html"], in: "\(folder.path)/repo")
        #expect(run.status == 2)
        #expect(run.errors.contains("report.html: a symbolic link that leads out of its directory is in the way"), "\(run.errors)")
        #expect(text("home/victim") == "precious")
    }

    @Test func `manifests are not changed in place through a link that leads out of their folder`() {
        let manifest = Manifest.service.replacing(
            "  name: web\n", with: "  name: web\n  annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}\n")
        folder.write(manifest, to: "home/web.yaml")
        folder.write("", to: "repo/.keep")
        symlink("../home/web.yaml", "\(folder.path)/repo/web.yaml")
        let run = portolan.run(["adapt", "repo/web.yaml", "--to", "gke", "--in-place", "--yes"], in: folder.path)
        #expect(run.status == 2, "\(run.errors)")
        #expect(text("home/web.yaml") == manifest)
    }

    @Test func `assumptions are not saved through a link that leads out of the folder`() {
        folder.write("set: {}\n", to: "home/victim")
        folder.write(Manifest.service, to: "repo/web.yaml")
        symlink("../home/victim", "\(folder.path)/repo/.portolan.yaml")
        let run = portolan.run(["plan", "web.yaml", "--target", "metallb", "--save-assumptions"], in: "\(folder.path)/repo")
        #expect(run.status == 2, "\(run.errors)")
        #expect(text("home/victim") == "set: {}\n")
    }

    // MARK: Reading

    @Test func `pipes and devices are no input, no configuration, no provider file and no template`() {
        folder.write(Manifest.service, to: "web.yaml")
        mkfifo("\(folder.path)/pipe.yaml", 0o600)
        folder.write("", to: "templates/.keep")
        mkfifo("\(folder.path)/templates/report.mustache", 0o600)
        let calls = [
            ["plan", "pipe.yaml"], ["plan", "/dev/zero"], ["plan", "web.yaml", "--config", "pipe.yaml"],
            ["plan", "web.yaml", "--provider", "pipe.yaml"],
            ["report", "web.yaml", "-o", "-", "--templates", "templates"], ["diff", "pipe.yaml", "web.yaml"],
            ["trace", "web.yaml", "--requests", "pipe.yaml"], ["targets", "check", "pipe.yaml"],
        ]
        for call in calls {
            let run = portolan.run(call, in: folder.path)
            #expect(run.status == 2, "\(call)")
            #expect(run.errors.contains("only regular files are read"), "\(call): \(run.errors)")
        }
    }

    @Test func `a pipe that the shell hands over is read`() {
        folder.write(Manifest.service, to: "web.yaml")
        let script = "\"$0\" plan <(cat web.yaml) --target eks --config /dev/null"
        let run = Executable(path: "/bin/bash").run(["-c", script, portolan.path], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Service default/web"))
    }

    @Test func `links that lead nowhere or in a circle, and pipes, are told where a directory is read`() {
        folder.write(Manifest.service, to: "web.yaml")
        symlink("nowhere", "\(folder.path)/gone.yaml")
        symlink("circle", "\(folder.path)/circle")
        mkfifo("\(folder.path)/pipe.yaml", 0o600)
        let run = portolan.run(["plan", ".", "--target", "eks"], in: folder.path)
        #expect(run.status == 2)
        for name in ["gone.yaml", "circle"] { #expect(run.errors.contains("\(name): a symbolic link that leads nowhere"), "\(run.errors)") }
        #expect(run.errors.contains("pipe.yaml: no regular file, so it is not read"))
        #expect(run.output.contains("Service default/web"))
    }
}
