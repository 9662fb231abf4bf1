// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFiles
import PortolanPlan
import PortolanReport

/// The report's page of one app, or a page for each of several and one that lists them.
struct HTMLFiles {
    let apps: [PlannedApp]
    /// What exposes something beside the apps and is not planned.
    let unrendered: [Unjudged]
    /// What the input is called.
    let title: String

    /// Writes a file, or a directory where there are several apps.
    func write(to path: String, _ report: HTMLReport) throws {
        guard apps.count != 1 else {
            guard let app = apps.first else { return }
            return try OutputFile.write(Array(try report.render(app, title: title, version: PortolanCommand.version).utf8), to: path)
        }
        guard !path.hasSuffix(".html"), path != "-" else {
            let names = apps.compactMap(\.name)
            let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
            throw ValidationError(
                "the input holds \(names.count) apps: give a directory to write to, for a page each, or choose one with --app\n  \(shown)")
        }
        let folder = try OutputFolder(path)
        var pages: [(app: PlannedApp, page: String)] = []
        for (app, page) in zip(apps, Self.pageNames(apps.map { $0.name ?? "" })) {
            let text = try report.render(app, title: "\(title): \(app.name ?? "")", version: PortolanCommand.version)
            try folder.write(Array(text.utf8), to: page)
            pages.append((app, page))
        }
        let index = try report.index(of: pages, unjudged: unrendered, title: title, version: PortolanCommand.version)
        try folder.write(Array(index.utf8), to: "index.html")
    }

    /// A file name for each app, of letters that every file system takes.
    private static func pageNames(_ names: [String]) -> [String] {
        var taken: Set<String> = ["index.html"]
        return names.map { name in
            let safe = String(
                String.UnicodeScalarView(
                    name.unicodeScalars.prefix(80).map { scalar in
                        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == ".")
                            ? scalar : "-"
                    }))
            let stem = safe.hasPrefix(".") ? "app" : safe
            var page = "\(stem).html"
            var number = 2
            while !taken.insert(page).inserted {
                page = "\(stem)-\(number).html"
                number += 1
            }
            return page
        }
    }
}
