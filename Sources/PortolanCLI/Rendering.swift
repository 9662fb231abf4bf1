// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanModel

/// Why a directory could not be rendered into manifests.
enum RenderingError: Error, CustomStringConvertible {
    case missingProgram(path: String, tried: [String], advice: String)
    case notRenderable(path: String, expected: String)
    case failed(path: String, command: String, output: String)
    case tooLarge(path: String, limit: Int)
    case tooSlow(path: String, command: String, seconds: Int)

    var description: String {
        switch self {
        case .missingProgram(let path, let tried, let advice):
            "\(path): \(tried.joined(separator: " and ")) not found on PATH\n  \(advice)"
        case .notRenderable(let path, let expected): "\(path): no \(expected) in this directory\n  give the directory that holds it"
        case .failed(let path, let command, let output):
            "\(path): `\(command)` failed\n  " + output.replacingOccurrences(of: "\n", with: "\n  ")
        case .tooSlow(let path, let command, let seconds): "\(path): `\(command)` took more than \(seconds) s and was ended"
        case .tooLarge(let path, let limit): "\(path): rendered into more than \(limit >> 20) MiB"
        }
    }
}

/// Renders kustomizations and charts with the programs that own them: what they write is what a cluster would get.
struct Rendering {
    let path: String
    /// Whether a kustomization may take what it names from the network.
    var allowsRemote = false

    /// A path as no program takes it for an option.
    private static func argument(_ path: String) -> String { path.hasPrefix("-") ? "./\(path)" : path }

    /// `kubectl kustomize`, or `kustomize build` where there is no kubectl.
    func kustomize() throws -> [UInt8] {
        guard Self.isKustomization(path) else {
            throw RenderingError.notRenderable(path: path, expected: "kustomization.yaml")
        }
        if !allowsRemote, let remote = try RemoteResources.first(in: path) { throw remote }
        let folder = Self.argument(path)
        for (program, verb) in [("kubectl", "kustomize"), ("kustomize", "build")] {
            guard let found = ExternalProgram.find(program) else { continue }
            return try run(found, [verb, folder], as: "\(program) \(verb) \(folder)")
        }
        throw RenderingError.missingProgram(
            path: path, tried: ["kubectl", "kustomize"],
            advice: "install one of them (https://kubernetes.io/docs/tasks/tools), or plan without --kustomize")
    }

    /// `helm template`, with values files.
    func helm(values: [String]) throws -> [UInt8] {
        guard Self.isChart(path) else { throw RenderingError.notRenderable(path: path, expected: "Chart.yaml") }
        guard let helm = ExternalProgram.find("helm") else {
            throw RenderingError.missingProgram(
                path: path, tried: ["helm"],
                advice: "install it (https://helm.sh/docs/intro/install), or render the chart elsewhere and plan the result")
        }
        let options = values.flatMap { ["--values", Self.argument($0)] }
        let chart = Self.argument(path)
        return try run(helm, ["template", "release-name", chart] + options, as: "helm template \(chart)")
    }

    /// Whether a folder holds a kustomization.
    static func isKustomization(_ path: String) -> Bool {
        ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains { access("\(path)/\($0)", R_OK) == 0 }
    }

    /// Whether a folder holds a Helm chart.
    static func isChart(_ path: String) -> Bool { access("\(path)/Chart.yaml", R_OK) == 0 }

    private func run(_ program: ExternalProgram, _ arguments: [String], as command: String) throws -> [UInt8] {
        let ending: ExternalProgram.Ending
        do { ending = try program.run(arguments, limit: Limits.fileBytes) } catch is ExternalProgram.TooMuch {
            throw RenderingError.tooLarge(path: path, limit: Limits.fileBytes)
        } catch is ExternalProgram.TooSlow {
            throw RenderingError.tooSlow(path: path, command: command, seconds: Limits.childSeconds)
        }
        guard ending.status == 0 else { throw RenderingError.failed(path: path, command: command, output: ending.words) }
        return ending.output
    }
}
