// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What becomes of an Ingress that nobody is told: annotations that do nothing, locations that are denied, hosts that others change.
struct Notes {
    let sentences: [String]

    init(_ ingress: ParsedIngress, builder: ConfigurationBuilder, front: FrontService) {
        var sentences = front.notes
        if let denial = ingress.annotations.denial { sentences.append("all its paths answer 503: \(denial)") }
        if ingress.annotations.certificateError != nil, let rule = ingress.rules.first {
            sentences.append(
                "every path of \(rule.host) answers 403, those of other Ingresses too: the client certificates cannot be checked")
        }
        sentences += ingress.annotations.losses
        sentences += builder.losses(of: ingress)
        self.sentences = sentences
    }
}
