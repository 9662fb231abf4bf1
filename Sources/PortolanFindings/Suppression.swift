// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
public import PortolanModel

/// The findings that users have asked, on the objects themselves, not to hear again.
///
/// `portolan.dev/ignore: CODE[,CODE]` on an object ignores codes; `portolan.dev/ignore.CODE: why` ignores one and says why.
public struct Suppression: Sendable {
    static let listKey = "portolan.dev/ignore"
    static let reasonPrefix = "portolan.dev/ignore."

    /// One code that is ignored on one object.
    private struct Ignore {
        var reason: String?
        var place: SourceLocation
    }

    private var ignored: [ObjectReference: [String: Ignore]] = [:]
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
    public func apply(_ findings: [Finding]) -> [Finding] { sorted(findings).kept }

    /// The findings that remain, and those that are ignored with the reasons given; both ordered by place.
    package func sorted(_ findings: [Finding]) -> (kept: [Finding], ignored: [IgnoredFinding]) {
        guard !ignored.isEmpty || !unknown.isEmpty else { return (findings.sorted(), []) }
        var (kept, left): ([Finding], [IgnoredFinding]) = ([], [])
        for finding in (findings + unknown).sorted() {
            if let ignore = ignored[finding.subject]?[finding.code] {
                left.append(IgnoredFinding(finding: finding, reason: ignore.reason, place: ignore.place, isOnObject: true))
            } else {
                kept.append(finding)
            }
        }
        return (kept, left)
    }

    private mutating func collect(_ metadata: ObjectMeta, _ codes: Set<String>) {
        for annotation in metadata.annotations {
            let listed: [String]
            var reason: String?
            if annotation.key == Self.listKey {
                listed = annotation.value.split { $0 == "," || $0 == " " || $0 == "\n" }.map(String.init)
            } else if annotation.key.hasPrefix(Self.reasonPrefix) {
                listed = [String(annotation.key.dropFirst(Self.reasonPrefix.count))]
                reason = annotation.value.isEmpty ? nil : annotation.value
            } else {
                continue
            }
            for code in listed {
                let known = ignored[metadata.reference]?[code]
                ignored[metadata.reference, default: [:]][code] = Ignore(
                    reason: reason ?? known?.reason, place: metadata.location(ofAnnotation: annotation.key))
                if !codes.contains(code) { unknown.append(IgnoredCodeUnknown.finding(code, metadata, annotation: annotation.key)) }
            }
        }
    }
}
