// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanAdapt
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders

/// An app's manifests as text, planned and judged in this process.
struct App: Sendable {
    /// A file and what it holds now.
    struct File: Hashable, Sendable {
        var path: String
        var text: [UInt8]
    }

    /// A plan and what it is worth.
    struct Judged {
        var plan: Plan
        var assessment: Assessment

        /// The endpoints' columns of a target, those of endpoints that expose nothing left out.
        func columns(_ target: String) -> [Assessment.Column] {
            assessment.endpoints.compactMap { $0.columns.first { $0.target == target } }
        }
    }

    static let targets = Providers.ids.compactMap { Providers.target($0) }
    static let ids = Providers.ids
    private static let assessor = Assessor(homes: targets)

    var name: String
    var files: [File]

    /// Reads and plans the files, and judges what comes of it.
    func judged(on ids: [String] = App.ids) -> Judged {
        let documents = files.map { ManifestReader.read($0.text, path: $0.path) }.flatMap(\.documents)
        let assignments = Self.targets.filter { ids.contains($0.id) }.map { Planner.Assignment(target: $0, modules: Providers.allRouting) }
        let plan = Planner(assignments).plan(documents)
        return Judged(plan: plan, assessment: Self.assessor.assess(plan))
    }

    /// The app with the changes that were foretold for a target made in its files.
    func adapted(to target: String, as judged: Judged) throws -> App {
        var changes: [SourceLocation: [ServiceChange]] = [:]
        for (endpoint, read) in zip(judged.plan.endpoints, judged.assessment.endpoints) {
            guard let column = read.columns.first(where: { $0.target == target }), !column.adapted.changes.isEmpty else { continue }
            changes[endpoint.location] = column.adapted.changes
        }
        guard !changes.isEmpty else { return self }
        var app = self
        for index in app.files.indices {
            let services = judged.plan.endpoints.compactMap(\.service).filter {
                $0.metadata.location.file == files[index].path && changes[$0.metadata.location] != nil
            }
            guard let tree = services.first?.metadata.node.tree else { continue }
            var edit = try ManifestEdit(files[index].text, tree: tree)
            for service in services { try edit.apply(changes[service.metadata.location] ?? [], to: service.metadata.node) }
            app.files[index].text = edit.result
        }
        return app
    }

    // MARK: Where apps come from

    /// The repository's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The examples and the fixtures, each an app of its own.
    static func all() throws -> [App] {
        try ["Examples", "Tests/Fixtures/portability"].flatMap { try apps(in: root.appending(path: $0)) }
    }

    /// The apps of a folder: each folder in it, and each file that lies there by itself.
    static func apps(in folder: URL) throws -> [App] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey]).sorted { $0.path < $1.path }
            .compactMap { place in
                let isFolder = try place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
                let files = try isFolder ? manifests(below: place) : isManifest(place) ? [file(place)] : []
                return files.isEmpty ? nil : App(name: place.lastPathComponent, files: files)
            }
    }

    private static func manifests(below folder: URL) throws -> [File] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return try all.filter(isManifest).sorted { $0.path < $1.path }.map(file).filter { bears($0.text) }
    }

    private static func isManifest(_ place: URL) -> Bool {
        ["yaml", "yml", "json"].contains(place.pathExtension) && !place.lastPathComponent.hasPrefix("kustomization.")
    }

    private static func file(_ place: URL) throws -> File {
        File(path: place.path.replacingOccurrences(of: root.path + "/", with: ""), text: Array(try Data(contentsOf: place)))
    }

    /// Whether a file holds something that a score depends on; the rest of a large app would only be read again and again.
    private static func bears(_ text: [UInt8]) -> Bool {
        let text = String(decoding: text, as: UTF8.self)
        return ["LoadBalancer", "NodePort", "AddressPool", "IPPool"].contains { text.contains($0) }
    }
}
