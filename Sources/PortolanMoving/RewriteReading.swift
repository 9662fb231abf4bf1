// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Reads how data planes change paths.
enum RewriteReading {
    /// A rule's rewrite.
    static func neutral(_ rewrite: PathRewrite, _ rule: Rule, _ plane: DataPlane) -> NeutralRewrite {
        switch rewrite.kind {
        case .full: return .full(rewrite.value)
        case .prefix:
            let prefix = rewrite.replaced ?? rule.path?.value ?? ""
            return .prefix(withoutSlash(prefix), by: withoutSlash(rewrite.value))
        case .regex:
            guard rewrite.value.contains("$") else {
                // The whole path becomes the text where the expression is one for the whole, or replaces the whole.
                if plane.regexRewrite == .wholePath { return .full(rewrite.value) }
                return .regex(expression(rewrite, rule), template: rewrite.value)
            }
            let pattern = expression(rewrite, rule)
            return prefix(pattern, rewrite.value) ?? .regex(pattern, template: rewrite.value)
        }
    }

    private static func expression(_ rewrite: PathRewrite, _ rule: Rule) -> String {
        var text = (rewrite.expression ?? rule.path?.value ?? "")[...]
        if text.hasPrefix("(?i)") { text = text.dropFirst(4) }
        if text.hasPrefix("^") { text = text.dropFirst() }
        if text.hasSuffix("$"), !text.hasSuffix("\\$") { text = text.dropLast() }
        return String(text)
    }

    /// The ways in which people write "what comes behind the prefix", with the group that holds it.
    private static let tails: [(text: String, group: Int, hasSlash: Bool)] = [
        ("(/|$)(.*)", 2, false), ("(?:/|$)(.*)", 1, false), ("/(.*)", 1, false), ("/?(.*)", 1, false), ("(/?)(.*)", 2, false),
        ("(/(.*))?", 2, false), ("(/.*)?", 1, true), ("(/.*)", 1, true), ("(|/.*)", 1, true), ("(.*)", 1, false), ("/(.+)", 1, false),
        ("(/|$)(.+)", 2, false), ("(/?|$)(.*)", 2, false), ("/*(.*)", 1, false),
    ]

    /// A rewrite with a group that is one of a prefix: `/x(/|$)(.*)` to `/y/$2`.
    private static func prefix(_ pattern: String, _ template: String) -> NeutralRewrite? {
        let (literal, rest) = RegexText.split(pattern)
        for tail in tails {
            // A slash in front of the tail belongs to it.
            let fits = rest == tail.text || (tail.text.hasPrefix("/") && literal.hasSuffix("/") && "/" + rest == tail.text)
            guard fits else { continue }
            let base = withoutSlash(literal)
            let mark = "$\(tail.group)"
            guard template.hasSuffix(mark) else { continue }
            let front = String(template.dropLast(mark.count))
            guard !front.contains("$"), tail.hasSlash ? !front.hasSuffix("/") : front.hasSuffix("/") || front.isEmpty else { continue }
            // With no prefix in front the whole path is kept or gets one.
            return .prefix(base, by: withoutSlash(front))
        }
        return nil
    }

    private static func withoutSlash(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }

    /// A step's change of a path, behind an earlier one.
    static func neutral(_ change: PathChange, _ path: NeutralPath, after earlier: NeutralRewrite?) -> NeutralRewrite? {
        switch (change, earlier) {
        case (.strip(let prefixes, _), nil):
            switch path.form {
            case .elements(let base), .exact(let base):
                guard let prefix = prefixes.first(where: { base == withoutSlash($0) || base.hasPrefix($0) }) else { return nil }
                let whole = withoutSlash(prefix)
                return .prefix(base, by: base.hasPrefix(whole) ? String(base.dropFirst(whole.count)) : "")
            case .bytes(let base):
                guard let prefix = prefixes.first(where: { base.hasPrefix($0) }) else { return nil }
                return .prefix(withoutSlash(base), by: withoutSlash(String(base.dropFirst(prefix.count))))
            case .any, .regex: return nil
            }
        case (.add(let text), nil):
            switch path.form {
            case .any: return .prefix("", by: withoutSlash(text))
            case .elements(let base), .exact(let base), .bytes(let base):
                return .prefix(withoutSlash(base), by: withoutSlash(text) + withoutSlash(base))
            case .regex: return nil
            }
        case (.add(let text), .prefix(let base, let replacement)?): return .prefix(base, by: withoutSlash(text) + replacement)
        case (.replace(let text), _): return .full(text)
        case (.substitute(let expression, let template), nil):
            var text = expression[...]
            guard text.hasPrefix("^") else { return nil }
            text = text.dropFirst()
            if text.hasSuffix("$"), !text.hasSuffix("\\$") { text = text.dropLast() }
            let plain = template.replacing("${1}", with: "$1").replacing("${2}", with: "$2")
            return prefix(String(text), plain) ?? .regex(String(text), template: plain)
        default: return nil
        }
    }
}
