// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider
import PortolanRegex

/// What the controller demands of an annotation's value before it reads it.
///
/// Source: ingress-nginx v1.15.1 internal/ingress/annotations/parser/validators.go.
enum AnnotationValidator: Sendable {
    /// An expression of `Pattern`; spaces are taken out first where `spacesCount` is false.
    case pattern(Pattern, spacesCount: Bool)
    /// `strconv.ParseBool`.
    case bool
    /// `strconv.Atoi`.
    case int
    /// Addresses and CIDRs between commas.
    case cidrs
    /// One of these, blanks around it aside.
    case options([String], anyCase: Bool)
    /// A server name, in which expressions are allowed.
    case serverName
    /// Server names between commas.
    case serverNames
    /// A DNS-1035 label.
    case serviceName
    /// `CN=` and an expression.
    case commonName
    /// Anything.
    case anything

    /// Whether a value, which is not empty, passes.
    func accepts(_ value: String, in release: ControllerRelease) -> Bool {
        switch self {
        case .pattern(let general, let spacesCount):
            let pattern = general.of(release)
            let text = spacesCount ? value : value.replacing(" ", with: "")
            return pattern.matches(text) && !text.utf8.contains(where: { $0 == 10 || $0 == 13 })
        case .bool: return GoValue.bool(value) != nil
        case .int: return GoValue.int(value) != nil
        case .cidrs: return AddressList.parse(value) != nil
        case .options(let options, let anyCase):
            let text = value.trimmingSpaces()
            return options.contains(anyCase ? text.lowercased() : text)
        case .serverName: return Pattern.serverName.matches(value.trimmingSpaces())
        case .serverNames: return GoValue.split(value).allSatisfy { Pattern.serverName.matches($0.trimmingSpaces()) }
        case .serviceName: return Pattern.serviceName.matches(value) && value.utf8.count <= 63
        case .commonName: return value.hasPrefix("CN=") && (try? RegularExpression(String(value.dropFirst(3)))) != nil
        case .anything: return true
        }
    }
}

/// The expressions of the validators, each compiled once.
enum Pattern: String, Sendable, CaseIterable {
    case basic = #"^[/\-._~a-zA-Z0-9/:]*$"#
    case basicWithSpaces = #"^[/\-._~a-zA-Z0-9/: ]*$"#
    case extended = #"^[/\-._~a-zA-Z0-9/:, ]*$"#
    case serverName = #"^[/\-._~a-zA-Z0-9/:\^$\[\](){}*+?|&=\\]*$"#
    case url = #"^[\-._~a-zA-Z0-9/:,?&=]*$"#
    case urlWithVariables = #"^[\-._~a-zA-Z0-9/:, ?&=$]*$"#
    case variable = #"^[A-Za-z0-9\-_${}]*$"#
    case pathWithCaptures = #"^/?[\-._~a-zA-Z0-9/:$]*$"#
    case headers = #"^[A-Za-z0-9\-_, ]*$"#
    case size = #"^(?i)\d+[bkmg]?$"#
    case authType = "basic|digest"
    case authSecretType = "auth-file|auth-map"
    case method = "^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$"
    case methodAnywhere = "(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)"
    case verifyClient = "^(on|off|optional|optional_no_ca)$"
    case errorPage = #"^(@[A-Za-z0-9_-]+|((https?://)?[A-Za-z0-9\-.]+(:\d+)?)?(/[A-Za-z0-9\-_.]+)*/?)$"#
    case errorPageByURL = #"^((https?://)?[A-Za-z0-9\-.]+(:\d+)?)?(/[A-Za-z0-9\-_.]+)*/?$"#
    case connection = "^(close|keep-alive)$"
    case onOff = "^(on|off)$"
    case origins = #"^((((([a-z]+://)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)|null)+)|\*)?$"#
    case origin = #"^([a-z]+://(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|\*|null)?$"#
    case originsOfHTTP = #"^((((https?://)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)+)|\*)?$"#
    case originOfHTTP = #"^(https?://(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|\*)?$"#
    case originsButNull = #"^(((([a-z]+://)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)+)|\*)?$"#
    case originButNull = #"^([a-z]+://(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|\*)?$"#
    case methods = #"^([A-Za-z]+,?\s?)+$"#
    case exposedHeaders = #"^(([A-Za-z0-9\-_]+|\*),?\s?)+$"#
    case httpErrors = #"^(?:[4,5]\d{2},?)*$"#
    case fileName = #"^[A-Za-z0-9.\-_]+$"#
    case operationName = #"^[A-Za-z0-9_\-]*$"#
    case nextUpstream =
        #"^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$"#
    case cookieDomain = #"^(off|[\-._~a-zA-Z0-9/:]+\s+[\-._~a-zA-Z0-9/:]+)$"#
    case proxyCiphers = #"^[A-Za-z0-9+:_\-!]*$"#
    case proxyProtocols = #"^(TLSv1\.2|TLSv1\.3| )*$"#
    case ciphers = #"^(?:(?:[A-Za-z0-9!:+\-_])*(?:@STRENGTH)*(?:@SECLEVEL=[0-5])*(?:@STRENGTH)*)*$"#
    case seconds = #"(^0|-?[1-9]\d*$)"#
    case headerName = #"^[a-zA-Z\d\-_]+$"#
    case headerValue = #"^[a-zA-Z\d_ :;.,\\/"'?!(){}\[\]@<>=\-+*#$&\x60|~^%]+$"#
    case serviceName = "^[a-z]([-a-z0-9]*[a-z0-9])?$"
    case typedPathWithoutDots = #"(?i)^/[[:alnum:]_\-/]*$"#
    case typedPath = #"(?i)^/[[:alnum:]._\-/]*$"#

    private static let compiled: [Pattern: RegularExpression] = Dictionary(
        uniqueKeysWithValues: allCases.compactMap { pattern in (try? RegularExpression(pattern.rawValue)).map { (pattern, $0) } })

    /// Whether it matches somewhere in a text; Go's `$` takes no line break at the end, PCRE2's does.
    func matches(_ text: String) -> Bool {
        guard let expression = Self.compiled[self], let match = expression.firstMatch(in: text) else { return false }
        return !rawValue.hasSuffix("$") || match.whole.upperBound == text.utf8.count
    }
}

/// Addresses and CIDRs between commas, as the controller's own parser reads them (internal/net/ipnet.go).
enum AddressList {
    /// In the controller's form: networks masked, each once, sorted by their text; `nil` where one cannot be read.
    static func parse(_ text: String) -> [String]? {
        var found: Set<String> = []
        for part in GoValue.split(text).map({ $0.trimmingSpaces() }) {
            if part.contains("/"), let prefix = IPPrefix(part) {
                found.insert(prefix.masked.description)
            } else if let address = IPAddress(part) {
                found.insert(address.description)
            } else {
                return nil
            }
        }
        return found.sorted()
    }
}
