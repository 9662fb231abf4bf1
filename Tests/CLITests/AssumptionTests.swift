// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What the cluster decides is said as an assumption, and not charged to the app.
@Suite struct AssumptionTests {
    private func plan(_ manifest: String, _ arguments: [String], in folder: String = Repository.root) throws -> [String: Any] {
        let run = portolan.run(["plan", "-", "--format", "json"] + arguments, input: manifest, in: folder)
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    private func assumptions(_ plan: [String: Any], _ target: String) -> [[String: String]] {
        let exposures = ((plan["endpoints"] as? [[String: Any]])?.first?["exposures"] as? [String: [String: Any]]) ?? [:]
        return exposures[target]?["assumptions"] as? [[String: String]] ?? []
    }

    private func score(_ plan: [String: Any], _ target: String) -> Int? {
        ((plan["scores"] as? [String: Any])?["targets"] as? [String: [String: Any]])?[target]?["asWritten"] as? Int
    }

    private func findings(_ plan: [String: Any]) -> [[String: Any]] { plan["findings"] as? [[String: Any]] ?? [] }

    @Test(arguments: ["metallb", "cilium", "kube-vip"]) func `pools that the input does not hold are the platform's`(target: String) throws
    {
        let without = try plan(Manifest.service, ["--target", target])
        #expect(assumptions(without, target).map { $0["option"] } == ["pools"])
        #expect(score(without, target) == 100)
        let finding = try #require(findings(without).first { $0["code"] as? String == "cluster-decides" })
        #expect((finding["remedy"] as? String)?.contains("--set \(target).pools=") == true)
        let with = try plan(Manifest.service, ["--target", target, "--set", "\(target).pools=203.0.113.0/24"])
        #expect(assumptions(with, target).isEmpty)
        #expect(findings(with).isEmpty)
        #expect(score(with, target) == 100)
    }

    @Test func `a private pool in the input makes a private address, and that is no danger`() throws {
        let pool = """
            {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: lan, namespace: metallb-system}, spec: {addresses: [192.168.0.0/24]}}
            ---
            {apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: {name: lan, namespace: metallb-system}}
            ---

            """
        let found = try plan(pool + Manifest.service, ["--target", "metallb"])
        let exposure = ((found["endpoints"] as? [[String: Any]])?.first?["exposures"] as? [String: [String: Any]])?["metallb"]
        #expect((exposure?["address"] as? [String: Any])?["scope"] as? String == "private")
        #expect(score(found, "metallb") == 100)
        #expect(!findings(found).contains { $0["severity"] as? String == "critical" })
    }

    @Test(arguments: ["kind", "harvester"]) func `who reaches a cluster's own addresses is no danger of the app`(target: String) throws {
        let found = try plan(Manifest.service, ["--target", target])
        #expect(score(found, target) == 100)
        #expect(assumptions(found, target).count == 1)
        #expect(!findings(found).contains { $0["severity"] as? String == "critical" })
    }

    @Test func `what the distribution has by default counts, and the finding names the option that changes it`() throws {
        let found = try plan(Manifest.service, ["--target", "k3s", "--target", "rke2"])
        #expect(score(found, "k3s") == 0)
        #expect(assumptions(found, "k3s").map { $0["option"] } == ["traefik"])
        #expect(assumptions(found, "rke2").map { $0["option"] } == ["enableServicelb", "traefik"])
        let remedies = findings(found).compactMap { $0["remedy"] as? String }
        #expect(remedies.contains { $0.contains("--set k3s.traefik=false") })
    }

    @Test func `a node port hangs on the nodes' addresses and firewall`() throws {
        let found = try plan(Manifest.service.replacing("LoadBalancer", with: "NodePort"), ["--target", "eks"])
        #expect(assumptions(found, "eks").first?["effect"]?.contains("firewall") == true)
    }

    @Test func `two families that the default cluster lacks name the option`() throws {
        let found = try plan(Manifest.service + "  ipFamilyPolicy: RequireDualStack\n", ["--target", "gke"])
        let finding = try #require(findings(found).first { $0["code"] as? String == "cluster-decides" })
        #expect((finding["remedy"] as? String)?.contains("--set gke.clusterIPFamilies=IPv4,IPv6") == true)
    }

    @Test func `assumptions are saved into the configuration, beside what it says`() throws {
        let folder = TemporaryFolder()
        folder.write("targets: [metallb, k3s]\nset:\n  k3s.servicelb: \"true\"\n", to: ".portolan.yaml")
        let run = portolan.run(["plan", "-", "--save-assumptions"], input: Manifest.service, in: folder.path)
        #expect(run.errors.contains("wrote .portolan.yaml"))
        let text = String(decoding: try #require(TextFile.read("\(folder.path)/.portolan.yaml")), as: UTF8.self)
        #expect(text.contains("  metallb.pools: \"192.0.2.0/24\"\n"))
        #expect(text.contains("  k3s.traefik: \"true\"\n"))
        #expect(text.contains("  k3s.servicelb: \"true\"\n"))
        #expect(findings(try plan(Manifest.service, [], in: folder.path)).isEmpty)
        let empty = TemporaryFolder()
        _ = portolan.run(["plan", "-", "--target", "metallb", "--save-assumptions"], input: Manifest.service, in: empty.path)
        let fresh = String(decoding: try #require(TextFile.read("\(empty.path)/.portolan.yaml")), as: UTF8.self)
        #expect(fresh == "set:\n  metallb.pools: \"192.0.2.0/24\"\n")
    }
}
