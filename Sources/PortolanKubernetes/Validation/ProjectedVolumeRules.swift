// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of projected volumes.
///
/// Trust bundles and pod certificates are dropped before the server looks (ClusterTrustBundleProjection and PodCertificateRequest are off in 1.34).
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:1115-1335.
extension Validation {
    /// `validateProjectedVolumeSource`, from inside its path.
    mutating func projected(_ volume: YAMLNode) {
        fileMode("defaultMode", in: volume)
        var paths: Set<String> = []
        let sources = volume.items("sources")
        for (index, source) in sources.enumerated() {
            let name = "sources[\(index)]"
            for kind in ["secret", "configMap"] {
                guard let object = source.field(kind) else { continue }
                inside("\(name).\(kind)", object) { validation in
                    if object.string("name").isEmpty { validation.required("name", at: object) }
                    validation.keysToPaths(object)
                }
                for item in object.items("items") { projectedPath(item, &paths) }
            }
            if let object = source.field("downwardAPI") {
                inside("\(name).downwardAPI", object) { validation in
                    for file in object.items("items") { validation.downwardAPIFile(file) }
                }
                for file in object.items("items") { projectedPath(file, &paths) }
            }
            if let token = source.field("serviceAccountToken") {
                inside("\(name).serviceAccountToken", token) { $0.tokenLifetime(token) }
                // The path lacks the source, as the server has it.
                if token.string("path").isEmpty {
                    required("path", at: token)
                } else {
                    localPath("path", at: token.field("path"), token.string("path"))
                }
            }
            let kinds = ["secret", "configMap", "downwardAPI", "serviceAccountToken"].count { source.field($0) != nil }
            if kinds > 1 { forbidden(name, at: source, "may not specify more than 1 volume type per source") }
        }
    }

    private mutating func projectedPath(_ item: YAMLNode, _ paths: inout Set<String>) {
        let path = item.string("path")
        guard !path.isEmpty, !paths.insert(path).inserted else { return }
        invalid("", at: item.field("path"), "\"\(path)\"", "conflicting duplicate paths")
    }

    private mutating func tokenLifetime(_ token: YAMLNode) {
        let seconds = token.integer("expirationSeconds") ?? 3600
        let node = token.field("expirationSeconds")
        if seconds < 600 { invalid("expirationSeconds", at: node, "\(seconds)", "may not specify a duration less than 10 minutes") }
        if seconds > 1 << 32 { invalid("expirationSeconds", at: node, "\(seconds)", "may not specify a duration larger than 2^32 seconds") }
    }
}
