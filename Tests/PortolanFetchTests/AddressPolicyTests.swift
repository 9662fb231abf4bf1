// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import PortolanFetch

@Suite struct AddressPolicyTests {
    private func fetch(_ url: String, _ fetching: Fetching, named: Set<Origin> = []) throws -> FetchOutcome {
        var options = fetching.options
        options.named = named
        let source = Source(id: "aws-ranges", cloud: "aws", url: url, format: .awsRanges, accessed: "2026-11-23")
        return try #require(Fetcher(cache: fetching.cache, options: options).fetch([source]).first)
    }

    @Test(arguments: [
        "https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[fd00::1]/",
        "https://2130706433/",
        "https://0x7f.1/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://0.0.0.0/", "https://100.64.0.1/",
    ]) func `an address that is not public is refused unless it was named`(_ url: String) throws {
        let error = try #require(try fetch(url, Fetching()).error)
        guard case .refusedAddress = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains("is not a public address"))
        #expect(error.remedy?.contains("--allow-origin") == true)
    }

    @Test func `a name that stands for a private address is refused when it is looked up`() throws {
        let fetching = try Fetching()
        let url = fetching.server.url(fetching.key, "ok/aws-ranges.json", host: "localhost")
        let error = try #require(try fetch(url, fetching).error)
        guard case .refusedAddress(_, let address) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(["127.0.0.1", "::1"].contains(address))
        #expect(fetching.server.requests(fetching.key).isEmpty)
        let named = try #require(WebAddress(url)).origin
        #expect(try fetch(url, fetching, named: [named]).change == .updated)
    }

    @Test(arguments: [
        "http://example.com/ranges.json", "file:///etc/passwd", "ftp://example.com/x", "gopher://example.com/", "dict://example.com/",
    ])
    func `only https is fetched`(_ url: String) throws {
        guard case .refusedScheme = try fetch(url, Fetching()).error else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: [
        "not a url", "https://", "https://user:secret@example.com/", "", "https://exa mple.com/", "https://example.com/\r\nX: y",
    ])
    func `what is no URL is refused without being shown to libcurl`(_ url: String) throws {
        guard case .invalidURL = try fetch(url, Fetching()).error else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `plain http is fetched from where the user named it`() throws {
        let fetching = try Fetching()
        let url = fetching.server.url(fetching.key, "ok/aws-ranges.json", server: "plain")
        #expect(try fetch(url, fetching).error == .refusedScheme(url: url, scheme: "http"))
        #expect(try fetch(url, fetching, named: fetching.origins("plain")).change == .updated)
    }

    @Test func `a file is read where the user named files`() throws {
        let fetching = try Fetching()
        let url = "file://\(TestPaths.documents.appending(path: "aws-ranges.json").path)"
        #expect(try fetch(url, fetching).isFailure)
        #expect(try fetch(url, fetching, named: [Origin(scheme: "file", host: "", port: 0)]).change == .updated)
    }

    @Test func `no redirect leads away from https, to a private address, or to a file`() throws {
        let fetching = try Fetching()
        let plain = fetching.server.url(fetching.key, "ok/aws-ranges.json", server: "plain")
        let local = fetching.server.url(fetching.key, "ok/aws-ranges.json", server: "stranger", host: "localhost")
        for (target, message) in [
            (plain, "redirects to \(plain), which is refused"), ("file:///etc/passwd", "redirects to file:///etc/passwd, which is refused"),
            ("https://10.0.0.1/x", "10.0.0.1 is not a public address"), (local, "is not a public address"),
            ("https://169.254.169.254/", "169.254.169.254 is not a public address"),
        ] {
            let start = fetching.server.url(fetching.key, "to?url=\(target)")
            // Not even a plain address that was named: what the user named is where to begin.
            let error = try fetch(start, fetching, named: fetching.origins("good", "plain")).error
            #expect(error?.description.contains(message) == true, "\(target): \(error.map { "\($0)" } ?? "no error")")
        }
        #expect(fetching.server.requests(fetching.key).allSatisfy { $0.path.contains("/to") })
    }

    @Test func `secrets in a query are not shown`() throws {
        let url = try #require(WebAddress("https://mirror.example.com/ranges.json?token=secret"))
        #expect(url.display == "https://mirror.example.com/ranges.json")
    }
}

@Suite struct NetworkEnvironmentTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        NetworkEnvironment(variables).proxy(for: try #require(WebAddress(url)))
    }

    @Test func `proxies are found as curl finds them`() throws {
        #expect(try proxy("https://a.example.com/", ["https_proxy": "http://p:1"]) == "http://p:1")
        #expect(try proxy("https://a.example.com/", ["HTTPS_PROXY": "http://p:2"]) == "http://p:2")
        #expect(try proxy("https://a.example.com/", ["https_proxy": "http://p:1", "HTTPS_PROXY": "http://p:2"]) == "http://p:1")
        #expect(try proxy("https://a.example.com/", ["ALL_PROXY": "socks5://p:3"]) == "socks5://p:3")
        #expect(try proxy("https://a.example.com/", ["https_proxy": ""]) == nil)
        #expect(try proxy("http://a.example.com/", ["HTTP_PROXY": "http://p:4"]) == nil)
        #expect(try proxy("http://a.example.com/", ["http_proxy": "http://p:4"]) == "http://p:4")
        #expect(try proxy("https://a.example.com/", ["http_proxy": "http://p:4"]) == nil)
    }

    @Test(arguments: ["*", "example.com", ".example.com", "A.Example.Com", "x.org, example.com"]) func `no_proxy excepts a domain`(
        _ list: String
    ) throws {
        #expect(try proxy("https://a.example.com/", ["https_proxy": "http://p:1", "no_proxy": list]) == nil)
    }

    @Test func `no_proxy excepts blocks and no more than it names`() throws {
        let variables = ["https_proxy": "http://p:1", "NO_PROXY": "ample.com,10.0.0.0/8,[::1]"]
        #expect(try proxy("https://example.com/", variables) == "http://p:1")
        #expect(try proxy("https://10.2.3.4/", variables) == nil)
        #expect(try proxy("https://[::1]/", variables) == nil)
        #expect(try proxy("https://11.2.3.4/", variables) == "http://p:1")
    }

    @Test func `a proxy may have a private address, the server behind it may not`() throws {
        var fetching = try Fetching()
        var variables = fetching.server.environment
        variables["https_proxy"] = fetching.server.url(fetching.key, "", server: "plain")
        fetching.options.environment = NetworkEnvironment(variables)
        let source = Source(id: "s", cloud: "aws", url: "https://ranges.example.com/", format: .awsRanges, accessed: "2026-11-23")
        fetching.options.limits.retries = 0
        let outcome = try #require(Fetcher(cache: fetching.cache, options: fetching.options).fetch([source]).first)
        // The test server is no proxy: that it was asked to be one shows in its refusal of CONNECT.
        #expect(outcome.error?.description.contains("501") == true, "\(outcome.change)")
        let local = Source(id: "s", cloud: "aws", url: "https://localhost/", format: .awsRanges, accessed: "2026-11-23")
        guard case .refusedAddress = Fetcher(cache: fetching.cache, options: fetching.options).fetch([local]).first?.error else {
            Issue.record("not refused")
            return
        }
    }
}
