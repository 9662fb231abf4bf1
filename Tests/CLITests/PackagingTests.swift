// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// What `make install` puts below a prefix, made from the executables that were built together with the tests.
final class InstalledTree: Sendable {
    let folder = TemporaryFolder()
    let run: RunResult

    init() {
        var environment = Executable.plainEnvironment
        environment["DESTDIR"] = folder.path
        environment["PREFIX"] = "/opt/portolan"
        let manual = portolan.path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/manual-pages"
        run = Executable(path: "\(Repository.root)/scripts/install-tree").run([portolan.path, manual], environment: environment)
    }

    var root: String { "\(folder.path)/opt/portolan" }
}

@Suite struct PackagingTests {
    private static let tree = InstalledTree()
    private var root: String { Self.tree.root }
    private func text(_ path: String) -> String { String(decoding: TextFile.read("\(root)/\(path)") ?? [], as: UTF8.self) }

    @Test func `all that is installed lies below the prefix, and runs`() throws {
        #expect(Self.tree.run.status == 0, "\(Self.tree.run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: Self.tree.folder.path) == ["opt"])
        #expect(Executable(path: "\(root)/bin/portolan").run(["--version"]).output == portolan.run(["--version"]).output)
        #expect(text("share/portolan/schemas/configuration.schema.json").hasPrefix("{"))
    }

    @Test func `every command has a manual page that says what its help says, and mandoc finds nothing wrong`() throws {
        let help = portolan.run(["--help"]).output
        let commands = help.split(separator: "\n").compactMap { $0.firstMatch(of: /^  ([a-z]+)  +[A-Z]/).map { String($0.output.1) } }
        #expect(commands.contains("gate") && commands.count > 8)
        let pages = try FileManager.default.contentsOfDirectory(atPath: "\(root)/share/man/man1").sorted()
        for command in commands where command != "help" { #expect(pages.contains("portolan-\(command).1"), "\(command)") }
        for page in pages where access("/usr/bin/mandoc", X_OK) == 0 {
            let lint = Executable(path: "/usr/bin/mandoc").run(["-T", "lint", "-W", "error", "\(root)/share/man/man1/\(page)"])
            #expect(lint.status == 0 && lint.output == "", "\(page): \(lint.output)")
            let shown = Executable(path: "/usr/bin/mandoc").run(["-T", "html", "\(root)/share/man/man1/\(page)"]).output
            #expect(shown.contains("id=\"NAME\"") && shown.contains("id=\"OPTIONS\""))
        }
        let gate = text("share/man/man1/portolan-gate.1")
        for option in ["\\-\\-min\\-score", "\\-\\-against", "\\-\\-report"] { #expect(gate.contains(option), "\(option)") }
    }

    @Test(arguments: [
        ("bash", ["-n"], "share/bash-completion/completions/portolan"), ("zsh", ["-n"], "share/zsh/site-functions/_portolan"),
        ("fish", ["--no-execute"], "share/fish/vendor_completions.d/portolan.fish"),
    ])
    func `completions are what the shell takes, and know the commands`(_ shell: String, _ arguments: [String], _ path: String) {
        let script = text(path)
        #expect(script.contains("gate") && script.contains("min-score"))
        guard access("/usr/bin/\(shell)", X_OK) == 0 else { return }
        let run = Executable(path: "/usr/bin/\(shell)").run(arguments + ["\(root)/\(path)"])
        #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    }

    @Test func `bash completes a command's name`() {
        let script = """
            source '\(root)/share/bash-completion/completions/portolan'
            COMP_WORDS=(portolan ga); COMP_CWORD=1; COMP_LINE='portolan ga'; COMP_POINT=11
            _portolan portolan ga portolan; printf '%s\\n' "${COMPREPLY[@]}"
            """
        var environment = Executable.plainEnvironment
        environment["PATH"] = "\(root)/bin:\(environment["PATH"] ?? "")"
        #expect(Executable(path: "/bin/bash").run(["-c", script], environment: environment).output.contains("gate"))
    }

    @Test(.enabled(if: access("/usr/bin/kubectl", X_OK) == 0, "no kubectl")) func `kubectl finds it as a plugin`() {
        var environment = Executable.plainEnvironment
        environment["PATH"] = "\(root)/bin:\(environment["PATH"] ?? "")"
        let run = Executable(path: "/usr/bin/kubectl").run(
            ["portolan", "plan", "-", "--target", "gke"], input: Manifest.dump, environment: environment)
        #expect(run.status == 0 && run.output.contains("Service shop/web"), "\(run.errors)")
    }

    @Test func `what is linked in is listed with its version`() throws {
        let run = Executable(path: "\(Repository.root)/scripts/make-sbom").run([portolan.path])
        #expect(run.status == 0, "\(run.errors)")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(document["bomFormat"] as? String == "CycloneDX")
        let components = try #require(document["components"] as? [[String: Any]])
        let names = components.compactMap { $0["name"] as? String }
        for name in ["swift-argument-parser", "swift-mustache", "swift-runtime", "libcurl4", "libxml2", "libyaml-0-2", "libpcre2-8-0"] {
            #expect(names.contains(name), "\(name): \(names)")
        }
        let schemas = Executable(path: "/usr/bin/find").run([
            "\(Repository.root)/.build/test-venv/lib", "-path", "*/cyclonedx/schema/_res/bom-1.5.SNAPSHOT.schema.json",
        ]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let checker = Executable(path: "\(Repository.root)/.build/test-venv/bin/check-jsonschema")
        if !schemas.isEmpty {
            let folder = TemporaryFolder()
            let check = checker.run([
                "--base-uri", "file://\(schemas.dropLast("bom-1.5.SNAPSHOT.schema.json".count))", "--schemafile", schemas,
                folder.write(run.output, to: "sbom.json"),
            ])
            #expect(check.status == 0, "\(check.output)\(check.errors)")
        } else {
            #expect(Environment["CI"] != "true", "no schema of CycloneDX: make install-test")
        }
        for component in components { #expect((component["version"] as? String)?.first?.isNumber == true, "\(component)") }
    }

    @Test func `every shell script is sound`() throws {
        try #require(access("/usr/bin/shellcheck", X_OK) == 0 || Environment["CI"] != "true", "no shellcheck: make install-test")
        guard access("/usr/bin/shellcheck", X_OK) == 0 else { return }
        let found = Executable(path: "/bin/grep").run(["-rlE", "^#!.*(bash|/sh)", "scripts", "integrations", ".ci"]).output
        let scripts = found.split(separator: "\n").map(String.init)
        #expect(scripts.count >= 10)
        let run = Executable(path: "/usr/bin/shellcheck").run(scripts)
        #expect(run.status == 0, "\(run.output)")
    }
}

/// The executable that is handed out, and its package.
@Suite struct ReleasePackageTests {
    private static let isDemanded = Environment["PORTOLAN_REQUIRE_RELEASE"] == "1"
    private static let release = "\(Repository.root)/.build/release"
    private static let exists = access("\(release)/portolan", X_OK) == 0 && access("\(release)/manual-pages", X_OK) == 0

    @Test(.enabled(if: exists || isDemanded, "no release build: make install-programs"))
    func `the package holds an executable below 40 megabytes that asks for Debian's packages only`() throws {
        try #require(Self.exists)
        let folder = TemporaryFolder()
        let run = Executable(path: "\(Repository.root)/scripts/make-deb").run([
            "\(Self.release)/portolan", "\(Self.release)/manual-pages", folder.path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let package = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let fields = Executable(path: "/usr/bin/dpkg-deb").run(["--field", package]).output
        for name in ["libc6", "libcurl4", "libxml2", "libyaml-0-2", "libpcre2-8-0"] { #expect(fields.contains(name), "\(fields)") }
        #expect(Executable(path: "/usr/bin/dpkg-deb").run(["--extract", package, "\(folder.path)/unpacked"]).status == 0)
        var status = stat()
        try #require(stat("\(folder.path)/unpacked/usr/bin/portolan", &status) == 0)
        #expect(status.st_size < 40 << 20, "\(status.st_size) bytes")
        // Nothing of Swift is loaded from elsewhere.
        let libraries = Executable(path: "/usr/bin/ldd").run(["\(folder.path)/unpacked/usr/bin/portolan"]).output
        #expect(!libraries.contains("libswift") && !libraries.contains("libFoundation") && !libraries.contains("not found"), "\(libraries)")
        _ = Executable(path: "/usr/bin/dpkg-deb").run(["--control", package, "\(folder.path)/control"])
        let checked = Executable(path: "/usr/bin/md5sum").run(
            ["--check", "--quiet", "\(folder.path)/control/md5sums"], in: "\(folder.path)/unpacked")
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }

    @Test(.enabled(if: exists || isDemanded, "no release build: make install-programs"))
    func `the image's root holds all that the executable loads`() throws {
        try #require(Self.exists)
        let folder = TemporaryFolder()
        let run = Executable(path: "\(Repository.root)/integrations/docker/collect-root").run(["\(Self.release)/portolan", folder.path])
        #expect(run.status == 0, "\(run.errors)")
        guard geteuid() == 0 else { return }
        // A program finds its own arguments in /proc, which is there in every container.
        let script = "mkdir -p \"$0/proc\" && mount -t proc proc \"$0/proc\" && exec chroot \"$0\" /usr/bin/portolan plan - --target gke"
        let plan = Executable(path: "/usr/bin/unshare").run(
            ["--mount", "sh", "-ec", script, folder.path], input: Manifest.service)
        #expect(plan.status == 0 && plan.output.contains("public IP"), "\(plan.errors)")
    }
}
