// SPDX-License-Identifier: Apache-2.0

/// The page templates that are embedded in the executable.
public enum Templates {
    /// Every template by file name (`report.mustache`, `report.css`).
    public static var all: [(name: String, text: String)] { EmbeddedAssets.all }
}
