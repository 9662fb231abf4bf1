// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// The form of a published document.
public enum SourceFormat: String, Hashable, Sendable, CaseIterable {
    /// `ip-ranges.json` of AWS.
    case awsRanges = "aws-ranges"
    /// `cloud.json` of Google Cloud.
    case googleRanges = "google-ranges"
    /// A web page of Microsoft's that links to this week's service tags.
    case azureDownloadPage = "azure-download-page"
    /// Service tags of Azure.
    case azureServiceTags = "azure-service-tags"
    /// `public_ip_ranges.json` of Oracle.
    case oracleRanges = "oracle-ranges"
    /// A geofeed (RFC 8805): CSV of prefix, country, region, city.
    case geofeed
    /// A geofeed in Vultr's JSON form.
    case vultrGeofeed = "vultr-geofeed"
    /// The answer of Cloudflare's `/ips`.
    case cloudflareRanges = "cloudflare-ranges"
    /// The answer of Fastly's `/public-ip-list`.
    case fastlyRanges = "fastly-ranges"
    /// `exoscale_prefixes.json`.
    case exoscaleRanges = "exoscale-ranges"
    /// One prefix a line, `#` for comments.
    case cidrList = "cidr-list"
    /// A regional price list file of AWS.
    case awsPriceList = "aws-price-list"
    /// Azure's retail price API, page by page.
    case azureRetailPrices = "azure-retail-prices"
    /// ELBv2's DescribeAccountLimits, signed.
    case awsAccountLimits = "aws-account-limits"
    /// The Classic Load Balancers' DescribeAccountLimits, signed: an API version of its own.
    case awsClassicAccountLimits = "aws-classic-account-limits"
    /// Linode's NodeBalancer types, with prices by region.
    case linodeTypes = "linode-types"
    /// OVHcloud's order catalogue of the Public Cloud.
    case ovhCatalogue = "ovh-catalogue"
    /// Oracle's list of products and their prices by steps of use.
    case oracleProducts = "oracle-products"
    /// Scaleway's product catalogue.
    case scalewayCatalogue = "scaleway-catalogue"
    /// Hetzner Cloud's pricing, with the user's token.
    case hetznerPricing = "hetzner-pricing"
    /// Exoscale's list of prices by currency.
    case exoscalePrices = "exoscale-prices"

    /// What kind of document the first request asks for.
    var kind: ContentKind {
        switch self {
        case .azureDownloadPage: .html
        case .geofeed, .cidrList: .text
        case .awsAccountLimits, .awsClassicAccountLimits: .xml
        default: .json
        }
    }

    /// Whether it is fetched only where it is named, because it needs the user's credentials.
    public var needsCredentials: Bool {
        switch self {
        case .awsAccountLimits, .awsClassicAccountLimits, .hetznerPricing: true
        default: false
        }
    }

    /// What the document is about.
    public var subject: Source.Subject {
        switch self {
        case .awsPriceList, .azureRetailPrices, .linodeTypes, .ovhCatalogue, .oracleProducts, .scalewayCatalogue, .hetznerPricing,
            .exoscalePrices:
            .prices
        case .awsAccountLimits, .awsClassicAccountLimits: .quotas
        default: .ranges
        }
    }
}

/// Something that a cloud publishes about itself.
public struct Source: Hashable, Sendable {
    /// What a document is about.
    public enum Subject: String, Hashable, Sendable {
        /// Address ranges.
        case ranges
        /// Prices.
        case prices
        /// Limits of the user's account.
        case quotas
    }

    /// The stable id, also the name of the cache file: letters, digits, `.`, `-`.
    public var id: String
    /// The cloud's id.
    public var cloud: String
    /// The URL; `{region}` stands for a region.
    public var url: String
    /// Its form.
    public var format: SourceFormat
    /// The region that `{region}` was filled with.
    public var region: String
    /// The day on which the URL and form were last looked at.
    public var accessed: String
    /// Where it was declared to lie, before a region was filled in.
    private let place: String

    /// Makes a source, from a declarative provider file say.
    public init(id: String, cloud: String, url: String, format: SourceFormat, region: String = "", accessed: String) {
        self.id = id
        self.cloud = cloud
        self.url = url
        self.format = format
        self.region = region
        self.accessed = accessed
        place = url
    }

    private init(_ source: Source, in region: String) {
        self = source
        id = "\(source.id).\(region)"
        url = source.url.split(separator: "{region}", omittingEmptySubsequences: false).joined(separator: region)
        self.region = region
    }

    /// The name of its entry in the cache.
    ///
    /// Of a list that a provider file declares the place is part of it: another file may have another list of the same id.
    public var entryID: String {
        let isBuiltIn = Self.builtIn.contains { $0.id == id || $0.isRegional && id.hasPrefix("\($0.id).") }
        return isBuiltIn ? id : "\(id).\(SHA256.hex(of: Array(place.utf8)).prefix(16))"
    }

    /// Whether the URL differs by region.
    public var isRegional: Bool { url.contains("{region}") }

    /// The source for one region; itself where it does not differ by region.
    public func inRegion(_ region: String) -> Source {
        guard isRegional else { return self }
        return Source(self, in: region)
    }

    /// The region whose entry has a name; `nil` where it is none of this source.
    func region(ofEntry name: String) -> String? {
        guard isRegional, name.hasPrefix("\(id).") else { return nil }
        let tail = entryID.dropFirst(id.count)
        let region = name.dropFirst(id.count + 1)
        return region.hasSuffix(tail) ? String(region.dropLast(tail.count)) : nil
    }

    /// Whether a text may stand for a region in a URL and in a file name.
    public static func isRegionName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { isWordByte($0) && $0 != UInt8(ascii: ".") }
    }

    /// Whether the id may be the name of a file.
    var hasUsableID: Bool { (1...120).contains(id.utf8.count) && id.utf8.allSatisfy(Self.isWordByte) && !id.hasPrefix(".") }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

extension Source {
    /// The sources that come with the program.
    ///
    /// What a cloud publishes is data: a row here, and a parser only for a form that is new.
    public static let builtIn: [Source] = [
        row("aws-ranges", "aws", .awsRanges, "https://ip-ranges.amazonaws.com/ip-ranges.json"),
        row(
            "aws-elb-prices", "aws", .awsPriceList,
            "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSELB/current/{region}/index.json"),
        row(
            "aws-vpc-prices", "aws", .awsPriceList,
            "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonVPC/current/{region}/index.json"),
        row("aws-elb-quotas", "aws", .awsAccountLimits, "https://elasticloadbalancing.{region}.amazonaws.com/"),
        row("aws-clb-quotas", "aws", .awsClassicAccountLimits, "https://elasticloadbalancing.{region}.amazonaws.com/"),
        row("azure-ranges", "azure", .azureDownloadPage, "https://www.microsoft.com/en-us/download/details.aspx?id=56519"),
        row("azure-lb-prices", "azure", .azureRetailPrices, retailPrices("serviceName eq 'Load Balancer' and priceType eq 'Consumption'")),
        row("azure-ip-prices", "azure", .azureRetailPrices, retailPrices("productName eq 'IP Addresses' and priceType eq 'Consumption'")),
        row("cloudflare-ranges", "cloudflare", .cloudflareRanges, "https://api.cloudflare.com/client/v4/ips"),
        row("digitalocean-ranges", "digitalocean", .geofeed, "https://www.digitalocean.com/geo/google.csv"),
        row("exoscale-ranges", "exoscale", .exoscaleRanges, "https://exoscale-prefixes.sos-ch-dk-2.exo.io/exoscale_prefixes.json"),
        row("exoscale-prices", "exoscale", .exoscalePrices, "https://portal.exoscale.com/api/pricing/opencompute"),
        row("fastly-ranges", "fastly", .fastlyRanges, "https://api.fastly.com/public-ip-list"),
        row("gcp-ranges", "gcp", .googleRanges, "https://www.gstatic.com/ipranges/cloud.json"),
        row("hetzner-prices", "hetzner", .hetznerPricing, "https://api.hetzner.cloud/v1/pricing"),
        row("linode-prices", "linode", .linodeTypes, "https://api.linode.com/v4/nodebalancers/types"),
        row("linode-ranges", "linode", .geofeed, "https://geoip.linode.com/"),
        row("oci-ranges", "oci", .oracleRanges, "https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json"),
        row(
            "oci-prices", "oci", .oracleProducts, "https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/?currencyCode=USD"),
        row("ovh-prices", "ovh", .ovhCatalogue, "https://api.ovh.com/v1/order/catalog/public/cloud?ovhSubsidiary=DE"),
        row(
            "scaleway-prices", "scaleway", .scalewayCatalogue,
            "https://api.scaleway.com/product-catalog/v2alpha1/public-catalog/products?product_types=load_balancer&page_size=1000"),
        row("vultr-ranges", "vultr", .vultrGeofeed, "https://geofeed.constant.com/?json"),
    ]

    private static func row(_ id: String, _ cloud: String, _ format: SourceFormat, _ url: String) -> Source {
        Source(id: id, cloud: cloud, url: url, format: format, accessed: "2026-11-23")
    }

    private static func retailPrices(_ filter: String) -> String {
        let encoded = filter.split(separator: " ").joined(separator: "%20").split(separator: "'", omittingEmptySubsequences: false)
        return "https://prices.azure.com/api/retail/prices?$filter=\(encoded.joined(separator: "%27"))"
    }
}
