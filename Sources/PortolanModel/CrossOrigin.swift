// SPDX-License-Identifier: Apache-2.0

/// Cross-origin resource sharing that the data plane answers for: which other origins may read what a rule answers.
public struct CrossOrigin: Hashable, Sendable {
    /// Origins as `scheme://host(:port)`; `*` stands for all, and in a host for any text.
    public var origins: [String]
    /// `Access-Control-Allow-Methods`.
    public var methods: [String]
    /// `Access-Control-Allow-Headers`.
    public var headers: [String]
    /// `Access-Control-Expose-Headers`.
    public var exposedHeaders: [String]
    /// `Access-Control-Allow-Credentials`.
    public var allowsCredentials: Bool
    /// `Access-Control-Max-Age` in seconds; `nil` where it is not sent.
    public var maxAge: Int?
    /// What a preflight request gets.
    public var preflightStatus: Int

    /// Makes a policy.
    public init(
        origins: [String] = [], methods: [String] = [], headers: [String] = [], exposedHeaders: [String] = [],
        allowsCredentials: Bool = false, maxAge: Int? = nil, preflightStatus: Int = 200
    ) {
        self.origins = origins
        self.methods = methods
        self.headers = headers
        self.exposedHeaders = exposedHeaders
        self.allowsCredentials = allowsCredentials
        self.maxAge = maxAge
        self.preflightStatus = preflightStatus
    }
}
