// SPDX-License-Identifier: Apache-2.0

import PortolanDiff
import PortolanManifest
import PortolanModel
import Testing

struct PlanDiffTests {
    private func facts(_ text: String) throws -> PlanFacts {
        let (tree, error) = YAMLTree.compose(Array(text.utf8), file: "plan.json")
        #expect(error == nil)
        return try PlanFacts(try #require(tree.documents.first))
    }

    private func plan(_ endpoints: String, targets: String = #"{"id": "eks"}"#, app: Int = 100) -> String {
        """
        {"schemaVersion": "portolan.plan/v1", "targets": [\(targets)], "endpoints": [\(endpoints)], "findings": [],
         "scores": {"asWritten": \(app), "afterAdaptation": 100}}
        """
    }

    private func endpoint(_ name: String, scope: String, port: Int = 80) -> String {
        """
        {"ref": {"kind": "Service", "namespace": "default", "name": "\(name)"}, "requirements": [{"id": "reachability", "value": "\(scope)"}],
         "exposures": {"eks": {"status": "provisioned", "loadBalancers": [{"product": "aws-nlb", "scope": "\(scope)",
         "listeners": [{"port": \(port), "protocol": "TCP"}]}]}}}
        """
    }

    @Test func `a plan does not differ from itself`() throws {
        let same = try facts(plan(endpoint("web", scope: "public")))
        #expect(PlanDiff(from: same, to: same).isEmpty)
        #expect(PlanDiff(from: same, to: same).text() == "nothing has changed\n")
    }

    @Test func `a changed scope shows as requirement and as exposure`() throws {
        let old = try facts(plan(endpoint("web", scope: "public")))
        let new = try facts(plan(endpoint("web", scope: "private"), app: 90))
        let diff = PlanDiff(from: old, to: new)
        let web = try #require(diff.endpoints.first)
        #expect(web.kind == .changed)
        #expect(web.requirements == [.init(name: "reachability", old: "public", new: "private")])
        #expect(web.exposures.first?.changes == [.init(name: "loadBalancers[aws-nlb].scope", old: "public", new: "private")])
        #expect(diff.app?.old.written == 100 && diff.app?.new.written == 90)
        #expect(diff.text().contains("~ app: 100 → 90, 100"))
    }

    @Test func `listeners go by their port, so that another one renames none`() throws {
        let diff = PlanDiff(
            from: try facts(plan(endpoint("web", scope: "public", port: 80))),
            to: try facts(plan(endpoint("web", scope: "public", port: 81))))
        #expect(
            diff.endpoints.first?.exposures.first?.changes.map(\.name) == [
                "loadBalancers[aws-nlb].listeners[81/TCP].port", "loadBalancers[aws-nlb].listeners[81/TCP].protocol",
                "loadBalancers[aws-nlb].listeners[80/TCP].port", "loadBalancers[aws-nlb].listeners[80/TCP].protocol",
            ])
    }

    @Test func `endpoints and targets come and go`() throws {
        let old = try facts(plan(endpoint("web", scope: "public"), targets: #"{"id": "eks"}, {"id": "gke"}"#))
        let new = try facts(plan(endpoint("shop", scope: "public")))
        let diff = PlanDiff(from: old, to: new)
        #expect(diff.endpoints.map(\.kind) == [.added, .removed])
        #expect(diff.removedTargets == ["gke"])
        #expect(String(decoding: diff.json(), as: UTF8.self).contains("\"change\": \"removed\""))
    }

    @Test func `two Services of one name are told apart by their order`() throws {
        let twice = endpoint("web", scope: "public") + "," + endpoint("web", scope: "private")
        let diff = PlanDiff(from: try facts(plan(endpoint("web", scope: "public"))), to: try facts(plan(twice)))
        #expect(diff.endpoints.map(\.kind) == [.added])
    }

    @Test(arguments: [
        "{}", "[]", #"{"schemaVersion": "portolan.plan/v1"}"#, #"{"schemaVersion": "portolan.plan/v9", "targets": [], "endpoints": []}"#,
    ])
    func `what is no plan is refused with its place`(text: String) throws {
        let (tree, _) = YAMLTree.compose(Array(text.utf8), file: "plan.json")
        let root = try #require(tree.documents.first)
        let problem = #expect(throws: PlanFacts.Problem.self) { try PlanFacts(root) }
        #expect(problem?.location.file == "plan.json")
    }
}
