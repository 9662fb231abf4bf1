// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import Testing

@testable import PortolanNetworks

@Suite struct MonthlyCostTests {
    private let builtIn = PriceList(BuiltInPrices.all)

    private func total(_ product: String, _ use: ProductUse, region: String? = nil) -> String? {
        builtIn.monthlyCost(of: product, use: use, region: region).map { "\($0.total.formatted(places: 4)) \($0.total.currency)" }
    }

    @Test func `sums are hours times prices`() {
        #expect(total("aws-nlb", ProductUse(publicIPv4: 3)) == "27.3750 USD")
        #expect(total("aws-clb", ProductUse(publicIPv4: 0)) == "18.2500 USD")
        #expect(total("gcp-external-passthrough-nlb", ProductUse(rules: 5)) == "18.2500 USD")
        #expect(total("gcp-external-passthrough-nlb", ProductUse(rules: 7)) == "32.8500 USD")
        #expect(total("azure-standard-lb", ProductUse(rules: 6, publicIPv4: 1)) == "29.2000 USD")
        #expect(total("do-regional-lb", ProductUse(units: 3)) == "36.0000 USD")
        #expect(total("hcloud-lb", ProductUse()) == "5.3900 EUR")
        #expect(total("hcloud-lb", ProductUse(size: "lb31")) == "32.9000 EUR")
        #expect(total("metallb", ProductUse()) == "0.0000 USD")
    }

    @Test func `what has no known price has no sum`() {
        #expect(total("hcloud-lb", ProductUse(size: "lb99")) == nil)
        #expect(total("octavia", ProductUse()) == nil)
        #expect(PriceList([]).monthlyCost(of: "aws-nlb", use: ProductUse()) == nil)
    }

    @Test func `every figure has a source and a date, and another region's price is owned up to`() throws {
        let cost = try #require(builtIn.monthlyCost(of: "aws-nlb", use: ProductUse(), region: "eu-central-1"))
        #expect(cost.lines.map(\.title) == ["load balancer", "public IPv4 address"])
        #expect(cost.lines.allSatisfy { !$0.price.provenance.date.isEmpty && $0.price.provenance.url.hasPrefix("https://") })
        #expect(cost.notes.contains("no price of eu-central-1 is known: reckoned with that of us-east-1"))
    }

    @Test func `a fetched price of the region goes before a built-in one`() throws {
        let fetched = Price(
            product: "aws-nlb", item: .base, region: "eu-central-1", amount: try #require(Money(decimal: "0.027", currency: "USD")),
            period: .hour,
            provenance: Provenance(url: "https://p", date: "2026-11-01"))
        let list = PriceList([fetched] + BuiltInPrices.all)
        #expect(
            list.monthlyCost(of: "aws-nlb", use: ProductUse(publicIPv4: 0), region: "eu-central-1")?.total.formatted(places: 2) == "19.71")
        #expect(
            list.monthlyCost(of: "aws-nlb", use: ProductUse(publicIPv4: 0), region: "us-east-1")?.total.formatted(places: 3) == "16.425")
    }

    @Test func `the built-in table has no malformed row`() {
        #expect(BuiltInPrices.all.count == 24)
        #expect(BuiltInPrices.all.allSatisfy { $0.amount.nanos > 0 })
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

    @Test func `too many load balancers are found at the first one over`() {
        let findings = Quota.findings(
            for: [plan("a", listeners: 1), plan("b", listeners: 1), plan("c", listeners: 1), plan("d", listeners: 1)], target: "eks",
            quotas: [quota("network-load-balancers", 2)])
        #expect(findings.map(\.subject.name) == ["c"])
        #expect(findings.map(\.code) == ["quota-exceeded"])
        #expect(
            findings.first?.message.contains("quota network-load-balancers in us-east-1 is 2 and up to this object the plan needs 3")
                == true)
    }

    @Test func `too many listeners are found at each load balancer`() {
        let quotas = [quota("listeners-per-network-load-balancer", 50), quota("target-groups", 60)]
        let findings = Quota.findings(for: [plan("a", listeners: 51), plan("b", listeners: 10)], target: "eks", quotas: quotas)
        #expect(
            findings.map { "\($0.subject.name) \($0.message.split(separator: " ")[3])" } == [
                "a listeners-per-network-load-balancer", "b target-groups",
            ])
    }

    @Test func `what fits, and what no quota counts, is no finding`() {
        #expect(
            Quota.findings(for: [plan("a", listeners: 50)], target: "eks", quotas: [quota("listeners-per-network-load-balancer", 50)])
                .isEmpty)
        #expect(Quota.findings(for: [plan("a", listeners: 500)], target: "eks", quotas: []).isEmpty)
        #expect(
            Quota.findings(
                for: [plan("a", listeners: 5, product: "do-regional-lb")], target: "doks", quotas: [quota("network-load-balancers", 0)]
            ).isEmpty)
    }
}
