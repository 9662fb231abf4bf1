// SPDX-License-Identifier: Apache-2.0

extension DocumentParser {
    func awsRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct IPv4: Decodable {
                var prefix: String
                var region: String
                var service: String

                enum CodingKeys: String, CodingKey {
                    case prefix = "ip_prefix"
                    case region, service
                }
            }
            struct IPv6: Decodable {
                var prefix: String
                var region: String
                var service: String

                enum CodingKeys: String, CodingKey {
                    case prefix = "ipv6_prefix"
                    case region, service
                }
            }
            var createDate: String?
            var prefixes: [IPv4]
            var prefixesV6: [IPv6]?

            enum CodingKeys: String, CodingKey {
                case createDate, prefixes
                case prefixesV6 = "ipv6_prefixes"
            }
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for row in document.prefixes { ranges.add(row.prefix, region: row.region, service: row.service) }
        for row in document.prefixesV6 ?? [] { ranges.add(row.prefix, region: row.region, service: row.service) }
        return ParsedDocument(ranges: try ranges.groups(of: source.id), date: ParsedText.day(document.createDate))
    }

    func googleRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Row: Decodable {
                var ipv4Prefix: String?
                var ipv6Prefix: String?
                var service: String?
                var scope: String?
            }
            var creationTime: String?
            var prefixes: [Row]
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for row in document.prefixes {
            ranges.add(row.ipv4Prefix ?? row.ipv6Prefix ?? "", region: row.scope ?? "", service: row.service ?? "")
        }
        return ParsedDocument(ranges: try ranges.groups(of: source.id), date: ParsedText.day(document.creationTime))
    }

    /// Finds this week's file on the download page: a link, or failing that its URL in one of the page's scripts.
    ///
    /// Of several the one with the latest date in its name.
    func azureDownloadPage(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        guard let page = MarkupTree(html: body) else { throw unreadable("it is no HTML") }
        let links = page.texts("//a/@href") + page.texts("//script").flatMap(Self.quotedURLs)
        let files = links.map { ParsedText.trimmed($0) }.filter { $0.hasPrefix("https://") && Self.isServiceTagFile($0) }
        guard let latest = files.max(by: { (Self.fileName($0), $0) < (Self.fileName($1), $1) }) else {
            throw unreadable("the page links to no file of service tags")
        }
        return ParsedDocument(next: latest)
    }

    private static func isServiceTagFile(_ url: String) -> Bool {
        let name = fileName(url)
        return name.hasPrefix("ServiceTags_") && name.hasSuffix(".json")
    }

    private static func fileName(_ url: String) -> String {
        String((url.split(separator: "?").first ?? "").split(separator: "/").last ?? "")
    }

    private static func quotedURLs(_ script: String) -> [String] {
        script.split { $0 == "\"" || $0 == "'" }.filter { $0.hasPrefix("https:") && $0.contains("ServiceTags_") }.map { piece in
            // JavaScript may write slashes as \/ and as \u002f.
            piece.split(separator: "\\u002f", omittingEmptySubsequences: false).joined(separator: "/").filter { $0 != "\\" }
        }
    }

    func azureServiceTags(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Tag: Decodable {
                var name: String
                var properties: Properties
            }
            struct Properties: Decodable {
                var region: String?
                var systemService: String?
                var addressPrefixes: [String]
            }
            var values: [Tag]
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for tag in document.values {
            let service =
                tag.properties.systemService.flatMap { $0.isEmpty ? nil : $0 } ?? String(tag.name.split(separator: ".").first ?? "")
            for prefix in tag.properties.addressPrefixes { ranges.add(prefix, region: tag.properties.region ?? "", service: service) }
        }
        return ParsedDocument(ranges: try ranges.groups(of: source.id))
    }

    func oracleRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Region: Decodable {
                var region: String
                var cidrs: [Block]
            }
            struct Block: Decodable {
                var cidr: String
                var tags: [String]?
            }
            var updated: String?
            var regions: [Region]

            enum CodingKeys: String, CodingKey {
                case updated = "last_updated_timestamp"
                case regions
            }
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for region in document.regions {
            for block in region.cidrs { ranges.add(block.cidr, region: region.region, service: block.tags?.first ?? "") }
        }
        return ParsedDocument(ranges: try ranges.groups(of: source.id), date: ParsedText.day(document.updated))
    }

    func vultrGeofeed(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Subnet: Decodable {
                var prefix: String
                var alpha2code: String?
                var region: String?
                var city: String?

                enum CodingKeys: String, CodingKey {
                    case prefix = "ip_prefix"
                    case alpha2code, region, city
                }
            }
            var updated: String?
            var subnets: [Subnet]
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for subnet in document.subnets {
            ranges.add(subnet.prefix, region: Self.place(subnet.alpha2code ?? "", subnet.region ?? "", subnet.city ?? ""))
        }
        return ParsedDocument(ranges: try ranges.groups(of: source.id), date: ParsedText.day(document.updated))
    }

    func cloudflareRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Lists: Decodable {
                var ipv4: [String]
                var ipv6: [String]?

                enum CodingKeys: String, CodingKey {
                    case ipv4 = "ipv4_cidrs"
                    case ipv6 = "ipv6_cidrs"
                }
            }
            var result: Lists
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for block in document.result.ipv4 + (document.result.ipv6 ?? []) { ranges.add(block, region: "") }
        return ParsedDocument(ranges: try ranges.groups(of: source.id))
    }

    func fastlyRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            var addresses: [String]
            var addressesV6: [String]?

            enum CodingKeys: String, CodingKey {
                case addresses
                case addressesV6 = "ipv6_addresses"
            }
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for block in document.addresses + (document.addressesV6 ?? []) { ranges.add(block, region: "") }
        return ParsedDocument(ranges: try ranges.groups(of: source.id))
    }

    func exoscaleRanges(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        struct Document: Decodable {
            struct Row: Decodable {
                var ipv4: String?
                var ipv6: String?
                var zone: String?

                enum CodingKeys: String, CodingKey {
                    case ipv4 = "IPv4Prefix"
                    case ipv6 = "IPv6Prefix"
                    case zone
                }
            }
            var createDate: String?
            var prefixes: [Row]
        }
        let document = try decode(Document.self, body)
        var ranges = RangeCollector(cloud: source.cloud)
        for row in document.prefixes { ranges.add(row.ipv4 ?? row.ipv6 ?? "", region: row.zone ?? "") }
        return ParsedDocument(ranges: try ranges.groups(of: source.id), date: ParsedText.day(document.createDate))
    }

    /// RFC 8805: `prefix,country,region,city,postal`, comments behind `#`; the first field may be a single address.
    func geofeed(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        var ranges = RangeCollector(cloud: source.cloud)
        for line in Self.lines(body) {
            let fields = CSVLine.fields(line)
            func field(_ index: Int) -> String { index < fields.count ? ParsedText.trimmed(fields[index]) : "" }
            // Some feeds have a heading all the same.
            guard field(0).lowercased() != "ip_prefix", field(0).lowercased() != "prefix" else { continue }
            ranges.add(field(0), region: Self.place(field(1), field(2), field(3)))
        }
        return ParsedDocument(ranges: try ranges.groups(of: source.id))
    }

    func cidrList(_ body: [UInt8]) throws(FetchError) -> ParsedDocument {
        var ranges = RangeCollector(cloud: source.cloud)
        for line in Self.lines(body) { ranges.add(ParsedText.trimmed(line), region: "") }
        return ParsedDocument(ranges: try ranges.groups(of: source.id))
    }

    /// A geofeed names places, not regions: `NL-NH Amsterdam`.
    private static func place(_ country: String, _ region: String, _ city: String) -> String {
        [region.isEmpty ? country : region, city].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Lines without comments and blank ones.
    private static func lines(_ body: [UInt8]) -> [String] {
        body.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.compactMap { bytes in
            let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
            let text = line.hasPrefix("\u{feff}") ? String(line.dropFirst()) : line
            return ParsedText.trimmed(text).isEmpty ? nil : text
        }
    }
}

/// One line of comma-separated values (RFC 4180), without line breaks inside quotes.
enum CSVLine {
    /// The line's fields.
    static func fields(_ line: String) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var characters = line.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            switch (character, isQuoted) {
            case ("\"", true) where pending == "\"":
                field.append("\"")
                pending = characters.next()
            case ("\"", true): isQuoted = false
            case ("\"", false) where field.isEmpty: isQuoted = true
            case (",", false):
                fields.append(field)
                field = ""
            default: field.append(character)
            }
        }
        return fields + [field]
    }
}
