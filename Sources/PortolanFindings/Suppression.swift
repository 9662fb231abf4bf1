// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// The findings that users have asked, on the objects themselves, not to hear again.
///
/// `portolan.dev/ignore: CODE[,CODE]` on an object ignores codes; `portolan.dev/ignore.CODE: why` ignores one and says why.
public struct Suppression: Sendable {
    static let listKey = "portolan.dev/ignore"
    static let reasonPrefix = "portolan.dev/ignore."

    private var ignored: [ObjectReference: Set<String>] = [:]
    private var unknown: [Finding] = []

    /// Collects the annotations of an inventory's objects.
    ///
    /// - Parameters:
    ///   - inventory: The objects.
    ///   - codes: All codes that there are: one that is none of them is a slip of the pen, and itself a finding.
    public init(_ inventory: Inventory, codes: Set<String>) {
        for service in inventory.services { collect(service.metadata, codes) }
        for workload in inventory.workloads { collect(workload.metadata, codes) }
        for object in inventory.objects { collect(object.metadata, codes) }
    }

    /// The findings that remain, ordered by place.
    public func apply(_ findings: [Finding]) -> [Finding] {
        guard !ignored.isEmpty || !unknown.isEmpty else { return findings.sorted() }
        return (findings + unknown).filter { ignored[$0.subject]?.contains($0.code) != true }.sorted()
    }

    private mutating func collect(_ metadata: ObjectMeta, _ codes: Set<String>) {
        for annotation in metadata.annotations {
            let listed: [String]
            if annotation.key == Self.listKey {
                listed = annotation.value.split { $0 == "," || $0 == " " || $0 == "\n" }.map(String.init)
            } else if annotation.key.hasPrefix(Self.reasonPrefix) {
                listed = [String(annotation.key.dropFirst(Self.reasonPrefix.count))]
            } else {
                continue
            }
            for code in listed {
                ignored[metadata.reference, default: []].insert(code)
                if !codes.contains(code) { unknown.append(IgnoredCodeUnknown.finding(code, metadata, annotation: annotation.key)) }
            }
        }
    }
}
