// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The tags that the manifest gives: freeform tags as they are, defined tags as `Namespace.Key`.
    ///
    /// Without any the controller's configuration decides. Source: load_balancer_spec.go:1467
    func tags() throws(GoError) -> Settings {
        var freeform = annotation(lb: .freeformTags, nlb: .networkFreeformTags).value
        var defined = annotation(lb: .definedTags, nlb: .networkDefinedTags).value
        if kind == .networkLoadBalancer {
            freeform = freeform ?? service[.networkOldFreeformTags]
            defined = defined ?? service[.networkOldDefinedTags]
        }
        var tags = Settings()
        for tag in try members(freeform, as: .map(.string), prefix: "failed to parse free form tags annotation: ") {
            tags[tag.key] = tag.value.tagText
        }
        for namespace in try members(defined, as: .map(.map(.any)), prefix: "failed to parse defined tags annotation: ") {
            for tag in namespace.value.members { tags["\(namespace.key).\(tag.key)"] = tag.value.tagText }
        }
        return tags
    }

    private func members(_ text: String?, as shape: JSONShape, prefix: String) throws(GoError) -> [(key: String, value: GoJSONValue)] {
        guard let text, !text.isEmpty else { return [] }
        return try JSONShape.read(text, as: shape, prefix: prefix).members
    }
}

extension GoJSONValue {
    /// A tag's value as text; Oracle's tags hold nothing but texts, so that arrays and objects are only named.
    fileprivate var tagText: String {
        switch kind {
        case .string, .number, .bool: text
        case .null: ""
        case .array, .object: kind.rawValue
        }
    }
}
