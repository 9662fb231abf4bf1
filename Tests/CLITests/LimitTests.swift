// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Limits of the products, held against plans without anything fetched: just below and just above.
@Suite struct LimitTests {
    /// A limit, and what a manifest has of what it limits.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let target: String
        /// The most that is taken.
        let most: Int
        /// What the manifest with so many is, and the options that go with it.
        let manifest: @Sendable (Int) -> String
        var options: @Sendable (Int) -> [String] = { _ in [] }
        let severity: String
        /// What the finding says beside the number.
        let words: String
    }

    private static func service(ports: Int = 1, _ annotations: [String: String] = [:], name: String = "web") -> String {
        let rows = annotations.sorted { $0.key < $1.key }.map { "    \($0.key): \"\($0.value)\"" }
        return """
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
              annotations:
                example.com/none: "1"
            \(rows.joined(separator: "\n"))
            spec:
              type: LoadBalancer
              selector: {app: \(name)}
              ports:
            \((0..<ports).map { "    - {name: p\($0), port: \(1_001 + $0)}" }.joined(separator: "\n"))

            """
    }

    private static func workload(replicas: Int) -> String {
        """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: web, ports: [{containerPort: 1001}]}]}

        """
    }

    private static let aws = "service.beta.kubernetes.io/aws-load-balancer"
    private static let hetzner = "load-balancer.hetzner.cloud"

    static let cases = [
        Case(
            testDescription: "listeners of an NLB", target: "eks", most: 50, manifest: { service(ports: $0) }, severity: "error",
            words: "at most 50 listeners"),
        Case(
            testDescription: "targets of an NLB with cross-zone load balancing", target: "eks", most: 500,
            manifest: {
                service(["\(aws)-nlb-target-type": "ip", "\(aws)-attributes": "load_balancing.cross_zone.enabled=true"])
                    + workload(replicas: $0)
            }, severity: "warning", words: "at most 500 targets"),
        Case(
            testDescription: "listeners of a Classic Load Balancer", target: "aws-ccm", most: 100, manifest: { service(ports: $0) },
            severity: "warning", words: "at most 100 listeners"),
        Case(
            testDescription: "services of an lb11", target: "hcloud", most: 5,
            manifest: { service(ports: $0, ["\(hetzner)/location": "fsn1"]) },
            severity: "error", words: "load balancer of type lb11"),
        Case(
            testDescription: "services of an lb21", target: "hcloud", most: 15,
            manifest: { service(ports: $0, ["\(hetzner)/location": "fsn1", "\(hetzner)/type": "lb21"]) }, severity: "error",
            words: "load balancer of type lb21"),
        Case(
            testDescription: "targets of an lb11", target: "hcloud", most: 25, manifest: { _ in service(["\(hetzner)/location": "fsn1"]) },
            options: { ["--set", "hcloud.nodes=\($0)"] }, severity: "error", words: "at most 25 targets"),
        Case(
            testDescription: "targets of an lb21", target: "hcloud", most: 75,
            manifest: { _ in service(["\(hetzner)/location": "fsn1", "\(hetzner)/type": "lb21"]) },
            options: { ["--set", "hcloud.nodes=\($0)"] }, severity: "error", words: "at most 75 targets"),
        Case(
            testDescription: "targets of an lb31", target: "hcloud", most: 150,
            manifest: { _ in service(["\(hetzner)/location": "fsn1", "\(hetzner)/type": "lb31"]) },
            options: { ["--set", "hcloud.nodes=\($0)"] }, severity: "error", words: "at most 150 targets"),
        Case(
            testDescription: "listeners of an OCI load balancer", target: "oke", most: 16, manifest: { service(ports: $0) },
            severity: "error",
            words: "at most 16 listeners"),
        Case(
            testDescription: "backends of an OCI load balancer", target: "oke", most: 512, manifest: { _ in service() },
            options: { ["--set", "oke.nodes=\($0)"] }, severity: "error", words: "at most 512 backends"),
        Case(
            testDescription: "forwarding rules of Vultr's", target: "vultr", most: 15, manifest: { service(ports: $0) }, severity: "error",
            words: "at most 15 forwarding rules"),
        Case(
            testDescription: "listeners of Alibaba's CLB", target: "ack", most: 50, manifest: { service(ports: $0) }, severity: "warning",
            words: "at most 50 listeners"),
        Case(
            testDescription: "servers of Alibaba's CLB", target: "ack", most: 200, manifest: { _ in service() },
            options: { ["--set", "ack.nodes=\($0)"] }, severity: "warning", words: "at most 200 backend servers"),
        Case(
            testDescription: "Exoscale's load balancers", target: "exoscale", most: 5,
            manifest: { count in (0..<count).map { service(name: "s\($0)") }.joined(separator: "---\n") }, severity: "warning",
            words: "at most 5 load balancers"),
        Case(
            testDescription: "nodes of DigitalOcean's", target: "doks", most: 200,
            manifest: {
                service([
                    "service.beta.kubernetes.io/do-loadbalancer-type": "REGIONAL",
                    "service.beta.kubernetes.io/do-loadbalancer-size-unit": "\($0)",
                ])
            }, severity: "error", words: "at most 200 nodes"),
    ]

    private static func findings(_ one: Case, _ count: Int) throws -> [[String: Any]] {
        let run = portolan.run(
            ["plan", "-", "--target", one.target, "--format", "json"] + one.options(count), input: one.manifest(count))
        #expect(run.status == 0, "\(run.errors)")
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        return (plan["findings"] as? [[String: Any]] ?? []).filter { $0["code"] as? String == "limit-exceeded" }
    }

    @Test(arguments: cases) func `as many as the product takes are no finding, one more is`(_ one: Case) throws {
        #expect(try Self.findings(one, one.most).isEmpty)
        let found = try Self.findings(one, one.most + 1).filter { ($0["message"] as? String)?.contains(one.words) == true }
        #expect(found.count == 1, "\(found)")
        #expect(found.first?["severity"] as? String == one.severity)
        #expect((found.first?["message"] as? String)?.contains("needs \(one.most + 1)") == true)
    }

    @Test(arguments: [(65_299, false), (65_300, true), (65_310, true), (65_311, false)])
    func `a port that the product keeps for itself is found`(_ port: Int, _ isReserved: Bool) {
        let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: \(port)}]}

            """
        let run = portolan.run(["plan", "-", "--target", "vultr"], input: manifest)
        #expect(run.output.contains("port-reserved") == isReserved, "\(run.output)")
    }

    @Test func `Node objects of the input are counted`() throws {
        let nodes = (0..<26).map { "---\napiVersion: v1\nkind: Node\nmetadata: {name: n\($0)}\n" }.joined()
        let run = portolan.run(
            ["plan", "-", "--target", "hcloud"], input: Self.service(["\(Self.hetzner)/location": "fsn1"]) + nodes)
        #expect(run.output.contains("at most 25 targets"), "\(run.output)\(run.errors)")
    }

    @Test func `a wrong number of nodes is refused`() {
        let run = portolan.run(["plan", "-", "--target", "hcloud", "--set", "hcloud.nodes=none"], input: Self.service())
        #expect(run.status == 2)
        #expect(run.errors.contains("expected a whole number of nodes"), "\(run.errors)")
    }
}
