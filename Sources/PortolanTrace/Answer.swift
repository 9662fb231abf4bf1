// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

/// What answers a request (contract: `routing.md`).
public struct Answer: Hashable, Sendable {
    /// Why there is no answer at all.
    public enum Refusal: String, Hashable, Sendable {
        /// Nothing listens on the port.
        case noListener = "no-listener"
        /// The TLS handshake fails.
        case noCertificate = "no-certificate"
        /// A TCP, UDP or TLS listener with nothing behind it.
        case noBackend = "no-backend"
        /// Nobody serves the object.
        case unclaimed
        /// The controller refuses the object.
        case failed
        /// The API server or a webhook refuses the object.
        case invalid
    }

    /// A part of the traffic.
    public struct Share: Hashable, Sendable {
        /// `ns/name`, or the status that this part gets.
        public var name: String
        /// Tenths of a percent.
        public var permille: Int
    }

    /// The Service (`ns/name`) that the request is sent to.
    public var service: String?
    /// Its port.
    public var port: PortValue?
    /// Where several Services share the traffic: their parts, adding up to 1000.
    public var services: [Share] = []
    /// The path that the backend sees, query included, where it is not the client's.
    public var path: String?
    /// The host that the backend sees, where it is not the client's.
    public var host: String?
    /// Changes of headers on the way to the backend.
    public var requestHeaders = HeaderChanges()
    /// Changes of headers on the way back.
    public var responseHeaders = HeaderChanges()
    /// The load balancer's own answer.
    public var status: Int?
    /// Where a redirect leads.
    public var location: String?
    /// Services that get a copy.
    public var mirrors: [String] = []
    /// Why there is no answer at all.
    public var refused: Refusal?

    /// No answer yet.
    public init() {}

    static func refused(_ refusal: Refusal) -> Answer {
        var answer = Answer()
        answer.refused = refusal
        return answer
    }

    static func status(_ status: Int) -> Answer {
        var answer = Answer()
        answer.status = status
        return answer
    }
}
