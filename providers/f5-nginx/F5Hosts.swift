// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Which Ingress has which host: the oldest that names it, alone; a master's minions add paths to its host.
///
/// Source: kubernetes-ingress v5.5.4 internal/k8s/configuration.go:1625 and :1794.
struct F5Hosts {
    /// A path with the Ingress whose it is.
    struct OwnedPath {
        let owner: F5Ingress
        let path: Ingress.Path
    }

    /// A host with its Ingress and the paths of all.
    struct Host {
        let name: String
        let holder: F5Ingress
        var paths: [OwnedPath]
    }

    /// The hosts in the order of their names.
    let hosts: [Host]
    private var rejections: [String: String] = [:]
    private var notes: [String: [String]] = [:]

    init(_ ingresses: [F5Ingress]) {
        var holders: [String: F5Ingress] = [:]
        var notes: [String: [String]] = [:]
        for ingress in ingresses where ingress.merging != .minion {
            for rule in ingress.ingress.rules {
                guard let host = rule.host else { continue }
                guard let holder = holders[host] else {
                    holders[host] = ingress
                    continue
                }
                let (winner, loser) = Self.comesFirst(holder, ingress) ? (holder, ingress) : (ingress, holder)
                holders[host] = winner
                notes[loser.key, default: []].append("host \(host) is taken by another resource")
                guard Self.age(holder) == Self.age(ingress) else { continue }
                for key in [holder.key, ingress.key] {
                    notes[key, default: []].append(
                        "of the Ingresses with the host \(host) that are of one age, the one with the greater UID has it, which no manifest says; \(winner.key) stands here"
                    )
                }
            }
        }
        self.notes = notes
        let minions = Dictionary(grouping: ingresses.filter { $0.merging == .minion }) { $0.ingress.rules.first?.host ?? "" }
        hosts = holders.sorted { $0.key < $1.key }.map { name, holder in
            let own = holder.ingress.rules.filter { $0.host == name }.flatMap(\.paths).map { OwnedPath(owner: holder, path: $0) }
            let shared = holder.merging == .master ? Self.paths(of: minions[name] ?? []) : []
            return Host(name: name, holder: holder, paths: own + shared)
        }
        for ingress in ingresses where ingress.merging != .minion {
            let names = ingress.ingress.rules.compactMap(\.host)
            if !names.contains(where: { holders[$0]?.key == ingress.key }) {
                rejections[ingress.key] = "All hosts are taken by other resources"
            }
        }
        for (host, members) in minions where holders[host]?.merging != .master {
            for minion in members { rejections[minion.key] = "Ingress master is invalid or doesn't exist" }
        }
    }

    private static func age(_ ingress: F5Ingress) -> String { ingress.ingress.metadata.creationTimestamp }

    /// The older one; of equal age the first of the input stands for the greater UID.
    private static func comesFirst(_ left: F5Ingress, _ right: F5Ingress) -> Bool { age(left) <= age(right) }

    /// The paths of minions, each of the oldest that has it.
    private static func paths(of minions: [F5Ingress]) -> [OwnedPath] {
        var places: [String: Int] = [:]
        var paths: [OwnedPath] = []
        for minion in minions.sorted(by: { $0.key < $1.key }) {
            for path in minion.ingress.paths {
                let owned = OwnedPath(owner: minion, path: path)
                if let place = places[path.path ?? ""] {
                    if !comesFirst(paths[place].owner, minion) { paths[place] = owned }
                } else {
                    places[path.path ?? ""] = paths.count
                    paths.append(owned)
                }
            }
        }
        return paths
    }

    /// Why an Ingress serves nothing; `nil` where it does.
    func rejection(of ingress: F5Ingress) -> String? { rejections[ingress.key] }

    /// What is said at an Ingress that serves, one sentence each.
    func warnings(of ingress: F5Ingress) -> [String] { notes[ingress.key] ?? [] }
}
