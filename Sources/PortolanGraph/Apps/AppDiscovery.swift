// SPDX-License-Identifier: Apache-2.0

package import PortolanManifest

/// One of the apps that a tree of manifests holds.
package struct DiscoveredApp: Sendable {
    /// Its folder, below the folder that was searched; `.` for that itself.
    package var name: String
    /// The files' places in the input, in its order.
    package var files: [Int]
    /// The folder of the kustomization that puts it together.
    package var kustomization: String?
    /// What the files alone do not say, since only building the kustomization would: fields that change objects, resources from elsewhere.
    package var unbuilt: [String]

    /// Puts an app together.
    package init(name: String, files: [Int], kustomization: String?, unbuilt: [String]) {
        self.name = name
        self.files = files
        self.kustomization = kustomization
        self.unbuilt = unbuilt
    }
}

/// Finds the apps in a tree of manifests.
///
/// A kustomization that no other builds upon is one, a folder of plain manifests is one, and folders that name each other's objects
/// are one together, unless they hold the same object: then they are variants, and each stands alone.
package struct AppDiscovery: Sendable {
    /// The apps, in the order of their names; one of all files where nothing in the input exposes anything.
    package let apps: [DiscoveredApp]
    /// Files that belong to none of several apps.
    package let leftover: [Int]

    /// Searches files.
    ///
    /// - Parameters:
    ///   - files: The files, in the order of their paths.
    ///   - root: The folder that was searched, as the files' paths have it; `nil` for several.
    package init(_ files: [ManifestFile], root: String?) {
        let units = AppUnits(files).units
        let groups = AppGroups(units).groups()
        var apps: [DiscoveredApp] = []
        var taken: Set<String> = []
        // Kustomizations and single folders are called after their folder; what is of several finds a name that is left.
        let ordered = groups.sorted { left, right in
            (Self.rank(left.own, units), left.own.first ?? 0) < (Self.rank(right.own, units), right.own.first ?? 0)
        }
        for group in ordered {
            let own = group.own
            let anchor = own.first { units[$0].kustomization != nil }
            let folders = (anchor.map { [$0] } ?? own).map { units[$0].folder }.sorted()
            let common = Self.common(folders)
            // Beside a kustomization of the same folder.
            let beside = folders.contains(common) && folders.count > 1 ? ["\(Self.relative(common, root)) (other files)"] : []
            let names = [Self.relative(common, root)] + beside + folders.map { Self.relative($0, root) }
            var name = names.first { !taken.contains($0) } ?? "\(names.last ?? ".") (other files)"
            while !taken.insert(name).inserted { name += "+" }
            apps.append(
                DiscoveredApp(
                    name: name, files: Set((own + group.attached).flatMap { units[$0].files }).sorted(),
                    kustomization: anchor.map { units[$0].folder },
                    unbuilt: anchor.map { units[$0].unbuilt } ?? []))
        }
        self.apps = apps.sorted { $0.name < $1.name }
        let placed = Set(apps.flatMap(\.files))
        leftover = files.indices.filter { !placed.contains($0) }
    }

    /// The paths of the files that a kustomization and those that it builds upon put together.
    package static func files(of kustomization: String, in files: [ManifestFile]) -> [String] {
        let units = AppUnits(files).units
        return units.first { $0.kustomization != nil && $0.folder == kustomization }?.files.map { files[$0].path } ?? []
    }

    private static func rank(_ own: [Int], _ units: [AppUnits.Unit]) -> Int {
        own.contains { units[$0].kustomization != nil } ? 0 : own.count == 1 ? 1 : 2
    }

    /// The deepest folder above all of these.
    private static func common(_ folders: [String]) -> String {
        guard var parts = folders.first?.split(separator: "/", omittingEmptySubsequences: false) else { return "." }
        for folder in folders {
            let other = folder == "." ? [] : folder.split(separator: "/", omittingEmptySubsequences: false)
            parts = Array(zip(parts, other).prefix { $0 == $1 }.map(\.0))
        }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    private static func relative(_ folder: String, _ root: String?) -> String {
        guard let root, root != "." else { return folder }
        if folder == root { return "." }
        return folder.hasPrefix(root + "/") ? String(folder.dropFirst(root.count + 1)) : folder
    }
}
