// SPDX-License-Identifier: Apache-2.0

/// Why something could not be fetched, or a fetched thing not be used.
public enum FetchError: Error, Hashable, Sendable {
    /// The text is no URL that can be fetched.
    case invalidURL(String)
    /// A scheme that is not `https`, of an address that the user did not name.
    case refusedScheme(url: String, scheme: String)
    /// A private or otherwise special address, of a host that the user did not name.
    case refusedAddress(url: String, address: String)
    /// A redirect to something other than `https`.
    case refusedRedirect(from: String, to: String)
    /// More redirects than allowed.
    case tooManyRedirects(url: String, limit: Int)
    /// The name has no address.
    case unresolved(host: String)
    /// No connection came about.
    case unconnected(url: String, detail: String)
    /// The TLS handshake failed, or the certificate was refused.
    case untrusted(url: String, detail: String)
    /// No byte came for so long.
    case stalled(url: String, milliseconds: Int, received: Int)
    /// The whole took too long.
    case timedOut(url: String, milliseconds: Int, received: Int)
    /// More bytes than allowed.
    case tooLarge(url: String, limit: Int)
    /// The connection ended before the document did.
    case cutOff(url: String, detail: String)
    /// The server answered with an error.
    case status(url: String, code: Int)
    /// The server asks to come back later than the time limit allows.
    case retryLater(url: String, seconds: Int)
    /// The document is of another kind than it should be.
    case contentType(url: String, found: String, expected: String)
    /// The document's bytes do not match the digest or the compression's checksum sent with them.
    case corrupted(url: String, detail: String)
    /// Any other failure of the transfer, in libcurl's words.
    case transfer(url: String, detail: String)
    /// The document cannot be read as what it should be.
    case unreadable(source: String, detail: String)
    /// The document can be read but makes no sense.
    case implausible(source: String, detail: String)
    /// No credentials for a source that needs them.
    case noCredentials(source: String)
    /// The user broke it off.
    case cancelled
    /// A file of the cache cannot be read or written.
    case cacheFile(path: String, detail: String)
    /// Another process holds the cache.
    case cacheLocked(path: String, holder: String)
    /// There is nothing in the cache, and nothing may be fetched.
    case notCached(source: String)
}

extension FetchError: CustomStringConvertible {
    /// What happened: lower case, no full stop.
    public var description: String {
        switch self {
        case .invalidURL(let text): "\(text) is not a URL that can be fetched"
        case .refusedScheme(let url, let scheme): "\(url) is refused: \(scheme) is not https"
        case .refusedAddress(let url, let address): "\(url) is refused: \(address) is not a public address"
        case .refusedRedirect(let from, let target): "\(from) redirects to \(target), which is refused: redirects lead to https only"
        case .tooManyRedirects(let url, let limit): "\(url) redirects more than \(limit) times"
        case .unresolved(let host): "the host \(host) has no address"
        case .unconnected(let url, let detail): "no connection to \(url): \(detail)"
        case .untrusted(let url, let detail): "\(url) cannot be trusted: \(detail)"
        case .stalled(let url, let limit, let received):
            "\(url) sent nothing for \(Self.seconds(limit)) s, after \(received) bytes"
        case .timedOut(let url, let limit, let received):
            "\(url) took longer than \(Self.seconds(limit)) s, \(received) bytes had come"
        case .tooLarge(let url, let limit): "\(url) sends more than the \(limit) bytes that such a document may have"
        case .cutOff(let url, let detail): "\(url) broke off before the end: \(detail)"
        case .status(let url, let code): "\(url) answers \(code)\(Self.phrase(code))"
        case .retryLater(let url, let seconds): "\(url) asks to come back in \(seconds) s"
        case .contentType(let url, let found, let expected): "\(url) sends \(found) instead of \(expected)"
        case .corrupted(let url, let detail): "\(url) arrived damaged: \(detail)"
        case .transfer(let url, let detail): "\(url) could not be fetched: \(detail)"
        case .unreadable(let source, let detail): "the document of \(source) cannot be read: \(detail)"
        case .implausible(let source, let detail): "the document of \(source) makes no sense: \(detail)"
        case .noCredentials(let source): "\(source) needs credentials and there are none"
        case .cancelled: "broken off"
        case .cacheFile(let path, let detail): "\(path): \(detail)"
        case .cacheLocked(let path, let holder): "\(path) is in use by \(holder)"
        case .notCached(let source): "nothing is cached of \(source)"
        }
    }

    /// What the user can do about it; `nil` where there is nothing but to try again.
    public var remedy: String? {
        switch self {
        case .refusedScheme, .refusedAddress: "name the address with --allow-origin if you trust it"
        case .untrusted: "check the machine's clock; a company's own CA goes into SSL_CERT_FILE"
        case .contentType: "a proxy or a captive portal may have answered in the server's place"
        case .unconnected, .unresolved: "check the network; proxies are taken from https_proxy and no_proxy"
        case .noCredentials:
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws/credentials; for Hetzner, HCLOUD_TOKEN"
        case .implausible: "if the source has really changed so much, fetch it with --accept-shrunken"
        case .notCached: "fetch it once without --offline"
        case .cacheLocked: "wait until that process is done"
        case .stalled, .timedOut: "give it more time with --timeout"
        case .invalidURL, .refusedRedirect, .tooManyRedirects, .tooLarge, .cutOff, .status, .retryLater, .corrupted, .transfer, .unreadable,
            .cancelled, .cacheFile:
            nil
        }
    }

    /// Whether trying again may help: what went wrong is of the moment, not of the request.
    var isTransient: Bool {
        switch self {
        case .unresolved, .unconnected, .stalled, .cutOff, .corrupted: true
        case .status(_, let code): [408, 425, 429, 500, 502, 503, 504].contains(code)
        default: false
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        let tenths = (max(milliseconds, 0) + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func phrase(_ code: Int) -> String {
        switch code {
        case 401, 403: " (not allowed)"
        case 404, 410: " (not there)"
        case 429: " (too many requests)"
        case 500...599: " (an error of the server's own)"
        default: ""
        }
    }
}
