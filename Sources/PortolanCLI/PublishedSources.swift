// SPDX-License-Identifier: Apache-2.0

import PortolanFetch
import PortolanProvider

extension Catalogue {
    /// The lists that a provider file names, as sources to fetch.
    var publishedSources: [PortolanFetch.Source] {
        publishes.compactMap { list in
            SourceFormat(rawValue: list.format).map {
                PortolanFetch.Source(id: list.id, cloud: provider, url: list.url, format: $0, accessed: list.date)
            }
        }
    }
}
