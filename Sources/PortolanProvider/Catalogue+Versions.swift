// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Catalogue {
    /// What is known of a controller's releases: the section `versions`.
    public struct Versions: Hashable, Sendable {
        /// A release that was looked at.
        public struct Release: Hashable, Sendable {
            /// Its number.
            public var version: ControllerVersion
            /// What it is called where that is not its number: a snapshot between releases.
            public var name: String?
            /// The day on which it came out, ISO 8601.
            public var date: String
            /// Where that was read.
            public var source: String

            /// What it is called.
            public var title: String { name ?? version.description }
        }

        /// Something that a controller does since a release, by the name under which its code asks for it.
        public struct Feature: Hashable, Sendable {
            /// The name, kebab-case.
            public var name: String
            /// The versions that have it.
            public var range: VersionRange
            /// What it is, one sentence.
            public var summary: String
            /// Where it was read.
            public var source: String
        }

        /// The releases, oldest first; never empty.
        public var releases: [Release]
        /// The one that holds where nobody names any.
        public var fallback: Release
        /// What came with which release.
        public var features: [Feature]

        /// The release that is predicted for what somebody writes, and what to say of it where it is another.
        ///
        /// `MAJOR.MINOR` alone is the newest known release of that line.
        public func resolve(_ text: String) throws(VersionProblem) -> (release: Release, remark: String?) {
            if let named = releases.first(where: { $0.name == text }) { return (named, nil) }
            let numbers = try ControllerVersion.numbers(text)
            let wanted = ControllerVersion(numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : .max)
            guard let oldest = releases.first, let newest = releases.last else { return (fallback, nil) }
            let ofLine = releases.last { $0.name == nil && numbers.count == 2 && $0.version.isOfLine(wanted) }
            if let ofLine { return (ofLine, nil) }
            guard let release = releases.last(where: { $0.version <= wanted }) else { throw .older(text, oldest: oldest.title) }
            if release.name == nil, release.version == wanted { return (release, nil) }
            let why = release == newest ? "is newer than what is known" : "is not known"
            return (release, "\(text) \(why): \(release.title) is predicted, the newest known one before it")
        }
    }

    /// The release that the catalogue describes; what came later, or was gone by then, stands in `beyond` and `beyondOptions`.
    ///
    /// - Parameter text: What somebody wrote; `nil` for what holds where nobody writes any.
    public func at(_ text: String?) -> Catalogue {
        guard let versions else { return self }
        let asked = text.flatMap { text in try? versions.resolve(text).release }
        let release = asked ?? versions.fallback
        guard release != self.release else { return self }
        var result = self
        result.release = release
        if release != versions.fallback { result.controllerVersion = release.title }
        let version = release.version
        let features = versions.features.filter { $0.range.contains(version) }.map(\.name)
        result.controllerRelease = ControllerRelease(version: version, features: Set(features))
        let rows = (annotations + beyond).map { $0.at(version) }
        result.annotations = rows.filter { $0.range.contains(version) }
        result.beyond = rows.filter { !$0.range.contains(version) }
        let settings = (options + beyondOptions).map { $0.at(version) }
        result.options = settings.filter { $0.range.contains(version) }
        result.beyondOptions = settings.filter { !$0.range.contains(version) }
        return result
    }

    /// The option `version`, which the section `versions` brings.
    var versionOption: Option? {
        guard let versions else { return nil }
        let known = versions.releases.map(\.title).joined(separator: ", ")
        return Option(
            name: "version", type: .string, values: [], defaultValue: versions.fallback.title, suggests: nil,
            summary: "The release of \(controller) that is predicted. A minor alone is its newest known one; one that is not known, the "
                + "newest known before it. Known: \(known)",
            source: versions.fallback.source)
    }

    /// Whether an annotation is one that other releases read, and this one does not know.
    public func isUnknownHere(_ key: String) -> Bool {
        !beyond.isEmpty && beyond.contains { !$0.isLabel && $0.matches(key) } && !annotations.contains { $0.matches(key) }
    }
}

extension Catalogue {
    /// A value that holds for some versions.
    public struct VersionedText: Hashable, Sendable {
        /// The value.
        public var text: String
        /// The versions.
        public var range: VersionRange
    }
}

extension [Catalogue.VersionedText] {
    /// Those that hold for a version.
    fileprivate func at(_ version: ControllerVersion) -> [String] { filter { $0.range.contains(version) }.map(\.text) }
}

extension Catalogue.Annotation {
    /// The row with the values and the default of a version.
    fileprivate func at(_ version: ControllerVersion) -> Self {
        var row = self
        if !versionedDefaults.isEmpty { row.defaultValue = versionedDefaults.at(version).last }
        guard !versionedValues.isEmpty else { return row }
        row.values = versionedValues.at(version)
        let gone = Set(versionedValues.map(\.text)).subtracting(row.values)
        for index in requirements.indices {
            // Adaptation must not write a value that the version does not take.
            let all = row.requirements[index].values.entries + row.requirements[index].unknownValues.entries
            row.requirements[index].values = Settings(all.filter { !gone.contains($0.name) }.map { ($0.name, $0.value) })
            row.requirements[index].unknownValues = Settings(all.filter { gone.contains($0.name) }.map { ($0.name, $0.value) })
        }
        return row
    }
}

extension Catalogue.Option {
    /// The row with the values and the default of a version.
    fileprivate func at(_ version: ControllerVersion) -> Self {
        var row = self
        if !versionedDefaults.isEmpty { row.defaultValue = versionedDefaults.at(version).last }
        if !versionedValues.isEmpty { row.values = versionedValues.at(version) }
        return row
    }
}
