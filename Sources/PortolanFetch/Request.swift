// SPDX-License-Identifier: Apache-2.0

/// What kind of document is asked for.
enum ContentKind: String, Hashable, Sendable {
    case json = "JSON"
    case text = "text"
    case html = "HTML"
    case xml = "XML"

    /// The `Accept` header.
    var accept: String {
        switch self {
        case .json: "application/json, */*;q=0.1"
        case .text: "text/csv, text/plain, */*;q=0.1"
        case .html: "text/html"
        case .xml: "text/xml, application/xml"
        }
    }

    /// Whether a media type may hold it.
    ///
    /// Files on object stores are often served as plain text or bytes; an HTML page in place of data is what a captive portal sends.
    func admits(_ mediaType: String) -> Bool {
        let type = mediaType.split(separator: ";").first.map { $0.lowercased().filter { $0 != " " } } ?? ""
        let plain = ["", "text/plain", "application/octet-stream", "binary/octet-stream"]
        switch self {
        case .json: return plain.contains(type) || type == "application/json" || type == "text/json" || type.hasSuffix("+json")
        case .text: return plain.contains(type) || ["text/csv", "application/csv", "text/tab-separated-values"].contains(type)
        case .html: return type == "" || type == "text/html" || type == "application/xhtml+xml"
        case .xml: return type == "" || type == "text/xml" || type == "application/xml" || type.hasSuffix("+xml")
        }
    }
}

/// What a server said about a version of a document, to ask later whether it has changed.
struct Validators: Hashable, Sendable {
    var etag: String?
    var lastModified: String?

    var isEmpty: Bool { etag == nil && lastModified == nil }
}

/// How AWS wants a request signed.
struct Signing: Hashable, Sendable {
    var credentials: Credentials
    var region: String
    var service: String
}

/// One document to fetch.
struct Request: Hashable, Sendable {
    /// The job that it belongs to.
    var job: Int
    var url: WebAddress
    var kind: ContentKind
    var validators = Validators()
    /// A form to post; `nil` for a plain request.
    var form: String?
    var signing: Signing?
    /// The token that goes with it, to this place alone; `nil` for none.
    var token: String?
}

/// What came of it: a document, or the word that the known one still holds.
struct Response: Sendable {
    var status: Int
    /// Where it came from in the end, after redirects.
    var url: WebAddress
    var body: [UInt8]
    var validators: Validators
    /// Whether the known version still holds.
    var isUnchanged: Bool { status == 304 }
}

/// Limits on every transfer.
public struct TransferLimits: Hashable, Sendable {
    /// For the connection, TLS included.
    public var connect: Duration = .seconds(10)
    /// Without a byte.
    public var stall: Duration = .seconds(20)
    /// For a document, with redirects, retries and waiting.
    public var total: Duration = .seconds(120)
    /// Bytes of a document, once decompressed.
    public var bytes = 64 << 20
    /// Redirects that are followed.
    public var redirects = 5
    /// Tries after the first.
    public var retries = 3
    /// Before the first retry; it doubles with each.
    public var backOff: Duration = .milliseconds(500)
    /// Transfers at a time.
    public var parallel = 6

    /// The house limits.
    public init() {}
}
