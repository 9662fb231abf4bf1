// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

extension GoValue {
    /// `time.ParseDuration`, in nanoseconds.
    ///
    /// - Throws: `GoError` in Go's own words.
    public static func duration(_ text: String) throws(GoError) -> Int {
        do {
            return try GoDuration.parse(text)
        } catch {
            switch error {
            case .invalid: throw GoError("time: invalid duration \(quoted(text))")
            case .missingUnit: throw GoError("time: missing unit in duration \(quoted(text))")
            case .unknownUnit(let name): throw GoError("time: unknown unit \(quoted(name)) in duration \(quoted(text))")
            }
        }
    }
}
