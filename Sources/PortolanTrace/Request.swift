// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// A request as a client sends it.
public struct Request: Hashable, Sendable {
    /// What is wrong with a request's text.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was found, what was expected.
        public var description: String
    }

    /// What is spoken, which decides on port, transport and TLS.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case http, https, grpc, grpcs, h2c, ws, wss, tcp, tls, udp

        /// The port where the URL has none; `nil` where there is no usual one.
        var defaultPort: Int? {
            switch self {
            case .http, .grpc, .h2c, .ws: 80
            case .https, .grpcs, .wss, .tls: 443
            case .tcp, .udp: nil
            }
        }

        /// Whether the client begins with TLS.
        public var isTLS: Bool { [.https, .grpcs, .wss, .tls].contains(self) }

        /// Whether requests are HTTP of some kind.
        var isHTTP: Bool { ![.tcp, .tls, .udp].contains(self) }

        /// The scheme as a Location writes it.
        var webScheme: String { isTLS ? "https" : "http" }
    }

    /// `GET` and the like, in capitals.
    public var method: String
    /// What is spoken.
    public var scheme: Scheme
    /// The host of the URL as written: the server name of a TLS handshake.
    public var urlHost: String
    /// Host and port as the URL has them, a port that is the scheme's own included.
    public var authority: String
    /// The port.
    public var port: Int
    /// The path as written, `/` where the URL has none.
    public var path: String
    /// The query without `?`; `nil` where there is none.
    public var query: String?
    /// Further headers, in the order given.
    public var headers: [Header]
    /// The address that the client comes from.
    public var source: IPAddress?

    /// Reads `METHOD URL`; a URL alone is a GET.
    ///
    /// - Parameters:
    ///   - text: `GET https://shop.example.com/api`.
    ///   - headers: Further headers; `Host` stands over the URL's.
    public init(_ text: String, headers: [Header] = []) throws(Fault) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard let url = words.last, words.count <= 2 else { throw Fault(description: "expected METHOD URL, got \"\(text)\"") }
        guard let separator = url.firstRange(of: "://") else {
            throw Fault(description: "expected a URL with a scheme (https://host/path), got \"\(url)\"")
        }
        guard let scheme = Scheme(rawValue: url[..<separator.lowerBound].lowercased()) else {
            let known = Scheme.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(description: "unknown scheme in \"\(url)\": one of \(known)")
        }
        self.scheme = scheme
        method = words.count == 2 ? words[0].uppercased() : scheme == .grpc || scheme == .grpcs ? "POST" : "GET"
        let rest = url[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        (urlHost, port) = try Self.authority(rest[..<end], scheme, url)
        authority = String(rest[..<end])
        let target = rest[end...].prefix { $0 != "#" }
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        path = mark == target.startIndex ? "/" : String(target[..<mark])
        query = mark == target.endIndex ? nil : String(target[target.index(after: mark)...])
        if scheme == .grpc || scheme == .grpcs { method = "POST" }
        self.headers = headers
        source = IPAddress("203.0.113.7")
    }

    private static func authority(_ text: Substring, _ scheme: Scheme, _ url: String) throws(Fault) -> (host: String, port: Int) {
        var host = text
        var port: Int?
        let afterBracket = text.lastIndex(of: "]") ?? text.startIndex
        if let colon = text[afterBracket...].lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65535).contains(number) else {
                throw Fault(description: "no port number behind the colon in \"\(url)\"")
            }
            port = number
            host = text[..<colon]
        }
        guard !host.isEmpty else { throw Fault(description: "no host in \"\(url)\"") }
        guard let known = port ?? scheme.defaultPort else {
            throw Fault(description: "\"\(url)\" needs a port: \(scheme.rawValue)://host:port")
        }
        return (String(host), known)
    }

    /// The value of a header; `nil` where it is not sent.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// The `Host` header, with a port where it is not the scheme's own.
    public var hostHeader: String { header("host") ?? (port == scheme.defaultPort ? urlHost : "\(urlHost):\(port)") }

    /// The host that is asked for: lower case, without a port.
    public var host: String {
        let text = hostHeader.lowercased()
        let afterBracket = text.lastIndex(of: "]") ?? text.startIndex
        guard let colon = text[afterBracket...].lastIndex(of: ":") else { return text }
        return String(text[..<colon])
    }

    /// The server name of the TLS handshake.
    public var serverName: String { urlHost.lowercased() }

    /// Path and query as sent.
    public var target: String { query.map { "\(path)?\($0)" } ?? path }

    /// Query parameters, decoded, in the order sent.
    public var parameters: [(name: String, value: String)] { Self.parameters(of: query) }

    static func parameters(of query: String?) -> [(name: String, value: String)] {
        (query ?? "").split(separator: "&").map { pair in
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            let value = equals == pair.endIndex ? "" : pair[pair.index(after: equals)...]
            return (PercentCoding.decoded(String(pair[..<equals])), PercentCoding.decoded(String(value.replacing("+", with: " "))))
        }
    }
}
