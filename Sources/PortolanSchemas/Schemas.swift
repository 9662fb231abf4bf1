// SPDX-License-Identifier: Apache-2.0

/// The JSON Schemas of what Portolan reads and prints, embedded from `Documentation`.
package enum Schemas {
    /// Every schema by its name: `configuration`, `gate`, `plan`.
    package static var all: [(name: String, text: String)] {
        EmbeddedAssets.all.map { (String($0.name.dropLast(".schema.json".count)), $0.text) }
    }
}
