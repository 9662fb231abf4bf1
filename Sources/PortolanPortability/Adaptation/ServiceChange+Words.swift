// SPDX-License-Identifier: Apache-2.0

extension ServiceChange {
    /// The change in a line, as YAML would have it.
    public var words: String {
        switch self {
        case .annotation(let key, let value): "metadata.annotations: \(key): \"\(value)\""
        case .annotationRemoval(let key): "metadata.annotations: \(key) removed"
        case .field(let name, let value): "spec.\(name): \(value)"
        case .list(let name, let values): "spec.\(name): [\(values.joined(separator: ", "))]"
        case .removal(let name): "spec.\(name) removed"
        }
    }
}
