// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanNetworks

/// The catalogues of all targets and routing controllers.
private let catalogues = Providers.ids.compactMap { Providers.target($0)?.catalogue } + Providers.allRouting.map(\.catalogue)

@Suite struct MonthlyCostTests {
    private func costs(_ target: String) throws -> ProductCosts {
        ProductCosts(try #require(Providers.target(target)?.catalogue), others: catalogues)
    }

    private func nlb(identity: String? = nil) -> LoadBalancer {
        let listener = Listener(port: 80, protocol: "TCP", backend: Backend(via: .node, port: .allocated, protocol: "TCP"))
        return LoadBalancer(product: "aws-nlb", scope: .private, families: [.ipv4], listeners: [listener], identity: identity)
    }

    private func price(_ amount: String, region: String, date: String = "2026-11-01") throws -> Price {
        Price(
            product: "aws-nlb", item: PriceItem(rawValue: "base"), region: region,
            amount: try #require(Money(decimal: amount, currency: "USD")), period: .hour,
            provenance: Provenance(url: "https://p", date: date))
    }

    @Test func `a fetched price goes before the catalogue's, in its region and where nobody names one`() throws {
        let costs = try costs("eks")
        let list = PriceList([try price("0.03", region: "eu-central-1")])
        func total(_ region: String?) -> String? {
            list.appCost(of: [PaidLoadBalancer(nlb())], target: "eks", costs, region: region)?.totals.first?.formatted(places: 3)
        }
        #expect(total("eu-central-1") == "21.900")
        #expect(total(nil) == "21.900")
        #expect(total("us-east-1") == "16.425")
    }

    @Test func `another region's price is owned up to`() throws {
        let cost = try #require(
            PriceList([]).appCost(of: [PaidLoadBalancer(nlb())], target: "eks", try costs("eks"), region: "me-south-1"))
        #expect(cost.isAbout)
        #expect(cost.costs.first?.notes.contains("no price of me-south-1 is known: reckoned with that of us-east-1") == true)
    }

    @Test func `load balancers with one identity are one, and a product without a price is named with the reason`() throws {
        let shared = [PaidLoadBalancer(nlb(identity: "a")), PaidLoadBalancer(nlb(identity: "a")), PaidLoadBalancer(nlb(identity: "b"))]
        #expect(PriceList([]).appCost(of: shared, target: "eks", try costs("eks"))?.totals.first?.formatted(places: 2) == "32.85")
        let unknown = LoadBalancer(product: "octavia", scope: .public, families: [.ipv4])
        let cost = try #require(PriceList([]).appCost(of: [PaidLoadBalancer(unknown)], target: "openstack", try costs("openstack")))
        #expect(cost.unpriced == ["octavia"])
        #expect(cost.reasons == ["octavia: what a private cloud asks is its owner's affair"])
    }

    @Test func `every product of every target has a cost, or says why none is known`() {
        for catalogue in catalogues {
            let costs = ProductCosts(catalogue, others: catalogues)
            for product in catalogue.products { #expect(costs[product.id] != nil, "\(catalogue.id): \(product.id)") }
        }
    }

    @Test func `every price has a source and a day`() {
        for item in catalogues.flatMap({ $0.products.flatMap { $0.cost?.items ?? [] } }) {
            #expect(item.source.hasPrefix("https://"), "\(item.title)")
            #expect(item.prices.allSatisfy { $0.amount.nanos > 0 && CivilDay($0.date ?? item.date) != nil })
        }
    }

    @Test func `every region of a price is one that its cloud has`() {
        for catalogue in catalogues {
            let regions = Set(catalogues.filter { $0.provider == catalogue.provider }.flatMap(\.regions))
            for region in catalogue.products.flatMap({ $0.cost?.items ?? [] }).flatMap(\.prices).map(\.region) where !region.isEmpty {
                #expect(regions.contains(region), "\(catalogue.id): \(region)")
            }
        }
    }

    @Test(arguments: [("2026-11-23", 20_780), ("1970-01-01", 0), ("2000-02-29", 11_016), ("2024-03-01", 19_783)])
    func `days are counted`(_ text: String, _ number: Int) {
        #expect(CivilDay(text)?.number == number)
        #expect(CivilDay(secondsSince1970: number * 86_400 + 5).number == number)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "x", "", "2026-11-31", "+026-11-01"]) func `what is no day is none`(
        _ text: String
    ) {
        #expect(CivilDay(text) == nil)
    }

    @Test func `too much is held as the most that can be`() {
        let much = Money(nanos: 1_000_000_000_000_000_000, currency: "USD")
        #expect(much.times(1_000_000).formatted(places: 2) == "9000000000.00")
        #expect(much.times(9).plus(much).nanos == 9_000_000_000_000_000_000)
    }

    @Test(arguments: [("0.0225", 22_500_000), ("12", 12_000_000_000), ("0.0000000001", 0), ("0.0270000000", 27_000_000)])
    func `decimals are read exactly`(_ text: String, _ nanos: Int64) { #expect(Money(decimal: text, currency: "USD")?.nanos == nanos) }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", "99999999999", "١"]) func `what is no decimal is refused`(
        _ text: String
    ) {
        #expect(Money(decimal: text, currency: "USD") == nil)
    }

    @Test func `an amount is rounded where it is shown`() {
        #expect(Money(nanos: 16_425_000_000, currency: "USD").formatted(places: 2) == "16.43")
        #expect(Money(nanos: 999_999_999, currency: "USD").formatted(places: 2) == "1.00")
        #expect(Money(nanos: 50_000_000, currency: "USD").formatted(places: 0) == "0")
    }
}

@Suite struct QuotaTests {
    private func quota(_ name: String, _ limit: Int) -> Quota {
        Quota(name: name, limit: limit, cloud: "aws", region: "us-east-1", provenance: Provenance(url: "u", date: "2026-11-23"))
    }

    private func plan(_ name: String, listeners: Int, product: String = "aws-nlb") -> PlannedLoadBalancer {
        let ports = (0..<listeners).map { port in
            Listener(port: 1 + port, protocol: "TCP", backend: Backend(via: .node, port: .allocated, protocol: "TCP"))
        }
        return PlannedLoadBalancer(
            balancer: LoadBalancer(product: product, scope: .public, families: [.ipv4], listeners: ports),
            subject: ObjectReference(kind: "Service", namespace: "default", name: name), location: SourceLocation(file: "a.yaml", line: 1))
    }

    private func findings(_ planned: [PlannedLoadBalancer], _ target: String = "eks", _ quotas: [Quota] = []) throws -> [Finding] {
        ProductLimits(try #require(Providers.target(target)?.catalogue), others: catalogues, quotas: quotas).findings(for: planned)
    }

    @Test func `too many load balancers are found at the first one over`() throws {
        let planned = ["a", "b", "c", "d"].map { plan($0, listeners: 1) }
        let findings = try findings(planned, "eks", [quota("network-load-balancers", 2)])
        #expect(findings.map(\.subject.name) == ["c"])
        #expect(findings.map(\.code) == ["quota-exceeded"])
        #expect(
            findings.first?.message.contains("quota network-load-balancers in us-east-1 is 2 and up to this object the plan needs 3")
                == true)
    }

    @Test func `the account's quota takes the place of the product's limit, whichever is more`() throws {
        #expect(try findings([plan("a", listeners: 51)]).map(\.code) == ["limit-exceeded"])
        let quotas = [quota("listeners-per-network-load-balancer", 60), quota("target-groups", 60)]
        let found = try findings([plan("a", listeners: 51), plan("b", listeners: 10)], "eks", quotas)
        #expect(found.map { "\($0.subject.name) \($0.message.split(separator: " ")[3])" } == ["b target-groups"])
    }

    @Test func `what fits is no finding`() throws {
        #expect(try findings([plan("a", listeners: 50)]).isEmpty)
        #expect(try findings([plan("a", listeners: 5, product: "do-regional-lb")], "doks", [quota("network-load-balancers", 0)]).isEmpty)
    }

    @Test func `every setting that a limit holds under is an exposure's`() {
        for limit in catalogues.flatMap({ $0.products.flatMap(\.limits) }) where limit.quota != nil { #expect(limit.counts != nil) }
    }
}
