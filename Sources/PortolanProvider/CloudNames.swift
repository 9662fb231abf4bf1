// SPDX-License-Identifier: Apache-2.0

/// The names that clouds are called by on the command line.
///
/// Each cloud has one name, that of its catalogues (`provider`); what people call it besides is understood, and said by its name.
public enum CloudNames {
    /// The cloud that a name means: its own, that of a target on it, or what else it is called; `nil` where it is none of these.
    ///
    /// - Parameters:
    ///   - name: The name as written.
    ///   - catalogues: The catalogues of all targets.
    public static func cloud(_ name: String, among catalogues: [Catalogue]) -> String? {
        let name = name.lowercased()
        if catalogues.contains(where: { $0.provider == name }) { return name }
        if let target = catalogues.first(where: { $0.id == name }) { return target.provider }
        return aliases[name]
    }

    /// What some clouds are called besides their own names.
    public static let aliases = [
        "google": "gcp", "google-cloud": "gcp", "oracle": "oci", "amazon": "aws", "microsoft": "azure", "akamai": "linode",
        "do": "digitalocean",
        "hcloud": "hetzner", "alicloud": "alibaba", "aliyun": "alibaba", "ovhcloud": "ovh",
    ]
}
