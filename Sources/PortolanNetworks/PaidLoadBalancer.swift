// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
public import PortolanProvider

/// A load balancer of a plan, with what decides over its price besides itself.
public struct PaidLoadBalancer: Sendable {
    /// The load balancer.
    public var balancer: LoadBalancer
    /// The addresses that the manifest names, which load balancers may share.
    public var requested: [String]
    /// The Service in front of it where it is a proxy: that is what is paid for.
    public var through: ObjectReference?
    /// The annotations of the object that asks for it.
    public var annotations: [String: String]
    /// How much it is used; `nil` where nobody says.
    public var usage: Usage?
    /// The target's options, defaults filled in.
    public var options: TargetOptions

    /// Makes one.
    public init(
        _ balancer: LoadBalancer, requested: [String] = [], through: ObjectReference? = nil, annotations: [String: String] = [:],
        options: TargetOptions = TargetOptions([:])
    ) {
        self.balancer = balancer
        self.requested = requested
        self.through = through
        self.annotations = annotations
        self.options = options
    }

    /// The size that is bought.
    func size(_ choice: Catalogue.SizeChoice) -> String {
        balancer.settings[choice.setting] ?? choice.annotation.flatMap { annotations[$0] } ?? choice.usual
    }

    private var hasPublicIPv4: Bool { balancer.scope == .public && balancer.families.contains(.ipv4) }

    /// How many of what is counted it has; how many for all that are paid for with it where that is one for all.
    func quantity(of count: Catalogue.CostCount) -> Int {
        switch count {
        case .loadBalancer, .pool: 1
        case .listener: balancer.listeners.count
        case .listenerAndFamily: balancer.listeners.count * max(1, balancer.families.count)
        case .publicIPv4: hasPublicIPv4 ? 1 : 0
        case .publicIPv4AndZone(let option, let usual):
            hasPublicIPv4 ? (balancer.subnets.isEmpty ? max(1, options.integer(option) ?? usual) : balancer.subnets.count) : 0
        case .setting(let names, let values, let usual): number(names, values) ?? usual
        case .gigabyte, .capacityUnit: 0
        }
    }

    private func number(_ names: [String], _ values: [String: Int]) -> Int? {
        for name in names {
            guard let text = balancer.settings[name] else { continue }
            if let number = values[text] ?? Int(text) { return min(max(number, 0), 1_000_000_000) }
        }
        return nil
    }
}

/// What is known of the prices of products on one target: its own catalogue's, then what the cloud's other catalogues and those of routing
/// controllers say.
public struct ProductCosts: Sendable {
    private var byProduct: [String: Catalogue.Cost] = [:]

    /// Gathers the costs.
    ///
    /// - Parameters:
    ///   - target: The target's catalogue.
    ///   - others: All other catalogues; those of targets on other clouds say nothing here.
    public init(_ target: Catalogue, others: [Catalogue]) {
        areFree = target.products.allSatisfy { $0.cost.map { $0.items.isEmpty && $0.unknown == nil } ?? false }
        let near = others.filter { $0.provider == target.provider || $0.isRouting }
        for product in ([target] + near).flatMap(\.products) where byProduct[product.id] == nil { byProduct[product.id] = product.cost }
    }

    /// Whether all that the target itself sells is free, as on one's own nodes.
    public let areFree: Bool

    /// The cost of a product; `nil` where nothing is known.
    public subscript(product: String) -> Catalogue.Cost? { byProduct[product] }
}
