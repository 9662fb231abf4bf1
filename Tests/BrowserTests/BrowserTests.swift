// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A report, for the name in a failure.
struct OpenedPage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let arguments: [String]
    var input: [UInt8] = []
}

/// Reports in a real browser: Debian's chromium, driven by WebDriver, with axe-core looking on (`browser/look.py`).
///
/// `make install-test` installs them; where they are missing these tests fail.
@Suite(.serialized) struct BrowserTests {
    private static let python = Executable(path: "\(Repository.root)/.build/test-venv/bin/python")
    private static let three = ["eks", "gke", "aks"].flatMap { ["--target", $0] }

    private static let pages = [
        OpenedPage(testDescription: "the storefront", arguments: ["Examples/storefront"] + three),
        OpenedPage(
            testDescription: "an app with routes, a refused object and findings of every severity",
            arguments: ["Tests/BrowserTests/Fixtures/mixed.yaml"] + three),
        OpenedPage(testDescription: "all targets", arguments: ["Examples/game-server", "--target", "all"]),
        OpenedPage(
            testDescription: "a hostile manifest",
            arguments: ["Tests/PortolanReportTests/Fixtures/hostile.yaml", "--title", "</title>\"<b>"] + three),
        OpenedPage(testDescription: "nothing at all", arguments: ["-"], input: Array("{}".utf8)),
    ]

    /// What the browser complains of.
    private func problems(of page: String) -> String {
        let environment = Executable.plainEnvironment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let run = Self.python.run(["Tests/BrowserTests/browser/look.py", page], environment: environment)
        return run.output + (run.status == 0 ? "" : "ended with \(run.status), is make install-test done? \(run.errors.suffix(1500))")
    }

    @Test(arguments: pages) func `a browser shows it whole, sends nothing and complains of nothing`(_ page: OpenedPage) {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/page.html"
        _ = Executable.portolan.run(["report"] + page.arguments + ["--output", path], input: page.input)
        #expect(problems(of: path) == "")
    }

    @Test func `the page of several apps too`() {
        let folder = TemporaryFolder()
        let run = Executable.portolan.run(["report", "Examples"] + Self.three + ["--output", "\(folder.path)/pages"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(problems(of: "\(folder.path)/pages/index.html") == "")
    }
}

/// Paper: what is printed of a report, and how many sheets that takes.
@Suite(.serialized) struct PrintedTests {
    private func printed(_ arguments: [String], input: String = "") -> [UInt8] {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/page.pdf"
        let run = Executable.portolan.run(["report"] + arguments + ["--output", path], input: input)
        #expect(run.status == 0, "\(run.errors)")
        return TextFile.read(path) ?? []
    }

    private func sheets(_ document: [UInt8]) -> Int {
        String(decoding: document, as: UTF8.self).split(separator: "/Type /Page", omittingEmptySubsequences: false).dropFirst()
            .count { $0.first?.isLetter != true }
    }

    private static let three = ["eks", "gke", "aks"].flatMap { ["--target", $0] }

    @Test func `three Services on three targets take five sheets at most, and the same bytes each time`() {
        let first = printed(["Examples/storefront"] + Self.three)
        #expect((2...5).contains(sheets(first)))
        #expect(printed(["Examples/storefront"] + Self.three) == first)
    }

    @Test func `the appendix is printed where somebody asks for it`() {
        #expect(
            sheets(printed(["Examples/storefront", "--appendix"] + Self.three)) > sheets(printed(["Examples/storefront"] + Self.three)))
    }

    @Test func `120 Services that differ take 25 sheets at most`() {
        let count = sheets(printed(["-"] + Self.three, input: Many.services(120)))
        #expect((3...25).contains(count))
    }
}

/// Sizes that a browser opens without waiting.
@Suite struct SizeTests {
    @Test func `a typical app has less than 300 kB`() {
        let run = Executable.portolan.run(["report", "Examples/storefront", "--output", "-"])
        #expect((20_000..<300_000).contains(run.output.utf8.count))
    }

    /// A quarter of 2,000 endpoints, which must stay below 10 MB: the page grows by less than each of them adds at first.
    @Test func `500 endpoints on eight targets have less than 2.5 MB`() {
        let eight = ["eks", "gke", "aks", "oke", "doks", "hcloud", "k3s", "metallb"].flatMap { ["--target", $0] }
        let run = Executable.portolan.run(["report", "-", "--output", "-"] + eight, input: Many.services(500))
        #expect(run.status == 0, "\(run.errors)")
        #expect((300_000..<2_500_000).contains(run.output.utf8.count))
    }
}

/// Inputs of many Services, of which every fourth differs from its neighbours.
private enum Many {
    static func services(_ count: Int) -> String {
        (0..<count).map { number -> String in
            let annotations =
                switch number % 5 {
                case 0: "service.beta.kubernetes.io/aws-load-balancer-scheme: internal"
                case 1: "networking.gke.io/load-balancer-type: Internal, team: t\(number)"
                case 2: "service.beta.kubernetes.io/azure-load-balancer-internal: \"true\""
                case 3:
                    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert: \"arn:aws:acm:eu-central-1:111122223333:certificate/\(number)\""
                default: "owner: somebody"
                }
            return """
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: service-number-\(number)
                  namespace: team-\(number % 7)
                  annotations: {\(annotations)}
                spec:
                  type: LoadBalancer
                  selector: {app: app-\(number)}
                  ports:
                    - {name: a, port: \(1_000 + number), targetPort: 8080}
                    - {name: b, port: \(20_000 + number), targetPort: 8081\(number % 3 == 0 ? ", protocol: UDP" : "")}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app-\(number), namespace: team-\(number % 7)}
                spec:
                  selector: {matchLabels: {app: app-\(number)}}
                  template:
                    metadata: {labels: {app: app-\(number)}}
                    spec:
                      containers: [{name: main, image: example, ports: [{containerPort: 8080}, {containerPort: 8081}]}]

                """
        }.joined()
    }
}
