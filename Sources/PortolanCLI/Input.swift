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

    @Flag(help: "Let --kustomize fetch what a kustomization names on the network; nothing is fetched otherwise.")
    var allowRemote = false

    @Flag(help: "Each path is a Helm chart: render it first (helm).")
    var helm = false

    @Option(help: ArgumentHelp("A values file for --helm. Repeatable.", valueName: "file"))
    var values: [String] = []

    @Option(
        name: .customLong("app"),
        help: ArgumentHelp(
            "A directory that is one app, where the paths hold several; only these are planned. Repeatable.", valueName: "dir"))
    var apps: [String] = []

    @Option(
        name: .customLong("exclude"),
        help: ArgumentHelp("What is not read: a path, or a pattern with * and **. Repeatable.", valueName: "pattern"))
    var excludes: [String] = []

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("give a file, a directory, or - for standard input") }
        guard !(kustomize && helm) else { throw ValidationError("--kustomize and --helm exclude each other") }
        guard kustomize || !allowRemote else { throw ValidationError("--allow-remote goes with --kustomize") }
        guard helm || values.isEmpty else { throw ValidationError("--values goes with --helm") }
    }

    /// A file that was read.
    struct File: Sendable {
        let manifest: ManifestFile
        let content: [UInt8]
    }
}
