// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The variables of the environment that fetching looks at.
public enum FetchEnvironment {
    /// The names.
    public static let names = [
        "HOME", "XDG_CACHE_HOME", "all_proxy", "ALL_PROXY", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY",
        "CURL_CA_BUNDLE",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
        "AWS_SHARED_CREDENTIALS_FILE", "AWS_REGION", "AWS_DEFAULT_REGION", "HCLOUD_TOKEN", "SOURCE_DATE_EPOCH",
    ]

    /// Those that are set, with their values.
    public static var current: [String: String] {
        Dictionary(uniqueKeysWithValues: names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } })
    }
}

extension Credentials {
    /// Finds credentials in the environment or in the user's profile.
    public static func find(in variables: [String: String]) -> Credentials? {
        find(in: variables) { path in (try? CacheFile.read(path, limit: 1 << 20)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
