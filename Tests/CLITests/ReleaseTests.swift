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
        for name in ["database", "web"] {
            folder.write(try #require(TextFile.read("\(Repository.root)/Examples/storefront/\(name).yaml")), to: "storefront/\(name).yaml")
        }
        // The build folder must stay for the other tests, so the copy is made unable to find it: of every path into it that the executable
        // holds, as the one at which a resource bundle would be sought, a letter is changed.
        let copy = "\(folder.path)/portolan"
        let script =
            "LC_ALL=C sed \"s#/[.]build/#/.bu1ld/#g\" \"$0\" > \"$1\" && chmod 755 \"$1\" && cd \"$2\" && exec ./portolan report storefront --output -"
        let run = Executable(path: "/bin/sh").run(["-c", script, Self.path, copy, folder.path], in: folder.path)
        #expect(run.status == 0, "\(run.errors)")
        let page = HTMLDocument(run.output)
        #expect(page.named("h1").map(\.text) == ["Portability of storefront"])
        #expect(page.values(of: "id").contains { $0.hasPrefix("target-") })
        #expect(TextFile.read(copy)?.count == TextFile.read(Self.path)?.count)
    }
}
