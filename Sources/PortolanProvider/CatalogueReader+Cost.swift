// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

extension CatalogueReader {
    /// Reads a product's `cost`.
    mutating func cost(_ product: YAMLNode) -> Catalogue.Cost? {
        guard let node = product.value("cost") else { return nil }
        check(node, keys: ["currency", "items", "size", "region", "pool", "unknown", "notes", "free"])
        let currency = optional(node, "currency") ?? "USD"
        if currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) {
            fail(node.value("currency") ?? node, "\"currency\" needs the three letters of a currency, USD say")
        }
        let items = rows(node, "items") { $0.costItem($1, currency) }
        let unknown = optional(node, "unknown")
        let isFree = flag(node, "free") ?? false
        if [!items.isEmpty, unknown != nil, isFree].count(where: { $0 }) != 1 {
            fail(node, "a cost has items, or says free: true, or says with unknown why no price is known")
        }
        return Catalogue.Cost(
            items: items, size: node.value("size").map { sizeChoice($0) }, region: optional(node, "region"), pool: optional(node, "pool"),
            unknown: unknown, notes: texts(node, "notes"))
    }

    private mutating func sizeChoice(_ node: YAMLNode) -> Catalogue.SizeChoice {
        check(node, keys: ["setting", "annotation", "usual"])
        return Catalogue.SizeChoice(
            setting: required(node, "setting") ?? "", annotation: optional(node, "annotation"), usual: required(node, "usual") ?? "")
    }

    private mutating func costItem(_ row: YAMLNode, _ currency: String) -> Catalogue.CostItem {
        check(
            row,
            keys: [
                "id", "product", "title", "count", "option", "settings", "values", "usual", "unit", "size", "included", "extra", "step",
                "per", "price", "prices", "source", "date",
            ])
        let periods = Catalogue.Period.allCases.map(\.rawValue).joined(separator: " or ")
        return Catalogue.CostItem(
            id: required(row, "id") ?? "", product: optional(row, "product"), title: required(row, "title") ?? "", count: costCount(row),
            size: optional(row, "size"), included: number(row, "included") ?? 0, extra: number(row, "extra") ?? 0,
            step: max(1, number(row, "step") ?? 1), period: choice(row, "per", Catalogue.Period.init(rawValue:), periods) ?? .hour,
            prices: regionPrices(row, currency), source: required(row, "source") ?? "", date: day(row, "date"))
    }

    private mutating func costCount(_ row: YAMLNode) -> Catalogue.CostCount {
        switch required(row, "count") ?? "" {
        case "load-balancer": return .loadBalancer
        case "pool": return .pool
        case "listener": return .listener
        case "listener-and-family": return .listenerAndFamily
        case "public-ipv4": return .publicIPv4
        case "public-ipv4-and-zone":
            return .publicIPv4AndZone(option: required(row, "option") ?? "", usual: number(row, "usual") ?? 1)
        case "setting":
            var values: [String: Int] = [:]
            for entry in row.value("values")?.entries ?? [] {
                if let key = entry.key.text, let value = whole(entry.value) { values[key] = value }
            }
            let names = texts(row, "settings")
            if names.isEmpty { fail(row, "a count of a setting names it: settings") }
            return .setting(names, values: values, usual: number(row, "usual") ?? 1)
        case "gigabyte": return .gigabyte
        case "capacity-unit":
            guard let unit = row.value("unit") else {
                fail(row, "a capacity unit says what it is enough for: unit")
                return .gigabyte
            }
            check(unit, keys: ["newConnections", "activeConnections", "megabytesPerHour", "included"])
            return .capacityUnit(
                Catalogue.CapacityUnit(
                    newConnections: number(unit, "newConnections") ?? 0, activeConnections: number(unit, "activeConnections") ?? 0,
                    megabytesPerHour: number(unit, "megabytesPerHour") ?? 0, included: number(unit, "included") ?? 0))
        case "": return .loadBalancer
        case let word:
            let known =
                "load-balancer, pool, listener, listener-and-family, public-ipv4, public-ipv4-and-zone, setting, gigabyte, capacity-unit"
            fail(row.value("count") ?? row, "\"\(word)\" is nothing that is counted; known: \(known)")
            return .loadBalancer
        }
    }

    /// `price: 0.005` for everywhere, or `prices: {us-east-1: 0.0225}`.
    private mutating func regionPrices(_ row: YAMLNode, _ currency: String) -> [Catalogue.RegionPrice] {
        guard (row.value("price") == nil) != (row.value("prices") == nil) else {
            fail(row, "an item has a price for everywhere, or prices by region")
            return []
        }
        if let node = row.value("price") { return regionPrice("", node, currency).map { [$0] } ?? [] }
        guard let map = row.value("prices"), map.kind == .mapping, !map.entries.isEmpty else {
            fail(row.value("prices") ?? row, "\"prices\" needs a mapping from regions to amounts")
            return []
        }
        return map.entries.compactMap { regionPrice($0.key.text ?? "", $0.value, currency) }
    }

    /// An amount, or `{amount: 0.034, date: "2019-11-01", source: …}` where it was read elsewhere than the others.
    private mutating func regionPrice(_ region: String, _ node: YAMLNode, _ currency: String) -> Catalogue.RegionPrice? {
        guard node.kind == .mapping else {
            return amount(node, currency).map { Catalogue.RegionPrice(region: region, amount: $0) }
        }
        check(node, keys: ["amount", "date", "source"])
        guard let amount = node.value("amount").flatMap({ amount($0, currency) }) else {
            fail(node, "\"amount\" is missing")
            return nil
        }
        return Catalogue.RegionPrice(
            region: region, amount: amount, source: optional(node, "source"), date: node.value("date") == nil ? nil : day(node, "date"))
    }

    private mutating func amount(_ node: YAMLNode, _ currency: String) -> Money? {
        guard let amount = node.text.flatMap({ Money(decimal: $0, currency: currency) }) else {
            fail(node, "\"\(node.text ?? "…")\" is no amount: plain decimals only, 0.0225 say")
            return nil
        }
        return amount
    }

    private mutating func number(_ node: YAMLNode, _ key: String) -> Int? { node.value(key).flatMap { whole($0) } }

    private mutating func whole(_ node: YAMLNode) -> Int? {
        guard let text = node.text, let number = Int(text), (0...1_000_000_000).contains(number) else {
            fail(node, "\"\(node.text ?? "…")\" is no whole number up to a billion")
            return nil
        }
        return number
    }

    /// A day, `2026-11-23`.
    private mutating func day(_ row: YAMLNode, _ key: String) -> String {
        guard let text = required(row, key) else { return "" }
        guard CivilDay(text) != nil else {
            fail(row.value(key) ?? row, "\"\(text)\" is no day: 2026-11-23 say")
            return ""
        }
        return text
    }
}
