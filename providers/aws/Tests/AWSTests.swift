// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanConformance
import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAWS

@Suite struct AWSTests {
    @Test(arguments: ["eks", "aws-ccm"]) func `every case of the module matches`(_ id: String) throws {
        let target = try #require(Providers.target(id))
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(id).yaml")
        let (cases, errors) = ConformanceCase.read(Array(try Data(contentsOf: url)), file: "\(id).yaml")
        #expect(errors == [])
        #expect(cases.count >= 50)
        for one in cases {
            let differences = one.differences(on: target)
            #expect(differences == [], "\(one.name)")
        }
    }

    @Test(arguments: [
        ("eks", EKSAnnotation.allCases.map(\.rawValue)), ("aws-ccm", CCMAnnotation.allCases.map(\.rawValue)),
    ])
    func `the catalogue and the code know the same annotations`(_ id: String, _ keys: [String]) throws {
        let catalogue = try #require(Providers.target(id)).catalogue
        let read = catalogue.annotations.filter { $0.state == .read || $0.state == .deprecated }.map(\.key)
        #expect(Set(read) == Set(keys))
        #expect(Set(catalogue.annotations.map(\.key)).count == catalogue.annotations.count)
    }

    @Test func `each target says of the other controller's annotations that it passes them over`() throws {
        let eks = try #require(Providers.target("eks")).catalogue
        let ccm = try #require(Providers.target("aws-ccm")).catalogue
        let prefix = "service.beta.kubernetes.io/aws-load-balancer-"
        for key in CCMAnnotation.allCases.map(\.rawValue) where key.hasPrefix(prefix) {
            #expect(eks.annotations.contains { $0.key == key }, "\(key)")
        }
        for key in EKSAnnotation.allCases.map(\.rawValue) where key.hasPrefix(prefix) {
            #expect(ccm.annotations.contains { $0.key == key }, "\(key)")
        }
    }

    @Test(arguments: ["eks", "aws-ccm"]) func `every source of a row is listed`(_ id: String) throws {
        let catalogue = try #require(Providers.target(id)).catalogue
        let known = Set(catalogue.sources.map(\.id))
        let named =
            catalogue.annotations.map(\.source) + catalogue.options.map(\.source)
            + catalogue.products.flatMap(\.limits).map(\.source)
        for source in named {
            let id = String(source.prefix { $0 != " " && $0 != "," })
            #expect(known.contains(id), "\(source)")
        }
    }

    @Test(arguments: ["eks", "aws-ccm"]) func `no text in an annotation crashes, and the answer is always the same`(_ id: String) throws {
        let target = try #require(Providers.target(id))
        let texts = [
            "", " ", ",", "=", "=,=", "a", "a=", "a=b,", "\\", "a=\\", "*", "-1", "99999999999999999999", "-9223372036854775808", "true",
            "TRUE", "0.0.0.0/0", "::/0", "null", "{", "{\"type\":null}", "[[[[", "é", "\u{0}", "80", "traffic-port", "nlb", "ip", "http",
        ]
        for annotation in target.catalogue.annotations {
            for ending in ["TCP-80", "80"] where annotation.key.hasSuffix("*") || ending == "80" {
                let key = annotation.key.hasSuffix("*") ? annotation.key.dropLast() + ending : annotation.key
                for text in texts {
                    let service = try service(annotations: [(key, text)])
                    let first = exposure(of: service, on: target)
                    #expect(first == exposure(of: service, on: target), "\(key): \(text)")
                    #expect(first.status != .failed || first.reason?.isEmpty == false, "\(key): \(text)")
                }
            }
        }
    }

    @Test func `pairs are split as the controller splits them`() throws {
        let cases: [(text: String, pairs: [String]?)] = [
            ("", []), (",", nil), ("a=b", ["a=b"]), ("a=b,c=d", ["a=b", "c=d"]), (" a = b , c = d ", ["a=b", "c=d"]), ("a=b,", ["a=b,"]),
            ("a=b,c", nil), ("a", nil), ("a=b\\,c", ["a=b,c"]), ("a=b,\\,c=d", ["a=b", ",c=d"]), ("a=b=c", ["a=b=c"]), ("=b", nil),
            ("a=b,,c=d", nil), ("a=\\", ["a=\\"]),
        ]
        for (text, expected) in cases {
            let annotations = EKSAnnotations(StringMap([.init(key: EKSAnnotation.attributes.rawValue, value: text)]), in: .newest)
            let pairs = try? annotations.pairs(.attributes)?.map { "\($0.key)=\($0.value)" }
            #expect(pairs == expected, "\(text)")
        }
    }

    @Test func `a long list of commas is read in one walk`() throws {
        let text = String(repeating: "a=b,", count: 50_000)
        let annotations = EKSAnnotations(StringMap([.init(key: EKSAnnotation.attributes.rawValue, value: text)]), in: .newest)
        #expect(try annotations.pairs(.attributes)?.count == 50_000)
    }

    @Test func `a refusal is the controller's own message`() throws {
        let eks = try #require(Providers.target("eks"))
        let ccm = try #require(Providers.target("aws-ccm"))
        let prefix = "service.beta.kubernetes.io/aws-load-balancer-"
        #expect(exposure(of: try service(annotations: [(prefix + "scheme", "public")]), on: eks) == .failed("unknown scheme: public"))
        #expect(
            exposure(of: try service(annotations: [(prefix + "healthcheck-interval", "10s")]), on: eks)
                == .failed(
                    "failed to parse int32 annotation, \(prefix)healthcheck-interval: 10s: "
                        + "strconv.ParseInt: parsing \"10s\": invalid syntax"))
        #expect(
            exposure(of: try service(annotations: [(prefix + "connection-idle-timeout", "5m")]), on: ccm)
                == .failed("error parsing service annotation: \(prefix)connection-idle-timeout=5m"))
    }

    // MARK: One Service

    private func service(annotations: [(key: String, value: String)]) throws -> Service {
        let text = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: LoadBalancer
              ports: [{port: 80, targetPort: 8080}]
            """
        let file = ManifestReader.read(Array(text.utf8), path: "-")
        var reader = ObjectReader(clusterFamilies: [.ipv4])
        for document in file.documents { reader.read(document) }
        var service = try #require(reader.inventory.services.first)
        service.metadata.annotations = StringMap(annotations.map { .init(key: $0.key, value: $0.value) })
        return service
    }

    private func exposure(of service: Service, on target: Target) -> Exposure {
        var inventory = Inventory()
        inventory.services = [service]
        let cluster = Cluster(
            families: [.ipv4], options: target.catalogue.options(set: [:]), inventory: inventory, graph: ServiceGraph(inventory))
        return target.controller.exposures(of: [service], in: cluster).first ?? .unclaimed("no answer")
    }

    @Test func `the catalogue of the cloud provider and its code know the same features`() throws {
        let versions = try #require(Providers.target("aws-ccm")?.catalogue.versions)
        #expect(Set(versions.features.map(\.name)) == Set(CCMFeature.allCases.map(\.rawValue)))
    }
}
