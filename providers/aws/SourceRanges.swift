// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// CIDRs as security group rules hold them.
enum SourceRanges {
    /// The ranges canonical and sorted, each once; `nil` where they let everybody in, in all of the families. A text that is no CIDR stays
    /// as written.
    static func closed(_ ranges: [String], families: [IPFamily]) -> [String]? {
        let prefixes = ranges.map { IPPrefix($0.trimmingSpaces())?.masked }
        let open = Set(prefixes.compactMap { $0?.length == 0 ? $0?.family : nil })
        guard !families.allSatisfy(open.contains) else { return nil }
        return Set(zip(ranges, prefixes).map { $1?.description ?? $0 }).sorted()
    }
}
