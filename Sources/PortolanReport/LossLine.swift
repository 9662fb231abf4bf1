// SPDX-License-Identifier: Apache-2.0

package import PortolanModel
package import PortolanPortability
package import PortolanProvider

/// What an endpoint loses on a target, with what would mend it.
package struct LossLine: Hashable {
    /// The points that it costs.
    package var points: Int
    /// The requirement.
    package var requirement: String
    /// The code of the danger that it is; `nil` where it is a loss and no more.
    package var code: String?
    /// What is lost.
    package var reason: String
    /// What to write, or what the app has to do; `nil` where nothing helps.
    package var fix: String?
    /// Where what is lost was asked for.
    package var location: SourceLocation

    /// `−20 port.protocol: port 443: the listener speaks TCP, not TLS`.
    package var words: String { "−\(points) \(code ?? requirement): \(reason)" }

    /// The losses of a column, the dearest first: one for each requirement, a danger together with the requirement that it breaks.
    ///
    /// - Parameter catalogue: The column's target.
    package static func all(_ column: Assessment.Column, of endpoint: Assessment.Endpoint, at place: SourceLocation, _ catalogue: Catalogue)
        -> [LossLine]
    {
        var lines: [LossLine] = []
        for loss in column.score.losses where loss.points > 0 {
            let requirement = endpoint.requirements.first { $0.id == loss.requirement && (loss.ports.isEmpty || $0.port != nil) }
            let danger = loss.isDanger ? column.dangers.first { $0.requirement == loss.requirement && $0.message == loss.reason } : nil
            if let index = lines.firstIndex(where: { $0.requirement == loss.requirement.rawValue && ($0.code != nil) != loss.isDanger }) {
                lines[index].points += loss.points
                if let danger { (lines[index].code, lines[index].reason) = (danger.code, loss.reason) }
                continue
            }
            let ports = loss.ports.isEmpty ? "" : loss.ports.count == 1 ? "port \(loss.ports[0]): " : "ports \(list(loss.ports)): "
            lines.append(
                LossLine(
                    points: loss.points, requirement: loss.requirement.rawValue, code: danger?.code, reason: ports + loss.reason,
                    fix: fix(of: loss, column, catalogue), location: requirement?.origin.location ?? place))
        }
        return lines.sorted { $0.points > $1.points }
    }

    private static func list(_ ports: [Int]) -> String {
        ports.prefix(4).map(String.init).joined(separator: ", ") + (ports.count > 4 ? " and \(ports.count - 4) more" : "")
    }

    private static func fix(of loss: Score.Loss, _ column: Assessment.Column, _ catalogue: Catalogue) -> String? {
        let left = column.adapted.score.losses.first { $0.requirement == loss.requirement && $0.isDanger == loss.isDanger }
        guard (left?.points ?? 0) < loss.points || left?.reason != loss.reason else {
            // What cannot be had is said by the loss itself; a change of the app is worth saying.
            return column.outlook.verdict == .app
                ? column.outlook.needs.first { $0.hasSuffix(": \(loss.reason)") }.flatMap { appChange($0, loss) } : nil
        }
        let real = column.adapted.changes.filter { !$0.isPin }
        let meant = real.filter { expresses($0, loss.requirement, catalogue) }
        let words = (meant.isEmpty ? real : meant).map(words)
        guard !words.isEmpty else { return nil }
        return words.prefix(2).joined(separator: "; ") + (words.count > 2 ? "; and \(words.count - 2) more lines" : "")
    }

    /// `end TLS in the pod` of `end TLS in the pod: the listener speaks TCP`.
    private static func appChange(_ need: String, _ loss: Score.Loss) -> String? {
        let words = need.dropLast(loss.reason.count + 2)
        return words.isEmpty || words.hasPrefix("port ") && !words.contains(":") ? nil : String(words)
    }

    /// A change as it would be written, without the way to where all annotations stand.
    private static func words(_ change: ServiceChange) -> String {
        switch change {
        case .annotation(let key, let value): "\(key): \"\(value)\""
        case .annotationRemoval(let key): "without \(key)"
        case .field, .list, .removal: change.words
        }
    }

    private static func expresses(_ change: ServiceChange, _ id: RequirementID, _ catalogue: Catalogue) -> Bool {
        switch change {
        case .annotation(let key, _), .annotationRemoval(let key):
            catalogue.annotations.contains { row in row.key == key && row.requirements.contains { $0.id == id } }
        case .field("loadBalancerIP", _), .removal("loadBalancerIP"): id == .addressReserved
        case .field("externalTrafficPolicy", _): id == .clientAddress
        case .field("sessionAffinity", _): id == .affinity
        case .field("type", _): id == .reachability
        case .list("loadBalancerSourceRanges", _): id == .sourceRanges
        case .field, .list, .removal: false
        }
    }
}
