// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The claims of `Documentation/adapting.md`, for every pair of targets.
struct ClaimsTests {
    @Test(arguments: try App.all().map(\.name))
    func `what is foretold of an adaptation holds for every pair of targets`(name: String) throws {
        let app = try #require(try App.all().first { $0.name == name })
        var claims = Claims(app)
        try claims.hold()
        #expect(claims.broken.isEmpty, "\(claims.broken.prefix(5).joined(separator: "\n"))")
    }

    /// Every app of a folder of apps, where `PORTOLAN_CORPUS` names one: `scripts/portability-claims DIR`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PORTOLAN_CORPUS"] != nil))
    func `the claims hold for every app of the corpus`() throws {
        let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["PORTOLAN_CORPUS"]))
        let named = ProcessInfo.processInfo.environment["PORTOLAN_APPS"]?.split(separator: " ").map(String.init)
        for app in try App.apps(in: folder) where named?.contains(app.name) != false {
            let start = ContinuousClock.now
            var claims = Claims(app)
            try claims.hold()
            FileHandle.standardError.write(Data("\(app.name): \(claims.broken.count) broken, \(ContinuousClock.now - start)\n".utf8))
            for line in claims.broken.prefix(40) { FileHandle.standardError.write(Data("    \(line)\n".utf8)) }
            #expect(claims.broken.isEmpty)
        }
    }
}
