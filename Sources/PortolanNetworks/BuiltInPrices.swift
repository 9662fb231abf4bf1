// SPDX-License-Identifier: Apache-2.0

/// The list prices that come with the program, so that costs are reckoned before anything is fetched.
///
/// They are list prices as their makers were known to ask them on the day named, in the region that each cloud's price page shows first.
/// The pages could not be opened when they were noted, so every place that shows one says that it is built in and unchecked; fetched
/// prices go before them.
public enum BuiltInPrices {
    /// The built-in prices.
    public static let all: [Price] = table.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " ", omittingEmptySubsequences: true)
        guard fields.count == 7, let amount = Money(decimal: fields[3], currency: String(fields[4])),
            let period = Price.Period(rawValue: String(fields[5]))
        else { return nil }
        return Price(
            product: String(fields[0]), item: PriceItem(rawValue: String(fields[1])), region: fields[2] == "-" ? "" : String(fields[2]),
            amount: amount, period: period, provenance: Provenance(url: String(fields[6]), date: "2025-06-01", isBuiltIn: true))
    }

    /// Product, item, region (`-` for all), amount, currency, period, source.
    private static let table = """
        aws-nlb base us-east-1 0.0225 USD hour https://aws.amazon.com/elasticloadbalancing/pricing/
        aws-nlb capacity-unit us-east-1 0.006 USD hour https://aws.amazon.com/elasticloadbalancing/pricing/
        aws-alb base us-east-1 0.0225 USD hour https://aws.amazon.com/elasticloadbalancing/pricing/
        aws-alb capacity-unit us-east-1 0.008 USD hour https://aws.amazon.com/elasticloadbalancing/pricing/
        aws-clb base us-east-1 0.025 USD hour https://aws.amazon.com/elasticloadbalancing/pricing/
        aws-public-ipv4 base - 0.005 USD hour https://aws.amazon.com/vpc/pricing/
        gcp-external-passthrough-nlb base us-central1 0.025 USD hour https://cloud.google.com/vpc/network-pricing
        gcp-external-passthrough-nlb rule us-central1 0.01 USD hour https://cloud.google.com/vpc/network-pricing
        gcp-target-pool-nlb base us-central1 0.025 USD hour https://cloud.google.com/vpc/network-pricing
        gcp-target-pool-nlb rule us-central1 0.01 USD hour https://cloud.google.com/vpc/network-pricing
        gcp-internal-passthrough-nlb base us-central1 0.025 USD hour https://cloud.google.com/vpc/network-pricing
        gcp-internal-passthrough-nlb rule us-central1 0.01 USD hour https://cloud.google.com/vpc/network-pricing
        azure-standard-lb base - 0.025 USD hour https://azure.microsoft.com/en-us/pricing/details/load-balancer/
        azure-standard-lb rule - 0.01 USD hour https://azure.microsoft.com/en-us/pricing/details/load-balancer/
        azure-internal-standard-lb base - 0.025 USD hour https://azure.microsoft.com/en-us/pricing/details/load-balancer/
        azure-internal-standard-lb rule - 0.01 USD hour https://azure.microsoft.com/en-us/pricing/details/load-balancer/
        azure-public-ipv4 base - 0.005 USD hour https://azure.microsoft.com/en-us/pricing/details/ip-addresses/
        oci-lb base - 0.0113 USD hour https://www.oracle.com/cloud/networking/load-balancing/pricing/
        do-regional-lb base - 12 USD month https://www.digitalocean.com/pricing/load-balancers
        do-network-lb base - 15 USD month https://www.digitalocean.com/pricing/load-balancers
        linode-nodebalancer base - 10 USD month https://www.linode.com/pricing/
        hcloud-lb lb11 - 5.39 EUR month https://www.hetzner.com/cloud/load-balancer
        hcloud-lb lb21 - 16.40 EUR month https://www.hetzner.com/cloud/load-balancer
        hcloud-lb lb31 - 32.90 EUR month https://www.hetzner.com/cloud/load-balancer
        """
}
