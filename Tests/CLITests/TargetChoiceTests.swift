// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Which targets a call is about, and what it loses on them.
@Suite struct TargetChoiceTests {
    private func plan(_ more: [String]) -> RunResult { portolan.run(["plan", "-"] + more, input: Manifest.service) }

    @Test func `without a target the managed clouds are planned, and that is said`() {
        let run = plan([])
        #expect(run.status == 0)
        #expect(
            run.output.hasSuffix("Targets: the 14 managed clouds, since none is named (--target ID; --target all for all 25)\n"),
            "\(run.output)")
        let ids = portolan.run(["plan", "-", "--format", "json"], input: Manifest.service).output
        for id in ["eks", "gke", "aks", "doks"] { #expect(ids.contains("\"id\": \"\(id)\"")) }
        for id in ["kind", "metallb", "k3s", "aws-ccm"] { #expect(!ids.contains("\"id\": \"\(id)\"")) }
        #expect(
            portolan.run(["plan", "-", "--target", "all", "--format", "json"], input: Manifest.service).output.contains("\"id\": \"kind\""))
    }

    @Test func `the gate wants targets`() {
        let run = portolan.run(["gate", "-", "--min-score", "10"], input: Manifest.service)
        #expect(run.status == 2 && run.output == "")
        #expect(run.errors.contains("name the targets") && run.errors.contains("Usage: portolan gate "))
        let folder = TemporaryFolder()
        folder.write("targets: [gke]\nminScore: 10\n", to: ".portolan.yaml")
        #expect(portolan.run(["gate", "-"], input: Manifest.service, in: folder.path).status == 0)
    }

    @Test(arguments: [("azure", "aks"), ("google", "gke"), ("EKS", "eks"), ("GKE", "gke"), ("gke,aks", "gke")])
    func `a cloud's name and other letters are understood`(_ name: String, _ id: String) {
        let run = plan(["--target", name, "--format", "json"])
        #expect(run.status == 0 && run.output.contains("\"id\": \"\(id)\""), "\(run.errors)")
    }

    @Test func `a cloud with several targets is answered with their ids`() {
        let run = plan(["--target", "aws"])
        #expect(run.status == 2)
        for id in ["eks", "aws-ccm", "eks-auto"] { #expect(run.errors.contains("  \(id)  ")) }
    }

    @Test func `a region that no cloud has is refused with those that it has`() {
        let run = plan(["--target", "eks", "--region", "aws=mars"])
        #expect(run.status == 2)
        #expect(run.errors.contains("region mars") && run.errors.contains("eu-central-1"))
        #expect(plan(["--target", "eks", "--region", "aws=eu-centrl-1"]).errors.contains("did you mean eu-central-1?"))
        #expect(plan(["--target", "eks", "--region", "aws=ap-southeast-5"]).status == 0)
    }

    // MARK: Losses

    /// Private in Google's words: nothing of it is heard elsewhere.
    private static let inner = Manifest.service.replacing(
        "name: web\n", with: "name: web\n  annotations: {networking.gke.io/load-balancer-type: Internal}\n")

    @Test func `under a score stands what is lost and what would mend it`() {
        let run = portolan.run(["plan", "-", "--target", "aks"], input: Self.inner)
        #expect(
            run.output.contains(
                "−90 becomes-public: private by networking.gke.io/load-balancer-type, it gets a public address on aks → "
                    + "service.beta.kubernetes.io/azure-load-balancer-internal: \"true\""), "\(run.output)")
    }

    @Test func `the gate lists the dearest losses with file and line`() {
        let folder = TemporaryFolder()
        let file = folder.write(Self.inner, to: "app.yaml")
        let run = portolan.run(["gate", file, "--target", "aks", "--min-score", "50"])
        #expect(run.status == 1)
        #expect(run.output.contains("gate: aks works after 1 line in 1 object, 10\n"), "\(run.output)")
        #expect(run.output.contains("  \(file):5  Service default/web on aks\n    −90 becomes-public: "), "\(run.output)")
    }

    @Test func `what is equal everywhere folds to a line that --all unfolds`() {
        let two = Manifest.service + "---\n" + Manifest.service.replacing("name: web", with: "name: shop")
        let targets = ["--target", "gke", "--target", "aks", "--target", "doks"]
        let short = portolan.run(["plan", "-"] + targets, input: two).output
        #expect(short.contains("2 Services: no difference\n  public IP, 100 on every target: default/web, default/shop\n"), "\(short)")
        #expect(!short.contains("Service default/web  LoadBalancer"))
        let long = portolan.run(["plan", "-", "--all"] + targets, input: two).output
        #expect(long.contains("Service default/web  LoadBalancer") && long.contains("Service default/shop  LoadBalancer"))
    }

    @Test func `a verdict stands first in a target's row`() {
        let run = portolan.run(["plan", "-", "--target", "aks", "--target", "gke"], input: Self.inner)
        #expect(run.output.contains("  aks  works after 1 line in 1 object   10 → 100"), "\(run.output)")
        #expect(run.output.contains("  gke  works as it is "))
    }
}
