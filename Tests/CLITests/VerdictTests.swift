// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What stands beside each score: whether it can work there, and what that takes.
@Suite struct VerdictTests {
    private func scores(_ manifest: String, _ arguments: [String]) throws -> [String: [String: Any]] {
        let run = portolan.run(["plan", "-", "--format", "json"] + arguments, input: manifest)
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let scores = try #require(plan["scores"] as? [String: Any])
        return try #require(scores["targets"] as? [String: [String: Any]])
    }

    private func verdict(_ scores: [String: [String: Any]], _ target: String) -> String {
        let effort = scores[target]?["effort"] as? [String: Int]
        return "\(scores[target]?["verdict"] as? String ?? "") \(effort?["lines"] ?? -1) \(effort?["objects"] ?? -1)"
    }

    @Test func `a plain service works as it is, or after the scheme and its annotations line`() throws {
        let scores = try scores(Manifest.service, ["--target", "eks", "--target", "gke"])
        #expect(verdict(scores, "gke") == "as-is 0 0")
        #expect(verdict(scores, "eks") == "edit 2 1")
    }

    @Test func `TLS that no load balancer of the cloud ends needs a change of the app, and says which`() throws {
        let manifest = Manifest.service.replacingOccurrences(
            of: "metadata:\n",
            with: """
                metadata:
                  annotations:
                    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
                    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/a

                """)
        let scores = try scores(manifest, ["--target", "eks", "--target", "gke"])
        #expect(verdict(scores, "eks") == "as-is 0 0")
        #expect(verdict(scores, "gke").hasPrefix("app "))
        let needs = try #require(scores["gke"]?["needs"] as? [String])
        #expect(needs.contains { $0.contains("end TLS in the pod") }, "\(needs)")
    }

    @Test func `what a cloud cannot do is not possible, with the controller's reason`() throws {
        let manifest = Manifest.service.replacingOccurrences(of: "- port: 80", with: "- {port: 3868, protocol: SCTP}")
        let scores = try scores(manifest, ["--target", "gke"])
        #expect(verdict(scores, "gke") == "impossible 0 0")
        #expect(scores["gke"]?["needs"] as? [String] == ["invalid protocol SCTP, only TCP and UDP are supported"])
    }
}
