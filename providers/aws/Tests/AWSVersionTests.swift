// SPDX-License-Identifier: Apache-2.0

import PortolanProvider
import PortolanProviders
import Testing

@testable import PortolanAWS

/// The releases of the AWS Load Balancer Controller: what the catalogues say of them, and what the code asks for.
@Suite struct AWSVersionTests {
    private static func catalogue(_ id: String) throws -> Catalogue {
        if let target = Providers.target(id) { return target.catalogue }
        return try #require(Providers.allRouting.first { $0.id == id }).catalogue
    }

    private static let common = LBCFeature.allCases.map(\.name)

    @Test(arguments: [
        ("eks", common + EKSFeature.allCases.map(\.name)),
        ("alb", common + ALBFeature.allCases.map(\.name) + IngressClassParameterField.allCases.map(\.name)),
        (
            "aws-gateway",
            AWSGatewayFeature.allCases.map(\.name) + [LBCFeature.lowPriorityDefaultTags.name, ALBFeature.singleSubnet.name]
        ),
    ])
    func `the catalogue names the features that the code asks for`(_ id: String, _ features: [String]) throws {
        let versions = try #require(try Self.catalogue(id).versions)
        #expect(versions.features.map(\.name).sorted() == features.sorted())
        #expect(versions.features.allSatisfy { $0.source.hasPrefix("lbc ") })
    }

    @Test(arguments: ["alb", "aws-gateway"]) func `one controller has one list of releases`(_ id: String) throws {
        let eks = try #require(try Self.catalogue("eks").versions)
        #expect(try Self.catalogue(id).versions?.releases == eks.releases)
        #expect(eks.fallback.version.description == (try Self.catalogue("eks")).controllerVersion)
    }

    @Test(arguments: [
        ("eks", "service.beta.kubernetes.io/aws-load-balancer-quic-enabled-ports", "2.14.1", "2.15.0"),
        ("alb", "alb.ingress.kubernetes.io/jwt-validation", "2.14.1", "2.15.0"),
        ("alb", "alb.ingress.kubernetes.io/listener-attributes.HTTP-80", "2.8.3", "2.9.0"),
        ("alb", "alb.ingress.kubernetes.io/frontend-nlb-attributes", "3.1.0", "3.2.0"),
    ])
    func `a release knows the annotations that it has read`(_ id: String, _ key: String, _ before: String, _ since: String) throws {
        let catalogue = try Self.catalogue(id)
        #expect(catalogue.at(before).isUnknownHere(key))
        #expect(!catalogue.at(since).isUnknownHere(key))
    }

    @Test func `the cloud provider's annotations are left to it where a release does not read them`() throws {
        let key = "service.beta.kubernetes.io/aws-load-balancer-security-groups"
        let eks = try Self.catalogue("eks")
        #expect(!eks.at("2.5.4").isUnknownHere(key))
        #expect(eks.at("2.5.4").annotations.first { $0.key == key }?.state == .ignored)
        #expect(eks.at("2.6.0").annotations.first { $0.key == key }?.state == .read)
    }
}
