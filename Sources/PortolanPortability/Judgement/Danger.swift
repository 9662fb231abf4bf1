// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel

/// Something that nobody asked for but that differs on a target, and that can do harm.
public struct Danger: Hashable, Sendable {
    /// The finding's code: `becomes-public`, `tls-lost` and others.
    public var code: String
    /// The requirement that it breaks.
    public var requirement: RequirementID
    /// One sentence.
    public var message: String
    /// What to do.
    public var remedy: String

    /// How much it matters.
    public var severity = Severity.critical

    fileprivate static func reason(_ origin: Requirement.Origin) -> String {
        origin.isDefault ? "by default on \(origin.words)" : "by \(origin.key)"
    }

    /// A list that a reader can take in: some elements, and how many more there are.
    fileprivate static func shortened(_ list: String) -> String {
        let parts = NeutralValue.parts(list)
        return parts.count <= 4 ? parts.joined(separator: ", ") : "\(parts.prefix(3).joined(separator: ", ")) and \(parts.count - 3) more"
    }
}

extension Judge {
    /// The dangers of the exposure, given what was asked for and what becomes of it.
    func dangers(_ judgements: [Judgement], target: String) -> [Danger] {
        guard exposure.status == .provisioned, let scope = exposure.address?.scope ?? exposure.loadBalancers.first?.scope else { return [] }
        let lost = judgements.filter { !$0.outcome.isMet }
        var dangers = lost.compactMap { judgement in
            switch judgement.requirement.id {
            case .reachability: scopeDanger(judgement.requirement, scope, target)
            case .sourceRanges: rangesDanger(judgement, target)
            case .addressReserved: addressDanger(judgement, target)
            default: nil
            }
        }
        if let danger = lostTLS(lost, target) { dangers.append(danger) }
        if let danger = probeDanger(lost, target) { dangers.append(danger) }
        return dangers
    }

    private func scopeDanger(_ requirement: Requirement, _ scope: Scope, _ target: String) -> Danger? {
        if requirement.value == "private", scope == .public {
            // Nobody wrote that it is private where that is only the home's default: the defaults differ, which is as dangerous.
            return Danger(
                code: requirement.origin.isDefault ? "default-scope-differs" : "becomes-public", requirement: .reachability,
                message: "private \(Danger.reason(requirement.origin)), it gets a public address on \(target)",
                remedy: "say it in the target's own words: portolan adapt --to \(target)")
        }
        guard requirement.value == "public", scope == .private, !saysScope else { return nil }
        return Danger(
            code: "default-scope-differs", requirement: .reachability,
            message: "nothing says in the words of \(target) who may reach it, and there that makes it private",
            remedy: "say it in the target's own words: portolan adapt --to \(target)")
    }

    private func rangesDanger(_ judgement: Judgement, _ target: String) -> Danger? {
        guard case .unmet = judgement.outcome else { return nil }
        let requirement = judgement.requirement
        return Danger(
            code: "source-ranges-ignored", requirement: .sourceRanges,
            message:
                "only \(Danger.shortened(requirement.value)) may connect, says \(requirement.origin.key), but on \(target) everybody may",
            remedy: "restrict it in the target's own words where it has some: portolan adapt --to \(target)")
    }

    /// One literal address that several clouds are told to use.
    private func addressDanger(_ judgement: Judgement, _ target: String) -> Danger? {
        guard case .partly = judgement.outcome, let address = exposure.foreignAddress else { return nil }
        return Danger(
            code: "address-on-one-cloud", requirement: .addressReserved,
            message: "\(address) can be reserved on one cloud only, and several are told to use it: on the others no load balancer is made",
            remedy: "name an address of each cloud's own in its overlay: portolan adapt --to \(target)", severity: .error)
    }

    /// Ports that clients reach with TLS at home, and in the clear here: clients cannot connect, or credentials travel for all to read.
    private func lostTLS(_ lost: [Judgement], _ target: String) -> Danger? {
        let ports = lost.filter { judgement in
            let requirement = judgement.requirement
            guard requirement.id == .portProtocol, ["TLS", "HTTPS"].contains(requirement.value) else { return false }
            let found = listeners(for: requirement.port)
            guard !found.isEmpty, found.allSatisfy({ Self.plain.contains($0.protocol) }) else { return false }
            return !isPassedToTLS(requirement, found)
        }
        guard let first = ports.first?.requirement else { return nil }
        let words = ports.compactMap { $0.requirement.port.map { "port \($0.number)" } }.joined(separator: ", ")
        return Danger(
            code: "tls-lost", requirement: .portProtocol,
            message: "clients reach \(words.isEmpty ? "it" : words) with TLS that the load balancer ends, says \(first.origin.key), but on"
                + " \(target) it ends none: clients cannot connect, or what they send travels in the clear",
            remedy: "write it in the target's own words where it has some (portolan adapt --to \(target)); else end TLS in the pod, or in a"
                + " Gateway or Ingress before it")
    }

    /// Whether the pods speak TLS themselves, so that what is passed through untouched stays encrypted.
    private func isPassedToTLS(_ requirement: Requirement, _ found: [Listener]) -> Bool {
        facts.speaksTLS(requirement.port) && found.allSatisfy { Self.transports.contains($0.protocol) }
    }

    private func probeDanger(_ lost: [Judgement], _ target: String) -> Danger? {
        guard let judgement = lost.first(where: { $0.requirement.origin.key == ReadinessReader.key }) else { return nil }
        let requirement = judgement.requirement
        let port = requirement.port.map { " of port \($0.number)" } ?? ""
        return Danger(
            code: "probe-path-differs", requirement: .healthCheckPath,
            message: "the readiness probe\(port) asks \(requirement.value), and on \(target) \(judgement.outcome.loss ?? ""): where the app"
                + " does not answer that with success, nobody gets in",
            remedy: "give the check the path in the target's own words: portolan adapt --to \(target)", severity: .error)
    }
}
