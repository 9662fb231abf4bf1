// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import Testing

@Suite struct ServiceVerdictTests {
    // MARK: Allocation

    @Test func `ports of one number share a node port, whichever of them names it`() throws {
        let manifest = service("type: NodePort, ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP, nodePort: 30053}]")
        #expect(try #require(read(manifest).inventory.services.first).ports.map(\.nodePort) == [30053, 30053])
    }

    @Test func `a node port that the cluster picks is not known`() throws {
        let manifest = service("type: NodePort, ports: [{name: a, port: 53}, {name: b, port: 54, nodePort: 30053}]")
        #expect(try #require(read(manifest).inventory.services.first).ports.map(\.nodePort) == [nil, 30053])
    }

    @Test func `the same port twice collides in the node port that both get, too`() {
        let manifest = service("type: NodePort, ports: [{name: a, port: 80}, {name: b, port: 80}]")
        #expect(verdict(manifest) == ["Duplicate spec.ports[1].nodePort", "Duplicate spec.ports[1]"])
    }

    @Test func `without node ports for the load balancer there is none to collide in`() {
        let manifest = service(
            "type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{name: a, port: 80}, {name: b, port: 80}]")
        #expect(verdict(manifest) == ["Duplicate spec.ports[1]"])
    }

    @Test func `allocation hides a bad name`() {
        #expect(verdict(service("type: NodePort, ports: [{name: UPPER, port: 80, nodePort: 80}]")) == ["Invalid spec.ports[0].nodePort"])
    }

    @Test func `a health check node port that is a node port of the same Service is the server's own error`() {
        let manifest = service(
            "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30080, ports: [{port: 80, nodePort: 30080}]")
        #expect(verdict(manifest) == ["InternalError"])
    }

    @Test func `families`() throws {
        func families(_ spec: String, _ cluster: [IPFamily]) throws -> [IPFamily] {
            try #require(read(service("ports: [{port: 80}], \(spec)"), families: cluster).inventory.services.first).assignedFamilies(
                in: cluster)
        }
        #expect(try families("selector: {a: b}", [.ipv6, .ipv4]) == [.ipv6])
        #expect(try families("selector: {a: b}, ipFamilyPolicy: PreferDualStack", [.ipv6, .ipv4]) == [.ipv6, .ipv4])
        #expect(try families("selector: {a: b}, ipFamilyPolicy: PreferDualStack", [.ipv4]) == [.ipv4])
        #expect(try families("selector: {a: b}, clusterIP: 'fd00::1'", [.ipv4, .ipv6]) == [.ipv6])
        #expect(try families("clusterIP: None", [.ipv4]) == [.ipv4, .ipv6])
        #expect(try families("clusterIP: None, ipFamilyPolicy: SingleStack", [.ipv4, .ipv6]) == [.ipv4])
    }

    @Test func `a cluster IP of a family that the cluster lacks is refused for the address`() {
        #expect(verdict(service("ports: [{port: 80}], clusterIP: 'fd00::1'")) == ["Invalid spec.clusterIPs[0]"])
    }

    @Test func `cluster IPs of one family twice, more than two, and none where there is no first`() {
        let both: [IPFamily] = [.ipv4, .ipv6]
        func verdicts(_ spec: String) -> [String] {
            verdict(service("ports: [{port: 80}], ipFamilyPolicy: PreferDualStack, \(spec)"), families: both)
        }
        #expect(verdicts("clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 10.0.0.2]") == ["Invalid spec.clusterIPs"])
        #expect(verdicts("clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 'fd00::1', 10.0.0.2]") == ["Invalid spec.clusterIPs"])
        #expect(verdicts("clusterIPs: [10.0.0.1]") == ["Invalid spec.clusterIPs"])
        #expect(verdicts("clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 'fd00::1'], ipFamilies: [IPv6]") == ["Invalid spec.clusterIPs[0]"])
    }

    // MARK: Validation

    @Test func `addresses with leading zeros are still addresses in 1.34`() {
        #expect(verdict(service("ports: [{port: 80}], externalIPs: [010.001.0.1]")) == [])
        #expect(verdict(service("type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [010.0.0.1/08]")) == [])
    }

    @Test func `an external IP that is no place to send packets to`() {
        let manifest = service("ports: [{port: 80}], externalIPs: [0.0.0.0, 127.0.0.1, 169.254.1.1, 224.0.0.5, 'ff02::1', '::', web]")
        #expect(verdict(manifest) == (0..<7).map { "Invalid spec.externalIPs[\($0)]" })
    }

    @Test func `the message says what was written, and the place is the value's`() throws {
        let reason = try #require(read(service("ports: [{port: 70000, targetPort: http}]")).inventory.rejections.first?.reasons.first)
        #expect(reason.message == "Invalid value: 70000: must be between 1 and 65535, inclusive")
        #expect(reason.location.column == 78)
    }

    @Test func `what is missing is placed at what it is missing from`() throws {
        let manifest = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: LoadBalancer\n"
        let reason = try #require(read(manifest).inventory.rejections.first?.reasons.first)
        #expect(reason.field == "spec.ports")
        #expect(reason.location.line == 5)
    }

    @Test func `a topology annotation in two spellings must say one thing`() {
        let annotations = "annotations: {service.kubernetes.io/topology-mode: Auto, service.kubernetes.io/topology-aware-hints: disabled}"
        #expect(
            verdict(service("ports: [{port: 80}]", metadata: annotations))
                == ["Invalid metadata.annotations[service.kubernetes.io/topology-mode]"])
    }

    @Test func `generated names are judged as they will be`() {
        func verdicts(_ prefix: String) -> [String] {
            verdict("{apiVersion: v1, kind: Service, metadata: {generateName: \(prefix)}, spec: {ports: [{port: 80}]}}")
        }
        #expect(verdicts("web-") == [])
        #expect(verdicts("Web-") == ["Invalid metadata.generateName", "Invalid metadata.name"])
    }

    @Test func `owners and finalizers`() {
        #expect(
            verdict(service("ports: [{port: 80}]", metadata: "ownerReferences: [{apiVersion: v1, kind: Event, name: e, uid: u}]"))
                == ["Invalid metadata.ownerReferences"])
        #expect(
            verdict(service("ports: [{port: 80}]", metadata: "finalizers: [done, orphan, foregroundDeletion]"))
                == ["Invalid metadata.finalizers", "Invalid metadata.finalizers[0]"])
    }

    @Test func `a dump of a cluster is accepted`() {
        let metadata = """
            uid: 1-2, resourceVersion: '5', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{manager: kubectl,
            operation: Update, apiVersion: v1, time: '2026-01-01T00:00:00Z', fieldsType: FieldsV1, fieldsV1: {'f:spec': {'f:ports': {.: {}}}}}]
            """
        let spec = """
            type: LoadBalancer, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, ports: [{port: 80,
            protocol: TCP, targetPort: 80, nodePort: 31000}], sessionAffinity: None, internalTrafficPolicy: Cluster, externalTrafficPolicy: Cluster}
            """
        let status = ", status: {loadBalancer: {ingress: [{ip: 192.0.2.1, ipMode: VIP}]}"
        #expect(verdict(service(spec + status, metadata: metadata)) == [])
    }
}
