// SPDX-License-Identifier: Apache-2.0

import PortolanFindings
import PortolanModel
import PortolanNetworks
import PortolanPortability

/// The pages of all findings, wherever they come from: an app's own first, then those about targets.
enum FindingPages {
    static let all: [FindingPage] = Findings.pages + PortabilityPages.all + NetworkPages.all

    /// Every code that there is.
    static var codes: Set<String> { Set(all.map(\.code)) }
}
