// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import PortolanNetworks

/// Amounts out of foreign documents.
enum ParsedMoney {
    /// An amount that is a number; `nil` for what is no price.
    static func amount(_ number: Double, _ currency: String) -> Money? {
        guard number.isFinite, (0...1_000_000).contains(number) else { return nil }
        return Money(nanos: Int64((number * 1_000_000_000).rounded()), currency: ParsedText.clean(currency))
    }

    /// An amount that is a decimal in a text, `7.4900000000000000` say.
    static func amount(decimal text: String, _ currency: String) -> Money? {
        Money(decimal: ParsedText.trimmed(text), currency: ParsedText.clean(currency))
    }
}

// Each list was read in copies that public repositories hold; the samples under Tests have their shape.
extension DocumentParser {
    /// Linode's NodeBalancer types: a price for all regions, and one for each region that differs.
    func linodeTypes(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Amount: Decodable {
                var id: String?
                var monthly: Double?
            }
            struct Kind: Decodable {
                var id: String
                var price: Amount?
                var regionPrices: [Amount]?

                enum CodingKeys: String, CodingKey {
                    case id, price
                    case regionPrices = "region_prices"
                }
            }
            var data: [Kind]
        }
        var result = ParsedDocument()
        for kind in try decode(Document.self, body).data {
            let item = kind.id == "nodebalancer" ? "base" : ParsedText.clean(kind.id)
            for price in [kind.price].compactMap({ $0 }) + (kind.regionPrices ?? []) {
                guard let monthly = price.monthly, monthly > 0, let amount = ParsedMoney.amount(monthly, "USD") else { continue }
                result.prices.append(
                    PriceRow(
                        product: "linode-nodebalancer", item: item, region: ParsedText.clean(price.id ?? ""), amount: amount, period: .month
                    ))
            }
        }
        return result
    }

    /// OVHcloud's order catalogue: amounts are hundred-millionths, the same thing is sold by the hour and by the month, and other regions have
    /// codes with an ending of their own.
    func ovhCatalogue(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Locale: Decodable { var currencyCode: String }
            struct Pricing: Decodable {
                var intervalUnit: String
                var price: Int64
            }
            struct Addon: Decodable {
                var planCode: String
                var pricings: [Pricing]?
            }
            var locale: Locale
            var addons: [Addon]
        }
        let document = try decode(Document.self, body)
        var result = ParsedDocument()
        for addon in document.addons {
            let parts = addon.planCode.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == "octavia-loadbalancer", parts[1].hasPrefix("loadbalancer-"), parts[2] == "hour",
                parts[3] == "consumption",
                let price = addon.pricings?.first(where: { $0.intervalUnit == "hour" && (1...100_000_000_000_000).contains($0.price) })
            else { continue }
            let amount = Money(nanos: price.price * 10, currency: ParsedText.clean(document.locale.currencyCode))
            let size = ParsedText.clean(String(parts[1].dropFirst("loadbalancer-".count)))
            result.prices.append(
                PriceRow(product: "octavia", item: "octavia-loadbalancer-\(size)", region: "", amount: amount, period: .hour))
        }
        return result
    }

    /// Oracle's products: the first step of a price may be free, and the list price is the one after it.
    func oracleProducts(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Step: Decodable {
                var model: String
                var value: Double
            }
            struct Localization: Decodable {
                var currencyCode: String
                var prices: [Step]
            }
            struct Item: Decodable {
                var partNumber: String
                var currencyCodeLocalizations: [Localization]?
            }
            var lastUpdated: String?
            var items: [Item]
        }
        let document = try decode(Document.self, body)
        let parts = ["B93030": "base", "B93031": "bandwidth"]
        var result = ParsedDocument(date: ParsedText.day(document.lastUpdated))
        for item in document.items {
            guard let name = parts[item.partNumber], let local = item.currencyCodeLocalizations?.first(where: { $0.currencyCode == "USD" }),
                let step = local.prices.first(where: { $0.model == "PAY_AS_YOU_GO" && $0.value > 0 }),
                let amount = ParsedMoney.amount(step.value, local.currencyCode)
            else { continue }
            result.prices.append(PriceRow(product: "oci-lb", item: name, region: "", amount: amount, period: .hour))
        }
        return result
    }

    /// Scaleway's products: one for each zone, units and billionths apart, those that are no longer sold among them.
    func scalewayCatalogue(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Locality: Decodable {
                var zone: String?
                var region: String?
            }
            struct Amount: Decodable {
                var currency: String
                var units: Int64?
                var nanos: Int64?

                enum CodingKeys: String, CodingKey {
                    case currency = "currency_code"
                    case units, nanos
                }
            }
            struct Price: Decodable {
                var retail: Amount?

                enum CodingKeys: String, CodingKey { case retail = "retail_price" }
            }
            struct Unit: Decodable {
                var unit: String
                var size: Int?
            }
            struct Product: Decodable {
                var product: String?
                var variant: String?
                var locality: Locality?
                var price: Price?
                var measure: Unit?
                var status: String?

                enum CodingKeys: String, CodingKey {
                    case product, variant, locality, price, status
                    case measure = "unit_of_measure"
                }
            }
            var products: [Product]
        }
        let sizes = ["lb-s", "lb-gp-m", "lb-gp-l", "lb-gp-xl"]
        var result = ParsedDocument()
        var seen: Set<[String]> = []
        for product in try decode(Document.self, body).products {
            let words = "\(product.product ?? "") \(product.variant ?? "")".lowercased().split { $0 == " " || $0 == "," }.map(String.init)
            guard product.status != "retired", product.measure?.unit == "hour", (product.measure?.size ?? 1) == 1,
                let size = sizes.first(where: { words.contains($0) }), let price = product.price?.retail,
                case (let units, let nanos) = (price.units ?? 0, price.nanos ?? 0), (0...1_000_000).contains(units),
                (0..<1_000_000_000).contains(nanos), units + nanos > 0
            else { continue }
            let amount = Money(nanos: units * 1_000_000_000 + nanos, currency: ParsedText.clean(price.currency))
            let zone = ParsedText.clean(product.locality?.zone ?? "")
            let region = ParsedText.clean(product.locality?.region ?? Self.region(ofZone: zone))
            for place in [zone, region] where !place.isEmpty && seen.insert([size, place]).inserted {
                result.prices.append(PriceRow(product: "scw-lb", item: size, region: place, amount: amount, period: .hour))
            }
        }
        return result
    }

    /// `fr-par` of `fr-par-1`.
    private static func region(ofZone zone: String) -> String {
        let parts = zone.split(separator: "-")
        return parts.count == 3 ? parts.dropLast().joined(separator: "-") : ""
    }

    /// Hetzner's pricing: net and gross, as decimals in texts, by location.
    func hetznerPricing(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Amount: Decodable { var net: String }
            struct Price: Decodable {
                var location: String
                var monthly: Amount

                enum CodingKeys: String, CodingKey {
                    case location
                    case monthly = "price_monthly"
                }
            }
            struct Kind: Decodable {
                var name: String
                var prices: [Price]
            }
            struct Pricing: Decodable {
                var currency: String
                var kinds: [Kind]

                enum CodingKeys: String, CodingKey {
                    case currency
                    case kinds = "load_balancer_types"
                }
            }
            var pricing: Pricing
        }
        let pricing = try decode(Document.self, body).pricing
        var result = ParsedDocument()
        for kind in pricing.kinds {
            for price in kind.prices {
                guard let amount = ParsedMoney.amount(decimal: price.monthly.net, pricing.currency), amount.nanos > 0 else {
                    continue
                }
                result.prices.append(
                    PriceRow(
                        product: "hcloud-lb", item: ParsedText.clean(kind.name), region: ParsedText.clean(price.location), amount: amount,
                        period: .month))
            }
        }
        return result
    }

    /// Exoscale's prices: hourly, as decimals in texts, by currency and name; they are the same in all zones.
    func exoscalePrices(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable { var eur: [String: String] }
        let document = try decode(Document.self, body)
        var result = ParsedDocument()
        let names = document.eur.keys.filter { name in
            let words = name.lowercased().split { $0 == "_" || $0 == "-" || $0 == "." }
            return words.contains("nlb") || name.lowercased().contains("load_balancer")
        }
        // Of several the shortest: the others are parts of it, traffic say.
        guard let name = names.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }),
            let amount = document.eur[name].flatMap({ ParsedMoney.amount(decimal: $0, "EUR") }), amount.nanos > 0
        else { return result }
        result.prices.append(PriceRow(product: "exoscale-nlb", item: "base", region: "", amount: amount, period: .hour))
        return result
    }
}
