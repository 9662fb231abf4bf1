// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the AWS Load Balancer Controller builds from a group of Ingresses: an Application Load Balancer.
///
/// The steps, and so the first refusal, come in its order, ports ascending where it takes them as they come; each has a file of its own.
/// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/model_builder.go:290-385
struct ALBModel {
    let id: ALBGroup.ID
    /// The members in the order in which their rules are tried.
    let members: [ALBMember]
    let surroundings: ALBSurroundings
    /// The target groups by their ids, one for each Ingress, Service and port as written.
    var pools: [String: Pool] = [:]
    /// Their ids in the order in which they were built.
    var poolOrder: [String] = []
    var isDualStack = false
    /// What is lost without a word, for members by their keys.
    var losses: [String: [String]] = [:]
    /// The same, for all members alike.
    var commonLosses: [String] = []
    /// The most condition values of a rule where AWS takes fewer, for members by their keys.
    var richRules: [String: Int] = [:]
    /// Members, by their keys, whose authentication does not hold on a listener.
    var openMembers: Set<String> = []

    static let openOverHTTP = "over plain HTTP everybody is let in: authentication holds on HTTPS listeners only"

    var options: ALBOptions { surroundings.options }
    var release: ControllerRelease { options.release }

    /// The exposures of a group's members, in the order in which they were added.
    static func exposures(of group: ALBGroup, in surroundings: ALBSurroundings) -> [Exposure] {
        let members: [ALBMember]
        do { members = try group.inOrder() } catch { return group.members.map { _ in .failed(error.message) } }
        var model = ALBModel(id: group.id, members: members, surroundings: surroundings)
        do {
            let balancer = try model.build()
            let address = Address(kind: .hostname, scope: balancer.scope ?? .private, families: balancer.families)
            let shared = model.groupNotes(on: balancer)
            return group.members.map { member in
                var exposure = Exposure(
                    status: .provisioned, address: address, loadBalancers: [balancer],
                    notes: model.notes(of: member, on: balancer, shared))
                if model.openMembers.contains(member.key) {
                    exposure.troubles.append(
                        RoutingTrouble(
                            .lostGuard, Self.openOverHTTP,
                            remedy: "listen on HTTPS alone (listen-ports: '[{\"HTTPS\": 443}]'), or redirect with ssl-redirect: \"443\""))
                }
                return exposure
            }
        } catch {
            let event = error.isFromDeployment ? "Failed deploy model due to" : "Failed build model due to"
            let culprits = members.count > 1 ? members.filter { isRefused($0, of: group.id, in: surroundings) }.map(\.key) : []
            return group.members.map { member in
                let reason = "\(event) \(error.message)"
                var exposure = Exposure(status: .failed, reason: reason, notes: model.failureNotes(of: member, error))
                exposure.troubles = [error.trouble, model.trouble(of: member, reason, culprits: culprits)].compactMap(\.self)
                return exposure
            }
        }
    }

    /// Whether a load balancer of one Ingress alone is refused too.
    private static func isRefused(_ member: ALBMember, of id: ALBGroup.ID, in surroundings: ALBSurroundings) -> Bool {
        var model = ALBModel(id: id, members: [member], surroundings: surroundings)
        do {
            _ = try model.build()
            return false
        } catch {
            return true
        }
    }

    private mutating func build() throws(Refusal) -> LoadBalancer {
        let ports = try ports()
        var balancer = try frame(for: ports)
        let redirect = try tlsRedirect(on: ports)
        var used: [String] = []
        for port in ports {
            let (listener, pools) = try listener(port, redirect: redirect)
            balancer.listeners.append(listener)
            used += pools
        }
        balancer.settings.merge(try protections())
        try checkFrontend()
        if let port = ports.first(where: { $0.protocol == "HTTPS" && $0.certificates.isEmpty }) {
            throw Refusal(
                deploying: "api error ValidationError: A certificate must be specified for HTTPS listeners (port \(port.number))")
        }
        var seen: Set<String> = []
        balancer.backends = (used + poolOrder).filter { seen.insert($0).inserted }.compactMap { pools[$0] }
        return balancer
    }

    /// Notes a loss that a member's user is not told of.
    mutating func lose(_ member: ALBMember, _ sentence: String) {
        if losses[member.key]?.contains(sentence) != true { losses[member.key, default: []].append(sentence) }
    }

    /// The value on which all members agree that give one.
    ///
    /// - Parameters:
    ///   - conflict: How a conflict is told, in front of the values.
    ///   - showsSet: Whether the values are printed as Go prints a set rather than a list.
    func agreed(_ conflict: String, showsSet: Bool = false, _ value: (ALBMember) -> String?) throws(Refusal) -> String? {
        let values = Set(members.compactMap(value)).sorted()
        guard values.count > 1 else { return values.first }
        let shown = showsSet ? "map[\(values.map { "\($0):{}" }.joined(separator: " "))]" : "[\(values.joined(separator: " "))]"
        throw Refusal("\(conflict): \(shown)")
    }

    /// The truth value on which all members agree that give one.
    func agreed(_ key: ALBAnnotation, conflict: String) throws(Refusal) -> Bool? {
        var found: Bool?
        for member in members {
            guard let value = try member.annotations.bool(key) else { continue }
            guard found == nil || found == value else { throw Refusal(conflict) }
            found = value
        }
        return found
    }

    /// Key-value pairs of all members: where two members differ over a key, the class of the first member must have it.
    ///
    /// - Parameters:
    ///   - conflict: How a conflict is told; nobody's class settles it where `classWins` has no such key.
    ///   - classWins: What the class of the first member says, which counts in the end.
    func merged(
        _ members: [ALBMember], classWins: Settings, conflict: (String, String, String, ALBMember) -> String,
        _ pairs: (ALBMember) throws(Refusal) -> Settings
    ) throws(Refusal) -> Settings {
        let settles = release.has(ALBFeature.classSettlesAttributes)
        var result: Settings = [:]
        for member in members {
            for entry in try pairs(member) {
                if let known = result[entry.name], known != entry.value, !settles || classWins[entry.name] == nil {
                    throw Refusal(conflict(entry.name, known, entry.value, member))
                }
                result[entry.name] = entry.value
            }
        }
        result.merge(classWins)
        return result
    }
}

extension Settings {
    /// Pairs of an annotation; of two with one key the last counts.
    init(pairs: [(key: String, value: String)]?) {
        self.init((pairs ?? []).map { ($0.key, $0.value) })
    }
}
