// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

extension Validation {
    /// `ValidateServiceClusterIPsRelatedFields`: cluster IPs, families and their policy, each alone and together.
    // Source: kubernetes v1.35.5 pkg/apis/core/validation/validation.go:8964.
    mutating func clusterIPs(of draft: ServiceDraft) {
        guard draft.type != "ExternalName" else { return }
        inside("spec", draft.spec) { validation in
            validation.clusterIPAgrees(draft)
            validation.families(draft)
            validation.addresses(draft)
        }
    }

    private mutating func clusterIPAgrees(_ draft: ServiceDraft) {
        let node = draft.spec?.field("clusterIPs")
        if draft.clusterIP.isEmpty {
            guard !draft.clusterIPs.isEmpty else { return }
            invalid("clusterIPs", at: node, shown(draft.clusterIPs), "must be empty when `clusterIP` is not specified")
        } else if draft.clusterIPs.first != draft.clusterIP {
            invalid("clusterIPs", at: node, shown(draft.clusterIPs), "first value must match `clusterIP`")
        }
    }

    private mutating func families(_ draft: ServiceDraft) {
        let nodes = draft.spec?.items("ipFamilies") ?? []
        for (index, family) in draft.ipFamilies.enumerated() {
            let node = nodes.indices.contains(index) ? nodes[index] : nil
            if family != "IPv4", family != "IPv6" { notSupported("ipFamilies[\(index)]", at: node, family, ["IPv4", "IPv6"]) }
            if draft.ipFamilies[..<index].contains(family) { duplicate("ipFamilies[\(index)]", at: node, "\"\(family)\"") }
        }
        let policies = ["PreferDualStack", "RequireDualStack", "SingleStack"]
        if let policy = draft.ipFamilyPolicy, !policies.contains(policy) {
            notSupported("ipFamilyPolicy", at: draft.spec?.field("ipFamilyPolicy"), policy, policies)
        }
    }

    private mutating func addresses(_ draft: ServiceDraft) {
        let list = draft.spec?.field("clusterIPs") ?? draft.spec?.field("clusterIP")
        let nodes = list?.elements ?? []
        var isSound = true
        var families: [IPFamily] = []
        for (index, ip) in draft.clusterIPs.enumerated() {
            if index == 0, ip == "None" {
                guard draft.clusterIPs.count > 1 else { continue }
                isSound = false
                invalid("clusterIPs", at: list, shown(draft.clusterIPs), "'None' must be the first and only value")
                continue
            }
            let node = nodes.indices.contains(index) ? nodes[index] : list
            guard let parsed = address("clusterIPs[\(index)]", at: node, ip) else {
                isSound = false
                continue
            }
            families.append(parsed.unmapped.family)
        }
        if draft.clusterIPs.count > 2 { invalid("clusterIPs", at: list, shown(draft.clusterIPs), "may only hold up to 2 values") }
        guard isSound else { return }
        if families.count > 1, Set(families).count < 2 {
            invalid("clusterIPs", at: list, shown(draft.clusterIPs), "may specify no more than one IP for each IP family")
        }
        guard !draft.isHeadless else { return }
        for (index, family) in families.enumerated() where index < draft.ipFamilies.count {
            let wanted = draft.ipFamilies[index]
            guard wanted == "IPv4" || wanted == "IPv6", wanted != family.rawValue else { continue }
            let node = nodes.indices.contains(index) ? nodes[index] : list
            let detail = "expected an \(wanted) value as indicated by `ipFamilies[\(index)]`"
            invalid("clusterIPs[\(index)]", at: node, "\"\(draft.clusterIPs[index])\"", detail)
        }
    }

    private func shown(_ list: [String]) -> String { "[" + list.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
}
