// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Cloud CDN of a backend service, with the defaults that the controller writes out.
///
/// Source: ingress-gce pkg/backends/features/cdn.go:32, :82.
struct CDNPolicy {
    private let cdn: YAMLNode

    init(_ cdn: YAMLNode) { self.cdn = cdn }

    var settings: Settings {
        let mode = cdn.optionalString("cacheMode") ?? "CACHE_ALL_STATIC"
        let isNegative = cdn.boolean("negativeCaching") ?? true
        var settings: Settings = [
            "enableCDN": "true", "cdnPolicy.cacheMode": mode, "cdnPolicy.negativeCaching": String(isNegative),
            "cdnPolicy.requestCoalescing": String(cdn.boolean("requestCoalescing") ?? true),
            "cdnPolicy.serveWhileStale": String(cdn.integer("serveWhileStale") ?? 86400),
            "cdnPolicy.signedUrlCacheMaxAgeSec": String(cdn.integer("signedUrlCacheMaxAgeSec") ?? 0),
        ]
        // How long is said by the origin alone where its headers count, and the upper bound belongs to one mode.
        if mode == "CACHE_ALL_STATIC" { settings["cdnPolicy.maxTtl"] = String(cdn.integer("maxTtl") ?? 86400) }
        if mode != "USE_ORIGIN_HEADERS" {
            settings["cdnPolicy.clientTtl"] = String(cdn.integer("clientTtl") ?? 3600)
            settings["cdnPolicy.defaultTtl"] = String(cdn.integer("defaultTtl") ?? 3600)
        }
        let negative = isNegative ? cdn.items("negativeCachingPolicy") : []
        let codes = negative.map { "\($0.integer("code") ?? 0)=\($0.integer("ttl") ?? 0)" }
        settings["cdnPolicy.negativeCachingPolicy"] = codes.isEmpty ? nil : codes.joined(separator: ",")
        let bypassing = cdn.items("bypassCacheOnRequestHeaders").map { $0.string("headerName") }
        settings["cdnPolicy.bypassCacheOnRequestHeaders"] = bypassing.isEmpty ? nil : bypassing.joined(separator: ",")
        settings.merge(keySettings)
        return settings
    }

    /// What tells one cached answer from another.
    private var keySettings: Settings {
        let policy = cdn.field("cachePolicy")
        func flag(_ name: String) -> Bool { policy.map { $0.boolean(name) ?? false } ?? true }
        var settings: Settings = [:]
        for name in ["includeHost", "includeProtocol", "includeQueryString"] {
            settings["cdnPolicy.cacheKeyPolicy.\(name)"] = String(flag(name))
        }
        guard flag("includeQueryString") else { return settings }
        for name in ["queryStringBlacklist", "queryStringWhitelist"] {
            let names = policy?.strings(name) ?? []
            settings["cdnPolicy.cacheKeyPolicy.\(name)"] = names.isEmpty ? nil : names.joined(separator: ",")
        }
        return settings
    }
}
