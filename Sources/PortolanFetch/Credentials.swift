// SPDX-License-Identifier: Apache-2.0

/// The user's own AWS credentials.
public struct Credentials: Hashable, Sendable {
    var keyID: String
    var secret: String
    var sessionToken: String?

    /// Makes credentials.
    public init(keyID: String, secret: String, sessionToken: String? = nil) {
        self.keyID = keyID
        self.secret = secret
        self.sessionToken = sessionToken
    }

    /// Finds credentials as AWS's own tools do: the environment first, then the profile in the shared credentials file.
    ///
    /// - Parameters:
    ///   - variables: The environment.
    ///   - contents: Reads a file; `nil` where there is none.
    public static func find(in variables: [String: String], contents: (String) -> String?) -> Credentials? {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let keyID = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") {
            return Credentials(keyID: keyID, secret: secret, sessionToken: value("AWS_SESSION_TOKEN"))
        }
        let path = value("AWS_SHARED_CREDENTIALS_FILE") ?? value("HOME").map { "\($0)/.aws/credentials" }
        guard let path, let text = contents(path) else { return nil }
        return profile(value("AWS_PROFILE") ?? "default", in: text)
    }

    /// Reads one profile of a credentials file (`[name]`, then `key = value` lines).
    static func profile(_ name: String, in text: String) -> Credentials? {
        var values: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[") {
                isInside = line.dropFirst().prefix { $0 != "]" } == name
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") {
                values[line[..<equals].filter { $0 != " " && $0 != "\t" }] = line[line.index(after: equals)...].filter {
                    $0 != " " && $0 != "\t"
                }
            }
        }
        guard let keyID = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else { return nil }
        return Credentials(keyID: keyID, secret: secret, sessionToken: values["aws_session_token"])
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// Nothing that could end up in a log.
    public var description: String { "credentials" }
    /// Nothing that could end up in a log.
    public var debugDescription: String { "credentials" }
}
