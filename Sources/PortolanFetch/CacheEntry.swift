import PortolanModel
// SPDX-License-Identifier: Apache-2.0
public import PortolanNetworks

/// What the cache holds of one source: what the document said, not the document itself, so that a plan never parses foreign JSON.
public struct CacheEntry: Hashable, Sendable {
    /// The source's id.
    public var source: String
    /// Where the document came from.
    public var documentURL: String
    var validators = Validators()
    /// When it was fetched, in seconds since 1970.
    public var fetched: Int
    /// When it was last found to be the current one, in seconds since 1970.
    public var checked: Int
    /// The day that it is of.
    public var date: String
    var content: ParsedDocument

    /// How many ranges, prices or quotas it holds.
    public var count: Int { content.count }

    /// Where its figures come from.
    var provenance: Provenance { Provenance(url: documentURL, date: date) }

    /// Its ranges; `nil` where it holds none.
    public var ranges: PublishedRanges? {
        content.ranges.isEmpty ? nil : PublishedRanges(groups: content.ranges, provenance: provenance)
    }

    /// Its prices.
    public var prices: [Price] {
        content.prices.map { row in
            Price(
                product: row.product, item: PriceItem(rawValue: row.item), region: row.region, amount: row.amount, period: row.period,
                provenance: provenance)
        }
    }

    /// Its quotas.
    public func quotas(cloud: String, region: String) -> [Quota] {
        content.quotas.map { Quota(name: $0.name, limit: $0.limit, cloud: cloud, region: region, provenance: provenance) }
    }
}

/// The cache's own file format: a line that names it, a checksum of all that follows, headings, a blank line, one row a line.
enum CacheFormat {
    private static let magic = "portolan-cache 1"

    /// The bytes of an entry.
    static func encode(_ entry: CacheEntry) -> [UInt8] {
        var text = "source: \(entry.source)\nurl: \(entry.documentURL)\n"
        if let etag = entry.validators.etag { text += "etag: \(etag)\n" }
        if let date = entry.validators.lastModified { text += "last-modified: \(date)\n" }
        text += "fetched: \(entry.fetched)\nchecked: \(entry.checked)\ndate: \(entry.date)\n\n"
        for group in entry.content.ranges {
            text += "G\t\(group.cloud)\t\(group.region)\t\(group.service)\n"
            for prefix in group.prefixes { text += "\(PrefixRow.text(prefix))\n" }
        }
        for row in entry.content.prices {
            text += "P\t\(row.product)\t\(row.item)\t\(row.region)\t\(row.amount.nanos)\t\(row.amount.currency)\t\(row.period.rawValue)\n"
        }
        for row in entry.content.quotas { text += "Q\t\(row.name)\t\(row.limit)\n" }
        let body = Array(text.utf8)
        return Array("\(magic)\nsha256: \(SHA256.hex(of: body))\n".utf8) + body
    }

    private static let times = 0...253_402_300_799

    /// Reads an entry; what is wrong with it is thrown in a reader's words.
    ///
    /// Times lie between 1970 and the year 9999, so that an age can be reckoned from any of them.
    static func decode(_ bytes: [UInt8], source: String) throws(CacheDamage) -> CacheEntry {
        var lines = LineReader(bytes)
        guard lines.next().map(text) == magic else { throw CacheDamage(detail: "it is no cache entry of this version") }
        guard let sum = lines.next().map(text), sum.hasPrefix("sha256: "),
            sum.dropFirst(8) == SHA256.hex(of: Array(bytes[lines.position...]))
        else {
            throw CacheDamage(detail: "its checksum does not match")
        }
        var headings: [String: String] = [:]
        while let line = lines.next(), !line.isEmpty {
            let parts = text(line).split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw CacheDamage(detail: "a heading is malformed") }
            headings[String(parts[0])] = String(parts[1].dropFirst())
        }
        guard headings["source"] == source, let url = headings["url"], let fetched = headings["fetched"].flatMap({ Int($0) }),
            let checked = headings["checked"].flatMap({ Int($0) }), times.contains(fetched), times.contains(checked)
        else { throw CacheDamage(detail: "its headings are incomplete") }
        let validators = Validators(etag: headings["etag"], lastModified: headings["last-modified"])
        return CacheEntry(
            source: source, documentURL: url, validators: validators, fetched: fetched, checked: checked, date: headings["date"] ?? "",
            content: try content(&lines))
    }

    private static func content(_ lines: inout LineReader) throws(CacheDamage) -> ParsedDocument {
        var content = ParsedDocument()
        // Gathered here and put in place when the group ends: growing an array inside another one copies it.
        var prefixes: [IPPrefix] = []
        func closeGroup() {
            guard !content.ranges.isEmpty else { return }
            content.ranges[content.ranges.count - 1].prefixes = prefixes
            prefixes = []
        }
        while let line = lines.next() {
            guard line.count < 2 || line[line.startIndex + 1] != UInt8(ascii: "\t") else {
                let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(text)
                switch (fields[0], fields.count) {
                case ("G", 4):
                    closeGroup()
                    content.ranges.append(RangeGroup(cloud: fields[1], region: fields[2], service: fields[3], prefixes: []))
                case ("P", 7): content.prices.append(try price(fields))
                case ("Q", 3):
                    guard let limit = Int(fields[2]) else { throw CacheDamage(detail: "a row is malformed") }
                    content.quotas.append(QuotaRow(name: fields[1], limit: limit))
                default: throw CacheDamage(detail: "a row is malformed")
                }
                continue
            }
            guard !content.ranges.isEmpty, let prefix = PrefixRow.prefix(line) else { throw CacheDamage(detail: "a row is malformed") }
            prefixes.append(prefix)
        }
        closeGroup()
        return content
    }

    private static func price(_ fields: [String]) throws(CacheDamage) -> PriceRow {
        guard let nanos = Int64(fields[4]), let period = Price.Period(rawValue: fields[6]) else {
            throw CacheDamage(detail: "a row is malformed")
        }
        return PriceRow(
            product: fields[1], item: fields[2], region: fields[3], amount: Money(nanos: nanos, currency: fields[5]), period: period)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The lines of a file.
    private struct LineReader {
        let bytes: [UInt8]
        private(set) var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> ArraySlice<UInt8>? {
            guard position < bytes.count else { return nil }
            let start = position
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            position = end + 1
            return bytes[start..<end]
        }
    }
}

/// What is wrong with a cache entry.
struct CacheDamage: Error, Hashable {
    var detail: String
}
