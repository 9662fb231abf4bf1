// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanManifest
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport
import Testing

/// What holds for every app, shown on apps that numbers make.
@Suite struct PropertyTests {
    /// An app as lines that can be put in another order.
    private struct App {
        struct Service {
            var name: String
            var namespace: String
            var annotations: [(key: String, value: String)]
            var ports: [Int]
            var ranges: [String] = []
            var isLoadBalancer = true
        }

        var services: [Service]

        /// Its documents: each Service and the Deployment behind it.
        func documents(reversed: Bool = false, commented: Bool = false) -> [String] {
            services.flatMap { service -> [String] in
                let comment = commented ? "# A comment: {with: [braces]}\n\n" : ""
                func order(_ lines: [String]) -> String { (reversed ? lines.reversed() : lines).joined(separator: "\n") }
                let annotations = order(service.annotations.map { "    \"\($0.key)\": \"\($0.value)\"" })
                let metadata = order(
                    ["  name: \(service.name)", "  namespace: \(service.namespace)"]
                        + (annotations.isEmpty ? [] : ["  annotations:\n\(annotations)"]))
                // The ports keep their order, which counts.
                let ports = service.ports.map { "{name: p\($0), port: \($0), targetPort: 8080}" }.joined(separator: ", ")
                let spec = order(
                    [
                        "  type: \(service.isLoadBalancer ? "LoadBalancer" : "ClusterIP")", "  selector: {app: \(service.name)}",
                        "  ports: [\(ports)]",
                    ]
                        + (service.ranges.isEmpty ? [] : ["  loadBalancerSourceRanges: [\(service.ranges.joined(separator: ", "))]"]))
                let deployment = """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: \(service.name), namespace: \(service.namespace)}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: \(service.name)}}
                      template:
                        metadata: {labels: {app: \(service.name)}}
                        spec: {containers: [{name: main, image: example.com/a:1, ports: [{containerPort: 8080}], readinessProbe: {tcpSocket: {port: 8080}}}]}
                    """
                let head = order(["apiVersion: v1", "kind: Service", "metadata:\n\(metadata)", "spec:\n\(spec)"])
                return [comment + head, comment + deployment]
            }
        }
    }

    private static let targets = ["eks", "aws-ccm", "gke", "aks", "doks", "hcloud", "lke", "oke", "openstack", "scaleway", "kind"]
        .compactMap {
            Providers.target($0)
        }
    /// Annotations with each value that the catalogues list for them.
    private static let words: [(key: String, value: String)] = targets.flatMap { $0.catalogue.annotations }.filter {
        !$0.isLabel && !$0.key.contains("*")
    }
    .flatMap { row in (row.values.isEmpty ? ["3", "x"] : row.values).map { (row.key, $0) } }.sorted {
        ($0.key, $0.value) < ($1.key, $1.value)
    }

    private static func app(_ seed: UInt64) -> App {
        var state = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return App(
            services: (0..<(2 + below(3))).map { number in
                var keys: Set<String> = []
                let annotations = (0..<below(4)).map { _ in words[below(words.count)] }.filter { keys.insert($0.key).inserted }
                return App.Service(
                    name: "svc\(number)", namespace: "ns\(below(2))", annotations: annotations,
                    ports: [[80], [443], [80, 443], [5432]][below(4)],
                    ranges: below(3) == 0 ? ["10.\(number).0.0/16"] : [])
            })
    }

    /// What the plan says of each endpoint, places in the input left out.
    private static func facts(_ documents: [String]) throws -> [String: String] {
        let file = ManifestReader.read(Array(documents.joined(separator: "\n---\n").utf8), path: "app.yaml")
        try #require(file.errors.isEmpty, "\(file.errors)")
        let plan = Planner(targets.map { Planner.Assignment(target: $0) }).plan(file.documents)
        let assessment = Assessor(homes: targets).assess(plan)
        let json = try JSONSerialization.jsonObject(
            with: Data(PlanJSON.render(plan, assessment: assessment, findings: assessment.dangerFindings)))
        let root = try #require(json as? [String: Any])
        let scores = (root["scores"] as? [String: Any])?["endpoints"] as? [[String: Any]] ?? []
        var facts: [String: String] = [:]
        for (endpoint, score) in zip(root["endpoints"] as? [[String: Any]] ?? [], scores + [[String: Any]](repeating: [:], count: 99)) {
            let reference = try #require(endpoint["ref"] as? [String: String])
            let all: [String: Any] = [
                "exposures": endpoint["exposures"] ?? [:], "requirements": endpoint["requirements"] ?? [], "score": score,
            ]
            let name = "\(reference["namespace"] ?? "")/\(reference["name"] ?? "")"
            facts[name] = String(
                decoding: try JSONSerialization.data(withJSONObject: withoutPlaces(all), options: .sortedKeys), as: UTF8.self)
        }
        return facts
    }

    private static func withoutPlaces(_ value: Any) -> Any {
        if let list = value as? [Any] { return list.map(withoutPlaces) }
        guard let object = value as? [String: Any] else { return value }
        // Requirements and losses are listed in the order of the manifest's words.
        return object.filter { !["source", "line", "column", "location"].contains($0.key) }.mapValues { value in
            guard let list = withoutPlaces(value) as? [Any] else { return withoutPlaces(value) }
            return list.map {
                (try? JSONSerialization.data(withJSONObject: [$0], options: .sortedKeys)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            }.sorted()
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func `the order of documents and keys, comments and formatting change nothing`(_ seed: UInt64)
        throws
    {
        let app = Self.app(seed)
        let facts = try Self.facts(app.documents())
        #expect(!facts.isEmpty)
        #expect(try Self.facts(app.documents(commented: true)) == facts)
        #expect(try Self.facts(app.documents(reversed: true)) == facts)
        #expect(try Self.facts(app.documents().reversed()) == facts)
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func `an unrelated object changes nothing for the others`(_ seed: UInt64) throws {
        var app = Self.app(seed)
        let facts = try Self.facts(app.documents())
        app.services.append(App.Service(name: "stranger", namespace: "elsewhere", annotations: [], ports: [9000], isLoadBalancer: false))
        var with = try Self.facts(app.documents() + ["apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stranger}\ndata: {a: b}"])
        with["elsewhere/stranger"] = nil
        #expect(with == facts)
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func `another name changes the names and nothing else`(_ seed: UInt64) throws {
        var app = Self.app(seed)
        let facts = try Self.facts(app.documents())
        for index in app.services.indices { app.services[index].name = "zvc\(index)" }
        let renamed = try Self.facts(app.documents())
        #expect(renamed.count == facts.count)
        for (name, text) in facts {
            let other = try #require(renamed[name.replacing("/svc", with: "/zvc")])
            // Controllers hash the name into the load balancer's.
            let names = /"name":"[^"]*"|"ref":\{[^}]*\}|[sz]vc[0-9]+[a-z0-9-]*/
            #expect(other.replacing(names, with: "") == text.replacing(names, with: ""))
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func `a narrower source range is never more dangerous`(_ seed: UInt64) throws {
        func dangers(_ ranges: [String]) throws -> [Int] {
            var app = Self.app(seed)
            for index in app.services.indices { app.services[index].ranges = ranges }
            let file = ManifestReader.read(Array(app.documents().joined(separator: "\n---\n").utf8), path: "app.yaml")
            let plan = Planner(Self.targets.map { Planner.Assignment(target: $0) }).plan(file.documents)
            return Assessor(homes: Self.targets).assess(plan).endpoints.flatMap { $0.columns.map(\.dangers.count) }
        }
        let wide = try dangers(["203.0.113.0/24"])
        let narrow = try dangers(["203.0.113.8/32"])
        #expect(wide.count == narrow.count)
        for (wide, narrow) in zip(wide, narrow) { #expect(narrow <= wide) }
    }
}
