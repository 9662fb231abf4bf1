// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel
import Testing

@testable import PortolanKubernetes

@Suite struct StrictDecodingTests {
    // MARK: Unknown fields

    @Test func `an unknown field near a known one comes with a suggestion and the key's place`() throws {
        let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              ports:
              - port: 80
                nodeport: 30080
            """
        let reason = try #require(read(manifest).inventory.rejections.first?.reasons.first)
        #expect(reason.message == "unknown field \"spec.ports[0].nodeport\"; did you mean \"nodePort\"?")
        #expect(reason.location == SourceLocation(file: "test.yaml", line: 7, column: 5))
    }

    @Test(arguments: [
        ("selectors", "selector"), ("loadBalancerIp", "loadBalancerIP"), ("externaltrafficpolicy", "externalTrafficPolicy"),
        ("sessionAfinity", "sessionAffinity"),
    ]) func `a slip of a letter or two is understood`(_ written: String, _ meant: String) throws {
        let reason = try #require(read(service("ports: [{port: 80}], \(written): x")).inventory.rejections.first?.reasons.first)
        #expect(reason.message.hasSuffix("did you mean \"\(meant)\"?"))
    }

    @Test func `a field that resembles none gets no suggestion`() throws {
        let reason = try #require(read(service("ports: [{port: 80}], rules: []")).inventory.rejections.first?.reasons.first)
        #expect(reason.message == "unknown field \"spec.rules\"")
    }

    @Test func `unknown fields come in the order of JSON's sorted keys and hide what validation would say`() {
        let manifest = service("ports: [{port: 0, zeta: 1, alpha: 2}], Capital: 1, type: Nonsense")
        #expect(verdict(manifest) == ["UnknownField spec.Capital", "UnknownField spec.ports[0].alpha", "UnknownField spec.ports[0].zeta"])
    }

    // MARK: Types

    @Test func `a value of another type hides unknown fields and keys written twice`() {
        #expect(verdict(service("ports: [{port: '80', nodeport: 1}], type: NodePort, type: ClusterIP")) == ["Decode spec.ports.port"])
    }

    @Test func `the first wrong type in the order of keys is the one that is told`() throws {
        let reasons = read(service("type: 1, ports: [{port: '80'}], clusterIP: 7")).inventory.rejections[0].reasons
        #expect(reasons.map(\.field) == ["spec.clusterIP"])
        #expect(reasons[0].message == "json: cannot unmarshal number 7 into Go struct field ServiceSpec.spec.clusterIP of type string")
    }

    @Test func `a type that reads its own JSON stops decoding before an earlier mistake is told`() {
        #expect(verdict(service("clusterIP: 7, ports: [{port: 80, targetPort: true}]")) == ["Decode spec.ports.targetPort"])
    }

    @Test(arguments: ["80.0", "8e1", "0x50", "0o120", "0120", "8_0", "+80"])
    func `YAML 1.1 has many ways to write a whole number`(_ written: String) {
        #expect(verdict(service("ports: [{port: \(written)}]")) == [])
    }

    @Test(arguments: ["80.5", "4294967296", "yes", "[80]", "{}", "'80'"]) func `a port is a whole number of 32 bits`(_ written: String) {
        #expect(verdict(service("ports: [{port: \(written)}]")) == ["Decode spec.ports.port"])
    }

    @Test func `null is absence`() {
        #expect(verdict(service("ports: [{port: 80, name: null, targetPort: ~}], selector: null, type: ")) == [])
        #expect(verdict(service("ports: [~]")) == ["Invalid spec.ports[0].port", "Invalid spec.ports[0].targetPort"])
    }

    @Test(arguments: ["y", "on", "1.5", "017", ".5"]) func `a label that YAML takes for no text is refused`(_ written: String) {
        #expect(verdict(service("ports: [{port: 80}], selector: {app: \(written)}")) == ["Decode spec.selector"])
    }

    @Test func `a key that YAML takes for no text becomes JSON text`() throws {
        let read = read(service("ports: [{port: 80}], selector: {on: x, 010: z}"))
        #expect(try #require(read.inventory.services.first).selector?.entries.map(\.key) == ["true", "8"])
    }

    @Test(arguments: ["1", "100m", "1.5Gi", "2e3", "1E", "+.5k"]) func `quantities`(_ written: String) {
        #expect(verdict(workload("Deployment", container: "resources: {limits: {cpu: \(written)}}")) == [])
    }

    @Test func `a quantity below nothing is one, which is refused later`() {
        let path = "spec.template.spec.containers[0].resources.limits[cpu]"
        #expect(verdict(workload("Deployment", container: "resources: {limits: {cpu: -5}}")) == ["Invalid \(path)"])
    }

    @Test(arguments: ["1.5GB", "m", "yes", "'1 '", "2e"]) func `what is no quantity stops decoding without a path`(_ written: String) {
        #expect(verdict(workload("Deployment", container: "resources: {limits: {cpu: \(written)}}")) == ["Decode"])
    }

    @Test func `times`() {
        #expect(verdict(service("ports: [{port: 80}]", metadata: "creationTimestamp: 2026-02-28T10:00:00Z")) == [])
        #expect(verdict(service("ports: [{port: 80}]", metadata: "creationTimestamp: null")) == [])
        #expect(verdict(service("ports: [{port: 80}]", metadata: "creationTimestamp: 2026-02-30T10:00:00Z")) == ["Decode"])
        #expect(verdict(service("ports: [{port: 80}]", metadata: "creationTimestamp: 5")) == ["Decode metadata.creationTimestamp"])
    }

    @Test func `numbers that JSON cannot hold are refused even in free content`() {
        #expect(verdict(service("ports: [{port: 80}]", metadata: "managedFields: [{fieldsV1: {a: .nan}}]")) == ["Decode"])
    }

    // MARK: Keys

    @Test func `of a key that is written twice the last value counts, as kubectl sends it`() throws {
        let reader = read(service("type: NodePort, type: LoadBalancer, ports: [{port: 80, port: 81}]"))
        let service = try #require(reader.inventory.services.first)
        #expect(reader.inventory.rejections.isEmpty)
        #expect(service.type == .loadBalancer)
        #expect(service.ports.map(\.port) == [81])
        #expect(reader.inventory.duplicateKeys.map(\.key) == ["type", "port"])
    }

    @Test func `unknown fields are told beside a key that is written twice`() {
        #expect(verdict(service("type: NodePort, type: ClusterIP, ports: [{port: 80, nope: 1}]")) == ["UnknownField spec.ports[0].nope"])
    }

    @Test func `a label that is written twice has its last value`() throws {
        let reader = read(service("ports: [{port: 80}]", metadata: "labels: {app: a, tier: front, app: b}"))
        let labels = try #require(reader.inventory.services.first?.metadata.labels)
        #expect(labels.entries.map { "\($0.key)=\($0.value)" } == ["app=b", "tier=front"])
        #expect(reader.inventory.duplicateKeys.map(\.key) == ["app"])
    }

    @Test func `merge keys count as written out, and what overrides them is no duplicate`() throws {
        let manifest = """
            apiVersion: v1
            kind: Service
            metadata: {name: web, labels: &labels {app: web, tier: front}}
            spec:
              selector: {<<: *labels, tier: back}
              ports: [{port: 80}]
            """
        let service = try #require(read(manifest).inventory.services.first)
        #expect(service.selector?["app"] == "web")
        #expect(service.selector?["tier"] == "back")
    }

    // MARK: Tables

    @Test func `every type that a field names is in the tables, and every type fits the decoder's bits`() {
        let table = FieldTable.kubernetes
        let texts = [
            FieldTable.serviceFields, FieldTable.podFields, FieldTable.containerFields, FieldTable.volumeFields, FieldTable.workloadFields,
            FieldTable.networkingFields, FieldTable.clusterFields, FieldTable.metaFields,
        ]
        let lines = texts.flatMap { $0.split(separator: "\n") }
        let types = lines.filter { $0.first != " " }
        #expect(Set(types).count == types.count)
        for word in lines.filter({ $0.first == " " }).flatMap({ $0.split(separator: " ") }) {
            let type = word.drop { $0 != ":" }.dropFirst().drop { "[]{}".contains($0) }
            #expect(FieldTable.Kind(letter: type) != nil || types.contains(type), "\(word)")
        }
        #expect(table.objects.allSatisfy { (1...64).contains($0.fields.count) })
        #expect(table.root(apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler") != nil)
    }

    @Test func `every field is found by its name, and no other`() {
        let table = FieldTable.kubernetes
        for (index, object) in table.objects.enumerated() {
            for field in object.fields {
                var name = table.fields[field].name
                #expect(name.withUTF8 { table.field($0, of: index) } == field)
                name += "x"
                #expect(name.withUTF8 { table.field($0, of: index) } == nil)
            }
        }
    }
}
