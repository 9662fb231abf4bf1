// SPDX-License-Identifier: Apache-2.0

extension Catalogue {
    /// Versions with commas between them, those that have a name by their name.
    public func list(_ versions: [ControllerVersion]) -> String {
        let named = self.versions?.releases.filter { $0.name != nil } ?? []
        return versions.map { version in named.first { $0.version == version }?.title ?? version.description }.joined(separator: ", ")
    }

    /// A range in words: `since 1.30.7, 1.31.1`; empty where it holds for all.
    public func words(_ range: VersionRange) -> String {
        var parts: [String] = []
        if !range.since.isEmpty { parts.append("since \(list(range.since))") }
        if !range.until.isEmpty { parts.append("until \(list(range.until))") }
        if !range.except.isEmpty { parts.append("not in \(list(range.except))") }
        return parts.joined(separator: ", ")
    }

    /// A range in the column of a table that is headed "since".
    public func shortWords(_ range: VersionRange) -> String {
        range.until.isEmpty && range.except.isEmpty ? list(range.since) : words(range)
    }
}
