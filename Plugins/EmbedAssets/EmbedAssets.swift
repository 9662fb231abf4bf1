// SPDX-License-Identifier: Apache-2.0
import Foundation
import PackagePlugin

/// Embeds files that are not Swift into a target, so that the executable needs nothing beside it: a page template for the target
/// `templates`, the conformance reports for `PortolanGatewayAPI`, the JSON Schemas for `PortolanSchemas`, every provider's catalogue for
/// the others.
///
/// `.embedInCode` would do it at a hundred times the compile time (a byte array); this writes raw string literals.
@main
struct EmbedAssets: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let assets: [URL] =
            switch target.directoryURL.lastPathComponent {
            case "templates": try files(below: root.appending(path: "templates/pages"))
            case "PortolanSchemas":
                try files(below: root.appending(path: "Documentation")).filter { $0.lastPathComponent.hasSuffix(".schema.json") }
            case "PortolanGatewayAPI": try files(below: target.directoryURL.appending(path: "Reports"))
            default: try catalogues(below: root.appending(path: "providers"))
            }
        let tool = try context.tool(named: "embed-assets").url
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedAssets.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(assets.count) files", executable: tool, arguments: [output.path()] + assets.map { $0.path() },
                inputFiles: assets, outputFiles: [output])
        ]
    }

    private func files(below folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { !$0.lastPathComponent.hasPrefix(".") }
            .sorted { $0.path() < $1.path() }
    }

    /// `providers/<folder>/<id>.yaml`; cases and fixtures lie deeper.
    private func catalogues(below folder: URL) throws -> [URL] {
        try files(below: folder).flatMap { provider in
            provider.hasDirectoryPath ? try files(below: provider).filter { $0.pathExtension == "yaml" } : []
        }
    }
}
