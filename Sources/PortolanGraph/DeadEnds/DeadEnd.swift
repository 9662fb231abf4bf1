// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
package import PortolanModel

/// Why no pod answers on a port of a Service, as the manifests alone show it.
package struct DeadEnd: Hashable, Sendable {
    /// What would have to be changed in the manifests.
    package struct Repair: Hashable, Sendable {
        /// The object that holds the lines.
        package var object: ObjectReference
        /// Where the object starts.
        package var location: SourceLocation
        /// Lines to change.
        package var lines: Int
        /// The change in a line, as YAML would have it.
        package var words: String

        /// Makes a repair.
        package init(object: ObjectReference, location: SourceLocation, lines: Int, words: String) {
            self.object = object
            self.location = location
            self.lines = lines
            self.words = words
        }
    }

    /// Why, in one sentence.
    package var reason: String
    /// What would mend it.
    package var repairs: [Repair]
}
