// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What is printed and kept grows with what is read, or it is said what was cut.
///
/// No clock is asked: what took minutes before would run into the tests' own patience now.
@Suite struct GrowthTests {
    /// So many Services, and so many pods that all of them select.
    private static func crossed(_ services: Int, _ pods: Int) -> String {
        (0..<services).map { service($0, ports: 1) }.joined() + (0..<pods).map(pod).joined()
    }

    private static func service(_ number: Int, ports: Int, ranges: [String] = []) -> String {
        let list = (1...ports).map { "{name: p\($0), port: \($0), targetPort: 8080}" }.joined(separator: ", ")
        let sources = ranges.isEmpty ? "" : "loadBalancerSourceRanges: [\(ranges.joined(separator: ", "))], "
        return """
            apiVersion: v1
            kind: Service
            metadata: {name: web-\(number)}
            spec: {type: LoadBalancer, selector: {app: web}, \(sources)ports: [\(list)]}
            ---

            """
    }

    private static func pod(_ number: Int) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: pod-\(number), labels: {app: web}}
        spec: {containers: [{name: main, image: example.com/web:1, ports: [{containerPort: 8080}]}]}
        ---

        """
    }

    @Test(arguments: [["plan", "-", "--all"], ["plan", "-", "--format", "json"], ["report", "-", "--output", "-"]])
    func `many Services over the same many pods are listed in part, and the rest is counted`(_ command: [String]) {
        let run = portolan.run(command + ["--target", "eks"], input: Self.crossed(150, 250))
        #expect(run.status == 0, "\(run.errors)")
        let said = command.contains("json") ? "\"furtherWorkloads\": 150" : "and 150 more workloads"
        // A report draws one of the Services that differ in the same way, and lists the pods by themselves.
        #expect(run.output.contains(command.contains("report") ? "and 149 more Services that differ in the same way" : said))
        #expect(!run.output.contains("reached by no Service"))
        #expect(run.output.contains("pod-99"))
        // A pod that is not listed behind 150 Services stands in no list, or once, where pods themselves are listed.
        #expect(run.output.split(separator: "pod-249").count < 150)
    }

    @Test func `more pairs of Services and pods than are looked at are an error, and the gate gives no verdict`() {
        let manifest = Self.crossed(800, 700)
        let run = portolan.run(["gate", "-", "--target", "eks", "--min-score", "0"], input: manifest)
        #expect(run.status == 2)
        #expect(run.errors.contains("the Services select more than 500000 workloads in all, so only the first 625 of each are looked at"))
        #expect(run.errors.contains("-:1:"))
        #expect(run.errors.contains("no verdict"))
    }

    @Test func `a Service of four thousand ports is reported on the targets that compare ports with each other`() {
        let manifest = Self.service(0, ports: 4_000) + Self.pod(0)
        let run = portolan.run(
            ["report", "-", "--output", "-", "--target", "eks,hcloud,aws-ccm,aks"], input: manifest, output: "/dev/null")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func `a Service of twenty thousand source ranges is planned on the targets that read each range`() {
        let ranges = (0..<20_000).map { "\(11 + ($0 >> 16)).\($0 >> 8 & 255).\($0 & 255).0/24" }
        let run = portolan.run(
            ["plan", "-", "--target", "eks,k3s,aws-ccm,gke"], input: Self.service(0, ports: 1, ranges: ranges), output: "/dev/null")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func `three thousand Services are reported, and long lists are cut with a word`() {
        let manifest = (0..<3_000).map { Self.service($0, ports: 1) }.joined() + Self.pod(0)
        let run = portolan.run(["report", "-", "--output", "-", "--target", "eks"], input: manifest)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("web-0, web-1, web-10, web-100 and 2996 more"))
    }
}
