// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Ingresses that share a load balancer.
struct ALBGroup {
    /// What holds them together.
    enum ID: Hashable {
        /// The name that annotation or class give; it counts across namespaces and classes.
        case named(String)
        /// One Ingress alone, by namespace and name.
        case own(String)
    }

    let id: ID
    /// The members as they were added.
    private(set) var members: [ALBMember] = []
    /// Where the members stand among all claimed Ingresses.
    private(set) var places: [Int] = []

    init(id: ID) { self.id = id }

    mutating func add(_ member: ALBMember, at place: Int) {
        members.append(member)
        places.append(place)
    }

    /// The members in the order in which their rules are tried: by `group.order`, then by namespace and name as text.
    ///
    /// Source: aws-load-balancer-controller 3.5.0, pkg/ingress/group_loader.go:276-313
    func inOrder() throws(Refusal) -> [ALBMember] {
        var ordered: [(order: Int, member: ALBMember)] = []
        for member in members {
            var order = 0
            do { order = try member.annotations.int32(.groupOrder) ?? 0 } catch {
                throw Refusal("failed to load Ingress group order for ingress: \(member.key): \(error.message)")
            }
            guard (-1000...1000).contains(order) else {
                throw Refusal(
                    "explicit Ingress group order must be within [-1000:1000], Ingress: \(member.key), order: \(order)")
            }
            ordered.append((order, member))
        }
        return ordered.sorted { left, right in
            left.order == right.order ? left.member.key.utf8.lexicographicallyPrecedes(right.member.key.utf8) : left.order < right.order
        }.map(\.member)
    }
}

/// Groups by their ids, in the order of their first members.
struct ALBGroups {
    private(set) var inOrder: [ALBGroup] = []
    private var places: [ALBGroup.ID: Int] = [:]

    mutating func add(_ member: ALBMember, at place: Int, to id: ALBGroup.ID) {
        let index = places[id] ?? inOrder.count
        if index == inOrder.count {
            places[id] = index
            inOrder.append(ALBGroup(id: id))
        }
        inOrder[index].add(member, at: place)
    }
}
