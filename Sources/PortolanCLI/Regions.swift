// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanFetch
import PortolanPortability
import PortolanProvider

/// The regions that the user names with `--region CLOUD=REGION`.
enum Regions {
    /// The regions by clouds' own names; one that nothing is known of is refused, so that no price or pool is silently another region's.
    ///
    /// - Parameters:
    ///   - wanted: What the user names: a cloud by its name, by that of a target on it, or by what people call it.
    ///   - catalogues: The catalogues of all targets.
    ///   - own: The clouds that the user's own provider files are of, whose regions nobody has to list.
    ///   - known: What the clouds publish.
    static func check(
        _ wanted: [(cloud: String, region: String)], _ catalogues: [Catalogue], own: Set<String>, _ known: KnownNetworks
    ) throws -> [(cloud: String, region: String)] {
        try wanted.map { name, region in
            guard let cloud = CloudNames.cloud(name, among: catalogues) else {
                let names = Set(catalogues.filter { !$0.regions.isEmpty }.map(\.provider)).sorted()
                throw refusal(name, region, "there is no cloud \(name)", name, names)
            }
            let regions = Set(catalogues.filter { $0.provider == cloud }.flatMap(\.regions) + known.regions(of: cloud))
            if regions.isEmpty {
                guard own.contains(cloud) else { throw ValidationError("--region \(name)=\(region): \(cloud) has no regions") }
                return (cloud, region)
            }
            guard regions.contains(region) || own.contains(cloud) else {
                throw refusal(name, region, "nothing is known of a region \(region)", region, regions.sorted())
            }
            return (cloud, region)
        }
    }

    private static func refusal(_ name: String, _ region: String, _ reason: String, _ meant: String, _ known: [String]) -> ValidationError {
        let near = UnknownAnnotations.nearest(meant, among: known)
        let advice = near.map { "did you mean \($0)?" } ?? "known: " + known.joined(separator: ", ")
        return ValidationError("--region \(name)=\(region): \(reason)\n  \(advice)")
    }
}
