// SPDX-License-Identifier: Apache-2.0

package import PortolanModel

/// What the specification leaves to each implementation, as far as it decides over conditions and rules.
package struct GatewayImplementation: Sendable {
    /// A kind of object by group and name.
    package struct GroupKind: Hashable, Sendable {
        /// The API group; empty for the core group.
        package var group: String
        /// The kind.
        package var kind: String

        /// Makes a kind.
        package init(_ group: String, _ kind: String) {
            self.group = group
            self.kind = kind
        }
    }

    /// The `product` of its load balancers: mostly the controller's id.
    package var product: String
    /// `spec.controllerName` of the classes that it takes.
    package var controllerNames: Set<String>
    /// The way to the pods.
    package var via = Backend.Via.proxy
    /// Usual class names that it takes although the input lacks the class: those that the platform installs.
    package var installedClasses: Set<String> = []
    /// The kinds of routes that each protocol takes, in the order of `supportedKinds`; a protocol that is not here is unknown to it.
    package var kinds: [String: [Route.Kind]] = Self.allKinds
    /// The ports that listeners of each protocol may have; `nil` for all.
    ///
    /// Others are `PortUnavailable` and take no routes.
    package var ports: [String: Set<Int>]?
    /// What rules may send to; of kinds beside Service it is only known that they are accepted.
    package var backendKinds: Set<GroupKind> = [GroupKind("", "Service")]
    /// Whether listeners take their certificates from `tls.certificateRefs`.
    package var readsCertificates = true
    /// Keys of `tls.options` that stand for a certificate.
    package var certificateOptions: Set<String> = []
    /// Annotations of the Gateway that stand for the certificates of all its listeners.
    package var certificateAnnotations: Set<String> = []
    /// Whether a Service of type `ExternalName` is a backend.
    package var takesExternalNames = true
    /// The reason where the Service has no such port.
    package var portNotFoundReason = "BackendNotFound"
    /// The status where a rule has no valid backend.
    package var invalidStatus = 500
    /// The status where a Service has no ready endpoints.
    package var unreadyStatus = 503
    /// Whether one Service without ready endpoints makes all failures of its rule `unreadyStatus`.
    package var unreadyTakesAll = false
    /// Whether an expression ranks above prefixes, and below exact paths; else it ranks below both.
    package var ranksRegexAbovePrefix = true
    /// Whether a method counts as one more header match, rather than before them.
    package var countsMethodAsHeader = false
    /// Whether listeners that differ by host alone are told apart before their routes are (feature `GatewayHTTPListenerIsolation`).
    package var isolatesListeners = true
    /// Kinds that an `ExtensionRef` filter may name.
    package var extensionKinds: Set<GroupKind> = []
    /// Whether a copy that goes nowhere makes its rule answer `invalidStatus`; else only the copy is lost.
    package var failsOnLostMirror = false
    /// Whether expressions that RE2 does not have, or that do not compile, make it leave out their rule.
    package var refusesExpressions = false
    /// Whether header changes of `Host`, or of names with `/` or `:`, make their rule answer `invalidStatus`.
    package var refusesPseudoHeaders = false
    /// The reason of `ResolvedRefs` where a backend's BackendTLSPolicy has no valid certificate; `nil` where the condition stays true.
    package var backendTLSReason: String?
    /// Filters on one backend that it takes, others making it invalid for `backendFilterReason`; `nil` where it takes all.
    package var backendFilters: Set<String>?
    /// The reason of `ResolvedRefs` for a filter on a backend that it does not take.
    package var backendFilterReason = "UnsupportedValue"
    /// Whether a TLS listener that ends TLS takes TCPRoutes too, named first in `supportedKinds`.
    package var takesTCPRoutesOverTLS = false
    /// Whether it ends TLS for TLSRoutes (feature `TLSRouteModeTerminate`).
    package var endsTLSForRoutes = true
    /// Whether TLS listeners of both modes share a port (feature `TLSRouteModeMixed`).
    package var mixesTLSModes = true
    /// Whether ports 80 and 443 are never written into a redirect, whatever its scheme.
    package var dropsUsualRedirectPorts = false
    /// How the data plane reads requests.
    package var dataPlane = DataPlane(
        hostWildcard: .labels, picksHostFirst: true, regexMatch: .whole, unmatchedStatus: 404, emptyStatus: 500)

    /// Makes an implementation that does all that the specification has.
    package init(product: String, controllerNames: Set<String>) {
        self.product = product
        self.controllerNames = controllerNames
    }

    /// The kinds that the specification gives to each protocol.
    package static let allKinds: [String: [Route.Kind]] = [
        "HTTP": [.http, .grpc], "HTTPS": [.http, .grpc], "TLS": [.tls], "TCP": [.tcp], "UDP": [.udp],
    ]
}
