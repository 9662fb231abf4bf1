// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// A mistake in a provider file.
public struct CatalogueError: Error, Hashable, Sendable {
    /// Where.
    public var location: SourceLocation
    /// What was found, and what was expected: lower case, no full stop.
    public var message: String

    /// Makes an error.
    public init(location: SourceLocation, message: String) {
        self.location = location
        self.message = message
    }
}
