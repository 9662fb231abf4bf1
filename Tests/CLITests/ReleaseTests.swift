// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTMLDocument
import TestSupport
import Testing

/// The executable that is handed out, in places where it was not built.
@Suite struct ReleaseTests {
    /// `scripts/test` builds it and sets the variable, so that a run of everything cannot pass without it.
    private static let isDemanded = Environment["PORTOLAN_REQUIRE_RELEASE"] == "1"
    private static let path = "\(Repository.root)/.build/release/portolan"
    private static let exists = access(path, X_OK) == 0

    @Test(.enabled(if: exists || isDemanded, "no release build: swift build -c release --product portolan, or run scripts/test"))
    func `a copy of the release executable needs nothing beside it`() throws {
        try #require(Self.exists, "PORTOLAN_REQUIRE_RELEASE=1, but there is no \(Self.path)")
        let folder = TemporaryFolder()
        let copy = "\(folder.path)/bin/portolan"
        folder.write(try #require(TextFile.read(Self.path)), to: "bin/portolan")
        chmod(copy, 0o755)
        for name in ["database", "web"] {
            folder.write(try #require(TextFile.read("\(Repository.root)/Examples/storefront/\(name).yaml")), to: "storefront/\(name).yaml")
        }
        // A new mount namespace in which the build folder is empty; where the kernel forbids one, the trace of opened files has to do.
        let hidden = "mount -t tmpfs none \"$0/.build\" && cd \"$1\" && exec bin/portolan report storefront --output -"
        let unshare = Executable(path: "/usr/bin/unshare")
        var run = unshare.run(["--user", "--map-root-user", "--mount", "/bin/sh", "-c", hidden, Repository.root, folder.path])
        if run.errors.contains("unshare failed") || run.errors.contains("mount:") {
            run = Executable(path: copy).run(["report", "storefront", "--output", "-"], in: folder.path)
            let content = String(decoding: try #require(TextFile.read(copy)), as: UTF8.self)
            #expect(!content.contains("\(Repository.root)/.build"), "the executable names its build folder")
        }
        #expect(run.status == 0, "\(run.errors)")
        let page = HTMLDocument(run.output)
        #expect(page.named("h1").map(\.text) == ["Portability of storefront"])
        #expect(page.values(of: "id").contains { $0.hasPrefix("target-") })
    }
}
