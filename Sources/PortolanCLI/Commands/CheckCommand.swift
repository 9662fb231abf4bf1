// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import PortolanConformance
import PortolanManifest
import PortolanModel
import PortolanProvider

/// `portolan targets check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks a provider file, and runs the cases beside it.",
        discussion: """
            The cases of cloud.yaml are in cloud.cases.yaml, or in Tests/cases.yaml beside it: a list of manifests, each with what must \
            become of it.

            Example:
              portolan targets check cloud.yaml

            Exit status: 0 the file is good and all cases match; 1 a case does not match; 2 the file, or the cases' file, cannot be read.
            """)

    @Argument(help: ArgumentHelp("Provider files.", valueName: "file"))
    var paths: [String]

    func run() throws {
        var status: Int32 = 0
        for path in paths {
            do {
                status = max(status, try check(path))
            } catch let code as ExitCode {
                status = max(status, code.rawValue)
            }
        }
        if status != 0 { throw ExitCode(status) }
    }

    /// Checks one file.
    ///
    /// - Returns: 0, or 1 where a case does not match.
    private func check(_ path: String) throws -> Int32 {
        let target = try OwnProvider.load(path)
        let known = target.catalogue
        let facts = "\(known.products.count) products, \(known.annotations.count) annotations, \(known.options.count) options"
        guard let casesPath = Self.casesPath(of: path) else {
            Console.line("\(path.printable): \(known.id) is well-formed (\(facts)); there are no cases beside it")
            return 0
        }
        let cases = try Self.cases(casesPath)
        var misses = 0
        for one in cases {
            let differences = one.differences(on: target)
            guard !differences.isEmpty else { continue }
            misses += 1
            Console.text("  \(one.name.printable)\n" + differences.map { "      \($0.printable)\n" }.joined())
        }
        Console.line("\(path.printable): \(known.id) is well-formed (\(facts)); \(cases.count - misses) of \(cases.count) cases match")
        return misses == 0 ? 0 : 1
    }

    /// The file of cases that belongs to a provider file; `nil` where there is none.
    private static func casesPath(of path: String) -> String? {
        let stem = path.hasSuffix(".yaml") ? String(path.dropLast(".yaml".count)) : path
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        return ["\(stem).cases.yaml", "\(folder)Tests/cases.yaml"].first { access($0, R_OK) == 0 }
    }

    private static func cases(_ path: String) throws -> [ConformanceCase] {
        do throws(InputError) {
            let (cases, errors) = ConformanceCase.read(try InputFiles.read(path), file: path)
            for error in errors { Console.problem(error) }
            if errors.isEmpty { return cases }
        } catch {
            Console.problem("\(error)")
        }
        throw ExitCode(2)
    }
}
