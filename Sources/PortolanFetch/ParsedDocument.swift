// SPDX-License-Identifier: Apache-2.0
import PortolanModel
import PortolanNetworks

/// What a document says, whatever its form.
struct ParsedDocument: Hashable, Sendable {
    var ranges: [RangeGroup] = []
    var prices: [PriceRow] = []
    var quotas: [QuotaRow] = []
    /// The day that the document itself names; empty where it names none.
    var date = ""
    /// Where the rest is: the next page, or what a page links to.
    var next: String?
    /// What has to be posted to get the next page, for forms that page so.
    var marker: String?

    /// How much there is.
    var count: Int { ranges.reduce(0) { $0 + $1.prefixes.count } + prices.count + quotas.count }

    /// Adds a later page.
    mutating func append(_ page: ParsedDocument) {
        ranges += page.ranges
        prices += page.prices
        quotas += page.quotas
        if date.isEmpty { date = page.date }
    }
}

/// A price as a document states it.
struct PriceRow: Hashable, Sendable {
    var product: String
    var item: String
    var region: String
    var amount: Money
    var period: Price.Period
}

/// A quota as a document states it.
struct QuotaRow: Hashable, Sendable {
    var name: String
    var limit: Int
}

/// Collects the ranges of a document and keeps count of what are none.
struct RangeCollector {
    let cloud: String
    private var rows: [(cloud: String, region: String, service: String, prefix: IPPrefix)] = []
    private var rejected: [String] = []

    init(cloud: String) { self.cloud = cloud }

    /// Takes a prefix as written, or a single address.
    ///
    /// Blocks so wide that they would claim a good part of the internet are no ranges of one cloud, and private ones belong to nobody.
    mutating func add(_ text: String, region: String, service: String = "") {
        let prefix = IPPrefix(text) ?? IPAddress(text).map { IPPrefix(address: $0, length: $0.bitCount) }
        guard let prefix, prefix.length >= (prefix.family == .ipv4 ? 8 : 16) else {
            rejected.append(ParsedText.clean(text))
            return
        }
        // Azure lists link-local addresses of its own services, for example.
        guard prefix.masked.address.isGloballyReachable else { return }
        rows.append((cloud, ParsedText.clean(region), ParsedText.clean(service), prefix))
    }

    /// The groups.
    ///
    /// A document with more than one bad row in twenty is refused; a slip of the pen here and there is passed over.
    func groups(of source: String) throws(FetchError) -> [RangeGroup] {
        guard rejected.count * 20 <= rows.count + rejected.count else {
            throw .unreadable(source: source, detail: "\(rejected.count) entries are no address ranges, \(rejected[0]) for one")
        }
        return RangeGroup.gathering(rows)
    }
}

/// Text out of foreign documents.
enum ParsedText {
    /// The text without anything that could upset a terminal or the cache's own format, cut to a sane length.
    static func clean(_ text: String) -> String {
        let kept = text.unicodeScalars.prefix(400).filter {
            $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && !(0x202a...0x202e).contains($0.value)
        }
        return trimmed(String(String.UnicodeScalarView(kept.prefix(100))))
    }

    /// The text without spaces around.
    static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
        return start < end ? String(text[start..<end]) : ""
    }

    /// The day in a time stamp such as `2026-11-20-15-33-07` or `2026-11-20T15:33:07Z`; empty where there is none.
    static func day(_ stamp: String?) -> String {
        let day = (stamp ?? "").prefix(10)
        let parts = day.split(separator: "-")
        guard day.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil && !$0.hasPrefix("+") }) else {
            return ""
        }
        return String(day)
    }
}
