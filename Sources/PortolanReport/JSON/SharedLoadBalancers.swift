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

    /// A load balancer that stands in full somewhere.
    private struct Whole {
        var object: ObjectReference
        /// For each object that made rules: the rules of each listener, by the listener's place.
        var rules: [ObjectReference: [Int: [Rule]]] = [:]
        /// The pools of each Service.
        var pools: [String: [Pool]] = [:]

        init(_ balancer: LoadBalancer, at object: ObjectReference) {
            self.object = object
            pools = Dictionary(grouping: balancer.backends, by: \.service)
            for (place, listener) in balancer.listeners.enumerated() {
                for rule in listener.rules {
                    guard let origin = rule.origin?.object else { continue }
                    rules[origin, default: [:]][place, default: []].append(rule)
                }
            }
        }
    }

    private var wholes: [Key: Whole] = [:]

    /// A load balancer as it is to be written at an object, and where the whole of it stands.
    mutating func share(
        _ balancer: LoadBalancer, of exposure: Exposure, at object: ObjectReference, on target: String
    ) -> (balancer: LoadBalancer, whole: ObjectReference?) {
        guard let identity = balancer.identity, balancer.listeners.reduce(0, { $0 + $1.rules.count }) > Self.ruleLimit else {
            return (balancer, nil)
        }
        let key = Key(target: target, identity: identity)
        guard let whole = wholes[key] else {
            wholes[key] = Whole(balancer, at: object)
            return (balancer, nil)
        }
        guard whole.object != object else { return (balancer, nil) }
        let own = [object] + exposure.routes.map(\.route)
        var part = balancer
        var services: [String] = []
        for index in part.listeners.indices {
            guard case .route = part.listeners[index].duty else { continue }
            let rules = own.flatMap { whole.rules[$0]?[index] ?? [] }
            services += rules.flatMap(\.backends).map(\.service)
            part.listeners[index].duty = .route(rules)
        }
        var seen: Set<String> = []
        part.backends = services.filter { seen.insert($0).inserted }.flatMap { whole.pools[$0] ?? [] }
        return (part, whole.object)
    }
}
