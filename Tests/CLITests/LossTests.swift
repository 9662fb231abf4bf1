// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What a target takes away that can do harm, and what an adaptation writes against it.
@Suite struct LossTests {
    private func plan(_ manifest: String, _ targets: [String], _ arguments: [String] = []) throws -> [String: Any] {
        let run = portolan.run(["plan", "-", "--format", "json"] + targets.flatMap { ["--target", $0] } + arguments, input: manifest)
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    private func codes(_ plan: [String: Any]) -> [String] {
        (plan["findings"] as? [[String: Any]] ?? []).map { finding in
            ["severity", "code", "target"].compactMap { finding[$0] as? String }.joined(separator: " ")
        }
    }

    private func scores(_ plan: [String: Any], _ key: String = "asWritten") -> [String: Int] {
        let targets = (plan["scores"] as? [String: Any])?["targets"] as? [String: [String: Any]] ?? [:]
        return targets.compactMapValues { $0[key] as? Int }
    }

    private func changes(_ plan: [String: Any], _ target: String) -> [String] {
        let endpoints = (plan["scores"] as? [String: Any])?["endpoints"] as? [[String: Any]] ?? []
        let columns = endpoints.compactMap { ($0["targets"] as? [String: [String: Any]])?[target] }
        return columns.flatMap { $0["changes"] as? [[String: Any]] ?? [] }.compactMap { change in
            (change["annotation"] as? String ?? change["field"] as? String).map { "\($0)=\(change["value"] as? String ?? "")" }
        }.filter { !$0.contains("portolan.dev/") }
    }

    private func annotated(_ annotations: String, ports: String = "[{port: 80}]", spec: String = "") -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, annotations: {\(annotations)}}
        spec: {type: LoadBalancer, selector: {app: web}, ports: \(ports)\(spec.isEmpty ? "" : ", \(spec)")}

        """
    }

    private let certificate =
        "service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing, service.beta.kubernetes.io/aws-load-balancer-ssl-cert: 'arn:c'"

    @Test func `TLS that the load balancer ends at home and not elsewhere is a danger`() throws {
        let ports = "[{name: mqtts, port: 8883, targetPort: 1883}]"
        let lost = try plan(annotated(certificate, ports: ports), ["eks", "gke", "aks"])
        #expect(scores(lost) == ["eks": 100, "gke": 10, "aks": 10])
        #expect(codes(lost).contains("critical tls-lost gke") && codes(lost).contains("critical tls-lost aks"))
        #expect(!codes(lost).contains("critical tls-lost eks"))
        let remedies = (lost["findings"] as? [[String: Any]] ?? []).compactMap { $0["remedy"] as? String }
        #expect(remedies.contains { $0.contains("end TLS in the pod") })
    }

    @Test func `TLS that the pods speak as well stays TLS where it is passed through`() throws {
        let both = "\(certificate), service.beta.kubernetes.io/aws-load-balancer-backend-protocol: ssl"
        let found = codes(try plan(annotated(both, ports: "[{port: 443, targetPort: 8443}]"), ["gke"]))
        #expect(!found.contains { $0.contains("tls-lost") })
    }

    @Test func `TLS in words that the default product of DigitalOcean does not read is lost at home, and one line brings it back`() throws {
        let words =
            "service.beta.kubernetes.io/do-loadbalancer-protocol: https, service.beta.kubernetes.io/do-loadbalancer-certificate-id: a-b-c"
        let found = try plan(annotated(words, ports: "[{port: 443, targetPort: 8080}]"), ["doks"])
        #expect(scores(found) == ["doks": 10])
        #expect(codes(found).contains("critical tls-lost doks"))
        #expect(changes(found, "doks") == ["service.beta.kubernetes.io/do-loadbalancer-type=REGIONAL"])
        #expect(scores(found, "afterAdaptation") == ["doks": 100])
    }

    @Test func `an HTTP check on another path than the readiness probe's is an error, and gets the path`() throws {
        let app = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
                      image: example.com/web:1
                      ports: [{name: http, containerPort: 8080}]
                      readinessProbe: {httpGet: {path: /livez, port: http}}
            ---

            """
        let found = try plan(app + annotated("", ports: "[{port: 80, targetPort: http, appProtocol: http}]"), ["aks", "gke"])
        #expect(scores(found) == ["aks": 46, "gke": 100])
        #expect(codes(found).contains("error probe-path-differs aks"))
        #expect(changes(found, "aks") == ["service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path=/livez"])
        let same = app.replacing("/livez", with: "/") + annotated("", ports: "[{port: 80, targetPort: http, appProtocol: http}]")
        #expect(scores(try plan(same, ["aks"])) == ["aks": 100])
    }

    @Test func `an address of one cloud is none of another's`() throws {
        let literal = annotated("cloud.google.com/l4-rbs: enabled", spec: "loadBalancerIP: 203.0.113.20")
        let found = try plan(literal, ["gke", "aks"])
        #expect(scores(found) == ["gke": 100, "aks": 0])
        #expect(codes(found).contains("error no-client-answered aks"))
        #expect(changes(found, "aks") == ["service.beta.kubernetes.io/azure-pip-name=PORTOLAN-FILL-IN-ADDRESS-RESERVED"])
        let homeless = try plan(annotated("", spec: "loadBalancerIP: 203.0.113.20"), ["gke", "aks"])
        #expect(scores(homeless) == ["gke": 45, "aks": 45])
        #expect(codes(homeless).contains("error address-on-one-cloud gke"))
        #expect(scores(try plan(annotated("", spec: "loadBalancerIP: 203.0.113.20"), ["gke"])) == ["gke": 100])
    }

    @Test func `a reserved address becomes a placeholder in each cloud's own words`() throws {
        let elastic = annotated(
            "service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing, "
                + "service.beta.kubernetes.io/aws-load-balancer-subnets: 'subnet-a,subnet-b', "
                + "service.beta.kubernetes.io/aws-load-balancer-eip-allocations: 'eipalloc-a,eipalloc-b'")
        let found = try plan(elastic, ["gke", "aks"])
        #expect(changes(found, "gke") == ["spec.loadBalancerIP=PORTOLAN-FILL-IN-ADDRESS-RESERVED"])
        #expect(changes(found, "aks") == ["service.beta.kubernetes.io/azure-pip-name=PORTOLAN-FILL-IN-ADDRESS-RESERVED"])
        let named = annotated("service.beta.kubernetes.io/azure-pip-name: shop")
        let amazon = changes(try plan(named, ["eks"]), "eks")
        #expect(amazon.contains { $0.hasPrefix("service.beta.kubernetes.io/aws-load-balancer-eip-allocations=PORTOLAN-FILL-IN-") })
    }

    @Test func `the subnet of an internal load balancer on GKE is written under the key that its controller reads`() throws {
        let words =
            "service.beta.kubernetes.io/azure-load-balancer-internal: 'true', service.beta.kubernetes.io/azure-load-balancer-internal-subnet: apps"
        let found = changes(try plan(annotated(words), ["gke"]), "gke")
        #expect(found.contains { $0.hasPrefix("networking.gke.io/internal-load-balancer-subnet=") })
        #expect(!found.contains { $0.hasPrefix("networking.gke.io/load-balancer-subnet=") })
        let unread = annotated("networking.gke.io/load-balancer-type: Internal, networking.gke.io/load-balancer-subnet: apps")
        #expect(scores(try plan(unread, ["gke"])) == ["gke": 92])
    }

    @Test func `one port of both protocols is joined on EKS`() throws {
        let found = try plan(
            annotated("", ports: "[{name: u, port: 53, protocol: UDP}, {name: t, port: 53, protocol: TCP}]"), ["eks"])
        #expect(changes(found, "eks").contains("service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener=true"))
        #expect(scores(found, "afterAdaptation") == ["eks": 100])
    }

    @Test func `public SCTP is not turned private to get an address`() throws {
        let found = try plan(annotated("", ports: "[{port: 3868, protocol: SCTP}]"), ["aks"])
        #expect(changes(found, "aks") == [])
        #expect(scores(found, "afterAdaptation") == ["aks": 0])
    }

    @Test func `kube-proxy keeps a client to a pod where packets reach the node unchanged`() throws {
        let found = try plan(annotated("", spec: "sessionAffinity: ClientIP"), ["gke", "aks", "eks"])
        #expect(scores(found) == ["gke": 100, "aks": 100, "eks": 5])
        #expect(
            changes(found, "eks").contains(
                "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes=stickiness.type=source_ip,stickiness.enabled=true"))
    }
}
