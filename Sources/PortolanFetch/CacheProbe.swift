// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What the fuzzer asks of the cache and of published documents: to be read, whatever they hold.
package enum CacheProbe {
    /// Reads the body of a cache entry under a checksum that fits, or that does not.
    package static func read(_ body: String, source: String, isDamaged: Bool) {
        let sum = SHA256.hex(of: Array(body.utf8))
        let entry = try? CacheFormat.decode(Array("portolan-cache 1\nsha256: \(isDamaged ? "x" : sum)\n\(body)".utf8), source: source)
        guard let entry else { return }
        _ = CacheFormat.encode(entry)
        _ = (entry.ranges, entry.prices, entry.quotas(cloud: "aws", region: ""))
    }

    /// Reads a published document in a form.
    package static func parse(_ text: String, _ format: SourceFormat) {
        let source = Source(id: "fuzz", cloud: "aws", url: "https://x.example/", format: format, accessed: "2026-11-23")
        _ = try? DocumentParser(source: source).parse(Array(text.utf8), format: format)
    }
}
