// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanPortability
import PortolanProvider

extension TargetLibrary {
    /// What people call clouds, and the name that catalogues have for them.
    private static let cloudNames = [
        "aws": "aws", "amazon": "aws", "azure": "azure", "microsoft": "azure", "google": "gcp", "gcp": "gcp", "oracle": "oci", "oci": "oci",
        "digitalocean": "digitalocean", "do": "digitalocean", "linode": "linode", "akamai": "linode", "hetzner": "hetzner", "ibm": "ibm",
        "alibaba": "alibaba", "aliyun": "alibaba", "ovhcloud": "ovh", "rancher": "rke2",
    ]

    /// The target that a name means: its id in whatever letters, or its cloud's name where the cloud has one target only; with a release
    /// of its controller behind an `@` where that is wanted.
    func target(_ name: String) throws -> Target {
        guard let at = name.firstIndex(of: "@") else { return try unversioned(name) }
        let version = String(name[name.index(after: at)...])
        guard !version.isEmpty else { throw ValidationError("\(name): expected TARGET@VERSION, eks@2.8.3 say") }
        return try unversioned(String(name[..<at])).named(version)
    }

    private func unversioned(_ name: String) throws -> Target {
        if let target = own.first(where: { $0.id == name }) ?? builtIn(name) { return target }
        let small = name.lowercased()
        if let target = own.first(where: { $0.id == small }) ?? builtIn(small) { return target }
        let cloud = Self.cloudNames[small] ?? small
        let candidates = all().filter { $0.catalogue.provider == cloud }
        if candidates.count == 1, let target = candidates.first { return target }
        if !candidates.isEmpty {
            let list = candidates.map { "  \($0.id)  \($0.catalogue.title)" }.joined(separator: "\n")
            throw ValidationError("\"\(name)\" has several targets: say which\n\(list)")
        }
        let near = UnknownAnnotations.nearest(small, among: ids).map { "did you mean \($0)?" }
        throw ValidationError("unknown target \"\(name)\"\n  \(near ?? "known: \(ids.joined(separator: ", "))")")
    }
}
