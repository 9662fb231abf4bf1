// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What load balancers cost a month, reckoned by hand: hours are 730 a month, and the unit prices stand in the catalogues with their sources.
@Suite struct CostTests {
    /// A Service, where it runs, and what it costs.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let target: String
        var ports = 1
        var annotations: [String: String] = [:]
        var set: [String] = []
        var region: String?
        let sum: String

        init(
            _ name: String, _ target: String, ports: Int = 1, _ annotations: [String: String] = [:], set: [String] = [],
            region: String? = nil, is sum: String
        ) {
            testDescription = name
            self.target = target
            self.ports = ports
            self.annotations = annotations
            self.set = set
            self.region = region
            self.sum = sum
        }
    }

    private static let aws = "service.beta.kubernetes.io/aws-load-balancer"
    private static let oci = "service.beta.kubernetes.io/oci-load-balancer"
    private static let digitalOcean = "service.beta.kubernetes.io/do-loadbalancer"
    private static let internetFacing = ["\(aws)-scheme": "internet-facing"]

    static let cases = [
        // 730 × 0.0225 = 16.425, and three addresses of 730 × 0.005 = 3.65.
        Case("NLB in the default three subnets", "eks", internetFacing, is: "27.38 USD us-east-1"),
        Case(
            "NLB with two subnets", "eks", internetFacing.merging(["\(aws)-subnets": "subnet-1,subnet-2"]) { $1 }, is: "23.73 USD us-east-1"
        ),
        Case("NLB where two subnets are discovered", "eks", internetFacing, set: ["discoveredSubnets=2"], is: "23.73 USD us-east-1"),
        Case(
            "NLB with three allocations", "eks",
            internetFacing.merging(["\(aws)-eip-allocations": "eipalloc-1,eipalloc-2,eipalloc-3"]) { $1 },
            is: "27.38 USD us-east-1"),
        Case("internal NLB", "eks", is: "16.43 USD us-east-1"),
        Case("internal NLB in Frankfurt: 730 × 0.027", "eks", region: "aws=eu-central-1", is: "19.71 USD eu-central-1"),
        Case("NLB in Frankfurt: 19.71 + 10.95", "eks", internetFacing, region: "aws=eu-central-1", is: "30.66 USD eu-central-1"),
        Case("NLB in Ireland: 730 × 0.0252 + 10.95", "eks", internetFacing, region: "aws=eu-west-1", is: "29.35 USD eu-west-1"),
        Case("NLB in London: 730 × 0.02646 + 10.95", "eks", internetFacing, region: "aws=eu-west-2", is: "30.27 USD eu-west-2"),
        Case("NLB in Tokyo: 730 × 0.0243 + 10.95", "eks", internetFacing, region: "aws=ap-northeast-1", is: "28.69 USD ap-northeast-1"),
        Case("NLB where no price is known", "eks", region: "aws=me-south-1", is: "about 16.43 USD us-east-1"),
        // 2,750 units of 730 × 0.006 = 4.38 beside 27.375.
        Case(
            "NLB with reserved capacity", "eks",
            internetFacing.merging(["\(aws)-minimum-load-balancer-capacity": "CapacityUnits=2750"]) { $1 }, is: "12072.38 USD us-east-1"),
        Case("CLB in the default three subnets: 730 × 0.025 + 10.95", "aws-ccm", is: "29.20 USD us-east-1"),
        Case("internal CLB", "aws-ccm", ["\(aws)-internal": "true"], is: "18.25 USD us-east-1"),
        Case(
            "CLB in Frankfurt: 730 × 0.030 + 10.95", "aws-ccm", region: "aws=eu-central-1", is: "32.85 USD eu-central-1 (old: 2019-11-01)"),
        Case("CLB in London: 730 × 0.0294 + 10.95", "aws-ccm", region: "aws=eu-west-2", is: "32.41 USD eu-west-2"),
        Case("GKE, five rules for the price of one: 730 × 0.025", "gke", is: "18.25 USD us-central1"),
        Case("GKE in Frankfurt: 730 × 0.030", "gke", region: "gcp=europe-west3", is: "21.90 USD europe-west3 (old: 2019-02-12)"),
        Case(
            "GKE in São Paulo: 730 × 0.038", "gke", region: "gcp=southamerica-east1", is: "27.74 USD southamerica-east1 (old: 2019-02-12)"),
        // The cluster's own outbound rule is one of the first five: 18.25 + 3.65, then 7.30 a rule.
        Case("AKS with four ports", "aks", ports: 4, is: "21.90 USD"),
        Case("AKS with five ports", "aks", ports: 5, is: "29.20 USD (old: 2025-06-01)"),
        Case("AKS with six ports", "aks", ports: 6, is: "36.50 USD (old: 2025-06-01)"),
        Case(
            "internal AKS with five ports", "aks", ports: 5, ["service.beta.kubernetes.io/azure-load-balancer-internal": "true"],
            is: "18.25 USD"),
        Case(
            "internal AKS with six ports", "aks", ports: 6, ["service.beta.kubernetes.io/azure-load-balancer-internal": "true"],
            is: "25.55 USD (old: 2025-06-01)"),
        // 730 × 0.0113 = 8.249, and 730 × 0.0001 for each Mbit/s beyond ten.
        Case("OCI with the default shape of 100 Mbit/s", "oke", is: "14.82 USD"),
        Case(
            "OCI with a flexible shape of 400 Mbit/s", "oke",
            ["\(oci)-shape": "flexible", "\(oci)-shape-flex-min": "400", "\(oci)-shape-flex-max": "400"], is: "36.72 USD"),
        Case(
            "OCI with a flexible shape of 10 Mbit/s", "oke",
            ["\(oci)-shape": "flexible", "\(oci)-shape-flex-min": "10", "\(oci)-shape-flex-max": "100"], is: "8.25 USD"),
        Case("OCI with a fixed shape of 400 Mbit/s", "oke", ["\(oci)-shape": "400Mbps"], is: "36.72 USD"),
        Case("OCI network load balancer", "oke", ["oci.oraclecloud.com/load-balancer-type": "nlb"], is: "free"),
        Case("DigitalOcean's network load balancer", "doks", is: "15.00 USD (old: 2025-06-01)"),
        Case(
            "DigitalOcean's largest size is six nodes", "doks",
            ["\(digitalOcean)-type": "REGIONAL", "\(digitalOcean)-size-slug": "lb-large"],
            is: "72.00 USD"),
        Case(
            "DigitalOcean with three units", "doks", ["\(digitalOcean)-type": "REGIONAL", "\(digitalOcean)-size-unit": "3"], is: "36.00 USD"
        ),
        Case("Linode", "lke", is: "10.00 USD us-east"),
        Case("Linode in Jakarta", "lke", region: "linode=id-cgk", is: "12.00 USD id-cgk"),
        Case("Linode in São Paulo", "lke", region: "linode=br-gru", is: "14.00 USD br-gru"),
        Case(
            "Linode's premium size is by request", "lke", ["service.beta.kubernetes.io/linode-loadbalancer-nodebalancer-type": "premium"],
            is: "?"),
        Case("Hetzner", "hcloud", ["load-balancer.hetzner.cloud/location": "fsn1"], is: "7.49 EUR fsn1 (old: 2026-04-01)"),
        Case(
            "Hetzner where the region is named", "hcloud", ["load-balancer.hetzner.cloud/location": "hel1"],
            is: "7.49 EUR hel1 (old: 2026-04-01)"),
        Case("Hetzner in Ashburn", "hcloud", ["load-balancer.hetzner.cloud/location": "ash"], is: "about 7.49 EUR fsn1 (old: 2026-04-01)"),
        Case(
            "Hetzner's middle size", "hcloud",
            ["load-balancer.hetzner.cloud/location": "nbg1", "load-balancer.hetzner.cloud/type": "lb21"],
            is: "21.49 EUR nbg1 (old: 2026-04-01)"),
        Case(
            "Hetzner's largest size has no known price", "hcloud",
            ["load-balancer.hetzner.cloud/location": "nbg1", "load-balancer.hetzner.cloud/type": "lb31"], is: "?"),
        // 730 × 0.023 and 730 × 0.005.
        Case("Scaleway", "scaleway", is: "20.44 EUR fr-par"),
        Case("Scaleway in Amsterdam", "scaleway", region: "scaleway=nl-ams", is: "20.44 EUR nl-ams"),
        Case("Scaleway in Warsaw", "scaleway", region: "scaleway=pl-waw", is: "about 20.44 EUR fr-par"),
        Case("OVHcloud: 730 × 0.0095", "ovh", is: "6.94 EUR"),
        Case("OVHcloud's large flavor: 730 × 0.0633", "ovh", ["loadbalancer.ovhcloud.com/flavor": "large"], is: "46.21 EUR"),
        Case("Exoscale: 730 × 0.03472", "exoscale", is: "25.35 EUR (old: 2026-05-20)"),
        Case("Vultr", "vultr", is: "10.00 USD"),
        Case("Vultr with three nodes", "vultr", ["service.beta.kubernetes.io/vultr-loadbalancer-node-count": "3"], is: "30.00 USD"),
        Case("IBM is not known", "iks", is: "?"), Case("Alibaba is not known", "ack", is: "?"),
        Case("one's own nodes", "k3s", is: "free"),
    ]

    private static func service(_ one: Case, name: String = "web") -> String {
        let annotations = one.annotations.sorted { $0.key < $1.key }.map { "    \($0.key): \"\($0.value)\"" }
        let ports = (0..<one.ports).map { "    - {name: p\($0), port: \(8_001 + $0)}" }
        return """
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
              annotations:
                example.com/none: "1"
            \(annotations.joined(separator: "\n"))
            spec:
              type: LoadBalancer
              selector: {app: \(name)}
              ports:
            \(ports.joined(separator: "\n"))

            """
    }

    private static func options(_ one: Case) -> [String] {
        one.set.flatMap { ["--set", "\(one.target).\($0)"] } + (one.region.map { ["--region", $0] } ?? [])
    }

    /// What the table says behind the scores of a target, of the app as it is written.
    private static func sum(_ run: RunResult, _ target: String) -> String? {
        let line = run.output.split(separator: "\n").first { $0.hasPrefix("  \(target) ") && $0.contains("→ ") }
        // "  eks  works as it is   55 → 100  32.85 USD us-east-1 → 43.80 USD"
        let parts = line?.split(separator: "→") ?? []
        guard parts.count > 1 else { return nil }
        return parts[1].split(separator: " ").dropFirst().joined(separator: " ")
    }

    @Test(arguments: cases) func `a sum is what a hand reckons`(_ one: Case) throws {
        let run = portolan.run(["plan", "-", "--target", one.target] + Self.options(one), input: Self.service(one))
        #expect(run.status == 0, "\(run.errors)")
        #expect(Self.sum(run, one.target) == one.sum, "\(run.output)")
    }

    /// The costs of a plan's JSON.
    private static func costs(_ arguments: [String], _ manifest: String) throws -> [String: [String: Any]] {
        let run = portolan.run(["plan", "-", "--format", "json"] + arguments, input: manifest)
        #expect(run.status == 0, "\(run.errors)")
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        return try #require(plan["costs"] as? [String: [String: Any]])
    }

    private static func amounts(_ cost: [String: Any]?, _ key: String) -> [String] {
        (cost?[key] as? [[String: Any]] ?? []).map { "\($0["amount"] ?? "") \($0["currency"] ?? "")" }
    }

    @Test func `JSON says the same, with a year, the regions, and where each price was read`() throws {
        let one = Case("", "eks", Self.internetFacing, region: "aws=me-south-1", is: "")
        let cost = try Self.costs(["--target", "eks"] + Self.options(one), Self.service(one))["eks"]
        #expect(Self.amounts(cost, "perMonth") == ["27.38 USD"])
        #expect(Self.amounts(cost, "perYear") == ["328.50 USD"])
        #expect(cost?["regions"] as? [String] == ["us-east-1"])
        #expect(cost?["isAbout"] as? Bool == true)
        let product = (cost?["products"] as? [[String: Any]])?.first
        #expect(product?["region"] as? String == "me-south-1")
        let lines = product?["lines"] as? [[String: Any]] ?? []
        #expect(lines.map { $0["quantity"] as? Int } == [1, 3])
        #expect(lines.allSatisfy { ($0["source"] as? String)?.hasPrefix("https://") == true && $0["isBuiltIn"] as? Bool == true })
    }

    @Test func `rules are made for each family, and each family's is paid for`() throws {
        let ports = (1...3).map { "    - {name: p\($0), port: \($0)}" }.joined(separator: "\n")
        let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: LoadBalancer
              ipFamilyPolicy: RequireDualStack
              selector: {app: web}
              ports:
            \(ports)

            """
        // Three ports on two families and the outbound rule are seven rules: 18.25 + 2 × 7.30 + 3.65.
        let cost = try Self.costs(["--target", "aks", "--set", "aks.clusterIPFamilies=IPv4,IPv6"], manifest)["aks"]
        #expect(Self.amounts(cost, "perMonth") == ["36.50 USD"])
    }

    @Test func `what a cluster shares is paid for once`() throws {
        let web = Case("", "aks", ports: 2, is: "")
        let manifest = Self.service(web) + "---\n" + Self.service(web, name: "shop")
        let costs = try Self.costs(["--target", "aks,gke,eks"], manifest)
        // Four rules and the outbound one on one load balancer, an address each.
        #expect(Self.amounts(costs["aks"], "perMonth") == ["25.55 USD"])
        #expect(Self.amounts(costs["gke"], "perMonth") == ["18.25 USD"])
        #expect(Self.amounts(costs["eks"], "perMonth") == ["32.85 USD"])
    }

    @Test func `Ingresses of one group share a load balancer, which is paid for once`() throws {
        let ingresses = ["a", "b"].map { name in
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: \(name)
              annotations: {alb.ingress.kubernetes.io/group.name: shared, alb.ingress.kubernetes.io/scheme: internet-facing}
            spec:
              ingressClassName: alb
              rules:
                - host: \(name).example.com
                  http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}

            """
        }
        let service = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}

            """
        let cost = try Self.costs(["--target", "eks"], ([service] + ingresses).joined(separator: "---\n"))["eks"]
        // One ALB, 730 × 0.0225, and an address in each of three zones.
        #expect(Self.amounts(cost, "perMonth") == ["27.38 USD"])
    }

    @Test(arguments: [
        ("eks=eu-central-1", "eks"), ("google-cloud=europe-west3", "gke"), ("oracle=eu-frankfurt-1", "oke"), ("gke=europe-west3", "gke"),
        ("hcloud=nbg1", "hcloud"),
    ])
    func `a cloud is understood by its targets' names and by what it is called`(_ region: String, _ target: String) {
        let run = portolan.run(["plan", "-", "--target", target, "--region", region], input: Self.service(Case("", target, is: "")))
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test(arguments: [
        ("aws=eu-centrl-1", "did you mean eu-central-1?"), ("nowhere=x", "there is no cloud nowhere"), ("oci=us-ashburn-9", "us-ashburn-1"),
        ("linode=mars", "nothing is known of a region mars"), ("k3s=here", "k3s has no regions"), ("scaleway=fr-pax", "fr-par"),
    ])
    func `a region that nothing is known of is refused`(_ region: String, _ words: String) {
        let run = portolan.run(["plan", "-", "--target", "eks", "--region", region], input: Self.service(Case("", "eks", is: "")))
        #expect(run.status == 2)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func `a provider file of the user's own states a price`() {
        let folder = TemporaryFolder()
        folder.write(
            """
            schemaVersion: portolan.provider/v1
            id: harbour
            title: Harbour
            provider: harbour
            controller: harbour
            controllerVersion: "1"
            verified: "2026-11-23"
            summary: A cloud of the tests.
            products:
              - id: harbour-lb
                title: Harbour load balancer
                cost:
                  currency: EUR
                  items:
                    - {id: base, title: load balancer, count: load-balancer, per: month, prices: {north: 4, south: 5.5}, source: "https://harbour.example", date: "2026-11-01"}
                    - {id: port, title: port beyond the first, count: listener, included: 1, per: month, price: 0.25, source: "https://harbour.example", date: "2026-11-01"}
            behaviour: {claims: [{claim: true}], loadBalancers: [{product: harbour-lb, scope: private, clientIP: node}]}

            """, to: "harbour.yaml")
        let arguments = ["plan", "-", "--provider", "\(folder.path)/harbour.yaml", "--target", "harbour", "--region", "harbour=south"]
        let run = portolan.run(arguments, input: Self.service(Case("", "harbour", ports: 3, is: "")))
        #expect(Self.sum(run, "harbour") == "6.00 EUR south", "\(run.output)\(run.errors)")
    }

    @Test func `a price that is none is refused with its place`() {
        let folder = TemporaryFolder()
        folder.write(
            """
            schemaVersion: portolan.provider/v1
            id: harbour
            title: Harbour
            provider: harbour
            controller: harbour
            controllerVersion: "1"
            verified: "2026-11-23"
            summary: A cloud of the tests.
            products:
              - id: harbour-lb
                title: Harbour load balancer
                cost:
                  items:
                    - {id: base, title: load balancer, count: load-balancers, price: 4e3, source: s, date: "2026-13-01"}
            behaviour: {claims: [{claim: true}]}

            """, to: "harbour.yaml")
        let run = portolan.run(["targets", "check", "\(folder.path)/harbour.yaml"])
        #expect(run.status == 2)
        for words in ["\"load-balancers\" is nothing that is counted", "\"4e3\" is no amount", "\"2026-13-01\" is no day"] {
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    // MARK: Traffic

    private static func traffic(_ cost: [String: Any]?) -> [String] {
        (cost?["perMonthWithTraffic"] as? [[String: Any]] ?? []).map { range in
            let to = range["to"].map { " to \($0)" } ?? " or more"
            return "\(range["from"] ?? "")\(to) \(range["currency"] ?? "")"
        }
    }

    @Test(arguments: [
        // 2,000 GB are 2,000 unit-hours of 0.006; 100 connections in a second 0.125 units and 5,000 open ones 0.05 in each of 730 hours.
        ("eks", ["--traffic", "2TB/month", "--connections", "100/s", "--open-connections", "5000"], "39.38 to 40.14 USD"),
        ("eks", ["--traffic", "2TB/month"], "39.38 or more USD"),
        ("eks", ["--traffic", "0MB", "--connections", "1600/s", "--open-connections", "0"], "36.14 to 36.14 USD"),
        // 0.005 for each of 2,000 GB.
        ("aks", ["--traffic", "2TB/month"], "31.90 to 31.90 USD"),
        ("gke", ["--traffic", "2TB"], "34.25 to 34.25 USD"),
        // A day's traffic is thirty times in a month.
        ("gke", ["--traffic", "100GB/day"], "42.25 to 42.25 USD"),
        ("doks", ["--traffic", "2TB/month"], "15.00 to 15.00 USD"),
    ])
    func `a sum with traffic is a range that a hand reckons`(_ target: String, _ options: [String], _ sum: String) throws {
        let manifest = Self.service(Case("", target, Self.internetFacing, is: ""))
        let cost = try Self.costs(["--target", target] + options, manifest)[target]
        #expect(Self.traffic(cost) == [sum])
    }

    @Test func `a file says how much single objects are used, and the rest shares what is left`() throws {
        let folder = TemporaryFolder()
        folder.write("traffic: 1TB/month\nobjects:\n  Service/default/web: {traffic: 500GB/month}\n", to: "usage.yaml")
        let manifest = Self.service(Case("", "gke", is: "")) + "---\n" + Self.service(Case("", "gke", is: ""), name: "shop")
        let cost = try Self.costs(["--target", "gke", "--usage", "\(folder.path)/usage.yaml"], manifest)["gke"]
        // 18.25, and 1,500 GB at 0.008.
        #expect(Self.traffic(cost) == ["30.25 to 30.25 USD"])
    }

    @Test(arguments: [
        (["--traffic", "2"], "expected an amount and a time"), (["--traffic=-2TB"], "expected an amount and a time"),
        (["--connections", "100"], "expected a number and a time"), (["--connections", "1e99/s"], "expected a number and a time"),
        (["--open-connections", "-1"], "--open-connections"), (["--usage", "nothing.yaml"], "nothing.yaml"),
    ])
    func `an amount of use that is none is refused`(_ options: [String], _ words: String) {
        let run = portolan.run(["plan", "-", "--target", "eks"] + options, input: Self.service(Case("", "eks", is: "")))
        #expect(run.status != 0)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func `what adaptation makes dearer or cheaper is said beside`() throws {
        let run = portolan.run(["plan", "Examples/storefront", "--target", "eks"])
        // Two internal NLBs as written; after adaptation one of them is public, with three addresses.
        #expect(run.output.contains("32.85 USD us-east-1 → 43.80 USD"), "\(run.output)")
        let json = portolan.run(["plan", "Examples/storefront", "--target", "eks", "--format", "json"])
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let cost = (plan["costs"] as? [String: [String: Any]])?["eks"]
        #expect(Self.amounts(cost, "perMonth") == ["32.85 USD"])
        #expect(Self.amounts(cost, "adaptedPerMonth") == ["43.80 USD"])
    }

    // MARK: Proxies

    private static let istio = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: istio}
        spec: {controllerName: istio.io/gateway-controller}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: edge}
        spec:
          gatewayClassName: istio
          listeners: [{name: http, port: 80, protocol: HTTP}]

        """

    @Test func `the load balancer of the Service that a Gateway brings is paid for`() throws {
        let costs = try Self.costs(["--target", "doks,eks", "--set", "doks.routing=istio", "--set", "eks.routing=istio"], Self.istio)
        #expect(Self.amounts(costs["doks"], "perMonth") == ["15.00 USD"])
        #expect(Self.amounts(costs["eks"], "perMonth") == ["16.43 USD"])
    }

    @Test func `a proxy whose Service nobody has seen is not free`() throws {
        let manifest = """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: nginx}
            spec: {controller: k8s.io/ingress-nginx}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web}
            spec:
              ingressClassName: nginx
              rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]

            """
        let costs = try Self.costs(
            ["--target", "aks,k3s", "--set", "aks.routing=ingress-nginx", "--set", "k3s.routing=ingress-nginx"], manifest)
        #expect(costs["aks"]?["unpriced"] as? [String] == ["ingress-nginx"])
        #expect((costs["aks"]?["notes"] as? [String])?.first?.contains("the Service in front of it is not in the input") == true)
        #expect(costs["k3s"]?["unpriced"] == nil)
    }

    // MARK: The report

    @Test func `the report's table says what the JSON says`() throws {
        let folder = TemporaryFolder()
        let manifest = Self.service(Case("", "", Self.internetFacing, is: ""))
        folder.write(manifest, to: "web.yaml")
        let arguments = ["\(folder.path)/web.yaml", "--target", "eks,aks,hcloud,lke,iks", "--traffic", "2TB/month"]
        let report = portolan.run(["report", "-o", "-"] + arguments)
        #expect(report.status == 0, "\(report.errors)")
        let costs = try Self.costs(Array(arguments.dropFirst()), manifest)
        for (target, cost) in costs {
            let row = try #require(Self.bar(target, in: report.output), "\(target)")
            for amount in Self.amounts(cost, "perMonth") + Self.amounts(cost, "perYear") { #expect(row.contains(amount), "\(row)") }
        }
        // The dearest fills its bar, and another is as long beside it as its part: 21.90 of 27.375.
        #expect(Self.bar("eks", in: report.output)?.contains("<rect width=\"400\"") == true)
        #expect(Self.bar("aks", in: report.output)?.contains("<rect width=\"320\"") == true)
    }

    /// A target's row in the report's table of costs.
    private static func bar(_ target: String, in page: String) -> Substring? {
        page.split(separator: "\n").first { $0.contains("<th scope=\"row\">\(target)</th><td class=\"number\">") }
    }
}
