// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What guards the load balancer.
struct EKSSecurity {
    /// Where the rules live.
    enum Mode {
        /// In a group that the controller makes for the load balancer.
        case managed
        /// In the manifest's own groups, which the controller does not touch.
        case own
        /// In the groups of nodes and pods: the load balancer has none.
        case none
    }

    var mode: Mode
    /// The manifest's own groups, as written.
    var groups: [String] = []
    /// The CIDRs that the manifest names, from the spec or else from the annotation.
    var ranges: [String] = []
    /// The prefix lists that count beside the ranges.
    var prefixLists: [String] = []
}

// Source: aws-load-balancer-controller 3.5.0, pkg/service/model_build_load_balancer.go:101-165, model_build_managed_sg.go
extension EKSModel {
    func security(isDualStack: Bool) throws(Refusal) -> EKSSecurity {
        let isDisabled = try annotations.bool(.disableSecurityGroup) ?? false
        let ranges = service.loadBalancerSourceRanges.isEmpty ? annotations.list(.sourceRanges) ?? [] : service.loadBalancerSourceRanges
        guard options.isOpen(.nlbSecurityGroup), !isDisabled else { return EKSSecurity(mode: .none, ranges: ranges) }

        if let groups = annotations.list(.securityGroups), !groups.isEmpty {
            if try annotations.bool(.manageBackendRules) ?? options.managesBackendRules, !options.hasBackendSecurityGroup {
                throw Refusal("backendSG feature is required to manage worker node SG rules when frontendSG is manually specified")
            }
            try Self.check(groups: groups)
            return EKSSecurity(mode: .own, groups: groups)
        }

        // The managed group takes the tags too, so a mistake in them is found here, before anything below.
        _ = try tags()
        for range in ranges where range.contains(":") && !isDualStack {
            throw Refusal("unsupported v6 cidr \(range) when lb is not dualstack")
        }
        return EKSSecurity(mode: .managed, ranges: ranges, prefixLists: annotations.list(.prefixLists) ?? [])
    }

    /// What is wrong with a list of security groups without a look at the cloud.
    ///
    /// EC2 describes a group once, however often it is asked (pkg/networking/security_group_resolver.go:88).
    static func check(groups: [String]) throws(Refusal) {
        let ids = groups.filter { $0.hasPrefix("sg-") }
        guard Set(ids).count == ids.count else {
            throw Refusal("couldn't find all security groups: requested ids [\(ids.joined(separator: ", "))] but found fewer")
        }
    }

    /// Who may connect; `nil` where all may.
    func sourceRanges(security: EKSSecurity, listeners: [EKSListener], families: [IPFamily]) -> [String]? {
        switch security.mode {
        case .own: return nil
        case .managed:
            // With a prefix list and no range, no CIDR gets a rule (model_build_managed_sg.go:162).
            if security.ranges.isEmpty { return annotations.text(.prefixLists) == nil ? nil : [] }
            return closedRanges(security.ranges.compactMap(SourceRanges.sloppy), families: families)
        case .none:
            // The groups behind see the client's address only where the load balancer keeps it (model_build_target_group.go:730).
            guard annotations.text(.manageBackendRules).flatMap(GoValue.bool) ?? true, !security.ranges.isEmpty, !listeners.isEmpty,
                listeners.allSatisfy(\.targetGroup.takesRanges)
            else { return nil }
            return closedRanges(security.ranges.compactMap(SourceRanges.sloppy), families: families)
        }
    }
}

/// Ranges as security group rules hold them: canonical, sorted, each once; `nil` where they let everybody in, in all of the families.
func closedRanges(_ ranges: [IPPrefix], families: [IPFamily]) -> [String]? {
    let open = Set(ranges.filter { $0.length == 0 }.map(\.family))
    return families.allSatisfy(open.contains) ? nil : Set(ranges.map(\.masked.description)).sorted()
}
