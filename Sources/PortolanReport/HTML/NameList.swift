// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Names in one line: the first of them, and how many more there are.
struct NameList {
    private var names: [String] = []
    private var further = 0

    mutating func add(_ name: String) {
        if names.count < Limits.listedNames { names.append(name) } else { further += 1 }
    }

    /// `web, api and 4,988 more`; `nil` where there are none.
    var words: String? {
        guard !names.isEmpty else { return nil }
        return names.joined(separator: ", ") + (further > 0 ? " and \(further) more" : "")
    }
}
