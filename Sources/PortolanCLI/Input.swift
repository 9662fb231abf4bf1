// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest

/// The manifests to read.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Manifest files, directories (searched for .yaml, .yml and .json), or - for standard input.", valueName: "path"))
    var paths: [String]

    @Flag(help: "Each path is a directory with a kustomization: build it first (kubectl or kustomize).")
    var kustomize = false

    @Flag(help: "Each path is a Helm chart: render it first (helm).")
    var helm = false

    @Option(help: ArgumentHelp("A values file for --helm. Repeatable.", valueName: "file"))
    var values: [String] = []

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("give a file, a directory, or - for standard input") }
        guard !(kustomize && helm) else { throw ValidationError("--kustomize and --helm exclude each other") }
        guard helm || values.isEmpty else { throw ValidationError("--values goes with --helm") }
    }

    /// A file that was read.
    struct File: Sendable {
        let manifest: ManifestFile
        let content: [UInt8]
    }

    /// Reads everything that the paths stand for; what cannot be read is said on standard error.
    ///
    /// - Returns: The files, and how many errors there were.
    func read() -> (files: [File], errors: Int) {
        let results = kustomize || helm ? Set(paths).sorted().map(render) : readFiles()
        var files: [File] = []
        var errors = 0
        for result in results {
            switch result {
            case .success(let file):
                files.append(file)
                for error in file.manifest.errors { Console.problem("\(error.location): \(error.message)\n  \(error.remedy)") }
                errors += file.manifest.errors.count
            case .failure(let error):
                Console.problem("\(error)")
                errors += 1
            }
        }
        return (files, errors)
    }

    private func readFiles() -> [Result<File, any Error>] {
        let (paths, problems) = InputFiles.expand(paths)
        return problems.map { .failure($0) }
            + parallelMap(paths) { path in
                Result {
                    let content = try InputFiles.read(path)
                    return File(manifest: ManifestReader.read(content, path: path), content: content)
                }
            }
    }

    private func render(_ path: String) -> Result<File, any Error> {
        Result {
            let rendering = Rendering(path: path)
            let content = try kustomize ? rendering.kustomize() : rendering.helm(values: values)
            let name = kustomize ? "\(path) (kustomize)" : "\(path) (helm)"
            return File(manifest: ManifestReader.read(content, path: name), content: content)
        }
    }
}
