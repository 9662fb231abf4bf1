// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// The executable under test.
let portolan = Executable.portolan

/// Manifests as a user has them.
enum Manifest {
    static let service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          type: LoadBalancer
          selector: {app: web}
          ports:
            - port: 80

        """
    static let bad = "kind: Service\nmetadata: {name: x\n"

    /// What `kubectl get deployment,service -o yaml` prints.
    static let dump = """
        apiVersion: v1
        items:
        - apiVersion: apps/v1
          kind: Deployment
          metadata:
            annotations:
              deployment.kubernetes.io/revision: "1"
            creationTimestamp: "2026-01-01T00:00:00Z"
            generation: 1
            managedFields:
            - apiVersion: apps/v1
              fieldsType: FieldsV1
              fieldsV1:
                f:spec:
                  f:replicas: {}
                  f:template:
                    f:spec:
                      f:containers:
                        k:{"name":"python"}:
                          .: {}
              manager: kubectl-client-side-apply
              operation: Update
              time: "2026-01-01T00:00:00Z"
            name: web
            namespace: shop
            resourceVersion: "4711"
            uid: 9a1f2f6e-0000-4000-8000-000000000000
          spec:
            progressDeadlineSeconds: 600
            replicas: 3
            revisionHistoryLimit: 10
            selector: {matchLabels: {app: web}}
            strategy:
              rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}
              type: RollingUpdate
            template:
              metadata: {creationTimestamp: null, labels: {app: web}}
              spec:
                containers:
                - image: python:3.13-slim
                  imagePullPolicy: IfNotPresent
                  name: python
                  ports:
                  - {containerPort: 8080, name: http, protocol: TCP}
                  resources: {}
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                dnsPolicy: ClusterFirst
                restartPolicy: Always
                schedulerName: default-scheduler
                securityContext: {}
                terminationGracePeriodSeconds: 30
          status:
            availableReplicas: 3
            conditions:
            - {lastTransitionTime: "2026-01-01T00:00:00Z", status: "True", type: Available}
            observedGeneration: 1
        - apiVersion: v1
          kind: Service
          metadata:
            name: web
            namespace: shop
            uid: 9a1f2f6e-0000-4000-8000-000000000001
          spec:
            allocateLoadBalancerNodePorts: true
            clusterIP: 10.96.0.17
            clusterIPs: [10.96.0.17]
            externalTrafficPolicy: Cluster
            internalTrafficPolicy: Cluster
            ipFamilies: [IPv4]
            ipFamilyPolicy: SingleStack
            ports:
            - {name: http, nodePort: 30080, port: 80, protocol: TCP, targetPort: http}
            selector: {app: web}
            sessionAffinity: None
            type: LoadBalancer
          status:
            loadBalancer:
              ingress: [{hostname: web-1234.elb.eu-central-1.amazonaws.com}]
        kind: List
        metadata:
          resourceVersion: ""

        """
}

@Suite struct InputTests {
    @Test func `a dump of a cluster is planned from standard input`() {
        let run = portolan.run(["plan", "-", "--target", "eks"], input: Manifest.dump)
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.contains("Service shop/web  LoadBalancer  -:58"))
        #expect(run.output.contains("80/TCP → node 30080 → web/python:8080"))
        #expect(run.output.contains("Read: 1 service, 1 workload, 0 objects of other kinds"))
    }

    @Test func `the order of the paths changes no byte`() {
        let folder = TemporaryFolder()
        let files = (0..<12).map { number in
            folder.write(
                Manifest.service.replacing("name: web", with: "name: web-\(number % 5)").replacing(
                    "port: 80", with: "port: \(8000 + number)"), to: "\(number % 3)/\(number).yaml")
        }
        for format in ["table", "json"] {
            let arguments = ["plan", "--format", format, "--target", "metallb", "--target", "k3s", "--target", "eks"]
            let first = portolan.run(arguments + files)
            #expect(first.status == 0 && !first.output.isEmpty)
            for other in [files.reversed(), [files[7], folder.path + "/", folder.path + "/./1"], files.sorted() + files] {
                #expect(portolan.run(arguments + other).output == first.output, "\(format)")
            }
            let folders = ["0", "1", "2"].map { "\(folder.path)/\($0)" }
            let apps = portolan.run(arguments + folders)
            #expect(apps.status == 0 && apps.output != first.output)
            for other in [folders.reversed(), folders.map { $0 + "/" }, folders + [folders[1] + "/./"]] {
                #expect(portolan.run(arguments + other).output == apps.output, "\(format)")
            }
        }
    }

    @Test func `one bad document does not stop the others, and the status is 2`() {
        let folder = TemporaryFolder()
        let path = folder.write(
            Manifest.service + "---\n" + Manifest.bad + "---\n" + Manifest.service.replacing("name: web", with: "name: api"), to: "app.yaml"
        )
        let run = portolan.run(["plan", path, "--target", "eks"])
        #expect(run.status == 2)
        #expect(run.output.contains("Service default/web") && run.output.contains("Service default/api"))
        #expect(run.errors.hasPrefix("portolan: error: \(path):13:1: "))
        #expect(run.errors.split(separator: "\n").count == 2)
    }

    @Test func `documents that are no objects are told with their places`() {
        let run = portolan.run(
            ["plan", "-", "--target", "eks"],
            input: Manifest.service + "---\njust text\n---\n{spec: {}, a: 1}\n---\nspec: {}\n---\n- a playbook\n")
        #expect(run.status == 2)
        #expect(run.output.contains("Service default/web"))
        #expect(
            run.errors.split(separator: "\n").map { $0.prefix(23) } == [
                "portolan: error: -:11:1", "portolan: error: -:13:1", "portolan: error: -:15:1",
            ])
        #expect(run.output.contains("1 documents of other programs"))
    }

    @Test func `a missing file and an empty directory are told beside what can be planned`() {
        let folder = TemporaryFolder()
        let file = folder.write(Manifest.service, to: "a/app.yaml")
        folder.write("", to: "empty/readme.txt")
        let run = portolan.run(["plan", file, "\(folder.path)/nowhere.yaml", "\(folder.path)/empty", "--target", "eks"])
        #expect(run.status == 2)
        #expect(run.output.contains("Service default/web"))
        #expect(run.errors.contains("nowhere.yaml: no such file or directory\n  give a manifest file"))
        #expect(run.errors.contains("empty: no .yaml, .yml or .json file below this directory\n"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `an unreadable directory is told, not passed over`() {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "closed/app.yaml")
        chmod("\(folder.path)/closed", 0)
        let run = portolan.run(["plan", folder.path, "--target", "eks"])
        chmod("\(folder.path)/closed", 0o700)
        #expect(run.status == 2)
        #expect(run.errors.contains("closed: Permission denied"))
    }

    @Test func `what a manifest holds does not reach the terminal through errors`() {
        let run = portolan.run(["plan", "-", "--target", "eks"], input: "a: *\u{1B}[31mx\n---\nkind: \"\\e[31m\"\n---\n\"\\e[2J\": 1\n")
        #expect(run.status == 2)
        #expect(!run.errors.contains("\u{1B}") && !run.output.contains("\u{1B}"))
    }

    @Test func `JSON of kubectl, and several values behind each other, are planned`() {
        let object =
            #"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "NAME", "annotations": {"note": "\ud83d\ude00"}}, "spec": {"ports": [{"port": 80}]}}"#
        let run = portolan.run(
            ["plan", "-", "--target", "eks"], input: ["a", "b"].map { object.replacing("NAME", with: $0) }.joined(separator: "\n"))
        #expect(run.status == 0)
        #expect(run.output.contains("default/a, default/b"))
    }

    @Test func `an empty input is planned, and holds nothing`() {
        let run = portolan.run(["plan", "-", "--target", "eks"])
        #expect(run.status == 0)
        #expect(
            run.output
                == "Read: 0 services, 0 workloads, 0 objects of other kinds\nNothing of Kubernetes is in this input: there is nothing to plan.\n"
        )
        #expect(run.errors.hasPrefix("portolan: warning: "), "\(run.errors)")
    }

    @Test func `pools that a controller reads are neither other kinds nor unknown, and a kind that nobody knows is`() {
        let manifest = """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: {name: p, namespace: metallb-system}
            spec: {addresses: [192.168.1.0/28]}
            ---
            apiVersion: metallb.io/v1beta1
            kind: L2Advertisement
            metadata: {name: p, namespace: metallb-system}
            ---
            apiVersion: example.com/v1
            kind: Portal
            metadata: {name: p}

            """
        let output = portolan.run(["plan", "-", "--target", "metallb"], input: manifest).output
        #expect(output.contains("0 services, 0 workloads, 1 object of other kinds"))
        #expect(output.contains("which may expose something all the same: 1 Portal\n"))
    }
}

@Suite struct OutputTests {
    @Test func `a reader that goes away is no error`() {
        let script = "set -o pipefail; \"$0\" plan Examples/storefront --format json | head -n 1; echo \"${PIPESTATUS[@]}\""
        let run = Executable(path: "/bin/bash").run(["-c", script, portolan.path])
        #expect(run.output == "{\n0 0\n")
        #expect(run.errors == "")
    }

    @Test func `a full disk is an error`() {
        let run = portolan.run(["plan", "Examples/storefront", "--target", "eks"], output: "/dev/full")
        #expect(run.status == 2)
        #expect(run.errors == "portolan: error: standard output: No space left on device\n")
    }

    @Test func `colour is for terminals, unless asked for`() {
        let arguments = ["plan", "Examples/storefront", "--target", "eks"]
        let plain = portolan.run(arguments).output
        #expect(!plain.contains("\u{1B}"))
        #expect(portolan.run(arguments + ["--color", "always"]).output.contains("\u{1B}["))
        #expect(portolan.run(arguments + ["--color", "never"]).output == plain)
        #expect(portolan.run(arguments + ["--color", "pink"]).status == 2)
    }

    /// Runs in a pseudo terminal of so many columns (`script` of util-linux).
    private func inTerminal(_ columns: Int, _ environment: [String: String] = [:]) throws -> [String] {
        let script = Executable(path: "/usr/bin/script")
        try #require(access(script.path, X_OK) == 0, "script is missing: apt-get install bsdutils")
        let command = "stty cols \(columns) rows 40; exec '\(portolan.path)' plan Examples/storefront --target eks"
        let run = script.run(["-qefc", command, "/dev/null"], environment: Executable.plainEnvironment.merging(environment) { $1 })
        #expect(run.status == 0)
        return run.output.split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test func `a narrow terminal gets narrow lines, and colour`() throws {
        let narrow = try inTerminal(50)
        #expect(narrow.contains { $0.contains("\u{1B}[") })
        let sentences = narrow.filter { $0.hasPrefix("  ") && !$0.contains("\u{1B}") }
        #expect(!sentences.isEmpty && sentences.allSatisfy { $0.count <= 50 })
        #expect(try inTerminal(200).count < narrow.count)
    }

    @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]]) func `NO_COLOR and a dumb terminal are heeded`(_ environment: [String: String])
        throws
    {
        #expect(try !inTerminal(80, environment).contains { $0.contains("\u{1B}[") })
        #expect(try inTerminal(80, ["NO_COLOR": ""]).contains { $0.contains("\u{1B}[") })
    }
}
