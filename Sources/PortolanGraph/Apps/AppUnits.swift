// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The pieces that apps are made of: kustomizations that nobody builds upon, and folders of plain manifests.
struct AppUnits {
    struct Unit {
        /// The folder, as the input's files are named.
        var folder: String
        /// The files' places in the input, in its order.
        var files: [Int]
        /// The kustomization that puts them together; `nil` for plain manifests.
        var kustomization: Kustomization?
        /// What of the kustomization is not in the input, or is made otherwise by it.
        var unbuilt: [String] = []
        var links = ManifestLinks()

        /// Whether it has anything that could expose an app.
        var isSignificant: Bool { !links.exposing.isEmpty }
    }

    private(set) var units: [Unit] = []
    private let files: [ManifestFile]
    private let placeOf: [String: Int]
    private let kustomizations: [String: Kustomization]

    init(_ files: [ManifestFile]) {
        self.files = files
        placeOf = Dictionary(files.enumerated().map { ($1.path, $0) }) { first, _ in first }
        let all = Kustomization.all(in: files)
        kustomizations = Dictionary(all.map { ($0.folder, $0) }) { first, _ in first }
        let used = Set(all.flatMap { $0.resources + $0.components })
        var taken = KustomizePatches.paths(in: files)
        for kustomization in all { taken.formUnion(kustomization.resources) }
        for kustomization in all where !kustomization.isComponent && !used.contains(kustomization.folder) {
            var unit = Unit(folder: kustomization.folder, files: [], kustomization: kustomization)
            gather(&unit)
            if !unit.files.isEmpty { units.append(unit) }
        }
        addPlain(taken)
        for index in units.indices { for place in units[index].files { units[index].links.read(files[place]) } }
    }

    /// The files of a kustomization and of all that it builds upon.
    private func gather(_ unit: inout Unit) {
        guard let root = unit.kustomization else { return }
        var seen: Set<String> = [root.folder]
        var open = [root]
        var places: Set<Int> = []
        var changes: [String] = []
        while let one = open.popLast() {
            changes += one.changes
            if !one.remotes.isEmpty { changes.append("what it takes from the network") }
            for name in one.resources + one.components {
                if let place = placeOf[name] {
                    places.insert(place)
                } else if let next = kustomizations[name] {
                    if seen.insert(name).inserted { open.append(next) }
                } else {
                    changes.append(name)
                }
            }
        }
        var told: Set<String> = []
        unit.unbuilt = changes.filter { told.insert($0).inserted }
        unit.files = places.sorted()
    }

    private mutating func addPlain(_ taken: Set<String>) {
        var byFolder: [String: [Int]] = [:]
        for (place, file) in files.enumerated() where !taken.contains(file.path) && !KustomizePatches.isKustomization(file) {
            byFolder[file.folder, default: []].append(place)
        }
        for (folder, places) in byFolder.sorted(by: { $0.key < $1.key }) { units.append(Unit(folder: folder, files: places)) }
    }
}
