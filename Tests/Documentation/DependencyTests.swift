// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Data flows one way (Documentation/Architecture.md): what a module may know stands in the package's manifest, and is held here.
@Suite struct DependencyTests {
    /// The libraries under `Sources/` with their dependencies of our own, in the manifest's order.
    private static func libraries() throws -> [(name: String, dependencies: [String])] {
        let manifest = try SourceTree.text("Package.swift")
        // From a target's opening to the next thing at its depth.
        let target = #/(?s)(?:library\(|\.target\()\s*(?:name: )?"(Portolan[A-Za-z]+)"(.*?)(?=\n {8}(?:library|\.|tests|//)|\n {4}\] \+)/#
        let targets = manifest.matches(of: target)
        return targets.map { match in
            (String(match.output.1), match.output.2.matches(of: /"(Portolan[A-Za-z]+)"/).map { String($0.output.1) })
        }
    }

    private static func cloudModules() throws -> [(folder: String, module: String)] {
        try SourceTree.text("Package.swift").matches(of: /CloudModule\(\s*folder: "([a-z0-9-]+)", module: "(Portolan[A-Za-z0-9]+)"/)
            .map { (String($0.output.1), String($0.output.2)) }
    }

    private static func imports(in path: String) throws -> Set<String> {
        let lines = try SourceTree.text(path).components(separatedBy: "\n")
        let statement = /^(?:@testable )?(?:public |package |internal )?import (?:struct |enum |func )?([A-Za-z0-9]+)/
        return Set(lines.compactMap { $0.firstMatch(of: statement).map { String($0.output.1) } })
    }

    @Test func `a library depends only on those above it in the manifest`() throws {
        let libraries = try Self.libraries()
        #expect(libraries.count >= 14)
        let clouds = Set(try Self.cloudModules().map(\.module))
        var above: Set<String> = []
        for (name, dependencies) in libraries {
            for dependency in dependencies where !clouds.contains(dependency) {
                #expect(
                    above.contains(dependency) || dependency == "PortolanTemplates", "\(name) depends on \(dependency), which comes later")
            }
            above.insert(name)
        }
    }

    @Test func `a provider knows the model and the manifests, and no other provider, fetcher or report`() throws {
        let clouds = try Self.cloudModules()
        #expect(clouds.count >= 10)
        let manifest = try SourceTree.text("Package.swift")
        let allowed: Set<String> = [
            "PortolanModel", "PortolanManifest", "PortolanKubernetes", "PortolanGraph", "PortolanProvider", "PortolanRegex",
            "PortolanGatewayAPI",
        ]
        let row = try #require(manifest.firstMatch(of: /let dependencies: \[Target.Dependency\] = \[([^\]]*)\]/)?.output.1)
        #expect(Set(row.matches(of: /"([A-Za-z]+)"/).map { String($0.output.1) }) == allowed)
        for path in try SourceTree.files() where path.hasPrefix("providers/") && path.hasSuffix(".swift") && !path.contains("/Tests/") {
            #expect(clouds.contains { path.hasPrefix("providers/\($0.folder)/") }, "\(path) belongs to no module of Package.swift")
            let strangers = try Self.imports(in: path).subtracting(allowed)
            #expect(strangers == [], "\(path) imports \(strangers.sorted())")
        }
    }

    @Test func `curl is known to the fetcher alone, libxml2 to it and the XML writer, libyaml to the reader alone`() throws {
        let owners = [
            "CLibCurl": ["Sources/PortolanFetch/"], "CLibXML2": ["Sources/PortolanFetch/", "Sources/PortolanXML/"],
            "CLibYAML": ["Sources/PortolanManifest/"], "CPCRE2": ["Sources/PortolanRegex/"],
        ]
        for path in try SourceTree.files() where path.hasPrefix("Sources/") && path.hasSuffix(".swift") {
            for module in try Self.imports(in: path) {
                guard let places = owners[module] else { continue }
                #expect(places.contains { path.hasPrefix($0) }, "\(path) imports \(module)")
            }
        }
    }

    @Test func `every module is in the architecture's table`() throws {
        let page = try SourceTree.text("Documentation/Architecture.md")
        for (name, _) in try Self.libraries() { #expect(page.contains("`\(name)`"), "Documentation/Architecture.md does not name \(name)") }
    }
}
