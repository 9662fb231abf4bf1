// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import Testing

/// What a manifest asks for, whatever cloud's words it uses.
struct RequirementTests {
    private static let aws = "service.beta.kubernetes.io/aws-load-balancer-"

    @Test func `one annotation of Amazon's holds several requirements`() {
        let judged = Judged(
            Judged.service(
                "\(Self.aws)type: external, \(Self.aws)scheme: internet-facing, "
                    + "\(Self.aws)attributes: 'load_balancing.cross_zone.enabled=true,deletion_protection.enabled=true', "
                    + "\(Self.aws)target-group-attributes: 'stickiness.enabled=true,deregistration_delay.timeout_seconds=30'"), on: ["eks"])
        #expect(judged.assessment.endpoints.first?.home == "eks")
        for word in [
            "affinity client-ip", "timeout.drain 30", "balancing.cross-zone yes", "lifecycle.protection yes", "reachability public",
        ] {
            #expect(judged.requirements.contains(word), "\(word) is not in \(judged.requirements)")
        }
    }

    @Test func `an entry that something beside it makes another thing says nothing`() {
        let judged = Judged(
            Judged.service(
                "\(Self.aws)type: external, \(Self.aws)target-group-attributes: 'stickiness.enabled=true,stickiness.type=other'"),
            on: ["eks"], home: "eks")
        #expect(!judged.requirements.contains("affinity client-ip"))
    }

    @Test func `Linode's JSON is read as source ranges`() {
        let judged = Judged(
            Judged.service(
                "service.beta.kubernetes.io/linode-loadbalancer-firewall-acl: '{\"allowList\": {\"ipv4\": [\"192.0.2.7/24\"], \"ipv6\": [\"2001:db8::/32\"]}}'"
            ),
            on: ["lke"])
        #expect(judged.requirements.contains("source-ranges 192.0.2.0/24,2001:db8::/32"))
    }

    @Test func `what is said of one port leaves the others what is said of all`() {
        let azure = "service.beta.kubernetes.io/"
        let judged = Judged(
            Judged.service(
                "\(azure)azure-load-balancer-health-probe-protocol: http, \(azure)port_443_health-probe_protocol: https",
                ports: "[{name: a, port: 80}, {name: b, port: 443}]"), on: ["aks"])
        #expect(judged.requirements.contains("health-check.protocol 80 HTTP"))
        #expect(judged.requirements.contains("health-check.protocol 443 HTTPS"))
        #expect(!judged.requirements.contains("health-check.protocol HTTP"))
    }

    @Test func `a certificate is asked for on the ports that end TLS`() {
        let judged = Judged(
            Judged.service(
                "\(Self.aws)ssl-cert: 'arn:c', \(Self.aws)ssl-ports: '443'", ports: "[{name: a, port: 80}, {name: b, port: 443}]"),
            on: ["aws-ccm"])
        #expect(judged.requirements.contains("tls.certificate 443 arn:c"))
        #expect(judged.requirements.contains("port.protocol 80 TCP"))
        #expect(!judged.requirements.contains { $0.hasPrefix("tls.certificate 80") })
    }

    @Test func `neutral words win over all others, and a hyphen takes one back`() {
        let judged = Judged(
            Judged.service(
                "networking.gke.io/load-balancer-type: Internal, requirements.portolan.dev/reachability: public, "
                    + "requirements.portolan.dev/timeout.idle: '60', requirements.portolan.dev/affinity: '-'",
                spec: "sessionAffinity: ClientIP"))
        #expect(judged.requirements.contains("reachability public"))
        #expect(judged.requirements.contains("timeout.idle 60"))
        #expect(!judged.requirements.contains { $0.hasPrefix("affinity") })
    }

    @Test func `the home is the target whose controller takes the Service`() {
        let auto = Judged.service("\(Self.aws)scheme: internal", spec: "loadBalancerClass: eks.amazonaws.com/nlb")
        #expect(Judged(auto, on: ["gke"]).assessment.endpoints.first?.home == "eks-auto")
        #expect(Judged(auto, on: ["gke"], home: "eks").assessment.endpoints.first?.home == "eks")
        #expect(Judged(Judged.service("portolan.dev/home: lke, \(Self.aws)internal: 'true'")).assessment.endpoints.first?.home == "lke")
        #expect(Judged(Judged.service()).assessment.endpoints.first?.home == nil)
    }

    @Test func `a value that only one of two controllers knows tells which is meant`() {
        for words in ["type: nlb", "backend-protocol: tcp"] {
            let judged = Judged(Judged.service("\(Self.aws)\(words)"), on: ["gke"])
            #expect(judged.assessment.endpoints.first?.home == "aws-ccm", "\(words)")
            #expect(judged.requirements.contains("reachability public"))
        }
        #expect(Judged(Judged.service("\(Self.aws)type: external"), on: ["gke"]).requirements.contains("reachability private"))
    }

    @Test func `ranges that let everybody in ask for nothing`() {
        #expect(
            !Judged(Judged.service(spec: "loadBalancerSourceRanges: [0.0.0.0/0]")).requirements.contains { $0.hasPrefix("source-ranges") })
    }
}
