// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest

extension YAMLNode {
    /// A number, with a fraction or without.
    func number(_ name: String) -> Double? {
        switch field(name)?.scalar {
        case .int(let value)?: Double(value)
        case .float(let value)?: value
        default: nil
        }
    }
}

extension Double {
    /// The shortest text that stands for the number, without `.0`: how Go's JSON writes it.
    var shortest: String {
        if let whole = Int(exactly: self) { return String(whole) }
        return String(self)
    }

    /// Go's `%f`.
    var sixDecimals: String {
        guard isFinite, magnitude < 1e15 else { return String(self) }
        let millionths = (self * 1e6).rounded()
        guard let whole = Int(exactly: millionths) else { return String(self) }
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
        return "\(self < 0 ? "-" : "")\(padded.dropLast(6)).\(padded.suffix(6))"
    }
}
