// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

extension BackendConfig {
    /// The schema of version v1, which is the one that is stored.
    ///
    /// Source: ingress-gce pkg/apis/backendconfig/v1/zz_generated.openapi.go.
    static let schema = CustomResourceSchema.object(
        common.merging([
            "cdn": .object(
                [
                    "enabled": .boolean, "bypassCacheOnRequestHeaders": .list(.object(["headerName": .string])),
                    "cachePolicy": cachePolicy, "cacheMode": .string, "clientTtl": .integer, "defaultTtl": .integer, "maxTtl": .integer,
                    "negativeCaching": .boolean, "negativeCachingPolicy": .list(.object(["code": .integer, "ttl": .integer])),
                    "requestCoalescing": .boolean, "serveWhileStale": .integer, "signedUrlCacheMaxAgeSec": .integer,
                    "signedUrlKeys": .list(.object(["keyName": .string, "keyValue": .string, "secretName": .string])),
                ], required: ["enabled"]),
            "customResponseHeaders": headers,
            "logging": .object(["enable": .boolean, "sampleRate": .number]),
        ]) { _, new in new })

    /// The schema of version v1beta1, which has less.
    ///
    /// Source: ingress-gce pkg/apis/backendconfig/v1beta1/zz_generated.openapi.go.
    static let betaSchema = CustomResourceSchema.object(
        common.merging([
            "cdn": .object(["enabled": .boolean, "cachePolicy": cachePolicy], required: ["enabled"])
        ]) { _, new in new })

    private static let common: [String: CustomResourceSchema] = [
        "iap": .object(
            [
                "enabled": .boolean,
                "oauthclientCredentials": .object(
                    ["secretName": .string, "clientID": .string, "clientSecret": .string], required: ["secretName"]),
            ], required: ["enabled"]),
        "securityPolicy": .object(["name": .string], required: ["name"]),
        "timeoutSec": .integer,
        "connectionDraining": .object(["drainingTimeoutSec": .integer]),
        "sessionAffinity": .object(["affinityType": .string, "affinityCookieTtlSec": .integer]),
        "customRequestHeaders": headers,
        "healthCheck": .object([
            "checkIntervalSec": .integer, "timeoutSec": .integer, "healthyThreshold": .integer, "unhealthyThreshold": .integer,
            "type": .string, "port": .integer, "requestPath": .string,
        ]),
    ]

    private static let headers = CustomResourceSchema.object(["headers": .list(.string)])

    private static let cachePolicy = CustomResourceSchema.object([
        "includeHost": .boolean, "includeProtocol": .boolean, "includeQueryString": .boolean, "queryStringBlacklist": .list(.string),
        "queryStringWhitelist": .list(.string),
    ])
}
