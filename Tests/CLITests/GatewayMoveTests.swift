// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import TestSupport
import Testing

/// Ingresses that move to the Gateway API: what the moved app answers, asked by the executable itself.
@Suite struct GatewayMoveTests {
    /// Options under which a setup is what its authors run: ingress-nginx with snippets.
    static let home = ["--set", "routing=ingress-nginx", "--set", "allowSnippetAnnotations=true", "--set", "annotationsRiskLevel=Critical"]

    static func setup(_ name: String) -> String { "\(Repository.root)/Tests/CLITests/Setups/\(name).yaml" }

    private func moved(_ name: String, _ more: [String] = []) -> RunResult {
        portolan.run(["adapt", Self.setup(name), "--to-gateway-api", "--stdout"] + Self.home + more)
    }

    /// The answers to requests, in their order, without where they were asked.
    private func answers(_ path: String, _ requests: [String], routing: String) throws -> [String] {
        var arguments = ["trace", path, "--target", "kind", "--format", "json", "--set", "kind.routing=\(routing)"]
        for request in requests { arguments += ["--request", request] }
        let run = portolan.run(arguments)
        #expect(run.status == 0, "\(run.errors)")
        let (tree, error) = YAMLTree.compose(Array(run.output.utf8), file: "trace.json")
        #expect(error == nil)
        let traces = try #require(tree.documents.first?.value("traces"))
        return traces.elements.map { trace in
            let answer = trace.value("answer")
            let words = ["service", "port", "status", "location", "path", "host", "refused"].compactMap { key in
                answer?.value(key)?.text.map { "\(key) \($0)" }
            }
            return words.joined(separator: " ")
        }
    }

    private func comparison(_ name: String, _ requests: [String]) throws {
        let folder = TemporaryFolder()
        let run = moved(name)
        #expect(run.status == 0, "\(run.errors)")
        let file = folder.write(run.output, to: "moved.yaml")
        let before = try answers(Self.setup(name), requests, routing: "ingress-nginx")
        let after = try answers(file, requests, routing: "envoy-gateway")
        #expect(before == after)
        #expect(before.count == requests.count && !before.contains(""))
    }

    @Test func `what a shop answers is what it answered, plain and by TLS`() throws {
        try comparison(
            "01-storefront",
            [
                "GET https://shop.example.com/", "GET https://shop.example.com/api/x", "GET https://shop.example.com/apix",
                "GET https://shop.example.com/api/health", "GET http://shop.example.com/api", "GET http://other.example.com/",
            ])
        #expect(moved("01-storefront").errors.contains("all 14 requests get the same answer"))
    }

    @Test func `a rewrite with a group strips the prefix as before`() throws {
        try comparison(
            "02-stripped-prefix",
            [
                "GET http://apps.example.com/billing", "GET http://apps.example.com/billing/",
                "GET http://apps.example.com/billing/a/b?c=d",
                "GET http://apps.example.com/orders/7", "GET http://apps.example.com/else",
            ])
        let text = moved("02-stripped-prefix").output
        #expect(text.contains("replacePrefixMatch: /") && !text.contains("$2"), "\(text)")
    }

    @Test func `a rewrite with text in front of the group keeps it, the bare prefix included`() throws {
        try comparison(
            "03-moved-prefix",
            [
                "GET https://api.example.com/v1", "GET https://api.example.com/v1/", "GET https://api.example.com/v1/a",
                "GET https://api.example.com/v2",
            ])
    }

    @Test func `expressions stay expressions where no prefix must be replaced`() throws {
        try comparison(
            "04-regex-paths",
            [
                "GET http://data.example.com/v1/items", "GET http://data.example.com/V22/items/3", "GET http://data.example.com/vx/items",
                "GET http://data.example.com/reports/2026.pdf", "GET http://data.example.com/reports/2026.txt",
            ])
    }

    @Test func `canaries keep their shares, headers and cookies`() throws {
        let text = moved("06-canary-header").output
        #expect(text.contains("name: X-Beta") && text.contains("value: always") && text.contains("weight: 95"), "\(text)")
        #expect(text.contains("name: Cookie") && text.contains("RegularExpression"))
    }

    @Test func `redirects lead where they led`() throws {
        try comparison(
            "14-redirects",
            [
                "GET http://old.example.org/any/page", "GET http://www.example.org/promo", "GET http://www.example.org/",
            ])
        // ingress-nginx writes the port that the scheme has anyway; a Gateway does not.
        let folder = TemporaryFolder()
        let file = folder.write(moved("14-redirects").output, to: "moved.yaml")
        #expect(
            try answers(file, ["GET http://example.org/page"], routing: "envoy-gateway")
                == ["status 308 location http://www.example.org/page"])
        try comparison("15-app-root", ["GET https://wiki.example.com/", "GET https://wiki.example.com/x", "GET http://wiki.example.com/x"])
    }

    @Test func `a path behind a sign-in is written closed, and said to be`() throws {
        let run = moved("08-external-auth")
        #expect(run.errors.contains("DANGER: desk.example.com/: another service decides who is let in at home"), "\(run.errors)")
        let folder = TemporaryFolder()
        let file = folder.write(run.output, to: "moved.yaml")
        #expect(try answers(file, ["GET https://desk.example.com/"], routing: "envoy-gateway") == ["status 500"])
        #expect(run.output.contains("# Answers 500: another service decides who is let in.") && run.output.contains("#   - name: desk"))
        let open = moved("08-external-auth", ["--allow-open"])
        let openFile = folder.write(open.output, to: "open.yaml")
        #expect(try answers(openFile, ["GET https://desk.example.com/"], routing: "envoy-gateway") == ["service default/desk port 80"])
        #expect(open.errors.contains("here it is open to everybody"))
    }

    @Test func `a password that the implementation can ask for is asked for`() throws {
        try comparison("07-basic-auth", ["GET http://tools.example.com/admin", "GET http://tools.example.com/"])
        #expect(moved("07-basic-auth").errors.contains("fill in: PORTOLAN-FILL-IN-HTPASSWD-SECRET"))
        let elsewhere = moved("07-basic-auth", ["--gateway-class", "istio"])
        #expect(elsewhere.errors.contains("DANGER: tools.example.com/admin: it asks for a user and a password"), "\(elsewhere.errors)")
    }

    @Test(arguments: [
        "gke-l7-global-external-managed", "istio", "cilium", "nginx-gateway-fabric", "traefik", "contour", "kong", "kgateway",
    ])
    func `what an implementation lacks is said, and nothing is written that the API server refuses`(_ name: String) throws {
        for setup in ["14-redirects", "16-grpc", "19-shared-host"] {
            let run = moved(setup, ["--gateway-class", name])
            #expect(run.status == 0 && !run.errors.contains("API server would refuse"), "\(setup): \(run.errors)")
        }
        let rewriting = moved("02-stripped-prefix", ["--gateway-class", name])
        let isKept = rewriting.output.contains("replacePrefixMatch")
        #expect(isKept != rewriting.errors.contains("it needs HTTPRoutePathRewrite"), "\(rewriting.errors)")
    }

    @Test func `limits and snippets are listed, each with its value`() {
        let limits = moved("11-limits").errors
        for word in ["limit-rps: 5", "limit-connections: 10", "proxy-body-size: 20m"] { #expect(limits.contains(word), "\(limits)") }
        let snippets = moved("13-snippets").errors
        #expect(snippets.contains("configuration-snippet") && snippets.contains("server-snippet"), "\(snippets)")
    }

    @Test func `an Ingress that its controller refuses is not moved, and stays`() throws {
        let text = String(decoding: try #require(TextFile.read(Self.setup("11-limits"))), as: UTF8.self)
        let run = portolan.run(
            ["adapt", "-", "--to-gateway-api", "--stdout"], input: text.replacing("limit-rps: \"5\"", with: "limit-rps: \"five\""))
        #expect(run.errors.contains("Ingress default/form is not moved: ingress-nginx refuses it"), "\(run.errors)")
        #expect(run.output.contains("kind: Ingress"))
    }

    @Test func `an overlay takes the Ingresses out, and its README has every difference`() throws {
        let folder = TemporaryFolder()
        let run = portolan.run(
            ["adapt", Self.setup("02-stripped-prefix"), "--to-gateway-api", "--output", "\(folder.path)/out"] + Self.home)
        #expect(run.status == 0, "\(run.errors)")
        func text(_ name: String) throws -> String {
            String(decoding: try #require(TextFile.read("\(folder.path)/out/gateway-api/\(name)")), as: UTF8.self)
        }
        #expect(
            try text("README.md").contains(
                "- `GET http://apps.example.com/BILLING: default/billing:80, as / on ingress-nginx, 404 on envoy-gateway`"))
        #expect(try text("kustomization.yaml").contains("$patch"))
        #expect(try text("gateway.yaml").contains("kind: HTTPRoute"))
    }

    @Test func `in place the Gateway stands where the first Ingress stood, and the rest keeps its bytes`() throws {
        let folder = TemporaryFolder()
        let written = String(decoding: try #require(TextFile.read(Self.setup("05-canary-weight"))), as: UTF8.self)
        let file = folder.write(
            "# kept\n" + written + "---\n# Kept too.\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n", to: "a.yaml")
        let run = portolan.run(["adapt", file, "--to-gateway-api", "--in-place"] + Self.home)
        #expect(run.status == 0, "\(run.errors)")
        let text = String(decoding: try #require(TextFile.read(file)), as: UTF8.self)
        #expect(!text.contains("kind: Ingress\n") && text.contains("kind: HTTPRoute") && text.contains("metadata: {name: c}"), "\(text)")
        #expect(text.contains("targetPort: 8080\n---\n# Kept too.\n"))
    }

    @Test func `a list of live objects loses its Ingresses and keeps the rest`() throws {
        let list = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: networking.k8s.io/v1
              kind: Ingress
              metadata:
                name: web
              spec:
                ingressClassName: nginx
                rules:
                - host: web.example.com
                  http:
                    paths:
                    - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
            - apiVersion: v1
              kind: Service
              metadata:
                name: web
              spec:
                ports:
                - port: 80

            """
        let run = portolan.run(["adapt", "-", "--to-gateway-api", "--stdout"], input: list)
        #expect(run.status == 0 && !run.output.contains("kind: Ingress"), "\(run.errors)\(run.output)")
        let folder = TemporaryFolder()
        let file = folder.write(run.output, to: "moved.yaml")
        #expect(try answers(file, ["GET http://web.example.com/x"], routing: "envoy-gateway") == ["service default/web port 80"])
    }

    @Test func `hostile names change nothing in what is written`() throws {
        let manifest = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: web
              annotations:
                nginx.ingress.kubernetes.io/limit-rps: "5"
                nginx.ingress.kubernetes.io/permanent-redirect: "https://a.example.com/\\u001b[31m`<b>x"
            spec:
              ingressClassName: nginx
              rules:
              - host: web.example.com
                http:
                  paths:
                  - {path: "/a\\nb: c", pathType: ImplementationSpecific, backend: {service: {name: web, port: {number: 80}}}}

            """
        let run = portolan.run(["adapt", "-", "--to-gateway-api", "--stdout"], input: manifest)
        #expect(run.status == 0 || run.status == 2)
        #expect(!run.output.contains("\u{1b}") && !run.errors.contains("\u{1b}"))
        #expect(YAMLTree.compose(Array(run.output.utf8), file: "out.yaml").1 == nil)
    }
}
