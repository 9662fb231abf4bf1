// SPDX-License-Identifier: Apache-2.0

/// Texts of an nginx configuration, with the variables put in that depend on the request alone.
struct NGINXVariables {
    let request: Request
    /// The path as nginx matches it.
    let path: String

    /// A text with its variables filled in; what is no variable known here stays as it is.
    func filled(_ text: String) -> String {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let name = rest[rest.index(after: dollar)...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            if let value = value(of: String(name)) { result += value } else { result += rest[dollar..<name.endIndex] }
            rest = rest[name.endIndex...]
        }
        return result + rest
    }

    private var writtenHost: String { request.header("host") ?? request.authority }

    private func value(of name: String) -> String? {
        switch name {
        case "scheme": request.scheme.webScheme
        case "host": request.host
        case "http_host", "best_http_host": writtenHost
        case "redirect_host": String(writtenHost.prefix { $0 != ":" })
        case "request_uri": request.target
        case "trimmed_request_uri": request.target.hasSuffix("/") ? String(request.target.dropLast()) : request.target
        case "server_port": String(request.port)
        case "uri": path
        case "args": request.query ?? ""
        case "is_args": request.query?.isEmpty ?? true ? "" : "?"
        case "http_origin": request.header("origin") ?? ""
        default: nil
        }
    }
}
