// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// An object that the input holds twice.
struct DuplicateObject: Check {
    let page = FindingPage(
        code: "duplicate-object", severity: .warning, title: "An object stands twice in one app",
        meaning: """
            Two objects of one kind, namespace and name are one object in a cluster: `kubectl apply -f DIR` applies them in the order of the \
            files, so that the last one stays, and kustomize refuses the pair. The plan is made with the last one. Where the two are meant as \
            alternatives, they belong to different apps: `--app` and `--exclude`, or `apps` and `exclude` in the configuration, tell them apart.
            """,
        remedy: "Keep one of them, or plan the variants as apps of their own.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              ports:
                - port: 8080
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              type: LoadBalancer
              ports:
                - port: 80
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: web-inside
            spec:
              ports:
                - port: 8080
            """)

    /// More objects of one pair of files than this are told together: the files are two versions of one thing.
    private static let mostAlone = 2

    func findings(in app: App) -> [Finding] {
        struct Files: Hashable {
            var replaced: String
            var kept: String
        }
        // A Namespace is repeated wherever it is used, and says nothing else.
        let duplicates = app.inventory.duplicates.filter { $0.kept.reference.kind != "Namespace" }
        var order: [Files] = []
        var byFiles: [Files: [Inventory.Duplicate]] = [:]
        for duplicate in duplicates {
            let files = Files(replaced: duplicate.replaced.location.file, kept: duplicate.kept.location.file)
            if byFiles[files] == nil { order.append(files) }
            byFiles[files, default: []].append(duplicate)
        }
        return order.flatMap { files -> [Finding] in
            let pair = byFiles[files] ?? []
            guard pair.count > Self.mostAlone, let first = pair.first else { return pair.map { finding($0, more: 0) } }
            return [finding(first, more: pair.count - 1)]
        }
    }

    private func finding(_ duplicate: Inventory.Duplicate, more: Int) -> Finding {
        let kept = duplicate.kept.location
        let others = more == 0 ? "it stands" : "it and \(more) more objects of this file stand"
        return finding(
            duplicate.kept, at: duplicate.replaced.location,
            "\(others) here and again at \(kept.file):\(kept.line): applied in the order of the files, the last one counts",
            remedy: "keep one of them, or plan variants as apps of their own: --app, --exclude")
    }
}
