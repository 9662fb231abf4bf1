// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import PortolanNetworks

extension DocumentParser {
    /// A regional offer file: products by SKU, and their on-demand terms by the same SKU.
    func awsPriceList(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Product: Decodable {
                var productFamily: String?
                var attributes: [String: String]
            }
            struct Terms: Decodable {
                var onDemand: [String: [String: Term]]?

                enum CodingKeys: String, CodingKey { case onDemand = "OnDemand" }
            }
            struct Term: Decodable { var priceDimensions: [String: Dimension] }
            struct Dimension: Decodable {
                var unit: String
                var beginRange: String?
                var pricePerUnit: [String: String]
            }
            var publicationDate: String?
            var products: [String: Product]
            var terms: Terms
        }
        let document = try decode(Document.self, body)
        var result = ParsedDocument(date: ParsedText.day(document.publicationDate))
        for sku in document.products.keys.sorted() {
            guard let product = document.products[sku], let (id, item) = Self.awsItem(product.productFamily ?? "", product.attributes)
            else { continue }
            let dimensions = (document.terms.onDemand?[sku] ?? [:]).sorted { $0.key < $1.key }.flatMap { term in
                term.value.priceDimensions.sorted { $0.key < $1.key }.map(\.value)
            }
            // Where the price falls with use, the first step is the list price. China's regions are sold in yuan.
            guard let first = dimensions.first(where: { ($0.beginRange ?? "0") == "0" }),
                let currency = ["USD", "CNY"].first(where: { first.pricePerUnit[$0] != nil }), let text = first.pricePerUnit[currency],
                let amount = Money(decimal: text, currency: currency), amount.nanos > 0
            else { continue }
            let region = ParsedText.clean(product.attributes["regionCode"] ?? source.region)
            guard !result.prices.contains(where: { $0.product == id && $0.item == item && $0.region == region }) else { continue }
            result.prices.append(
                PriceRow(product: id, item: item, region: region, amount: amount, period: item == "gigabyte" ? .once : .hour))
        }
        return result
    }

    /// Which of our prices a product of AWS's list is; `nil` for the many that are none.
    private static func awsItem(_ family: String, _ attributes: [String: String]) -> (product: String, item: String)? {
        // Local zones and outposts have prices of their own.
        guard attributes["locationType"] == nil || attributes["locationType"] == "AWS Region", let usage = attributes["usagetype"] else {
            return nil
        }
        func isUsage(_ name: String) -> Bool {
            guard usage.hasSuffix(name) else { return false }
            // A region's short name may stand before: EUC1-LoadBalancerUsage.
            let prefix = usage.dropLast(name.count)
            return prefix.isEmpty
                || (prefix.hasSuffix("-") && prefix.dropLast().allSatisfy { $0.isLetter || $0.isNumber } && prefix != "TS-")
        }
        if isUsage("PublicIPv4:InUseAddress") { return ("aws-public-ipv4", "base") }
        let products = ["Load Balancer": "aws-clb", "Load Balancer-Application": "aws-alb", "Load Balancer-Network": "aws-nlb"]
        guard let product = products[family] else { return nil }
        if isUsage("LoadBalancerUsage") { return (product, "base") }
        if isUsage("LCUUsage") { return (product, "capacity-unit") }
        if isUsage("ReservedLCUUsage") { return (product, "reserved-capacity-unit") }
        if product == "aws-clb", isUsage("DataProcessing-Bytes") { return (product, "gigabyte") }
        return nil
    }

    /// One page of Azure's retail prices, with the link to the next.
    func azureRetailPrices(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Item: Decodable {
                var currencyCode: String
                var retailPrice: Double
                var tierMinimumUnits: Double?
                var armRegionName: String?
                var location: String?
                var meterName: String
                var unitOfMeasure: String
                var type: String?
            }
            var items: [Item]
            var nextPageLink: String?

            enum CodingKeys: String, CodingKey {
                case items = "Items"
                case nextPageLink = "NextPageLink"
            }
        }
        let document = try decode(Document.self, body)
        var result = ParsedDocument(next: document.nextPageLink.flatMap { $0.isEmpty ? nil : $0 })
        for item in document.items where item.type ?? "Consumption" == "Consumption" {
            guard item.tierMinimumUnits ?? 0 == 0, item.retailPrice > 0,
                let amount = ParsedMoney.amount(item.retailPrice, item.currencyCode),
                let period = Self.azurePeriod(item.unitOfMeasure)
            else { continue }
            for region in Self.azureRegions(item.armRegionName ?? "", item.location ?? "") {
                for (product, name) in Self.azureItems[item.meterName] ?? [] where (name == "gigabyte") == (period == .once) {
                    result.prices.append(PriceRow(product: product, item: name, region: region, amount: amount, period: period))
                }
            }
        }
        return result
    }

    /// Azure writes `1 Hour` on some meters and `1/Hour` on others.
    private static func azurePeriod(_ unit: String) -> Price.Period? {
        switch unit.filter({ $0 != " " && $0 != "/" }).lowercased() {
        case "1hour": .hour
        case "1gb": .once
        default: nil
        }
    }

    /// The regions that a row holds in: its own, everywhere (`""`) for a global meter, each government region where it names them all at once,
    /// none where it names nothing that is a region.
    private static func azureRegions(_ name: String, _ location: String) -> [String] {
        let name = ParsedText.clean(name)
        if name == "Global" || (name.isEmpty && location == "Global") { return [""] }
        if ["us gov", "usgov"].contains(name.lowercased()) || (name.isEmpty && location.lowercased() == "us gov") {
            return ["usgovarizona", "usgovtexas", "usgovvirginia"]
        }
        return Source.isRegionName(name) ? [name.lowercased()] : []
    }

    /// Azure's meters that are prices of ours.
    private static let azureItems: [String: [(product: String, item: String)]] = [
        "Standard Included LB Rules and Outbound Rules": [("azure-standard-lb", "base"), ("azure-internal-standard-lb", "base")],
        "Standard Overage LB Rules and Outbound Rules": [("azure-standard-lb", "rule"), ("azure-internal-standard-lb", "rule")],
        "Standard Data Processed": [("azure-standard-lb", "gigabyte"), ("azure-internal-standard-lb", "gigabyte")],
        "Standard IPv4 Static Public IP": [("azure-public-ipv4", "base")],
    ]

    /// The answer of DescribeAccountLimits.
    func awsAccountLimits(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        guard let tree = MarkupTree(xml: body) else { throw unreadable("it is no XML") }
        var result = ParsedDocument()
        for member in tree.records("//*[local-name()='DescribeAccountLimitsResult']/*[local-name()='Limits']/*[local-name()='member']") {
            guard let name = member["Name"].map(ParsedText.clean), !name.isEmpty,
                let limit = member["Max"].flatMap({ Int(ParsedText.trimmed($0)) }), limit >= 0
            else { throw unreadable("a limit has no name or no number") }
            result.quotas.append(QuotaRow(name: name, limit: limit))
        }
        let marker = tree.texts("//*[local-name()='DescribeAccountLimitsResult']/*[local-name()='NextMarker']").first
        result.marker = marker.map(ParsedText.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        return result
    }
}
