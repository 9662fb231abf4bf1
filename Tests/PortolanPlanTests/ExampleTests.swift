// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanKubernetes
import PortolanManifest
import PortolanModel
import PortolanPlan
import PortolanProvider
import PortolanProviders
import TestSupport
import Testing

/// An app that ships with Portolan.
struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let all: [Example] = {
        let folder = "\(Repository.root)/Examples"
        let names = InputFiles.expand([folder]).files.compactMap {
            $0.dropFirst(folder.count + 1).split(separator: "/").first.map(String.init)
        }
        return Set(names).sorted().map { Example(name: $0) }
    }()

    func files() throws -> [ManifestFile] {
        try InputFiles.expand(["\(Repository.root)/Examples/\(name)"]).files.map { ManifestReader.read(try InputFiles.read($0), path: $0) }
    }
}

@Suite struct ExampleTests {
    @Test func `there are examples`() { #expect(Example.all.map(\.name).contains("storefront")) }

    @Test(arguments: Example.all) func `every example is planned on every target, each document accounted for`(_ example: Example) throws {
        let files = try example.files()
        #expect(files.flatMap(\.errors) == [])
        let documents = files.flatMap(\.documents)
        let targets = try Providers.ids.map { Planner.Assignment(target: try #require(Providers.target($0))) }
        let plan = Planner(targets).plan(documents)
        #expect(plan.account.problems == [])
        #expect(plan.rejections.map { "\($0.reference): \($0.reasons.map(\.message))" } == [])
        let inventory = plan.inventory
        #expect(inventory.services.count + inventory.workloads.count + inventory.objects.count == documents.count)
        #expect(plan.endpoints.count == inventory.services.count)
        for endpoint in plan.endpoints {
            #expect(endpoint.exposures.count == targets.count, "\(endpoint.reference)")
            #expect(endpoint.type == "ExternalName" || !endpoint.workloads.isEmpty, "\(endpoint.reference) reaches no pod")
            for (target, exposure) in zip(plan.targets, endpoint.exposures) {
                if [.failed, .unclaimed].contains(exposure.status) {
                    #expect(exposure.reason?.isEmpty == false, "\(endpoint.reference) on \(target.id)")
                }
                if exposure.status == .provisioned {
                    #expect(exposure.address != nil || !exposure.loadBalancers.isEmpty, "\(endpoint.reference) on \(target.id)")
                }
            }
        }
    }

    @Test func `the storefront gets three very different answers to one Service`() throws {
        let documents = try Example(name: "storefront").files().flatMap(\.documents)
        let targets = try ["eks", "gke", "k3s"].map { Planner.Assignment(target: try #require(Providers.target($0))) }
        let plan = Planner(targets).plan(documents)
        let office = try #require(plan.endpoints.first { $0.reference.name == "back-office" })
        #expect(office.exposures.map { $0.address?.kind } == [.hostname, .ip, .ip])
        #expect(office.exposures.map { $0.address?.scope } == [.private, .private, .private])
        #expect(Set(office.exposures.flatMap { $0.loadBalancers.map(\.product) }).count == 3)
    }
}
