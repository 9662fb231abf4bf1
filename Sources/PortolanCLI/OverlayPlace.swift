// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFiles
import PortolanModel

/// Where an app's overlays go.
struct OverlayPlace {
    let folder: OutputFolder
    /// The directory as it was named.
    let path: String
    /// The app's part of it, where there are several.
    let app: String?

    /// A place below the directory.
    func name(_ rest: String) -> String { (app.map { "\($0)/" } ?? "") + rest }

    /// Writes the manifests as they are, as a base of overlays.
    func writeBase(_ files: [Intake.File], below paths: [String]) throws {
        let base = AdaptedBase(files, below: paths.map(FilePattern.normalized))
        if let twin = base.twin { throw ValidationError(twin) }
        for file in base.files { try folder.write(file.content, to: name("base/\(file.name)")) }
    }

    /// The app's own folder as an overlay in the output names it; `nil` where kustomize would not take it, since one lies in the other.
    func reference(to folder: String) -> String? {
        guard let root = RegularFile.resolved(path), let to = RegularFile.resolved(folder) else { return nil }
        let from = app.map { "\(root)/\($0)" } ?? root
        guard !FilePattern.holds(to, from), !FilePattern.holds(from, to) else { return nil }
        let (left, right) = (from.split(separator: "/"), to.split(separator: "/"))
        let common = zip(left, right).prefix { $0 == $1 }.count
        // One step more: overlays lie in a folder of their target.
        return (Array(repeating: "..", count: left.count - common + 1) + right.dropFirst(common).map(String.init)).joined(separator: "/")
    }
}
