// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest

/// The manifests to read.
struct InputOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Manifest files, directories (searched for .yaml, .yml and .json), or - for standard input.", valueName: "path"))
    var paths: [String]

    /// A file that was read.
    struct File: Sendable {
        let manifest: ManifestFile
        let content: [UInt8]
    }

    /// Reads everything that the paths stand for; what cannot be read is said on standard error.
    ///
    /// - Returns: The files, and how many errors there were.
    func read() -> (files: [File], errors: Int) {
        let (paths, problems) = InputFiles.expand(paths)
        for problem in problems { Console.error("portolan: error: \(problem)") }
        let results = parallelMap(paths) { path -> Result<File, InputError> in
            do throws(InputError) {
                let content = try InputFiles.read(path)
                return .success(File(manifest: ManifestReader.read(content, path: path), content: content))
            } catch {
                return .failure(error)
            }
        }
        var files: [File] = []
        var errors = problems.count
        for result in results {
            switch result {
            case .success(let file):
                files.append(file)
                for error in file.manifest.errors { Console.error("portolan: error: \(error.location): \(error.message)\n  \(error.remedy)") }
                errors += file.manifest.errors.count
            case .failure(let error):
                Console.error("portolan: error: \(error)")
                errors += 1
            }
        }
        return (files, errors)
    }
}
