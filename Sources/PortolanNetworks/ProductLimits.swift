// SPDX-License-Identifier: Apache-2.0

public import PortolanModel
public import PortolanProvider

/// The limits of the products that load balancers of one target are, held against a plan.
///
/// They are the product's own, from the catalogue, and need no fetching; where the account's own quota was fetched it takes the place of
/// the product's default.
public struct ProductLimits: Sendable {
    private let target: String
    private var products: [String: Catalogue.Product] = [:]
    private var sizes: [String: Catalogue.SizeChoice] = [:]
    private let quotas: [String: Quota]

    /// Gathers the limits.
    ///
    /// - Parameters:
    ///   - target: The target's catalogue.
    ///   - others: All other catalogues, for the products of its routing controllers.
    ///   - quotas: The account's own, of one region.
    public init(_ target: Catalogue, others: [Catalogue], quotas: [Quota]) {
        self.target = target.id
        self.quotas = Dictionary(quotas.map { ($0.name, $0) }) { first, _ in first }
        for product in ([target] + others.filter { $0.provider == target.provider || $0.isRouting }).flatMap(\.products) {
            if products[product.id] == nil { products[product.id] = product }
            if sizes[product.id] == nil { sizes[product.id] = product.cost?.size }
        }
    }

    /// What exceeds a limit, in the order of the plan: each limit of a load balancer where it is exceeded, each that holds for all of them at
    /// the first load balancer over it.
    ///
    /// What the account already has is not known, so that only what the plan alone exceeds is found.
    public func findings(for planned: [PlannedLoadBalancer]) -> [Finding] {
        var used: [String: Int] = [:]
        var seen: Set<[String]> = []
        var findings: [Finding] = []
        for plan in planned {
            guard let product = products[plan.balancer.product] else { continue }
            if let identity = plan.balancer.identity, !seen.insert([product.id, identity]).inserted { continue }
            findings += Set(plan.balancer.listeners.map(\.port)).sorted().filter { product.reservedPorts?.contains($0) == true }.map {
                reserved($0, product, plan)
            }
            for limit in product.limits {
                guard let counts = limit.counts, holds(limit, for: plan.balancer), let amount = amount(counts, plan, product) else {
                    continue
                }
                let quota = limit.quota.flatMap { quotas[$0] }
                let most = quota?.limit ?? limit.value
                guard counts.isOfAll else {
                    if amount > most { findings.append(exceeded(limit, quota, plan, product, "this one needs \(amount)")) }
                    continue
                }
                let key = limit.quota ?? "\(product.id) \(limit.name)"
                let before = used[key, default: 0]
                used[key] = before + amount
                guard before <= most, before + amount > most else { continue }
                findings.append(exceeded(limit, quota, plan, product, "up to this object the plan needs \(before + amount)"))
            }
        }
        return findings
    }

    private func holds(_ limit: Catalogue.Limit, for balancer: LoadBalancer) -> Bool {
        limit.when.allSatisfy { wanted in
            let choice = sizes[balancer.product].flatMap { $0.setting == wanted.name ? $0.usual : nil }
            return (balancer.settings[wanted.name] ?? choice) == wanted.value
        }
    }

    private func amount(_ counts: Catalogue.LimitCount, _ plan: PlannedLoadBalancer, _ product: Catalogue.Product) -> Int? {
        let balancer = plan.balancer
        switch counts {
        case .listeners: return balancer.listeners.count
        case .listenersByFamily: return balancer.listeners.count * max(1, balancer.families.count)
        case .targetGroups, .allTargetGroups: return balancer.backends.isEmpty ? balancer.listeners.count : balancer.backends.count
        case .targets: return plan.targets
        case .nodes: return plan.nodes
        case .certificates:
            return balancer.listeners.reduce(0) { $0 + max(0, ($1.tls?.certificates.count ?? 0) - 1) }
        case .securityGroups: return balancer.securityGroups.count
        case .units:
            let paid = PaidLoadBalancer(balancer)
            return product.cost?.items.compactMap { item -> Int? in
                guard case .setting = item.count else { return nil }
                return paid.quantity(of: item.count)
            }.max()
        case .loadBalancers: return 1
        }
    }

    // MARK: Words

    private func exceeded(
        _ limit: Catalogue.Limit, _ quota: Quota?, _ plan: PlannedLoadBalancer, _ product: Catalogue.Product, _ need: String
    ) -> Finding {
        if let quota {
            return Finding(
                code: "quota-exceeded", severity: .error, subject: plan.subject, target: target, location: plan.location,
                message: "the account's quota \(quota.name) in \(quota.region) is \(quota.limit) and \(need) (read"
                    + " \(quota.provenance.date)): the controller cannot create the load balancer and the address stays pending",
                remedy: "ask the cloud for a higher quota, or put fewer services or ports behind load balancers of their own")
        }
        let bound = "\(product.title) takes at most \(limit.value) \(limit.name) for each \(limit.per), and \(need)"
        return Finding(
            code: "limit-exceeded", severity: limit.adjustable ? .warning : .error, subject: plan.subject, target: target,
            location: plan.location,
            message: limit.adjustable
                ? "\(bound): the cloud refuses what is beyond unless it has raised the limit for the account"
                : "\(bound): the cloud refuses what is beyond, so it is never reached",
            remedy: limit.adjustable
                ? "ask the cloud for a higher limit before, or put fewer ports or services behind load balancers of their own"
                : "spread it over several load balancers, or choose a product or size that takes more")
    }

    private func reserved(_ port: Int, _ product: Catalogue.Product, _ plan: PlannedLoadBalancer) -> Finding {
        let range = product.reservedPorts.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "\(port)"
        return Finding(
            code: "port-reserved", severity: .error, subject: plan.subject, target: target, location: plan.location,
            message: "\(product.title) keeps the ports \(range) for itself, so it refuses port \(port)", remedy: "take another port")
    }
}

extension Catalogue.LimitCount {
    /// Whether it is counted over all load balancers of the plan.
    var isOfAll: Bool {
        switch self {
        case .listenersByFamily, .allTargetGroups, .loadBalancers: true
        default: false
        }
    }
}
