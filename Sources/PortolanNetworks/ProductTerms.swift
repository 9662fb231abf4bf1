// SPDX-License-Identifier: Apache-2.0

/// How a product's monthly sum is made up: what its base price includes, and what is paid beside it.
struct ProductTerms: Sendable {
    /// What the base price pays for.
    var baseTitle = "load balancer"
    /// How many rules the base price includes; `nil` where rules cost nothing.
    var includedRules: Int?
    /// The product under which its public IPv4 addresses are sold; `nil` where they cost nothing.
    var addressProduct: String?
    /// The size that is bought where the manifest names none; `nil` where there are no sizes.
    var defaultSize: String?
    /// What is counted over the whole cluster where its load balancers are paid for together; `nil` where each is paid for on its own.
    var pool: Pool?
    /// Whether it costs nothing.
    var isFree = false
    /// What the sum leaves out.
    var notes: [String] = []

    /// What a cluster's load balancers of one product are counted by where they share a base price.
    enum Pool: Sendable {
        /// All listeners are rules of one load balancer.
        case listeners
        /// Each load balancer is a rule.
        case balancers
    }

    /// What a product is paid for together with: itself, or all of Google's forwarding rules.
    static func poolKey(_ product: String) -> String { all[product]?.pool == .balancers ? "forwarding rules" : product }

    /// The terms of a product; `nil` where they are not known.
    static func of(_ product: String) -> ProductTerms? { all[product] }

    private static let all: [String: ProductTerms] = [
        "aws-nlb": aws, "aws-alb": aws, "aws-clb": aws,
        "gcp-external-passthrough-nlb": google, "gcp-internal-passthrough-nlb": google, "gcp-target-pool-nlb": google,
        "azure-standard-lb": azure, "azure-internal-standard-lb": azure,
        "oci-lb": ProductTerms(notes: ["without bandwidth beyond the first 10 Mbit/s"]),
        "oci-nlb": ProductTerms(isFree: true, notes: ["network load balancers are free of charge; traffic out of the region is not"]),
        "do-regional-lb": ProductTerms(baseTitle: "load balancer node"),
        "do-network-lb": ProductTerms(baseTitle: "load balancer node"),
        "linode-nodebalancer": ProductTerms(notes: ["without traffic beyond the account's transfer pool"]),
        "hcloud-lb": ProductTerms(defaultSize: "lb11", notes: ["without VAT, and without traffic beyond what is included"]),
        "metallb": ownNodes, "klipper": ownNodes, "cilium-lb-ipam": ownNodes, "kube-vip": ownNodes,
    ]

    private static let aws = ProductTerms(addressProduct: "aws-public-ipv4", notes: ["without capacity units (LCU) and traffic"])
    private static let google = ProductTerms(
        baseTitle: "forwarding rules, up to 5", includedRules: 5, pool: .balancers,
        notes: ["without traffic; the first five forwarding rules of a project and region are paid for together"])
    private static let azure = ProductTerms(
        baseTitle: "load balancer with 5 rules", includedRules: 5, addressProduct: "azure-public-ipv4", pool: .listeners,
        notes: ["without traffic; a cluster's public services share one load balancer, which is paid for once"])
    private static let ownNodes = ProductTerms(isFree: true, notes: ["runs on the cluster's own nodes"])
}
