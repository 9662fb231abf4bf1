// SPDX-License-Identifier: Apache-2.0

import Foundation
import PortolanAdapt
import PortolanModel
import PortolanPlan
import PortolanPortability
import PortolanProvider
import Testing

/// Overlays, built by the program that builds them for users.
struct OverlayTests {
    private static let kubectl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/kubectl" }
        .first { $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0) }

    /// Some targets that read fields, some that read annotations, some that do both.
    private static let targets = ["eks", "aws-ccm", "gke", "aks", "oke", "hcloud", "lke", "metallb"]

    @Test(
        .enabled(if: kubectl != nil, "kubectl is not on PATH: overlays cannot be built here (https://kubernetes.io/docs/tasks/tools)"),
        arguments: try App.all().map(\.name))
    func `kubectl builds each overlay, and what it builds is worth what was foretold`(name: String) throws {
        let app = try #require(try App.all().first { $0.name == name })
        let judged = app.judged()
        let folder = FileManager.default.temporaryDirectory.appending(path: "portolan-overlay-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(base: app, to: folder.appending(path: "base"))
        for target in Self.targets {
            let overlay = Overlay(for: target, plan: judged.plan, assessment: judged.assessment, base: "../base")
            let place = folder.appending(path: target)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for file in overlay.files { try Data(file.text.utf8).write(to: place.appending(path: file.path)) }
            let built = App(name: name, files: [App.File(path: "built.yaml", text: try build(place))]).judged(on: [target])
            // kustomize orders documents in its own way.
            #expect(Self.facts(judged, target, \.adapted.score) == Self.facts(built, target, \.score), "\(name) on \(target)")
        }
    }

    @Test func `the README says what is to be filled in, what changes and what is lost`() throws {
        let text = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:c
                service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "443"
            spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: a, port: 80}, {name: b, port: 443}]}
            """
        let judged = App(name: "web", files: [App.File(path: "web.yaml", text: Array(text.utf8))]).judged(on: ["lke", "gke"])
        let linode = Overlay(for: "lke", plan: judged.plan, assessment: judged.assessment, base: "../base")
        #expect(linode.placeholders.map(\.reference.name) == ["web"])
        let readme = try #require(linode.files.first { $0.path == "README.md" }).text
        #expect(readme.contains("PORTOLAN-FILL-IN-TLS-CERTIFICATE"))
        #expect(readme.contains("## To be filled in") && readme.contains("## What changes"))
        let google = Overlay(for: "gke", plan: judged.plan, assessment: judged.assessment, base: "../base")
        #expect(
            google.files.first { $0.path == "README.md" }?.text.contains(
                "Service `web`, tls.certificate: TLS does not end at the load balancer") == true)
    }

    private static func facts(_ judged: App.Judged, _ target: String, _ score: (Assessment.Column) -> Score) -> [String] {
        judged.assessment.endpoints.compactMap { endpoint in
            endpoint.columns.first { $0.target == target }.map { column in
                let score = score(column)
                return "\(endpoint.reference) \(score.points) \(score.losses.map { "\($0.requirement.rawValue) \($0.points)" })"
            }
        }.sorted()
    }

    private func write(base app: App, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var list = "resources:\n"
        for (number, file) in app.files.enumerated() {
            try Data(file.text).write(to: folder.appending(path: "\(number).yaml"))
            list += "- \(number).yaml\n"
        }
        try Data(list.utf8).write(to: folder.appending(path: "kustomization.yaml"))
    }

    private func build(_ folder: URL) throws -> [UInt8] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: try #require(Self.kubectl))
        process.arguments = ["kustomize", folder.path]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "kubectl kustomize fails in \(folder.lastPathComponent)")
        return Array(data)
    }
}
