// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanGatewayAPI
import Testing

/// What each implementation of the Gateway API has reported, as one table: nobody publishes it in one place.
@Suite struct GatewaySupportPageTests {
    /// The routing controllers that are planned, by the name that their reports have.
    private static let columns = [
        ("aws-gateway", "aws-load-balancer-controller"), ("azure-alb", "azure-application-gateway-for-containers"), ("cilium", "cilium"),
        ("contour", "projectcontour-contour"), ("envoy-gateway", "envoy-gateway"), ("gke-gateway", "gke-gateway"),
        ("istio", "istio-istio"), ("kgateway", "kgateway"), ("kong", "kong-operator"),
        ("nginx-gateway-fabric", "nginx-nginx-gateway-fabric"), ("traefik", "traefik-traefik"),
    ]

    private static func reports() throws -> [(id: String, report: SupportReports.Implementation)] {
        try columns.map { id, name in (id, try #require(SupportReports.builtIn.implementation(named: name), "\(name) has no report")) }
    }

    private static func page() throws -> String {
        let reports = try reports()
        let features = Set(reports.flatMap(\.report.features)).filter { !$0.hasPrefix("Mesh") }.sorted()
        var lines = [
            "# The Gateway API, and who has what of it", "",
            "What the specification decides is planned alike for every implementation; what an implementation has of it is taken from the conformance",
            "reports that it published. A route that needs a feature which is `no` here, or was never tested (`?`), gets a note that says so.",
            "",
            "<!-- Written from Sources/PortolanGatewayAPI/Reports/support.yml: change that, then `make record`. -->", "",
            "| controller | version | Gateway API | report of |", "| --- | --- | --- | --- |",
        ]
        for (id, report) in reports {
            let url = "https://github.com/kubernetes-sigs/gateway-api/blob/main/\(report.report)"
            lines.append("| `\(id)` | \(report.version) | \(report.gatewayAPIVersion) | [\(report.date)](\(url)) |")
        }
        lines += [
            "", "| feature | " + reports.map { "`\($0.id)`" }.joined(separator: " | ") + " |",
            "| --- |" + reports.map { _ in " --- |" }.joined(),
        ]
        for feature in features {
            let cells = reports.map { entry in
                switch entry.report.support(of: feature) {
                case .supported: "yes"
                case .unsupported: "no"
                case .unknown: "?"
                }
            }
            lines.append("| `\(feature)` | " + cells.joined(separator: " | ") + " |")
        }
        lines += [
            "",
            "The names are those of the Gateway API's `pkg/features`. A kind of route is `yes` where the profile's core tests ran without a failure, though some may have been skipped; several reports of",
            "one implementation, of other channels or modes, are taken together.", "",
        ]
        return lines.joined(separator: "\n")
    }

    @Test func `the page of the Gateway API says what the reports say`() throws {
        try GeneratedFile.check("Documentation/gateway-api.md", is: try Self.page())
    }

    @Test func `what a report lists nowhere is unknown, not unsupported`() throws {
        let contour = try #require(SupportReports.builtIn.implementation(named: "projectcontour-contour"))
        #expect(contour.support(of: "HTTPRouteRetry") == .unknown)
        let gke = try #require(SupportReports.builtIn.implementation(controller: "networking.gke.io/gateway"))
        #expect(gke.support(of: "HTTPRouteMethodMatching") == .unsupported)
        #expect(gke.support(of: "HTTPRouteHostRewrite") == .supported)
        #expect(gke.support(of: "HTTPRoute") == .supported)
        #expect(gke.support(of: "TCPRoute") == .unknown)
    }
}
