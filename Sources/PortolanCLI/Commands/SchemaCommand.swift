// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPortability
import PortolanSchemas

/// `portolan schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the configuration, or of what Portolan prints as JSON.",
        usage: "portolan schema [<name>]",
        discussion: """
            Without a name the schemas are listed. Editors that know the YAML language server check .portolan.yaml as you type it, once its \
            first line names the schema's file:

              # yaml-language-server: $schema=.portolan.schema.json

            Examples:
              portolan schema
              portolan schema configuration > .portolan.schema.json
            """)

    @Argument(help: ArgumentHelp("The schema to print.", valueName: "name"))
    var name: String?

    func run() throws {
        guard let name else { return Console.line(Schemas.all.map(\.name).joined(separator: "\n")) }
        guard let schema = Schemas.all.first(where: { $0.name == name }) else {
            let names = Schemas.all.map(\.name)
            let near = UnknownAnnotations.nearest(name, among: names).map { "did you mean \($0)?" }
            throw ValidationError("there is no schema \(name)\n  \(near ?? "known: \(names.joined(separator: ", "))")")
        }
        Console.write(Array((schema.text.hasSuffix("\n") ? schema.text : schema.text + "\n").utf8))
    }
}
