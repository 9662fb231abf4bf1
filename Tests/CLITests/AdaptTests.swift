// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport
import Testing

/// What `portolan adapt` must not do to those who deploy what it writes.
@Suite struct AdaptTests {
    private func text(_ path: String) throws -> String { String(decoding: try #require(TextFile.read(path)), as: UTF8.self) }

    private static func service(_ annotation: String) -> String {
        Manifest.service.replacing("name: web\n", with: "name: web\n  annotations:\n    \(annotation)\n")
    }

    @Test func `a scope that cannot be read becomes a placeholder, never public`() throws {
        let folder = TemporaryFolder()
        let manifest = Self.service("service.beta.kubernetes.io/aws-load-balancer-scheme: interal")
        let file = folder.write(manifest, to: "app/web.yaml")
        let run = portolan.run(["adapt", file, "--to", "ack", "--output", "\(folder.path)/out"])
        #expect(run.status == 0, "\(run.errors)")
        let patch = try text("\(folder.path)/out/ack/service-web.yaml")
        #expect(patch.contains("PORTOLAN-FILL-IN-REACHABILITY") && !patch.contains("internet"), "\(patch)")
        #expect(!run.errors.contains("PUBLIC"))
    }

    @Test func `what in-place would make public is said, and wants yes`() throws {
        let folder = TemporaryFolder()
        let file = folder.write(Manifest.service, to: "web.yaml")
        let asked = portolan.run(["adapt", file, "--to", "eks", "--in-place"])
        #expect(asked.status == 2)
        #expect(asked.errors.contains("Service default/web becomes PUBLIC on eks") && asked.errors.contains("--yes"))
        #expect(try text(file) == Manifest.service)
        let told = portolan.run(["adapt", file, "--to", "eks", "--in-place", "--yes"])
        #expect(told.status == 0 && told.errors.contains("becomes PUBLIC on eks"))
        #expect(try text(file).contains("aws-load-balancer-scheme: \"internet-facing\""))
    }

    @Test func `no annotation of Portolan's goes to production unless it is asked for`() throws {
        let folder = TemporaryFolder()
        let file = folder.write(Self.service("networking.gke.io/load-balancer-type: Internal"), to: "web.yaml")
        let plain = portolan.run(["adapt", file, "--to", "aks", "--stdout"]).output
        #expect(plain.contains("azure-load-balancer-internal: \"true\"") && !plain.contains("portolan.dev"), "\(plain)")
        #expect(portolan.run(["adapt", file, "--to", "aks", "--stdout", "--pins"]).output.contains("portolan.dev/home: \"gke\""))
    }

    @Test func `an overlay takes out the words that mean nothing on its target`() throws {
        let folder = TemporaryFolder()
        let file = folder.write(Self.service("networking.gke.io/load-balancer-type: Internal"), to: "web.yaml")
        #expect(portolan.run(["adapt", file, "--to", "aks", "--output", "\(folder.path)/out"]).status == 0)
        #expect(try text("\(folder.path)/out/aks/service-web.yaml").contains("\"networking.gke.io/load-balancer-type\": null"))
        #expect(portolan.run(["adapt", file, "--to", "aks", "--stdout"]).output.contains("networking.gke.io/load-balancer-type: Internal"))
    }

    @Test func `another run keeps what was filled in`() throws {
        let folder = TemporaryFolder()
        let manifest = Manifest.service.replacing("port: 80", with: "port: 443").replacing(
            "name: web\n",
            with: "name: web\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:c\n"
                + "    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing\n")
        let file = folder.write(manifest, to: "web.yaml")
        let call = ["adapt", file, "--to", "lke", "--output", "\(folder.path)/out"]
        #expect(portolan.run(call).errors.contains("fill in"))
        let patch = "\(folder.path)/out/lke/service-web.yaml"
        let filled = try text(patch).replacing("PORTOLAN-FILL-IN-TLS-CERTIFICATE", with: "our-certificate")
        #expect(filled.contains("our-certificate"))
        folder.write(filled, to: "out/lke/service-web.yaml")
        let again = portolan.run(call)
        #expect(try text(patch) == filled && !again.errors.contains("TLS-CERTIFICATE"), "\(again.errors)")
    }

    @Test func `a base carries the names that the files have in the app`() throws {
        let folder = TemporaryFolder()
        folder.write(Manifest.service, to: "app/front/web.yaml")
        folder.write(Manifest.service.replacing("name: web", with: "name: api"), to: "app/api.yaml")
        let run = portolan.run(["adapt", "\(folder.path)/app", "--to", "aks", "--output", "\(folder.path)/out"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(TextFile.read("\(folder.path)/out/base/front/web.yaml") == Array(Manifest.service.utf8))
        #expect(try text("\(folder.path)/out/base/kustomization.yaml").contains("  - \"api.yaml\"\n  - \"front/web.yaml\"\n"))
    }

    @Test func `an app that is a kustomization is referred to, not copied`() throws {
        let folder = TemporaryFolder()
        folder.write("resources: [web.yaml]\n", to: "app/kustomization.yaml")
        folder.write(Manifest.service, to: "app/web.yaml")
        let run = portolan.run(["adapt", "\(folder.path)/app", "--to", "eks", "--output", "\(folder.path)/out"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(TextFile.read("\(folder.path)/out/base/kustomization.yaml") == nil)
        #expect(try text("\(folder.path)/out/eks/kustomization.yaml").contains("  - \"../../app\"\n"))
        // Inside of the app's own folder kustomize would run in a circle.
        #expect(portolan.run(["adapt", "\(folder.path)/app", "--to", "eks", "--output", "\(folder.path)/app/overlays"]).status == 0)
        #expect(TextFile.read("\(folder.path)/app/overlays/base/web.yaml") != nil)
    }
}
