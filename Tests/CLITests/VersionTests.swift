// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Which release of a controller a call is about, as a user sees it.
@Suite struct VersionTests {
    private static let http = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            load-balancer.hetzner.cloud/location: fsn1
            load-balancer.hetzner.cloud/protocol: http
            load-balancer.hetzner.cloud/http-timeout-idle: 90s
        spec:
          type: LoadBalancer
          selector: {app: web}
          ports: [{port: 80}]
        """

    private func plan(_ more: [String]) -> RunResult { portolan.run(["plan", "-"] + more, input: Self.http) }

    @Test func `a release that does not know an annotation does nothing with it`() {
        let (old, new) = (
            plan(["--target", "hcloud@1.34.0", "--format", "json"]), plan(["--target", "hcloud@1.35.0", "--format", "json"])
        )
        #expect(old.status == 0 && new.status == 0)
        #expect(!old.output.contains("\"http.timeout_idle\"") && new.output.contains("\"http.timeout_idle\": \"90\""))
    }

    @Test func `the option and the name say the same`() {
        let named = plan(["--target", "hcloud@1.34.0", "--format", "json"]).output
        let set = plan(["--target", "hcloud", "--set", "hcloud.version=1.34.0", "--format", "json"]).output
        #expect(named.replacing("hcloud@1.34.0", with: "hcloud") == set)
        #expect(set.contains("\"controllerVersion\": \"1.34.0\""))
    }

    @Test func `two releases stand side by side`() {
        let run = plan(["--target", "hcloud@1.34", "--target", "hcloud", "--all"])
        #expect(run.status == 0 && run.output.contains("  hcloud@1.34  ") && run.output.contains("  hcloud       "), "\(run.output)")
        #expect(
            run.output.contains(
                "hcloud-cloud-controller-manager 1.34.0 does not know the annotation load-balancer.hetzner.cloud/http-timeout-idle (read since "
                    + "1.35.0), so it has no effect there [hcloud@1.34]"), "\(run.output)")
    }

    @Test func `adaptation writes no word that the release lacks`() {
        let nginx = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/do-loadbalancer-protocol: http
                service.beta.kubernetes.io/do-loadbalancer-http-idle-timeout-seconds: "90"
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports: [{port: 80}]
            """
        let word = "load-balancer.hetzner.cloud/http-timeout-idle"
        let call = ["adapt", "-", "--stdout", "--set", "hcloud.loadBalancersLocation=fsn1", "--to"]
        #expect(portolan.run(call + ["hcloud"], input: nginx).output.contains(word))
        #expect(!portolan.run(call + ["hcloud@1.34"], input: nginx).output.contains(word))
    }

    @Test(arguments: [
        ("1.30.9", "1.30.9 is not known: 1.30.1 is predicted, the newest known one before it"),
        ("9.0.0", "9.0.0 is newer than what is known: 1.35.0 is predicted, the newest known one before it"),
    ])
    func `a release that is not known is taken as the one before it, and that is said once`(_ version: String, _ words: String) {
        let run = plan(["--target", "hcloud@\(version)"])
        #expect(run.status == 0)
        #expect(run.errors == "portolan: warning: hcloud@\(version): \(words)\n", "\(run.errors)")
    }

    @Test func `a minor alone is its newest release, and nothing has to be said`() {
        let run = plan(["--target", "hcloud", "--set", "version=1.29", "--format", "json"])
        #expect(run.errors == "" && run.output.contains("\"controllerVersion\": \"1.29.2\""))
    }

    @Test(arguments: [
        ("1.16.0", "1.16.0 is older than what is known; the oldest is 1.17.2; known: 1.17.2, 1.18.0, "),
        ("newest", "\"newest\" is no version: expected MAJOR.MINOR or MAJOR.MINOR.PATCH, 2.8.3 say; known: 1.17.2, "),
        ("1.30.1.2", "\"1.30.1.2\" is no version"), ("1.030.1", "\"1.030.1\" is no version"), ("1.-3", "\"1.-3\" is no version"),
        ("99999999999999999999.1", "is no version"),
    ])
    func `what is no version, or too old, is refused with what is known`(_ version: String, _ words: String) {
        for call in [["--target", "hcloud@\(version)"], ["--target", "hcloud", "--set", "hcloud.version=\(version)"]] {
            let run = plan(call)
            #expect(run.status == 2 && run.output == "" && run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func `a target of which one version is known has no releases to name`() {
        let run = plan(["--target", "k3s@1.30.0"])
        #expect(run.status == 2 && run.errors.contains("no option \"version\" in k3s@1.30.0"), "\(run.errors)")
        #expect(plan(["--target", "hcloud@"]).errors.contains("hcloud@: expected TARGET@VERSION, eks@2.8.3 say"))
        #expect(plan(["--target", "hcloud@1.34", "--set", "hcloud.version=1.33"]).errors.contains("the version is set by --set"))
    }

    @Test func `a variable that a release does not read is said, and does nothing`() {
        let run = plan(["--target", "hcloud@1.28.0", "--set", "hcloud.loadBalancersAlgorithmType=least_connections", "--format", "json"])
        #expect(run.status == 0 && !run.output.contains("\"algorithm\""))
        #expect(
            run.errors
                == "portolan: warning: hcloud@1.28.0: hcloud-cloud-controller-manager 1.28.0 has no option \"loadBalancersAlgorithmType\" (since 1.29.0), and does not read it\n",
            "\(run.errors)")
    }

    @Test func `an option holds for one column or for all of a target`() {
        let call = ["--target", "hcloud@1.33", "--target", "hcloud@1.34", "--format", "json"]
        let one = plan(call + ["--set", "hcloud@1.33.loadBalancersType=lb21"]).output
        let all = plan(call + ["--set", "hcloud.loadBalancersType=lb21"]).output
        #expect(one.ranges(of: "\"load_balancer_type\": \"lb21\"").count == 1, "\(one)")
        #expect(all.ranges(of: "\"load_balancer_type\": \"lb21\"").count == 2)
    }

    @Test func `the configuration names releases as the command line does`() {
        let folder = TemporaryFolder()
        folder.write("targets: [hcloud@1.34, hcloud]\n", to: ".portolan.yaml")
        let run = portolan.run(["plan", "-"], input: Self.http, in: folder.path)
        #expect(run.output.contains("hcloud@1.34 "), "\(run.output)")
    }

    @Test func `targets lists the releases and what came with which`() {
        let run = portolan.run(["targets", "hcloud"])
        #expect(run.output.contains("Known: 1.17.2, 1.18.0, ") && run.output.contains("since 1.29.2"), "\(run.output)")
    }

    @Test func `one path and two releases say what an upgrade changes`() {
        let run = portolan.run(["diff", "-", "--target", "hcloud@1.34.0", "--target", "hcloud"], input: Self.http)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("hcloud@1.34.0 → hcloud\n"), "\(run.output)")
        #expect(run.output.contains("~ default/Service/web"), "\(run.output)")
        #expect(run.output.contains("http.timeout_idle: 90"), "\(run.output)")
        let json = portolan.run(["diff", "-", "--target", "hcloud@1.34", "--target", "hcloud", "--format", "json"], input: Self.http)
        #expect(json.output.contains("\"schemaVersion\": \"portolan.diff/v1\"") && json.output.contains("http.timeout_idle"))
    }

    @Test func `an upgrade of a routing controller is told request by request`() {
        let call = ["diff", "-", "--set", "routing=ingress-nginx", "--target", "kind@1.12.5", "--target", "kind"]
        let run = portolan.run(call, input: Self.dotted)
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.output.hasPrefix("kind@1.12.5 → kind\n") && run.output.contains("Requests that get another answer\n")
                && run.output.contains(" GET http"), "\(run.output)")
    }

    @Test func `a plan says what newer releases would change`() {
        let old = plan(["--target", "hcloud@1.34.0", "--upgrade"])
        #expect(old.output.contains("\nUpgrade\nhcloud@1.34.0: hcloud-cloud-controller-manager 1.34.0 → 1.35.0\n"), "\(old.output)")
        #expect(old.output.contains("http.timeout_idle: 90"), "\(old.output)")
        let newest = plan(["--target", "hcloud", "--upgrade"])
        #expect(newest.output.contains("Upgrade: every target is at the newest known release\n"), "\(newest.output)")
        #expect(plan(["--target", "hcloud", "--upgrade", "--format", "json"]).status == 2)
    }

    @Test(arguments: [[], ["--target", "hcloud@1.34"], ["--target", "hcloud@1.33", "--target", "hcloud@1.34", "--target", "hcloud"]])
    func `one path alone needs two releases`(_ targets: [String]) {
        let run = portolan.run(["diff", "-"] + targets, input: Self.http)
        #expect(run.status == 2 && run.errors.contains("--target"), "\(run.errors)")
    }

    /// A path with a dot, which older releases of ingress-nginx refuse.
    private static let dotted = """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: web}
        spec:
          ingressClassName: nginx
          rules:
          - host: shop.example.com
            http:
              paths:
              - path: /.well-known
                pathType: Prefix
                backend: {service: {name: web, port: {number: 80}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """
}
