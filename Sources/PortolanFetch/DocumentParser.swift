// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Reads documents of every form that a source may have.
struct DocumentParser {
    let source: Source

    /// Reads a document.
    func parse(_ body: [UInt8], format: SourceFormat) throws(FetchError) -> ParsedDocument {
        switch format {
        case .awsRanges: try awsRanges(body)
        case .googleRanges: try googleRanges(body)
        case .azureDownloadPage: try azureDownloadPage(body)
        case .azureServiceTags: try azureServiceTags(body)
        case .oracleRanges: try oracleRanges(body)
        case .geofeed: try geofeed(body)
        case .vultrGeofeed: try vultrGeofeed(body)
        case .cloudflareRanges: try cloudflareRanges(body)
        case .fastlyRanges: try fastlyRanges(body)
        case .exoscaleRanges: try exoscaleRanges(body)
        case .cidrList: try cidrList(body)
        case .awsPriceList: try awsPriceList(body)
        case .azureRetailPrices: try azureRetailPrices(body)
        case .awsAccountLimits, .awsClassicAccountLimits: try awsAccountLimits(body)
        case .linodeTypes: try linodeTypes(body)
        case .ovhCatalogue: try ovhCatalogue(body)
        case .oracleProducts: try oracleProducts(body)
        case .scalewayCatalogue: try scalewayCatalogue(body)
        case .hetznerPricing: try hetznerPricing(body)
        case .exoscalePrices: try exoscalePrices(body)
        }
    }

    /// Decodes JSON, with an error that says what is wrong in a reader's words.
    func decode<Document: Decodable>(_ type: Document.Type, _ body: [UInt8]) throws(FetchError) -> Document {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch let error as DecodingError {
            throw unreadable(Self.describe(error))
        } catch {
            throw unreadable("it is no JSON")
        }
    }

    func unreadable(_ detail: String) -> FetchError { .unreadable(source: source.id, detail: detail) }

    private static func describe(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.prefix(8).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            return path.isEmpty ? "" : " at \(ParsedText.clean(path))"
        }
        return switch error {
        case .keyNotFound(let key, let context): "it has no \(ParsedText.clean(key.stringValue))\(path(context))"
        case .typeMismatch(let type, let context): "there is no \(type)\(path(context))"
        case .valueNotFound(let type, let context): "there is no \(type)\(path(context))"
        case .dataCorrupted: "it is no JSON"
        @unknown default: "it is no JSON"
        }
    }
}
