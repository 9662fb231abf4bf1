// SPDX-License-Identifier: Apache-2.0

/// Host names with an optional wildcard as their first label, which stands for one label and more.
package enum Hostnames {
    /// What two host names in lower case have in common, the more specific of the two; `nil` where nothing.
    ///
    /// Source: gateway-api v1.6, apis/v1/httproute_types.go:119.
    package static func intersection(_ one: String, _ other: String) -> String? {
        if one == other { return one }
        switch (one.hasPrefix("*."), other.hasPrefix("*.")) {
        case (false, false): return nil
        case (true, false): return covers(one, other) ? other : nil
        case (false, true): return covers(other, one) ? one : nil
        case (true, true): return covers(one, other) ? other : covers(other, one) ? one : nil
        }
    }

    /// Whether a wildcard takes a host name, or all that another wildcard takes.
    package static func covers(_ wildcard: String, _ host: String) -> Bool {
        let suffix = wildcard.dropFirst()
        let rest = host.hasPrefix("*") ? host.dropFirst() : host[...]
        return rest.utf8.count > suffix.utf8.count && rest.hasSuffix(suffix)
    }

    /// Whether some host is taken by both of two sections, `*` for any host.
    package static func overlap(_ one: String, _ other: String) -> Bool {
        one == "*" || other == "*" || intersection(one, other) != nil
    }

    /// The hosts that a route serves on a listener, in the route's order; empty for any, `nil` where they have none in common.
    ///
    /// - Parameters:
    ///   - route: The route's host names; none for those of the listener.
    ///   - listener: The listener's host name; `nil` for any.
    package static func served(_ route: [String], on listener: String?) -> [String]? {
        guard let listener else { return route }
        guard !route.isEmpty else { return [listener] }
        var seen: Set<String> = []
        let common = route.compactMap { intersection($0, listener) }.filter { seen.insert($0).inserted }
        return common.isEmpty ? nil : common
    }
}
