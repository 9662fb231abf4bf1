// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What people met on real clusters and wrote down in public, and what a plan has to say before they do.
@Suite struct ClusterLessonTests {
    private func service(_ name: String, _ annotations: String = "", spec: String = "", ports: String = "[{port: 80}]") -> String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: \(name), annotations: {\(annotations)}}
        spec: {type: LoadBalancer, selector: {app: \(name)}, ports: \(ports)\(spec.isEmpty ? "" : ", \(spec)")}
        ---

        """
    }

    private func table(_ manifest: String, _ arguments: [String]) -> String {
        portolan.run(["plan", "-"] + arguments, input: manifest).output
    }

    private func exposure(_ manifest: String, _ target: String) throws -> [String: Any] {
        let run = portolan.run(["plan", "-", "--format", "json", "--target", target], input: manifest)
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let endpoint = try #require((plan["endpoints"] as? [[String: Any]])?.last)
        return try #require((endpoint["exposures"] as? [String: [String: Any]])?[target])
    }

    @Test func `a second Service of one floating IP is refused on OpenStack, and one address twice is told everywhere`() throws {
        let both = service("web", spec: "loadBalancerIP: 203.0.113.7") + service("dns", spec: "loadBalancerIP: 203.0.113.7")
        let second = try exposure(both, "openstack")
        #expect(second["status"] as? String == "failed")
        #expect(second["reason"] as? String == "floating IP 203.0.113.7 is not available")
        #expect(table(both, ["--target", "lke"]).contains("warning address-named-twice"))
        #expect(!table(service("web", spec: "loadBalancerIP: 203.0.113.7"), ["--target", "lke"]).contains("address-named-twice"))
    }

    @Test func `a TLS container and the PROXY protocol together pass bytes on from OpenStack's load balancer`() throws {
        let words =
            "loadbalancer.openstack.org/default-tls-container-ref: 'https://keys.example/v1/containers/a', loadbalancer.openstack.org/proxy-protocol: 'true'"
        let balancer = try #require((try exposure(service("web", words), "openstack")["loadBalancers"] as? [[String: Any]])?.first)
        let backend = (balancer["listeners"] as? [[String: Any]])?.first?["backend"] as? [String: Any]
        #expect(backend?["protocol"] as? String == "TCP")
        #expect(backend?["proxyProtocol"] as? String == "v1")
    }

    @Test func `OVH has health monitors by default`() throws {
        let balancer = try #require((try exposure(service("web"), "ovh")["loadBalancers"] as? [[String: Any]])?.first)
        #expect((balancer["listeners"] as? [[String: Any]])?.first?["healthCheck"] != nil)
    }

    @Test func `notes and HTTP checks reach the terminal`() {
        let left = table(
            service(
                "web", "load-balancer.hetzner.cloud/location: fsn1", ports: "[{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]"),
            ["--target", "hcloud"])
        #expect(left.contains("note: port 53 is left out"))
        let probed = table(service("web", ports: "[{port: 80, appProtocol: http}]"), ["--target", "aks"])
        #expect(probed.contains("health check: HTTP / on port"))
    }

    @Test func `the private default of EKS says whose Services it does not hold for`() {
        let words = "service.beta.kubernetes.io/aws-load-balancer-type: nlb"
        let table = table(service("web", words), ["--target", "eks"])
        #expect(table.contains("older than its webhook"))
    }

    @Test func `the shape that is at its end is named on Oracle Cloud`() {
        #expect(table(service("web"), ["--target", "oke"]).contains("100Mbps by default, which is at its end of life"))
        let flexible =
            "service.beta.kubernetes.io/oci-load-balancer-shape: flexible, service.beta.kubernetes.io/oci-load-balancer-shape-flex-min: '10', "
            + "service.beta.kubernetes.io/oci-load-balancer-shape-flex-max: '100'"
        #expect(!table(service("web", flexible), ["--target", "oke"]).contains("end of life"))
    }

    @Test func `no published address leaves nothing, though the load balancer is there`() throws {
        let arguments = [
            "--target", "hcloud", "--set", "hcloud.loadBalancersDisablePublicNetwork=true", "--set", "hcloud.network=n", "--set",
            "hcloud.loadBalancersDisablePrivateIngress=true", "--format", "json",
        ]
        let run = portolan.run(["plan", "-"] + arguments, input: service("web", "load-balancer.hetzner.cloud/location: fsn1"))
        let plan = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let scores = (plan["scores"] as? [String: Any])?["targets"] as? [String: [String: Any]]
        #expect(scores?["hcloud"]?["asWritten"] as? Int == 0)
    }

    @Test func `Services that name one public IP of Azure share an address, and ask for that elsewhere`() throws {
        let words = "service.beta.kubernetes.io/azure-pip-name: shop"
        let manifest = service("web", words) + service("dns", words, ports: "[{port: 81}]")
        let run = portolan.run(["plan", "-", "--format", "json", "--target", "aks", "--target", "metallb"], input: manifest)
        #expect(run.output.contains("\"metallb.io/allow-shared-ip\""))
        #expect(run.output.contains("\"address.shared\""))
    }

    @Test func `a third party's address is no lock-in`() {
        let entry = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: partner}
            spec: {hosts: [api.example.com], addresses: [104.16.0.1], location: MESH_EXTERNAL, resolution: STATIC, endpoints: [{address: 104.16.0.1}]}

            """
        let owned = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {peer: 104.16.0.1}\n"
        #expect(!table(entry, ["--target", "eks"]).contains("address-of-cloud"))
        #expect(table(owned, ["--target", "eks"]).contains("address-of-cloud"))
    }
}
