// SPDX-License-Identifier: Apache-2.0

/// The virtual hosts of a data plane that picks one by name before it looks at rules, as nginx does: an exact name, else the longest with
/// a wildcard in front, else the longest with one behind, else the first expression, else the fallback.
public struct VirtualHosts: Hashable, Sendable {
    /// An expression that takes host names, whatever their letter case.
    public struct Expression: Hashable, Sendable {
        /// The expression; it matches anywhere.
        public var pattern: String
        /// The virtual host.
        public var host: Int

        /// Makes an expression.
        public init(_ pattern: String, host: Int) {
            self.pattern = pattern
            self.host = host
        }
    }

    /// The virtual host of each exact name, in lower case.
    public var names: [String: Int]
    /// The virtual host of `*.example.com` under `example.com`, which takes any number of labels in front.
    public var suffixes: [String: Int]
    /// The virtual host of `www.example.*` under `www.example`.
    public var prefixes: [String: Int]
    /// Expressions in the order in which they are tried.
    public var expressions: [Expression]
    /// The virtual host of names that no other takes; `nil` where such requests have no rules.
    public var fallback: Int?

    /// Makes a table.
    public init(
        names: [String: Int] = [:], suffixes: [String: Int] = [:], prefixes: [String: Int] = [:], expressions: [Expression] = [],
        fallback: Int? = nil
    ) {
        self.names = names
        self.suffixes = suffixes
        self.prefixes = prefixes
        self.expressions = expressions
        self.fallback = fallback
    }

    /// The virtual host that a name has without a look at the expressions.
    public func named(_ host: String) -> Int? {
        if let found = names[host] { return found }
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let found = suffixes[String(rest)] { return found }
        }
        var front = host[...]
        while let dot = front.lastIndex(of: ".") {
            front = front[..<dot]
            if let found = prefixes[String(front)] { return found }
        }
        return nil
    }
}
