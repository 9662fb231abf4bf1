// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

/// The tags of the public IPs that the controller makes.
enum PublicIPTags {
    /// Tags that the controller keeps for itself on a public IP, whatever an annotation says of them.
    ///
    /// Source: cloud-provider-azure 7b31c76, pkg/consts/consts.go (ServiceTagKey, ClusterNameKey, ServiceUsingDNSKey).
    private static let own = ["k8s-azure-service", "k8s-azure-cluster-name", "k8s-azure-dns-label-service"]

    /// The cluster's tags, and those of the annotation over them; keys that differ in case alone are one.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:3607 (ensurePIPTagged).
    static func tags(cluster: String?, annotation: String?) -> Settings {
        var tags = parse(cluster ?? "")
        for tag in parse(annotation ?? "") {
            guard let known = tags.first(where: { $0.name.lowercased() == tag.name.lowercased() }) else {
                tags[tag.name] = tag.value
                continue
            }
            if known.value.lowercased() != tag.value.lowercased() { tags[known.name] = tag.value }
        }
        for name in own { tags[name] = nil }
        return tags
    }

    /// Pairs between commas; what is no pair, or has no key, is passed over.
    ///
    /// The value `null`, which ARM keeps for itself, is not trimmed. Source: pkg/provider/azure_utils.go:65 (parseTags).
    static func parse(_ text: String) -> Settings {
        guard !text.isEmpty else { return [:] }
        var tags = Settings()
        for pair in GoValue.split(text) {
            let parts = GoValue.split(pair, "=")
            guard parts.count == 2 else { continue }
            let key = parts[0].trimmingSpaces()
            let value = parts[1].trimmingSpaces()
            if !key.isEmpty { tags[key] = value.lowercased() == "null" ? parts[1] : value }
        }
        return tags
    }

    /// `type=tag` pairs sorted by type; of two with one type the last counts, and an empty type is a type.
    ///
    /// Source: pkg/provider/azure_loadbalancer.go:1554 (getIPTagMap), 1573.
    static func ipTags(_ text: String) -> String? {
        var tags = Settings()
        for pair in GoValue.split(text.trimmingSpaces()) {
            let parts = GoValue.split(pair, "=")
            if parts.count == 2 { tags[parts[0].trimmingSpaces()] = parts[1].trimmingSpaces() }
        }
        return tags.isEmpty ? nil : tags.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    }
}
