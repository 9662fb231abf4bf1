// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A Service that sends clients to the pods of a Job, too.
struct SelectorMatchesJob: Check {
    let page = FindingPage(
        code: "selector-matches-job", severity: .warning, title: "The Service also selects the pods of a Job",
        meaning: """
            A Service asks for labels only: while the Job's pod runs it is an endpoint like the others, and without a readiness probe it \
            is ready at once. Clients that are sent to it are refused. It shows as errors that come and go with every migration or \
            nightly run.
            """,
        remedy: "Give the Job's pods other labels, or the Service's selector a label that only the serving pods have.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
            spec:
              template:
                metadata:
                  labels: {app: web}
                spec:
                  restartPolicy: Never
                  containers:
                    - name: migrate
                      image: example.com/web:1
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector: {app: web}
              ports:
                - port: 8080
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: example.com/web:1
                  ports:
                    - containerPort: 8080
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
            spec:
              template:
                metadata:
                  labels: {app: web-migration}
                spec:
                  restartPolicy: Never
                  containers:
                    - name: migrate
                      image: example.com/web:1
            """)

    func findings(in app: App) -> [Finding] {
        app.fronts.compactMap { front in
            let jobs = front.workloads.filter(\.isJob)
            guard !jobs.isEmpty, jobs.count < front.workloads.count else { return nil }
            return finding(
                front.service.metadata, at: front.service.metadata.node.at("spec", "selector")?.location,
                "its selector also matches the pods of \(jobs.map(\.reference.words).uniqued.listed): while they run, clients are"
                    + " sent to them",
                remedy: "give the Job's pods other labels, or the selector a label that only the serving pods have")
        }
    }
}
