// SPDX-License-Identifier: Apache-2.0
import Foundation
import PortolanNetworks
import Testing

@testable import PortolanFetch

@Suite struct SourceTests {
    @Test func `every built-in source has a usable id, cloud and https URL`() throws {
        #expect(Set(Source.builtIn.map(\.id)).count == Source.builtIn.count)
        for source in Source.builtIn.map({ $0.inRegion("eu-central-1") }) {
            #expect(source.hasUsableID)
            let url = try #require(WebAddress(source.url), "\(source.url)")
            #expect(url.scheme == "https")
            #expect(CloudName.title(source.cloud) != source.cloud)
        }
        #expect(
            Source.builtIn.map(\.id)
                == Source.builtIn.map(\.id).sorted { ($0.split(separator: "-")[0], 0) < ($1.split(separator: "-")[0], 0) })
    }

    @Test func `a regional source is one for each region`() throws {
        let source = try #require(Source.builtIn.first { $0.id == "aws-elb-prices" }).inRegion("eu-central-1")
        #expect(source.id == "aws-elb-prices.eu-central-1")
        #expect(source.url == "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSELB/current/eu-central-1/index.json")
        #expect(!Source.isRegionName("../x"))
        #expect(!Source.isRegionName(""))
    }

    @Test func `Azure's page leads to its file, and only a changed file is sent again`() throws {
        let fetching = try Fetching()
        let source = fetching.source(.azureDownloadPage, id: "azure-ranges", cloud: "azure")
        #expect(try fetching.fetch("download-page", source).change == .updated)
        let entry = try #require(fetching.cached("azure-ranges"))
        #expect(entry.count == 7)
        #expect(entry.documentURL.hasSuffix("/ServiceTags_Public_20261116.json"))
        #expect(try fetching.fetch("download-page", source).change == .unchanged)
        #expect(fetching.server.requests(fetching.key).map { $0.headers["if-none-match"] != nil } == [false, false, false, true])
    }

    @Test func `Azure's prices come page by page`() throws {
        let fetching = try Fetching()
        let source = fetching.source(.azureRetailPrices, id: "azure-lb-prices", cloud: "azure")
        #expect(try fetching.fetch("retail", source).change == .updated)
        let prices = try #require(fetching.cached("azure-lb-prices")).prices
        #expect(prices.count == 21)
        #expect(prices.allSatisfy { $0.provenance.url == fetching.server.url(fetching.key, "retail") && !$0.provenance.isBuiltIn })
        #expect(fetching.server.requests(fetching.key).count == 2)
    }

    @Test func `a list without end, or one that goes on elsewhere, is refused`() throws {
        let fetching = try Fetching()
        let source = fetching.source(.azureRetailPrices, id: "azure-lb-prices", cloud: "azure")
        #expect(try fetching.fetch("stray-page", source).error?.description.hasSuffix("its next page lies on another host") == true)
        #expect(try fetching.fetch("endless-pages", source).error?.description.hasSuffix("it has more than 100 pages") == true)
        #expect(fetching.server.requests(fetching.key).count == 101)
    }

    @Test func `account limits are asked for with a right signature, page by page`() throws {
        var fetching = try Fetching()
        fetching.options.credentials = Credentials(keyID: "AKIDTEST", secret: "a-secret/with+signs", sessionToken: "a-token==")
        let source = fetching.source(.awsAccountLimits, id: "aws-elb-quotas.us-east-1")
        #expect(try fetching.fetch("limits", source).change == .updated)
        let quotas = try #require(fetching.cached(source.id)).quotas(cloud: "aws", region: "us-east-1")
        #expect(quotas.map(\.name) == ["target-groups", "network-load-balancers", "listeners-per-network-load-balancer"])
        let bodies = fetching.server.requests(fetching.key).map(\.body)
        #expect(
            bodies == [
                "Action=DescribeAccountLimits&PageSize=100&Version=2015-12-01",
                "Action=DescribeAccountLimits&Marker=page%202&PageSize=100&Version=2015-12-01",
            ])
        #expect(KnownNetworks(cache: fetching.cache).quotas.map(\.region) == ["us-east-1", "us-east-1", "us-east-1"])
    }

    @Test func `the limits of Classic Load Balancers are asked of the API version that has them`() throws {
        var fetching = try Fetching()
        fetching.options.credentials = Credentials(keyID: "AKIDTEST", secret: "a-secret/with+signs", sessionToken: "a-token==")
        let source = fetching.source(.awsClassicAccountLimits, id: "aws-clb-quotas.us-east-1")
        #expect(try fetching.fetch("limits", source).change == .updated)
        #expect(fetching.server.requests(fetching.key).first?.body == "Action=DescribeAccountLimits&PageSize=100&Version=2012-06-01")
    }

    @Test func `Hetzner's prices need a token, which goes to no mirror`() throws {
        var fetching = try Fetching()
        fetching.options.hetznerToken = "a-token"
        let source = fetching.source(.hetznerPricing, id: "hetzner-prices", cloud: "hetzner")
        let mirror = try fetching.fetch("plain/hetzner-pricing.json", source)
        #expect(mirror.change == .updated)
        #expect(fetching.server.requests(fetching.key).allSatisfy { $0.headers["authorization"] == nil })
        let built = try #require(Source.builtIn.first { $0.id == "hetzner-prices" })
        var options = FetchOptions()
        options.maximumAge = .zero
        let outcome = try #require(Fetcher(cache: fetching.cache, options: options).fetch([built]).first)
        #expect(outcome.error == .noCredentials(source: "hetzner-prices"))
    }

    @Test(arguments: [
        ("linode-types.json", SourceFormat.linodeTypes, 3), ("ovh-catalogue.json", .ovhCatalogue, 3),
        ("oracle-products.json", .oracleProducts, 2), ("scaleway-catalogue.json", .scalewayCatalogue, 7),
        ("exoscale-prices.json", .exoscalePrices, 1), ("hetzner-pricing.json", .hetznerPricing, 3),
    ])
    func `a list of prices is fetched whole`(_ name: String, _ format: SourceFormat, _ count: Int) throws {
        let fetching = try Fetching()
        let source = fetching.source(format, id: "some-prices", cloud: "some")
        #expect(try fetching.fetch("plain/\(name)", source).change == .updated)
        #expect(try #require(fetching.cached(fetching.place(of: source, "plain/\(name)").entryID)).prices.count == count)
    }

    @Test func `a wrong secret is refused, and never shown`() throws {
        var fetching = try Fetching()
        fetching.options.credentials = Credentials(keyID: "AKIDTEST", secret: "wrong-secret")
        let outcome = try fetching.fetch("limits", fetching.source(.awsAccountLimits, id: "aws-elb-quotas.us-east-1"))
        #expect(outcome.error?.description.contains("answers 403 (not allowed)") == true)
        #expect(!"\(fetching.options)".contains("wrong-secret"))
        var none = try Fetching()
        none.options.credentials = nil
        #expect(try none.fetch("limits", none.source(.awsAccountLimits, id: "q")).error == .noCredentials(source: "q"))
    }

    @Test func `a signed request follows no redirect`() throws {
        var fetching = try Fetching()
        fetching.options.credentials = Credentials(keyID: "AKIDTEST", secret: "a-secret/with+signs")
        let target = fetching.server.url(fetching.key, "limits")
        let outcome = try fetching.fetch("to?url=\(target)", fetching.source(.awsAccountLimits, id: "q"))
        #expect(outcome.error?.description.contains("answers 302") == true)
    }

    @Test func `credentials come from the environment, then from the profile`() {
        let file =
            "[other]\naws_access_key_id=X\n; comment\n[default]\naws_access_key_id = AKID\naws_secret_access_key= s/e+c=\n[work]\naws_access_key_id=W\naws_secret_access_key=w\naws_session_token=t\n"
        let contents: (String) -> String? = { $0 == "/users/a/.aws/credentials" ? file : nil }
        #expect(Credentials.find(in: ["HOME": "/users/a"], contents: contents) == Credentials(keyID: "AKID", secret: "s/e+c="))
        #expect(
            Credentials.find(in: ["HOME": "/users/a", "AWS_PROFILE": "work"], contents: contents)
                == Credentials(keyID: "W", secret: "w", sessionToken: "t"))
        #expect(Credentials.find(in: ["HOME": "/users/a", "AWS_PROFILE": "other"], contents: contents) == nil)
        #expect(
            Credentials.find(in: ["HOME": "/users/a", "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e"], contents: contents)
                == Credentials(keyID: "E", secret: "e"))
        #expect(Credentials.find(in: [:], contents: contents) == nil)
    }
}

/// moto's AWS, which checks signatures and permissions with botocore's own code.
///
/// Runs where the Makefile has installed moto.
@Suite(.enabled(if: MotoServer.python != nil, "moto is not installed")) struct MotoTests {
    @Test func `account limits are read from moto, which checks signature and permission`() throws {
        let moto = try MotoServer()
        var fetching = try Fetching()
        fetching.options.credentials = moto.answer.allowed.credentials
        let source = fetching.source(.awsAccountLimits, id: "aws-elb-quotas.us-east-1")
        let outcome = try fetching.fetch(at: moto.url, source)
        #expect(outcome.change == .updated, "\(outcome.change)")
        let quotas = try #require(outcome.entry).quotas(cloud: "aws", region: "us-east-1")
        #expect(quotas.contains { $0.name == "network-load-balancers" && $0.limit > 0 })
        #expect(quotas.contains { $0.name == "listeners-per-network-load-balancer" && $0.limit > 0 })

        fetching.options.credentials = moto.answer.denied.credentials
        #expect(try fetching.fetch(at: moto.url, source).error == .status(url: moto.url, code: 403))
        var wrong = moto.answer.allowed
        wrong.secret += "x"
        fetching.options.credentials = wrong.credentials
        #expect(try fetching.fetch(at: moto.url, source).error == .status(url: moto.url, code: 403))
    }
}

/// A moto server for one test; it ends with its standard input.
final class MotoServer {
    struct Answer: Decodable {
        struct User: Decodable {
            var id: String
            var secret: String
            var credentials: Credentials { Credentials(keyID: id, secret: secret) }
        }
        var port: Int
        var allowed: User
        var denied: User
    }

    /// The interpreter that has moto: named by the environment, or where the Makefile installs it.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["PORTOLAN_MOTO_PYTHON"]
        let path = named ?? TestPaths.package.appending(path: ".build/test-venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    let answer: Answer
    var url: String { "https://127.0.0.1:\(answer.port)/" }
    private let process = Process()
    private let input = Pipe()

    init() throws {
        let server = try #require(TestServer.shared)
        let output = Pipe()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [TestPaths.server.appending(path: "moto_server.py").path, server.folder.path]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        answer = try JSONDecoder().decode(Answer.self, from: TestServer.line(output.fileHandleForReading))
    }
}
