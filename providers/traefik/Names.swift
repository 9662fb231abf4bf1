// SPDX-License-Identifier: Apache-2.0

/// A provider of Traefik, whose name stands behind the `@` of a qualified name.
enum Provider: Int {
    // In the order in which they win where rules are of the same length.
    // Source: traefik 3.7.9, pkg/config/static/static_config.go:62.
    case crd
    case ingress

    var name: String { self == .crd ? "kubernetescrd" : "kubernetes" }

    /// A name with the provider's, unless it has one.
    func qualified(_ element: String) -> String { element.contains("@") ? element : "\(element)@\(name)" }
}

/// A text with everything but letters and numbers made into single hyphens: the names of routers, services and middlewares.
// Source: traefik 3.7.9, pkg/provider/configuration.go Normalize.
func normalized(_ text: String) -> String {
    text.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
}

extension String {
    /// The text with every stretch of white space as one blank, for sentences.
    var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
