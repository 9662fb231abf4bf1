// SPDX-License-Identifier: Apache-2.0
import CLibCurl
import PortolanModel
import PortolanNetworks

/// A URL as libcurl reads it.
///
/// The same parser judges it and fetches it, so that no text means one host here and another there.
public struct WebAddress: Hashable, Sendable {
    /// The whole URL, normalised.
    public let text: String
    /// The scheme, lower case.
    public let scheme: String
    /// The host, lower case, IPv6 addresses without brackets; empty for `file`.
    public let host: String
    /// The port, the scheme's own where none is written; 0 for `file`.
    public let port: Int
    /// The path.
    public let path: String

    /// Reads an absolute URL; `nil` where libcurl would not take it, or where it carries a user name or password.
    public init?(_ text: String) {
        guard text.utf8.count <= 8192, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }), let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK, let scheme = Self.part(url, CURLUPART_SCHEME),
            let whole = Self.part(url, CURLUPART_URL), Self.part(url, CURLUPART_USER) == nil, Self.part(url, CURLUPART_PASSWORD) == nil
        else { return nil }
        self.text = whole
        self.scheme = scheme.lowercased()
        let written = (Self.part(url, CURLUPART_HOST) ?? "").lowercased()
        host = written.hasPrefix("[") ? String(written.dropFirst().dropLast()) : written
        port = Self.part(url, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap { Int($0) } ?? 0
        path = Self.part(url, CURLUPART_PATH) ?? "/"
        guard scheme.lowercased() == "file" || !host.isEmpty else { return nil }
    }

    /// What to show: without the query, which may hold secrets.
    public var display: String {
        let origin = origin
        return scheme == "file" ? "file://\(path)" : "\(origin)\(path)"
    }

    /// Scheme, host and port, the port left out where it is the scheme's own.
    public var origin: Origin { Origin(scheme: scheme, host: host, port: port) }

    /// The host as an address, if it is one.
    var literalHost: IPAddress? { IPAddress(host.split(separator: "%").first ?? "") }

    private static func part(_ url: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

/// Where a URL leads to, without path and query: what the user allows by name.
public struct Origin: Hashable, Sendable {
    /// The scheme.
    public var scheme: String
    /// The host; empty for `file`.
    public var host: String
    /// The port; 0 for `file`.
    public var port: Int

    /// Makes an origin.
    public init(scheme: String, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }
}

extension Origin: CustomStringConvertible {
    /// `https://host:port`, the port left out where it is the scheme's own.
    public var description: String {
        let host = host.contains(":") ? "[\(host)]" : host
        let isUsual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80) || port == 0
        return isUsual ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }
}

/// What may be fetched: any public https address, and beyond that only what the user named on the command line.
public struct AddressPolicy: Hashable, Sendable {
    /// The origins that the user named.
    public var named: Set<Origin>

    /// Makes a policy.
    public init(named: Set<Origin> = []) { self.named = named }

    /// Whether the user named where a URL leads to, so that plain http, a file or a private address is fine.
    func isNamed(_ url: WebAddress) -> Bool { named.contains(url.origin) }

    /// Judges a URL before anything is sent.
    func admit(_ url: WebAddress, redirectedFrom previous: WebAddress? = nil, throughProxy: Bool = false) throws(FetchError) {
        if let previous, url.scheme != "https" {
            throw .refusedRedirect(from: previous.display, to: url.display)
        }
        guard url.scheme == "https" || (["http", "file"].contains(url.scheme) && isNamed(url)) else {
            throw .refusedScheme(url: url.display, scheme: url.scheme)
        }
        guard url.scheme != "file", !isNamed(url) else { return }
        if let literal = url.literalHost, !literal.isGloballyReachable {
            throw .refusedAddress(url: url.display, address: literal.description)
        }
        // A name is judged by its address once that is known; a proxy looks it up itself, so that only the name is left to judge.
        if throughProxy, url.host == "localhost" || url.host.hasSuffix(".localhost") {
            throw .refusedAddress(url: url.display, address: url.host)
        }
    }
}
