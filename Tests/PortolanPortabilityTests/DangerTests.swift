// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import Testing

/// What nobody asked for but differs.
struct DangerTests {
    private func codes(_ app: String, on target: String) throws -> [String] { try Judged(app).column(target).dangers.map(\.code) }

    @Test(arguments: ["aks", "oke", "doks", "lke", "openstack"])
    func `private at home and public elsewhere is critical`(target: String) throws {
        let app = Judged.service("networking.gke.io/load-balancer-type: Internal")
        #expect(try codes(app, on: target) == ["becomes-public"])
        #expect(try codes(app, on: "gke").isEmpty)
        let finding = Judged(app, on: [target]).assessment.dangerFindings.first { $0.code == "becomes-public" }
        #expect(finding?.severity == .critical)
        #expect(finding?.message == "private by networking.gke.io/load-balancer-type, it gets a public address on \(target)")
        #expect(finding?.location.line == 3)
    }

    @Test func `private in the words of clouds that are not home counts as well`() throws {
        let app = Judged.service(
            "cloud.google.com/neg: x, networking.gke.io/load-balancer-type: External, cloud.google.com/network-tier: Standard, "
                + "service.beta.kubernetes.io/aws-load-balancer-scheme: internal")
        #expect(try codes(app, on: "aks").isEmpty, "home says public outright")
        let silent = Judged.service(
            "cloud.google.com/network-tier: Standard, cloud.google.com/l4-rbs: enabled, service.beta.kubernetes.io/aws-load-balancer-scheme: internal"
        )
        #expect(Judged(silent).assessment.endpoints.first?.home == "gke")
        #expect(try codes(silent, on: "aks") == ["becomes-public"])
        #expect(try codes(silent, on: "gke") == ["becomes-public"])
        #expect(try codes(silent, on: "eks").isEmpty)
    }

    @Test func `a default scope that differs is said, unless the manifest says it in the target's words`() throws {
        #expect(try codes(Judged.service(), on: "eks") == ["default-scope-differs"])
        #expect(try codes(Judged.service(), on: "aks").isEmpty)
        #expect(try codes(Judged.service("service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing"), on: "eks").isEmpty)
    }

    @Test func `source ranges that nobody enforces are a danger`() throws {
        let app = Judged.service(spec: "loadBalancerSourceRanges: [192.0.2.0/24]")
        #expect(try codes(app, on: "lke") == ["source-ranges-ignored"])
        #expect(try codes(app, on: "aks").isEmpty)
    }

    @Test func `a manifest in the words of one cloud is said to be that`() throws {
        let aws = "service.beta.kubernetes.io/aws-load-balancer-type: nlb"
        let findings = Judged(Judged.service(aws)).assessment.dangerFindings.filter { $0.code == "written-for-one-cloud" }
        #expect(findings.map(\.severity) == [.info])
        let both = Judged.service("\(aws), service.beta.kubernetes.io/azure-load-balancer-internal: 'true'")
        #expect(!Judged(both).assessment.dangerFindings.contains { $0.code == "written-for-one-cloud" })
        #expect(!Judged(Judged.service()).assessment.dangerFindings.contains { $0.code == "written-for-one-cloud" })
    }
}
