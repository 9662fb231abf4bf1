// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The value types that are made of parts.
enum ValueParts {
    /// Addresses between commas; bad when one of them is none.
    static func addresses(_ text: String) -> ValueRule.Outcome {
        let parts = GoValue.split(text).map { $0.trimmingSpaces() }
        let addresses = parts.compactMap { IPAddress($0) }
        return addresses.count == parts.count ? .value(addresses.map(\.description).joined(separator: ",")) : .bad(text)
    }

    /// CIDRs between commas; bad when one of them is none.
    static func cidrs(_ text: String) -> ValueRule.Outcome {
        let parts = GoValue.split(text).map { $0.trimmingSpaces() }
        let prefixes = parts.compactMap { IPPrefix($0) }
        return prefixes.count == parts.count ? .value(prefixes.map(\.description).joined(separator: ",")) : .bad(text)
    }

    /// `10.0.0.0/8,80;cloudflare,443`.
    static func cidrPorts(_ text: String, words: [String]) -> ValueRule.Outcome {
        var result: [String] = []
        for pair in GoValue.split(text, ";") {
            let parts = GoValue.split(pair)
            guard parts.count == 2, GoValue.int(parts[1]) != nil else { return .bad(text) }
            if words.contains(parts[0]) { continue }
            guard let prefix = IPPrefix(parts[0]) else { return .bad(text) }
            result.append(prefix.description)
        }
        return result.isEmpty ? .absent : .value(result.joined(separator: ","))
    }

    /// `zone-a:net-1,zone-b:net-2`.
    static func pairs(_ text: String) -> ValueRule.Outcome {
        var seconds: [String] = []
        for pair in GoValue.split(text) {
            let parts = GoValue.split(pair, ":")
            guard parts.count >= 2 else { return .bad(text) }
            seconds.append(parts[1])
        }
        return .value(seconds.joined(separator: ","))
    }

    /// `80,443`.
    static func portList(_ text: String, port: Int?) -> ValueRule.Outcome {
        let parts = GoValue.split(text)
        let numbers = parts.compactMap { GoValue.int($0) }
        guard numbers.count == parts.count else { return .bad(text) }
        return .value(String(port.map(numbers.contains) ?? false))
    }

    /// A boolean in words, `*`, nothing, or a port list whose spaces do not count.
    static func portSet(_ text: String, port: Int?) -> ValueRule.Outcome {
        if text != "1", text != "0", let flag = GoValue.bool(text) { return .value(String(flag)) }
        if text == "*" { return .value("true") }
        if text.isEmpty { return .value("false") }
        for part in GoValue.split(text.filter { $0 != " " }) {
            guard let number = GoValue.int(part), (1...65535).contains(number) else { return .bad(text) }
            if number == port { return .value("true") }
        }
        return .value("false")
    }

    /// `https:443,http:80`: the first pair of the port; bad when a pair before it is malformed.
    static func portMap(_ text: String, port: Int?, allowed: [String]) -> ValueRule.Outcome {
        for pair in GoValue.split(text) {
            let parts = GoValue.split(pair, ":")
            guard parts.count >= 2, allowed.isEmpty || allowed.contains(parts[0]) else { return .bad(text) }
            if let port, parts[1] == String(port) { return .value(parts[0]) }
        }
        return .absent
    }

    /// `80:http;443,8443:https`, and a part without ports for the others.
    static func portRules(_ text: String, port: Int?, allowed: [String]) -> ValueRule.Outcome {
        var value = ""
        for rule in GoValue.split(text, ";") {
            let parts = GoValue.split(rule, ":")
            switch parts.count {
            case 1: if value.isEmpty { value = parts[0] }
            case 2:
                switch portSet(parts[0], port: port) {
                case .value("true"): value = parts[1]
                case .bad: return .bad(text)
                default: break
                }
            default: return .bad(text)
            }
        }
        return allowed.isEmpty || allowed.contains(value) ? .value(value) : .bad(value)
    }

    /// `80,443:id,id;id`: what is listed for the port and for all of them.
    static func portLists(_ text: String, port: Int?) -> ValueRule.Outcome {
        var result: [String] = []
        for rule in GoValue.split(text, ";") {
            let parts = GoValue.split(rule, ":")
            guard parts.count > 1 else {
                result += GoValue.split(parts.first ?? "")
                continue
            }
            switch portSet(parts[0], port: port) {
            case .value("true"): result += GoValue.split(parts[1])
            case .bad: return .bad(text)
            default: break
            }
        }
        return result.isEmpty ? .absent : .value(result.joined(separator: ","))
    }

    /// `a=b,c`: pairs, a key alone with no value.
    static func keyValues(_ text: String) -> [(String, String)] {
        GoValue.split(text.trimmingSpaces()).compactMap { pair in
            let parts = GoValue.split(pair.trimmingSpaces(), "=")
            guard let key = parts.first, !key.isEmpty else { return nil }
            return (key, parts.count > 1 ? parts[1] : "")
        }
    }
}
