// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

extension CatalogueReader {
    /// The keys by which a row says for which versions it holds.
    static let rangeKeys: Set<String> = ["since", "until", "except"]

    /// The section `versions`.
    mutating func versions(_ node: YAMLNode) -> Catalogue.Versions? {
        check(node, keys: ["default", "releases", "features"])
        let releases = rows(node, "releases") { $0.release($1) }
        for release in releases { if let name = release.name { namedReleases[name] = release.version } }
        let features = rows(node, "features") { $0.feature($1) }
        for (before, after) in zip(releases, releases.dropFirst()) where before.version >= after.version {
            fail(node, "\"releases\" need their order: \(after.title) stands behind \(before.title)")
        }
        for name in Set(features.map(\.name)).sorted() where features.count(where: { $0.name == name }) > 1 {
            fail(node, "the feature \"\(name)\" stands here twice")
        }
        guard let newest = releases.last else {
            fail(node, "\"releases\" is missing: the releases that were looked at, oldest first")
            return nil
        }
        let named = optional(node, "default")
        let fallback = named.flatMap { name in releases.first { $0.title == name } }
        if let named, fallback == nil { fail(node, "\"default\" is \"\(named)\", which is none of the releases") }
        return Catalogue.Versions(releases: releases, fallback: fallback ?? newest, features: features)
    }

    private mutating func release(_ row: YAMLNode) -> Catalogue.Versions.Release {
        check(row, keys: ["version", "name", "date", "source"])
        return Catalogue.Versions.Release(
            version: version(row, "version") ?? ControllerVersion(0, 0, 0), name: optional(row, "name"), date: required(row, "date") ?? "",
            source: required(row, "source") ?? "")
    }

    private mutating func feature(_ row: YAMLNode) -> Catalogue.Versions.Feature {
        check(row, keys: ["name", "since", "except", "summary", "source"])
        if row.value("since") == nil { fail(row, "\"since\" is missing: a feature is what the newest release has and older ones have not") }
        return Catalogue.Versions.Feature(
            name: required(row, "name") ?? "", range: range(row), summary: required(row, "summary") ?? "",
            source: required(row, "source") ?? "")
    }

    private mutating func version(_ row: YAMLNode, _ key: String) -> ControllerVersion? {
        guard let text = required(row, key) else { return nil }
        do throws(VersionProblem) {
            return try ControllerVersion(text)
        } catch {
            fail(row.value(key) ?? row, "\"\(key)\": \(error)")
            return nil
        }
    }

    /// `since`, `until` and `except` of a row.
    mutating func range(_ row: YAMLNode) -> VersionRange {
        let range = VersionRange(since: list(row, "since"), until: list(row, "until"), except: list(row, "except"))
        if let first = range.since.first, let last = range.until.last, last <= first { fail(row, "\"until\" comes before \"since\"") }
        return range
    }

    private mutating func list(_ row: YAMLNode, _ key: String) -> [ControllerVersion] {
        guard let text = optional(row, key) else { return [] }
        do throws(VersionProblem) {
            return try VersionRange.versions(text, named: namedReleases, oncePerLine: key != "except")
        } catch {
            fail(row.value(key) ?? row, "\"\(key)\": \(error)")
            return []
        }
    }

    /// A text or several: plain, or `{value, since, until}` where it holds for some versions.
    mutating func versionedTexts(_ row: YAMLNode, _ key: String) -> [Catalogue.VersionedText] {
        guard let node = row.value(key) else { return [] }
        let isList = key == "values"
        guard node.kind == .sequence || !isList else {
            fail(node, "\"\(key)\" needs a list")
            return []
        }
        let elements = node.kind == .sequence ? node.elements : [node]
        return elements.compactMap { element in
            if element.kind == .mapping {
                check(element, keys: Self.rangeKeys.union(["value"]))
                return Catalogue.VersionedText(text: required(element, "value") ?? "", range: range(element))
            }
            guard let text = element.text else {
                fail(element, isList ? "\"\(key)\" needs a list of texts" : "\"\(key)\" needs a text")
                return nil
            }
            return Catalogue.VersionedText(text: text, range: .all)
        }
    }
}

extension [Catalogue.VersionedText] {
    /// The same where versions differ, else nothing.
    var versioned: Self { allSatisfy(\.range.isAll) ? [] : self }
}
