// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `portolan diff` and `portolan adapt`, as they are called.
@Suite struct DiffTests {
    private static let targets = ["--target", "eks", "--target", "aks"]

    @Test func `a plan and the manifests that it was made of do not differ`() throws {
        let folder = TemporaryFolder()
        let plan = portolan.run(["plan", "Examples/storefront", "--format", "json"] + Self.targets)
        #expect(plan.status == 0, "\(plan.errors)")
        folder.write(plan.output, to: "plan.json")
        for sides in [["\(folder.path)/plan.json", "Examples/storefront"], ["Examples/storefront", "\(folder.path)/plan.json"]] {
            let run = portolan.run(["diff"] + sides)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == "nothing has changed\n")
        }
    }

    @Test func `what an adaptation changes shows as exposures and scores`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "old.yaml")
        let adapted = portolan.run(["adapt", "\(folder.path)/old.yaml", "--to", "eks", "--stdout"])
        #expect(adapted.status == 0, "\(adapted.errors)")
        folder.write(adapted.output, to: "new.yaml")
        let call = ["diff", "\(folder.path)/old.yaml", "\(folder.path)/new.yaml"] + Self.targets
        let run = portolan.run(call + ["--all"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("eks: address.scope: private → public"))
        #expect(run.output.contains("score on eks: 10 → 100, 100"))
        #expect(!run.output.contains("aks: address.scope"))
        let json = portolan.run(call + ["--format", "json"])
        #expect(json.output.contains("\"schemaVersion\": \"portolan.diff/v1\""))
    }

    @Test(arguments: [
        ["diff"], ["diff", "Examples/storefront"], ["diff", "nosuch.json", "Examples/storefront"],
        ["diff", "nosuch", "Examples/storefront"],
        ["diff", "Examples/storefront", "Examples/storefront", "--target", "nosuch"],
    ]) func `wrong input ends with 2`(_ arguments: [String]) {
        let run = portolan.run(arguments)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("portolan: error: "), "\(run.errors)")
    }

    @Test func `a diff leads with what became dangerous or broke`() {
        let folder = TemporaryFolder()
        let inner = Manifest.service.replacing(
            "name: web\n", with: "name: web\n  annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"}\n")
        let old = folder.write(inner, to: "old.yaml")
        let new = folder.write(Manifest.service, to: "new.yaml")
        let run = portolan.run(["diff", old, new, "--target", "aks"])
        #expect(
            run.output.hasPrefix("Became dangerous or broke\n  default/Service/web: PUBLIC now on aks, where it was private\n"),
            "\(run.output)")
        #expect(run.output.contains("Details (--all): 1 endpoint"))
        #expect(!run.output.contains("address.scope"))
        let broken = folder.write(Manifest.service.replacing("port: 80", with: "port: 0"), to: "broken.yaml")
        let refused = portolan.run(["diff", new, broken, "--target", "aks"]).output
        #expect(refused.hasPrefix("Became dangerous or broke\n") && refused.contains("the API server refuses it"), "\(refused)")
    }

    @Test func `a missing side is an error and nothing else`() {
        let run = portolan.run(["diff", "Examples/storefront", "nosuch", "--target", "aks"])
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.split(separator: "\n").first == "portolan: error: nosuch: no such file or directory")
    }
}
