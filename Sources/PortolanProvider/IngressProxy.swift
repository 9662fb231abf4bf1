// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
package import PortolanModel

/// What a proxy of Ingresses decides for itself, where it reads Ingresses alone and by hosts: the rest is the same for all such proxies.
///
/// One proxy serves all Ingresses that it claims, so that they share its rules.
package struct IngressProxy: Sendable {
    /// A path of an Ingress as the proxy matches it.
    package struct Match: Sendable {
        /// The path; `nil` for any.
        package var path: PathMatch?
        /// What decides among the paths of a host: greater is tried first, compared element by element.
        package var rank: [Int]

        /// Makes a match.
        package init(_ path: PathMatch?, rank: [Int]) {
            self.path = path
            self.rank = rank
        }
    }

    /// For which server names there is TLS.
    package enum Encryption: Sendable {
        /// For all: a default certificate stands in.
        case everyName
        /// For the hosts of `spec.tls` whose Secret can be read; without any there is no listener.
        case namedHosts
        /// As a function of the rules says: what stands behind TLS, and for which server names; no listener where it gives nothing.
        ///
        /// Its rules are final: no adaptation follows.
        case decided(@Sendable (_ rules: [Rule]) -> (rules: [Rule], serverNames: [String]?)?)
    }

    /// What becomes of a path whose Service, or its port, is not there.
    package enum MissingBackend: Sendable {
        /// The path is left out, and other rules take its requests.
        case dropsPath
        /// The path is there, and answers with a status; one that names its port by name is left out where the name cannot be looked up.
        case answers(Int)
    }

    /// What annotations make of a rule; `nil` where the listener has no such rule.
    package typealias Adaptation = @Sendable (_ rule: Rule, _ ingress: Ingress, _ isTLS: Bool) -> Rule?

    /// The controller's id, which is the product too.
    package var product: String
    /// Parts of the names of its images.
    package var images: [String]
    /// How it reads requests.
    package var dataPlane: DataPlane
    /// Places (`ns/name`) of the Service that stands in front of it as it is usually installed.
    package var frontPlaces: Set<String> = []
    /// How it matches a path of an Ingress; none where it drops the path.
    package var matches: @Sendable (Ingress.Path, Ingress) -> [Match]
    /// Whether rules of exact hosts are tried before those of wildcards, and those before rules for any host; else `Match.rank` says all.
    package var ranksHosts = true
    /// Whether several rules with one host and path become one that shares its requests evenly; else the first of them takes all.
    package var mergesEqualRules = false
    /// Whether it is up to chance which of several equal rules of different Ingresses is tried first.
    package var leavesTiesToChance = false
    /// What becomes of a path whose Service is not there.
    package var missingBackend = MissingBackend.dropsPath
    /// What it makes of a Service's port: what is spoken to the pods.
    package var spoken: @Sendable (Service, ServicePort) -> String = { _, _ in "HTTP" }
    /// For which server names there is TLS.
    package var encryption = Encryption.everyName
    /// Whether Services of type `ExternalName` are backends.
    package var takesExternalNames = true
    /// Whether a default backend answers for hosts that rules name, where none of their paths fits; otherwise for other hosts alone.
    package var defaultServesAllHosts = false
    /// What annotations make of rules.
    package var adaptation: Adaptation = { rule, _, _ in rule }
    /// Equal for Ingresses that share their proxies; the product where all do.
    package var identity: String?
    /// What is said of an Ingress whose wishes are lost.
    package var notes: @Sendable (Ingress) -> [String] = { _ in [] }
    /// What is wrong with an Ingress that others should know as a finding.
    package var troubles: @Sendable (Ingress) -> [RoutingTrouble] = { _ in [] }

    /// Makes a proxy that does what the Ingress API asks for.
    package init(product: String, images: [String], dataPlane: DataPlane, matches: @escaping @Sendable (Ingress.Path, Ingress) -> [Match]) {
        self.product = product
        self.images = images
        self.dataPlane = dataPlane
        self.matches = matches
    }

    /// The exposures of the Ingresses that it claims, one each, in their order.
    package func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance in if case .ingress(let ingress) = entrance { ingress } else { nil } }
        let table = IngressProxyTable(ingresses, of: self, in: cluster)
        let front = ProxyFront(in: cluster, images: images, places: frontPlaces)
        var balancer = table.loadBalancer
        balancer.scope = front?.address?.scope
        if let front { balancer.families = front.families }
        return claimed.map { entrance in
            var exposure = Exposure(
                status: .provisioned, address: front?.address, loadBalancers: [balancer],
                notes: table.notes[entrance.metadata.reference] ?? [], through: front?.reference)
            if case .ingress(let ingress) = entrance { exposure.troubles = troubles(ingress) }
            return exposure
        }
    }

    /// The class of an Ingress as the API server has stored it: a cluster's default class stands in where it names none in either way.
    package static func className(of ingress: Ingress, in cluster: Cluster) -> String? {
        guard cluster.defaultsClass(of: ingress) else { return ingress.className }
        return cluster.ingressClasses.filter(\.isDefault).max {
            ($0.metadata.creationTimestamp, $1.metadata.name) < ($1.metadata.creationTimestamp, $0.metadata.name)
        }?.metadata.name
    }
}
