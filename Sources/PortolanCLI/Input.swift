// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest

/// The manifests to read.
struct InputOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Manifest files, directories (searched for .yaml, .yml and .json), or - for standard input.", valueName: "path"))
    var paths: [String]

    /// Reads everything that the paths stand for; what cannot be read is said on standard error.
    ///
    /// - Returns: The root nodes of all documents, and how many errors there were.
    func read() -> (documents: [YAMLNode], errors: Int) {
        let (paths, problems) = InputFiles.expand(paths)
        for problem in problems { Console.error("portolan: error: \(problem)") }
        let results = parallelMap(paths) { path -> Result<ManifestFile, InputError> in
            do throws(InputError) {
                return .success(ManifestReader.read(try InputFiles.read(path), path: path))
            } catch {
                return .failure(error)
            }
        }
        var documents: [YAMLNode] = []
        var errors = problems.count
        for result in results {
            switch result {
            case .success(let file):
                documents += file.documents
                for error in file.errors { Console.error("portolan: error: \(error.location): \(error.message)\n  \(error.remedy)") }
                errors += file.errors.count
            case .failure(let error):
                Console.error("portolan: error: \(error)")
                errors += 1
            }
        }
        return (documents, errors)
    }
}
