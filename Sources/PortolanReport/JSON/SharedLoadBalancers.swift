// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Keeps a document linear in its input where many objects share one load balancer: a proxy has the rules of all its Ingresses, and each of
/// them would list them all again.
///
/// A load balancer with few rules stands in full at every object, as the contract has it. One with many stands in full at the first, and
/// elsewhere with the object's own rules and the name of that first object.
struct SharedLoadBalancers {
    /// How many rules a load balancer may have that stands in full everywhere.
    static let ruleLimit = 400

    private struct Key: Hashable {
        var target: String
        var identity: String
    }

    private var first: [Key: ObjectReference] = [:]

    /// A load balancer as it is to be written at an object, and where the whole of it stands.
    mutating func share(
        _ balancer: LoadBalancer, of exposure: Exposure, at object: ObjectReference, on target: String
    ) -> (balancer: LoadBalancer, whole: ObjectReference?) {
        guard let identity = balancer.identity, balancer.listeners.reduce(0, { $0 + $1.rules.count }) > Self.ruleLimit else {
            return (balancer, nil)
        }
        let key = Key(target: target, identity: identity)
        guard let whole = first[key] else {
            first[key] = object
            return (balancer, nil)
        }
        guard whole != object else { return (balancer, nil) }
        let own = Set(exposure.routes.map(\.route)).union([object])
        var part = balancer
        var services: Set<String> = []
        for index in part.listeners.indices {
            let rules = part.listeners[index].rules.filter { rule in rule.origin.map { own.contains($0.object) } ?? false }
            services.formUnion(rules.flatMap(\.backends).map(\.service))
            if case .route = part.listeners[index].duty { part.listeners[index].duty = .route(rules) }
        }
        part.backends = part.backends.filter { services.contains($0.service) }
        return (part, whole)
    }
}
