// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Keys that stand twice, and objects that the API server refuses.
@Suite struct DuplicateTests {
    private static let twice = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            networking.gke.io/load-balancer-type: Internal
          annotations: {}
        spec:
          type: LoadBalancer
          ports:
            - port: 80

        """

    @Test func `of a key that stands twice the last value is planned, and a finding says which line wins`() {
        let run = portolan.run(["plan", "-", "--target", "gke"], input: Self.twice)
        #expect(run.status == 0)
        #expect(run.output.contains("gke  public IP"), "\(run.output)")
        #expect(run.output.contains("error duplicate-key  -:7:3"))
        #expect(run.output.contains("line 7 wins, kustomize and helm refuse the file"))
    }

    private static let refused = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: web, imagePullPolicy: Sometimes}]}
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}

        """

    @Test func `what the API server refuses is listed with name, place and reason, and what depends on it says so`() {
        let run = portolan.run(["plan", "-", "--target", "gke"], input: Self.refused)
        #expect(run.output.contains("Refused by the API server\n  Deployment default/web  -:6\n    13:"), "\(run.output)")
        #expect(run.output.contains("imagePullPolicy: Unsupported value: \"Sometimes\""))
        #expect(run.output.contains("it selects the pods of Deployment web (-:6), which the API server refuses"))
        #expect(run.output.contains("it scales Deployment web (-:6), which the API server refuses"))
        #expect(!run.output.contains("nothing in the input makes pods"))
        #expect(!run.output.contains("no pods in the input"))
    }

    @Test func `the gate, the report and the overview of several apps list it too`() {
        let folder = TemporaryFolder()
        folder.write(Self.refused, to: "a/app.yaml")
        folder.write(Self.refused, to: "b/app.yaml")
        let gate = portolan.run(["gate", "\(folder.path)/a", "--target", "gke", "--min-score", "0"])
        #expect(gate.status == 1 && gate.output.contains("the API server refuses Deployment default/web"), "\(gate.output)")
        let apps = portolan.run(["plan", folder.path, "--target", "gke"]).output
        #expect(apps.split(separator: "refused by the API server: Deployment default/web").count == 3)
        let page = portolan.run(["report", "\(folder.path)/a", "--target", "gke", "--output", "-"]).output
        #expect(page.contains("Refused by the API server") && page.contains("imagePullPolicy"))
    }
}
