// SPDX-License-Identifier: Apache-2.0

/// What it takes that an endpoint works on a target as it was meant to, from nothing up to what cannot be.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Whatever the app cannot do without holds as written.
    case asIs = "as-is"
    /// It holds once some lines of the manifests are changed.
    case edit
    /// It takes a change of the app, of its pods or of another component of the cluster.
    case app
    /// The target cannot do it.
    case impossible

    /// The verdict in words for people.
    ///
    /// - Parameter effort: What the manifests' changes come to.
    public func words(_ effort: Effort) -> String {
        let lines = effort.lines == 1 ? "1 line" : "\(effort.lines) lines"
        let objects = effort.objects == 1 ? "1 object" : "\(effort.objects) objects"
        switch self {
        case .asIs: return "works as it is"
        case .edit: return "works after \(lines) in \(objects)"
        case .app: return effort.lines == 0 ? "needs a change of the app" : "needs a change of the app, and \(lines) in \(objects)"
        case .impossible: return "not possible"
        }
    }
}

extension Verdict: Comparable {
    /// Orders from what takes nothing up to what cannot be.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How much of the manifests has to change.
public struct Effort: Hashable, Sendable {
    /// Lines of block-style YAML to add, change or take away; `annotations:` counts where it is missing.
    public var lines: Int
    /// Objects that they stand in.
    public var objects: Int

    /// No effort at all.
    public static let none = Effort(lines: 0, objects: 0)

    /// What edits come to, each counted once.
    init(_ edits: some Sequence<ManifestChange>) {
        let unique = Set(edits)
        lines = unique.reduce(0) { $0 + $1.lines }
        objects = Set(unique.map(\.location)).count
    }

    private init(lines: Int, objects: Int) {
        self.lines = lines
        self.objects = objects
    }
}
