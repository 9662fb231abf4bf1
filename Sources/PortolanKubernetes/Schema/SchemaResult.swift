// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What a schema has against a value.
struct SchemaResult {
    /// One error.
    ///
    /// The path is `nil` where the server names none, as of alternatives.
    struct Fault {
        let type: String
        let path: String?
        let message: String
        let node: YAMLNode?
    }

    private(set) var faults: [Fault] = []
    /// How many checks were made and passed: of alternatives that all fail, the one with most is told.
    var matches = 0
    private var seen: Set<String> = []

    mutating func add(_ fault: Fault) {
        // The server tells each message once.
        guard seen.insert("\(fault.type)\u{0}\(fault.path ?? "")\u{0}\(fault.message)").inserted else { return }
        faults.append(fault)
    }

    mutating func merge(_ other: SchemaResult) {
        for fault in other.faults { add(fault) }
        matches += other.matches
    }
}
