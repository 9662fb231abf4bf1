// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Whenever the plan shows that no client is answered, the score says so, and a finding why.
@Suite struct AnswerTests {
    private struct Judged {
        var scores: [String: Int]
        var findings: [String]
        var table: String
    }

    private func judged(_ manifest: String, on targets: [String]) throws -> Judged {
        let arguments = ["plan", "-"] + targets.flatMap { ["--target", $0] }
        let run = portolan.run(arguments + ["--format", "json"], input: manifest)
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let scores = (plan["scores"] as? [String: Any])?["targets"] as? [String: [String: Any]] ?? [:]
        let findings = (plan["findings"] as? [[String: Any]] ?? []).map { finding in
            ["severity", "code", "target"].compactMap { finding[$0] as? String }.joined(separator: " ")
        }
        return Judged(
            scores: scores.compactMapValues { $0["asWritten"] as? Int }, findings: findings,
            table: portolan.run(arguments, input: manifest).output)
    }

    private static func app(service: String, replicas: Int = 2, version: String = "apps/v1") -> String {
        """
        apiVersion: \(version)
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - {name: web, image: example.com/web:1, ports: [{name: http, containerPort: 8080}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {type: LoadBalancer, \(service)}

        """
    }

    private static let served = "selector: {app: web}, ports: [{port: 80, targetPort: http}]"

    @Test(arguments: [
        (app(service: "selector: {app: wbe}, ports: [{port: 80, targetPort: http}]"), "error selector-matches-nothing"),
        (app(service: "selector: {ap: web}, ports: [{port: 80, targetPort: http}]"), "error selector-matches-nothing"),
        (app(service: "selector: {app: web}, ports: [{port: 80, targetPort: https}]"), "error target-port-name-undeclared"),
        (app(service: served, replicas: 0), "error no-replicas"),
        (app(service: served, version: "extensions/v1beta1"), "error removed-api-version"),
    ]) func `pods that never answer leave nothing on any target`(manifest: String, finding: String) throws {
        let found = try judged(manifest, on: ["gke", "aks"])
        #expect(found.scores == ["gke": 0, "aks": 0])
        #expect(found.findings.contains(finding), "\(found.findings)")
        #expect(found.table.contains("80/TCP → not served: "))
    }

    @Test func `pods that may answer leave the score as it is`() throws {
        #expect(try judged(Self.app(service: Self.served), on: ["gke"]).scores == ["gke": 100])
        // Another version of the same app, and pods that an operator makes, are no slip of the pen.
        let versions = Self.app(service: "selector: {app: web-2}, ports: [{port: 80}]").replacing("app: web}", with: "app: web-1}")
        #expect(try judged(versions, on: ["gke"]).scores == ["gke": 100])
        #expect(try judged(Manifest.service, on: ["gke"]).scores == ["gke": 100])
    }

    @Test func `a selector that is a letter off says which label was meant`() {
        let run = portolan.run(
            ["plan", "-", "--target", "gke"], input: Self.app(service: "selector: {app: wbe}, ports: [{port: 80, targetPort: http}]"))
        #expect(run.output.contains("did you mean app=web?"))
    }

    @Test func `an object that the API server refuses has 0, and fails the gate`() throws {
        let manifest = Manifest.service.replacing("port: 80", with: "port: 80443")
        #expect(try judged(manifest, on: ["gke"]).scores == ["gke": 0])
        #expect(portolan.run(["gate", "-", "--target", "gke", "--min-score", "1"], input: manifest).status == 1)
        #expect(try judged(manifest.replacing("LoadBalancer", with: "ClusterIP"), on: ["gke"]).scores == [:])
    }

    private static let claimedByWords = Manifest.service.replacing("type: LoadBalancer", with: "type: ClusterIP").replacing(
        "metadata:",
        with: """
            metadata:
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-type: external
                service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
                service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
            """)

    @Test func `a load balancer that one cloud gives to a ClusterIP Service is judged, and elsewhere its type is the change`() throws {
        let found = try judged(Self.claimedByWords, on: ["eks", "gke"])
        #expect(found.scores == ["eks": 100, "gke": 0])
        #expect(found.table.contains("works after 1 line in 1 object"))
        #expect(found.table.contains("nothing outside the cluster reaches it"))
        #expect(portolan.run(["gate", "-", "--target", "gke", "--min-score", "1"], input: Self.claimedByWords).status == 1)
    }

    @Test func `a target that inherits gives a ClusterIP Service what its base gives it`() throws {
        let folder = TemporaryFolder()
        folder.write(
            """
            schemaVersion: portolan.provider/v1
            id: mine
            title: Mine
            provider: aws
            controller: aws-load-balancer-controller
            controllerVersion: 3.5.0
            verified: "2026-11-23"
            summary: A cluster of the tests.
            inherits: eks

            """, to: "mine.yaml")
        let run = portolan.run(
            ["plan", "-", "--provider", "\(folder.path)/mine.yaml", "--target", "mine", "--format", "json"], input: Self.claimedByWords)
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let endpoint = try #require((plan["endpoints"] as? [[String: Any]])?.first)
        let exposure = try #require((endpoint["exposures"] as? [String: [String: Any]])?["mine"])
        #expect(exposure["status"] as? String == "provisioned")
    }

    @Test func `one UDP port where the load balancer cannot serve UDP has 0, and one of two has half`() throws {
        let place = "metadata:\n  annotations: {load-balancer.hetzner.cloud/location: fsn1}"
        let udp = Manifest.service.replacing("metadata:", with: place).replacing("- port: 80", with: "- {port: 53, protocol: UDP}")
        let alone = try judged(udp, on: ["hcloud"])
        #expect(alone.scores == ["hcloud": 0])
        #expect(alone.findings.contains("error no-client-answered hcloud"))
        #expect(alone.table.contains("53/UDP → not served: "))
        let both = try judged(udp.replacing("- {port: 53", with: "- {name: web, port: 80}\n    - {name: dns, port: 53"), on: ["hcloud"])
        #expect(both.scores == ["hcloud": 50])
        #expect(both.findings.contains("error port-not-served hcloud"))
        #expect(both.table.contains("53/UDP → not served: "))
    }

    @Test func `a raw protocol behind an HTTP listener is not served`() throws {
        let annotations =
            "{service.beta.kubernetes.io/do-loadbalancer-type: REGIONAL, service.beta.kubernetes.io/do-loadbalancer-protocol: http}"
        let manifest = Manifest.service.replacing("metadata:", with: "metadata:\n  annotations: \(annotations)")
        #expect(try judged(manifest, on: ["doks"]).scores == ["doks": 100])
        let found = try judged(manifest.replacing("port: 80", with: "port: 5432"), on: ["doks"])
        #expect(found.scores == ["doks": 0])
        #expect(found.findings.contains("error no-client-answered doks"))
        #expect(found.table.contains("the listener speaks HTTP, and clients speak PostgreSQL"))
    }

    @Test func `pods that wait for a PROXY protocol header answer nobody where none is sent`() throws {
        let annotations =
            "{service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing, service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: '*'}"
        let found = try judged(
            Manifest.service.replacing("metadata:", with: "metadata:\n  annotations: \(annotations)"), on: ["eks", "gke"])
        #expect(found.scores == ["eks": 100, "gke": 0])
        #expect(found.findings.contains("error no-client-answered gke"))
    }

    @Test func `without node ports to probe nobody is answered on AKS`() throws {
        let found = try judged(Manifest.service + "  allocateLoadBalancerNodePorts: false\n", on: ["aks", "gke"])
        #expect(found.scores == ["aks": 0, "gke": 100])
        #expect(found.findings.contains("error no-client-answered aks"))
    }

    @Test func `True with a capital letter is public on AKS itself, and a danger`() throws {
        let annotations = "{service.beta.kubernetes.io/azure-load-balancer-internal: 'True'}"
        let found = try judged(Manifest.service.replacing("metadata:", with: "metadata:\n  annotations: \(annotations)"), on: ["aks"])
        #expect(found.scores == ["aks": 0])
        #expect(found.findings.contains("critical becomes-public aks"))
    }
}
