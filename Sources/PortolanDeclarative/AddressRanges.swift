// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

extension AddressRange {
    /// Reads `192.0.2.0/24`, `192.0.2.10-192.0.2.20` or a single address, as pools write them.
    init?(_ text: String) {
        if let prefix = IPPrefix(text) {
            self.init(prefix)
        } else if let dash = text.firstIndex(of: "-") {
            let parts = (text[..<dash].trimmingSpaces(), text[text.index(after: dash)...].trimmingSpaces())
            guard let first = IPAddress(parts.0), let last = IPAddress(parts.1) else { return nil }
            self.init(first: first, last: last)
        } else {
            guard let address = IPAddress(text) else { return nil }
            self.init(first: address, last: address)
        }
    }
}
