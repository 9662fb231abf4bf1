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
    }

    /// What annotations make of a rule; `nil` where the listener has no such rule.
    package typealias Adaptation = @Sendable (_ rule: Rule, _ ingress: Ingress, _ isTLS: Bool) -> Rule?

    /// The controller's id, which is the product too.
    package var product: String
    /// Parts of the names of its images.
    package var images: [String]
    /// How it reads requests.
    package var dataPlane: DataPlane
    /// How it matches a path; none where it drops the path.
    package var matches: @Sendable (Ingress.Path) -> [Match]
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
    /// What is said of an Ingress whose wishes are lost.
    package var notes: @Sendable (Ingress) -> [String] = { _ in [] }

    /// Makes a proxy that does what the Ingress API asks for.
    package init(product: String, images: [String], dataPlane: DataPlane, matches: @escaping @Sendable (Ingress.Path) -> [Match]) {
        self.product = product
        self.images = images
        self.dataPlane = dataPlane
        self.matches = matches
    }

    /// The exposures of the Ingresses that it claims, one each, in their order.
    package func exposures(of claimed: [Entrance], in cluster: Cluster) -> [Exposure] {
        let ingresses = claimed.compactMap { entrance in if case .ingress(let ingress) = entrance { ingress } else { nil } }
        let table = IngressProxyTable(ingresses, of: self, in: cluster)
        let front = ProxyFront(in: cluster, images: images)
        var balancer = table.loadBalancer
        balancer.scope = front?.address?.scope
        if let front { balancer.families = front.families }
        return claimed.map { entrance in
            Exposure(
                status: .provisioned, address: front?.address, loadBalancers: [balancer],
                notes: table.notes[entrance.metadata.reference] ?? [], through: front?.reference)
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
