// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanPortability
import PortolanProviders
import Testing

/// The properties of `Documentation/score.md`.
struct ScoreTests {
    private static let apps = [
        Judged.service(), Judged.service("networking.gke.io/load-balancer-type: Internal"),
        Judged.service(
            "service.beta.kubernetes.io/azure-load-balancer-internal: 'true', service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout: '30'",
            spec: "loadBalancerSourceRanges: [10.0.0.0/8], externalTrafficPolicy: Local, sessionAffinity: ClientIP",
            ports: "[{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]"),
        Judged.service(
            "service.beta.kubernetes.io/aws-load-balancer-ssl-cert: 'arn:c', service.beta.kubernetes.io/aws-load-balancer-backend-protocol: http"
        ),
    ]

    @Test(arguments: apps) func `the losses add up, and none are lost where all is met`(app: String) throws {
        let judged = Judged(app)
        for column in try #require(judged.assessment.endpoints.first).columns {
            for (score, judgements, dangers, unserved) in [
                (column.score, column.judgements, column.dangers, column.unserved),
                (column.adapted.score, column.adapted.judgements, column.adapted.dangers, column.adapted.unserved),
            ] {
                #expect(100 - score.losses.reduce(0) { $0 + $1.points } == score.points, "\(column.target)")
                #expect(
                    (score.points == 100) == (judgements.allSatisfy(\.outcome.isMet) && dangers.isEmpty && unserved.isEmpty),
                    "\(column.target)")
            }
            #expect(column.adapted.score.points >= column.score.points, "\(column.target)")
        }
    }

    @Test(arguments: apps) func `asking for one more thing never raises a score`(app: String) throws {
        let before = try #require(Judged(app).assessment.endpoints.first).columns
        for id in RequirementID.allCases where id != .reachability && id != .portProtocol {
            let more = app.replacing(
                "annotations: {", with: "annotations: {requirements.portolan.dev/\(id.rawValue): nobody-has-this, ", maxReplacements: 1
            )
            .replacing("nobody-has-this, }", with: "nobody-has-this}")
            let after = try #require(Judged(more).assessment.endpoints.first)
            guard after.home == Judged(app).assessment.endpoints.first?.home else { continue }
            // Where the app asked for the thing already, another value may be one that the target has.
            for (old, new) in zip(before, after.columns) where !old.judgements.contains(where: { $0.requirement.id == id }) {
                #expect(new.score.points <= old.score.points, "\(id.rawValue) on \(old.target)")
            }
        }
    }

    @Test func `neither order nor what exposes nothing moves a score`() {
        let documents = Self.apps.enumerated().map { $1.replacing("name: web,", with: "name: web-\($0),") }
        let inside = """
            apiVersion: v1
            kind: Service
            metadata: {name: inside}
            spec: {ports: [{port: 80}], selector: {a: b}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: headless}
            spec: {clusterIP: None, ports: [{port: 80}], selector: {a: b}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: alias}
            spec: {type: ExternalName, externalName: example.org}

            """
        // Changes carry their places, which move with the documents.
        func facts(_ documents: [String]) -> [String] {
            Judged(documents.joined(separator: "---\n")).assessment.targets.map {
                "\($0.target) \($0.written) \($0.adapted) \($0.outlook.verdict) \($0.outlook.effort)"
            }
        }
        let forwards = facts(documents)
        #expect(facts(documents.reversed()) == forwards)
        #expect(facts(documents + [inside]) == forwards)
        #expect(Judged(inside).assessment.written == nil)
    }

    @Test func `an endpoint without an address has nothing`() throws {
        let column = try Judged(Judged.service(spec: "loadBalancerClass: example.com/mine")).column("gke")
        #expect(column.score.points == 0)
        #expect(column.score.losses.map(\.points) == [100])
    }

    @Test func `weights change what a loss costs`() throws {
        var weights = Weights.standard
        weights.points[.affinity] = 33
        let app = Judged.service(spec: "sessionAffinity: ClientIP")
        let lost = try Judged(app, on: ["lke"], weights: weights).column("lke").score.losses.first { $0.requirement == .affinity }
        #expect(lost?.points == 16 || lost?.points == 33)
    }
}
