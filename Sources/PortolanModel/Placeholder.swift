// SPDX-License-Identifier: Apache-2.0

/// A value that only the user knows, left to be filled in by `portolan adapt`.
public enum Placeholder {
    /// How every such value begins.
    public static let prefix = "PORTOLAN-FILL-IN-"

    /// Whether a text stands for a value that is yet to come, so that its form says nothing.
    public static func isOne(_ text: String) -> Bool { text.hasPrefix(prefix) }
}
