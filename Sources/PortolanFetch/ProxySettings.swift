// SPDX-License-Identifier: Apache-2.0
import PortolanModel

/// Proxies and CA files from the environment, in the variables that users of curl know.
public struct NetworkEnvironment: Hashable, Sendable {
    private var proxies: [String: String] = [:]
    private var exceptions: [String] = []
    /// A file of CA certificates in place of the system's.
    var certificateFile: String?
    /// A folder of CA certificates in place of the system's.
    var certificateFolder: String?

    /// Reads the variables.
    ///
    /// Of two spellings the lower-case one counts; `HTTP_PROXY` is not read, since a web server would set it from a request's header
    /// (as with curl).
    public init(_ variables: [String: String]) {
        func value(_ names: String...) -> String? { names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty } }
        let every = value("all_proxy", "ALL_PROXY")
        proxies["https"] = value("https_proxy", "HTTPS_PROXY") ?? every
        proxies["http"] = value("http_proxy") ?? every
        let list = value("no_proxy", "NO_PROXY") ?? ""
        exceptions = list.lowercased().split { $0 == "," || $0 == " " }.map(String.init)
        certificateFile = value("CURL_CA_BUNDLE", "SSL_CERT_FILE")
        certificateFolder = value("SSL_CERT_DIR")
    }

    /// The proxy for a URL; `nil` for a direct connection.
    func proxy(for url: WebAddress) -> String? {
        guard let proxy = proxies[url.scheme], !exceptions.contains(where: { matches(url, $0) }) else { return nil }
        return proxy
    }

    /// curl's own rules for `no_proxy`: `*`, an address or block, or a domain with everything below it.
    private func matches(_ url: WebAddress, _ exception: String) -> Bool {
        if exception == "*" { return true }
        let bare = exception.hasPrefix("[") && exception.hasSuffix("]") ? String(exception.dropFirst().dropLast()) : exception
        if let address = url.literalHost {
            return IPPrefix(bare)?.contains(address) ?? (IPAddress(bare) == address)
        }
        let host = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        let domain = bare.hasPrefix(".") ? String(bare.dropFirst()) : bare
        return !domain.isEmpty && (host == domain || host.hasSuffix("." + domain))
    }
}
