// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanGraph
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanPortability

/// What the paths of a call stand for: one app, or the several that a tree holds.
struct Intake {
    /// A file that was read.
    struct File: Sendable {
        let manifest: ManifestFile
        let content: [UInt8]
    }

    /// One app.
    struct App {
        /// Its folder below the path that was given; `nil` where the input is one app.
        var name: String?
        var files: [File]
        /// The folder of the kustomization that makes it exactly as it is planned; `nil` where there is none.
        var folder: String?
        /// What belongs to it and is not judged, since it would have to be built first.
        var unbuilt: [Unjudged] = []
    }

    /// The apps, in the order of their names.
    private(set) var apps: [App] = []
    /// Charts that are not rendered, beside the apps.
    private(set) var unrendered: [Unjudged] = []
    /// Files that belong to none of several apps.
    private(set) var leftover: [File] = []
    /// What could not be read: a sentence each.
    private(set) var problems: [String] = []
    /// How much could not be read.
    var errors: Int { problems.count }

    private var hasKustomization = false
    private let options: InputOptions
    private let configuration: Configuration
    private let voice: Voice
    private let progress: Progress?

    /// Reads everything that the paths stand for; what cannot be read is said on standard error.
    ///
    /// - Parameters:
    ///   - voice: How much is said.
    ///   - progress: Who tells how far it is.
    init(_ options: InputOptions, _ configuration: Configuration, voice: Voice, _ progress: Progress? = nil) throws {
        self.options = options
        self.configuration = configuration
        self.voice = voice
        self.progress = progress
        let given = Set(options.paths).sorted()
        let direct = given.filter { options.kustomize && Rendering.isKustomization($0) || options.helm && Rendering.isChart($0) }
        if direct.count == given.count {
            let rendered = take(direct.map(render))
            apps = direct.count == 1 ? [App(name: nil, files: rendered)] : rendered.map { App(name: $0.manifest.path, files: [$0]) }
            if direct.count == 1, options.kustomize { apps[0].folder = direct[0] }
            return
        }
        try readTree(given)
    }

    private mutating func complain(_ problem: String) {
        problems.append(problem)
        progress?.clear()
        voice.problem(problem)
    }

    private func warn(_ words: String) {
        progress?.clear()
        voice.warn(words)
    }

    // MARK: Reading

    private mutating func readTree(_ given: [String]) throws {
        let patterns = (options.excludes + configuration.excludes).map(FilePattern.init)
        let (all, problems) = InputFiles.expand(given)
        let roots = given.map(FilePattern.normalized)
        let bases = roots + [FilePattern.normalized(configuration.folder + ".")]
        let included = all.filter { path in !patterns.contains { pattern in Self.takes(pattern, path, bases) } }
        let charts = Self.charts(in: included)
        let paths = included.filter { path in !charts.contains { FilePattern.holds($0, path) } }
        if paths.count > 1 { progress?.tell("reading files", paths.count, of: paths.count) }
        let files = take(problems.map { .failure($0) } + readFiles(paths))
        try readCharts(charts, roots)
        guard options.paths.allSatisfy(Self.isFolder) || !options.apps.isEmpty else {
            apps.append(App(name: nil, files: files))
            return
        }
        try sortOut(files, root: roots.count == 1 ? roots.first : nil, bases: [""] + bases)
        complainOfFlags(charts)
    }

    /// A flag that finds nothing to do is a mistake.
    private mutating func complainOfFlags(_ charts: [String]) {
        let lacks = options.kustomize && !hasKustomization ? "kustomization.yaml" : options.helm && charts.isEmpty ? "Chart.yaml" : nil
        guard let lacks else { return }
        for path in options.paths {
            complain("\(RenderingError.notRenderable(path: path, expected: lacks))")
        }
    }

    private static func takes(_ pattern: FilePattern, _ path: String, _ bases: [String]) -> Bool {
        pattern.matches(path)
            || bases.contains { base in path.hasPrefix(base + "/") && pattern.matches(String(path.dropFirst(base.count + 1))) }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func readFiles(_ paths: [String]) -> [Result<File, any Error>] {
        parallelMap(paths) { path in
            Result {
                let content = try InputFiles.read(path)
                return File(manifest: ManifestReader.read(content, path: path), content: content)
            }
        }
    }

    private func render(_ path: String) -> Result<File, any Error> {
        Result {
            let rendering = Rendering(path: path, allowsRemote: options.allowRemote)
            let isKustomization = Rendering.isKustomization(path)
            let content = try isKustomization ? rendering.kustomize() : rendering.helm(values: options.values)
            return File(
                manifest: ManifestReader.read(content, path: "\(path) (\(isKustomization ? "kustomize" : "helm"))"), content: content)
        }
    }

    /// The files that could be read; errors are counted and said.
    private mutating func take(_ results: [Result<File, any Error>]) -> [File] {
        var files: [File] = []
        for result in results {
            switch result {
            case .success(let file):
                files.append(file)
                for error in file.manifest.errors { complain("\(error.location): \(error.message)\n  \(error.remedy)") }
            case .failure(let error): complain("\(error)")
            }
        }
        return files
    }

    // MARK: Charts

    /// The folders of charts, those inside of other charts left out.
    private static func charts(in paths: [String]) -> [String] {
        var charts: [String] = []
        for path in paths where path == "Chart.yaml" || path.hasSuffix("/Chart.yaml") {
            let folder = path == "Chart.yaml" ? "." : String(path.dropLast("/Chart.yaml".count))
            if !charts.contains(where: { FilePattern.holds($0, folder) }) { charts.append(folder) }
        }
        return charts
    }

    private mutating func readCharts(_ charts: [String], _ roots: [String]) throws {
        for (index, chart) in charts.enumerated() {
            if options.helm {
                progress?.tell("rendering \(chart)", index + 1, of: charts.count)
                apps += take([render(chart)]).map { App(name: Self.relative(chart, roots), files: [$0]) }
            } else if roots.contains(chart) {
                complain("\(chart): this directory is a Helm chart: add --helm to plan what it renders")
            } else {
                warn("\(chart): a Helm chart, not planned: add --helm to render it")
                unrendered.append(
                    Unjudged(
                        reference: ObjectReference(kind: "Chart", namespace: "", name: Self.relative(chart, roots)),
                        location: SourceLocation(file: "\(chart)/Chart.yaml", line: 1), title: "Helm chart", titles: "Helm charts",
                        reason: "it is not rendered; --helm renders it"))
            }
        }
    }

    private static func relative(_ folder: String, _ roots: [String]) -> String {
        guard roots.count == 1, let root = roots.first, root != "." else { return folder }
        return folder.hasPrefix(root + "/") ? String(folder.dropFirst(root.count + 1)) : folder
    }

    // MARK: Apps

    private mutating func sortOut(_ files: [File], root: String?, bases: [String]) throws {
        let discovery = AppDiscovery(files.map(\.manifest), root: root)
        hasKustomization = discovery.apps.contains { $0.kustomization != nil }
        guard try !takeDeclared(files, discovery, bases) else { return }
        let isOne = discovery.apps.count + apps.count < 2
        if isOne, let root, !options.kustomize, Rendering.isKustomization(root), discovery.apps.first?.unbuilt.isEmpty != true {
            complain("\(root): this directory is a kustomization, and its files alone are not what it makes: add --kustomize")
            return
        }
        guard !isOne || discovery.apps.first?.kustomization != nil else {
            let isToldAlready = files.isEmpty && (errors > 0 || !unrendered.isEmpty)
            if apps.isEmpty && !isToldAlready { apps.append(App(name: nil, files: files)) }
            return
        }
        for app in discovery.apps { add(app, files, isNamed: !isOne) }
        leftover = discovery.leftover.map { files[$0] }
        apps.sort { ($0.name ?? "") < ($1.name ?? "") }
    }

    /// Takes the apps that the user names, where any are named.
    private mutating func takeDeclared(_ files: [File], _ discovery: AppDiscovery, _ bases: [String]) throws -> Bool {
        let called = options.apps.map { DeclaredApp(name: FilePattern.normalized($0), paths: [$0]) }
        let paths = files.map(\.manifest.path)
        var found: [DiscoveredApp] = []
        for app in called.isEmpty ? configuration.apps : called {
            if let one = app.app(among: discovery.apps, files: paths, bases: bases) {
                found.append(one)
            } else if !called.isEmpty {
                throw ValidationError(unknown(app, discovery))
            }
        }
        guard !found.isEmpty else { return false }
        for app in found { add(app, files, isNamed: found.count > 1) }
        let taken = Set(apps.flatMap { $0.files.map(\.manifest.path) })
        leftover = files.filter { !taken.contains($0.manifest.path) }
        return true
    }

    private func unknown(_ app: DeclaredApp, _ discovery: AppDiscovery) -> String {
        let names = discovery.apps.map(\.name)
        let near = UnknownAnnotations.nearest(app.name, among: names).map { "did you mean \($0)?" }
        let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
        return "no manifests of an app \"\(app.name)\" in the input\n  \(near ?? (names.isEmpty ? "there are none" : "found: \(known)"))"
    }

    private mutating func add(_ found: DiscoveredApp, _ files: [File], isNamed: Bool) {
        var app = App(name: isNamed ? found.name : nil, files: found.files.map { files[$0] })
        if let folder = found.kustomization {
            if options.kustomize {
                let built = take([render(folder)])
                let parts = Set(AppDiscovery.files(of: folder, in: files.map(\.manifest)))
                let others = app.files.filter { !parts.contains($0.manifest.path) }
                app.files = built + others
                if others.isEmpty { app.folder = folder }
            } else if !found.unbuilt.isEmpty {
                let changes = found.unbuilt.prefix(3).joined(separator: ", ") + (found.unbuilt.count > 3 ? " and more" : "")
                warn("\(folder): planned without its \(changes): add --kustomize to build it")
                app.unbuilt.append(
                    Unjudged(
                        reference: ObjectReference(kind: "Kustomization", namespace: "", name: found.name),
                        location: SourceLocation(file: "\(folder)/kustomization.yaml", line: 1),
                        title: "kustomization whose changes are not applied",
                        titles: "kustomizations whose changes are not applied",
                        reason: "planned without its \(changes); --kustomize builds it"))
            }
        }
        if let folder = found.kustomization, found.unbuilt.isEmpty, !options.kustomize {
            let parts = Set(AppDiscovery.files(of: folder, in: files.map(\.manifest)))
            if app.files.allSatisfy({ parts.contains($0.manifest.path) }) { app.folder = folder }
        }
        apps.append(app)
    }
}
