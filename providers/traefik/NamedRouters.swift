// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Routers by name, in the order in which the names came up.
struct NamedRouters {
    private var names: [String] = []
    private var routers: [String: Router] = [:]

    /// Sets a router; another of its name is gone.
    mutating func set(_ router: Router, name: String) {
        if routers.updateValue(router, forKey: name) == nil { names.append(name) }
    }

    /// Takes the routers of one Ingress.
    mutating func add(_ groups: NamedRouterGroups) { for (name, router) in groups.named { set(router, name: name) } }

    /// All, in order.
    var all: [Router] { names.compactMap { routers[$0] } }
}

/// The routers of one Ingress, of which several may have one name.
struct NamedRouterGroups {
    private var names: [String] = []
    private var routers: [String: [Router]] = [:]

    mutating func add(_ router: Router, name: String) {
        if routers[name] == nil { names.append(name) }
        routers[name, default: []].append(router)
    }

    /// Each with a name of its own: those that share one are told apart by their rules.
    // Source: traefik 3.7.9, pkg/provider/kubernetes/ingress/kubernetes.go makeRouterKeyWithHash.
    var named: [(name: String, router: Router)] {
        names.flatMap { name -> [(name: String, router: Router)] in
            let group = routers[name] ?? []
            return group.map { (group.count == 1 ? name : "\(name)\n\($0.rule)", $0) }
        }
    }
}

/// What is silently lost, by the object that asked for it.
struct ObjectNotes {
    private var notes: [ObjectReference: [String]] = [:]

    mutating func add(_ note: String, to object: ObjectReference) { notes[object, default: []].append(note) }

    mutating func merge(_ other: ObjectNotes) { notes.merge(other.notes) { $0 + $1 } }

    /// The notes of an object, in the order in which they were made, each once.
    subscript(object: ObjectReference) -> [String] {
        var seen: Set<String> = []
        return (notes[object] ?? []).filter { seen.insert($0).inserted }
    }
}
