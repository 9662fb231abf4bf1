// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest

/// A FrontendConfig (networking.gke.io/v1beta1): what is asked of the load balancer's own side.
///
/// Source: ingress-gce pkg/apis/frontendconfig/v1beta1/types.go:34.
struct FrontendConfig {
    /// Whether port 80 answers with redirects to https alone.
    let redirects: Bool
    /// The Compute API's name of the redirect's status, as written; empty for the default.
    let responseCodeName: String
    /// The SSL policy of port 443; `nil` where none is named, empty where it is taken away.
    let sslPolicy: String?

    init(_ metadata: ObjectMeta) {
        let spec = metadata.node.field("spec")
        let redirect = spec?.field("redirectToHttps")
        redirects = redirect?.boolean("enabled") ?? false
        responseCodeName = redirect?.string("responseCodeName") ?? ""
        sslPolicy = spec?.optionalString("sslPolicy")
    }

    /// The redirect's status; `nil` where the Compute API does not know the name.
    ///
    /// Source: Compute API v1, HttpRedirectAction.redirectResponseCode; the controller passes the text on (pkg/translator/translator.go:246).
    var status: Int? {
        switch responseCodeName {
        case "", "MOVED_PERMANENTLY_DEFAULT": 301
        case "FOUND": 302
        case "SEE_OTHER": 303
        case "TEMPORARY_REDIRECT": 307
        case "PERMANENT_REDIRECT": 308
        default: nil
        }
    }

    static let schema = CustomResourceSchema.object([
        "sslPolicy": .string,
        "redirectToHttps": .object(["enabled": .boolean, "responseCodeName": .string], required: ["enabled"]),
    ])
}
