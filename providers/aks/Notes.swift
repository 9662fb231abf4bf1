// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What the controller does beside the exposure, or leaves undone without a word.
struct Notes {
    private(set) var all: [String] = []

    init(_ addressing: Addressing, ranges: AllowedSources, additional: [String], rules: [[LoadBalancingRules.Rule]]) {
        let annotations = addressing.annotations
        if annotations.isTreatedAsInternal, !addressing.isInternal {
            let value = annotations[.internal] ?? ""
            all.append("\(AnnotationKey.internal.rawValue) is \"\(value)\": only \"true\" in lower case makes the load balancer internal")
        }
        if !additional.isEmpty { all.append("the status lists \(additional.joined(separator: ", ")) as well") }
        if !ranges.invalid.isEmpty {
            let list = ranges.invalid.map { "\"\($0)\"" }.joined(separator: ", ")
            all.append("\(list) is no range without host bits: it is dropped, and everyone outside the other ranges is shut out")
        }
        if ranges.deniesVirtualNetwork { all.append("the virtual network is shut out too") }
        if ranges.isDisabled { all.append("the network security group is left alone: it must admit the traffic by itself") }
        addRules(addressing, rules: rules)
        ignoredAddress(addressing)
    }

    private mutating func addRules(_ addressing: Addressing, rules: [[LoadBalancingRules.Rule]]) {
        if let first = rules.first, let last = rules.last, first.contains(where: \.isFloatingIP), !last.contains(where: \.isFloatingIP) {
            all.append("the IPv6 rules go to the node ports, without floating IP")
        }
        if rules.first?.contains(where: { $0.probe?.port == .number(0) }) == true {
            all.append("there is no node port to probe: the controller sends probe port 0, which Azure refuses")
        }
        let ports = addressing.service.ports.filter { addressing.annotations.isTrue(.portNoRule, port: $0.port) }
        if let port = ports.first, rules.first?.contains(where: { $0.port.port == port.port }) == false {
            all.append("port \(port.port) has no rule on the load balancer, though the network security group admits it")
        }
    }

    private mutating func ignoredAddress(_ addressing: Addressing) {
        guard let text = addressing.service.loadBalancerIP, !addressing.families.contains(where: { addressing.loadBalancerIP($0) == text })
        else { return }
        all.append("spec.loadBalancerIP \(text) is ignored")
    }
}
