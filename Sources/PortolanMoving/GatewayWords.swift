// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension GatewayTarget {
    /// Whether what is asked of clients can be asked here too.
    func canKeep(_ access: Access) -> Bool {
        if access.isOpen { return true }
        guard hasSecurityPolicy else { return false }
        return access.auth == nil || (access.auth?.kind == "basic" && access.auth?.isAlternative == false)
    }
}

extension NeutralPath {
    /// The path for a reader.
    package var words: String {
        switch form {
        case .any: "/"
        case .exact(let value), .elements(let value): value
        case .bytes(let value): value + "…"
        case .regex(let value): " ~ \(value)"
        }
    }
}

extension ValueMatch {
    /// The condition as the Gateway API has it, exact or by expression.
    var asExpression: ValueMatch {
        switch kind {
        case .exact, .regex: self
        case .present: ValueMatch(name: name, .regex, ".*")
        case .pattern:
            ValueMatch(
                name: name, .regex,
                value.map { $0 == "*" ? ".*" : $0 == "?" ? "." : RegexText.quoted(String($0)) }.joined())
        case .absent: self
        }
    }
}

extension String {
    /// Whether the API server takes it as the path of a match (gateway-api v1.6, apis/v1/httproute_types.go, HTTPPathMatch).
    var isGatewayPath: Bool {
        guard hasPrefix("/"), utf8.count <= 1024 else { return false }
        for part in ["//", "/./", "/../", "%2f", "%2F", "#"] where contains(part) { return false }
        if hasSuffix("/..") || hasSuffix("/.") { return false }
        return utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "/-._~!$&'()*+,;=:@%".utf8.contains(byte)
        }
    }
}
