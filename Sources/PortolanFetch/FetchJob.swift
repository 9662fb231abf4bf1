// SPDX-License-Identifier: Apache-2.0
import PortolanModel

/// The way from a source to its data: one request, or a page that links to the document, or page after page.
struct FetchJob {
    /// What a response leads to.
    enum Step {
        /// On with another request.
        case request(Request)
        /// All there.
        case done(ParsedDocument, documentURL: String, Validators)
        /// What is cached still holds.
        case unchanged
    }

    let index: Int
    let source: Source
    let start: WebAddress
    let known: CacheEntry?
    let credentials: Credentials?
    let token: String?
    private var format: SourceFormat
    private var collected = ParsedDocument()
    private var pages = 0
    /// A list in pages never has more: Azure's prices have a few hundred rows, a hundred a page.
    private static let pageLimit = 100

    init(
        index: Int, source: Source, start: WebAddress, known: CacheEntry?, credentials: Credentials?, token: String? = nil
    ) {
        self.index = index
        self.source = source
        self.start = start
        self.known = known
        self.credentials = credentials
        self.token = token
        format = source.format
    }

    /// The first request.
    func first() throws(FetchError) -> Request {
        guard format == .awsAccountLimits || format == .awsClassicAccountLimits else {
            // A mirror that the user names needs no token.
            if format == .hetznerPricing, token == nil, start.text == source.url { throw .noCredentials(source: source.id) }
            return request(start)
        }
        guard let credentials else { throw .noCredentials(source: source.id) }
        return quotaRequest(credentials, marker: nil)
    }

    /// Takes a response and says what comes next.
    mutating func take(_ response: Response) throws(FetchError) -> Step {
        guard !response.isUnchanged else { return .unchanged }
        pages += 1
        let document = try DocumentParser(source: source).parse(response.body, format: format)
        if format == .azureDownloadPage { return try follow(document, from: response.url) }
        collected.append(document)
        guard pages < Self.pageLimit else { throw .unreadable(source: source.id, detail: "it has more than \(Self.pageLimit) pages") }
        if let marker = document.marker, let credentials { return .request(quotaRequest(credentials, marker: marker)) }
        if let next = document.next { return .request(request(try page(next, after: response.url))) }
        let isWhole = pages == 1 || source.format == .azureDownloadPage
        return .done(collected, documentURL: documentURL(response), isWhole ? response.validators : Validators())
    }

    /// The file that a download page links to.
    private mutating func follow(_ document: ParsedDocument, from page: WebAddress) throws(FetchError) -> Step {
        guard let text = document.next, let url = WebAddress(text) else {
            throw .unreadable(source: source.id, detail: "the page's link is no URL")
        }
        format = .azureServiceTags
        return .request(request(url))
    }

    /// The next page, which has to lie where the first one does: a list has no business elsewhere.
    private func page(_ text: String, after current: WebAddress) throws(FetchError) -> WebAddress {
        guard let url = WebAddress(text), url.origin == current.origin else {
            throw .unreadable(source: source.id, detail: "its next page lies on another host")
        }
        return url
    }

    /// A request, with the validators of what is cached if that came from the same place.
    private func request(_ url: WebAddress) -> Request {
        var request = Request(job: index, url: url, kind: format.kind)
        request.token = url.origin == WebAddress(source.url)?.origin ? token : nil
        if let known, known.documentURL == url.text { request.validators = known.validators }
        return request
    }

    private func quotaRequest(_ credentials: Credentials, marker: String?) -> Request {
        // The names in their sorted order, as AWS's signature wants them in a query.
        var form = "Action=DescribeAccountLimits"
        if let marker { form += "&Marker=\(Self.percentEncoded(marker))" }
        form += "&PageSize=100&Version=\(format == .awsClassicAccountLimits ? "2012-06-01" : "2015-12-01")"
        var request = Request(job: index, url: start, kind: .xml, form: form)
        request.signing = Signing(credentials: credentials, region: source.region, service: "elasticloadbalancing")
        return request
    }

    /// Where the figures come from, as the report will name it: the linked document, otherwise what was asked for.
    private func documentURL(_ response: Response) -> String { source.format == .azureDownloadPage ? response.url.text : start.text }

    static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
            if isPlain {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
