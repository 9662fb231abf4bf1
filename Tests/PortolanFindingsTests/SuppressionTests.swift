// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanModel
import Testing

@testable import PortolanFindings

@Suite struct SuppressionTests {
    private func codes(_ manifest: String) -> [String] {
        let inventory = read(["test.yaml": manifest])
        let all = Findings.all(in: inventory, graph: ServiceGraph(inventory))
        return Suppression(inventory, codes: Set(Findings.pages.map(\.code))).apply(all).map(\.code)
    }

    private let balanced = service("type: LoadBalancer, ports: [{port: 80}]")

    @Test func `a list of codes ignores each of them on that object only`() {
        #expect(codes(balanced + workload()) == ["one-replica", "no-readiness-probe"])
        let ignoring = "annotations: {portolan.dev/ignore: \"one-replica, no-readiness-probe\"}"
        #expect(codes(balanced + workload(metadata: ignoring)) == [])
        let elsewhere = service("type: LoadBalancer, ports: [{port: 80}]", metadata: ignoring)
        #expect(codes(elsewhere + workload()) == ["one-replica", "no-readiness-probe"])
    }

    @Test func `a reason ignores one`() {
        #expect(codes(balanced + workload(metadata: "annotations: {portolan.dev/ignore.one-replica: a demo}")) == ["no-readiness-probe"])
    }

    @Test func `a code that does not exist is a finding`() {
        #expect(
            codes(balanced + workload(metadata: "annotations: {portolan.dev/ignore: one-replcia}"))
                == ["one-replica", "ignored-code-unknown", "no-readiness-probe"])
    }
}
