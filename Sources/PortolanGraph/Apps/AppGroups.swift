// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Joins units into apps by what they name and select, the nearest first, and never two that have an object in common.
struct AppGroups {
    /// Folders further apart than so many steps up and down are no longer taken for one app.
    private static let farthest = 8
    /// The same where only a ConfigMap, a Secret or its like is named: those have one name in many apps.
    private static let farthestSettings = 2

    private let units: [AppUnits.Unit]
    private let depths: [[Substring]]
    /// Units that name one another, both ways.
    private var neighbours: [Set<Int>]
    /// For each unit the group that it is in, by one of its members.
    private var leader: [Int]
    private var members: [Int: [Int]] = [:]
    private var objects: [Int: Set<ObjectReference>] = [:]
    private var hasRoot: Set<Int> = []

    init(_ units: [AppUnits.Unit]) {
        self.units = units
        depths = units.map { $0.folder == "." ? [] : $0.folder.split(separator: "/") }
        neighbours = Array(repeating: [], count: units.count)
        leader = Array(units.indices)
        for index in units.indices where units[index].isSignificant {
            members[index] = [index]
            objects[index] = units[index].links.exposing
            if units[index].kustomization != nil { hasRoot.insert(index) }
        }
        link()
    }

    /// The units of one app.
    struct Group {
        /// Its own.
        var own: [Int]
        /// Those that it shares with others, or that expose nothing by themselves.
        var attached: [Int]
    }

    /// The apps.
    func groups() -> [Group] {
        var copy = self
        return copy.joined()
    }

    private mutating func joined() -> [Group] {
        let shared = Set(units.indices.filter { isShared($0) })
        for index in shared { members[index] = nil }
        let pairs = neighbours.indices.flatMap { from in neighbours[from].filter { $0 > from }.map { (from, $0) } }
        let ordered = pairs.sorted { (distance($0.0, $0.1), $0.0, $0.1) < (distance($1.0, $1.1), $1.0, $1.1) }
        for (from, to) in ordered where members[group(from)] != nil && members[group(to)] != nil { join(from, to) }
        joinBelow(shared)
        return members.keys.sorted().map { Group(own: (members[$0] ?? []).sorted(), attached: attached(to: $0, shared)) }
    }

    // MARK: Links

    private mutating func link() {
        var definers: [ObjectReference: [Int]] = [:]
        var pods: [LabelKey: [(unit: Int, labels: StringMap)]] = [:]
        for (index, unit) in units.enumerated() {
            for reference in unit.links.defined { definers[reference, default: []].append(index) }
            for pod in unit.links.pods {
                for label in pod.entries {
                    let key = LabelKey(namespace: pod.namespace, key: label.key, value: label.value)
                    pods[key, default: []].append((index, pod.entries))
                }
            }
        }
        for (index, unit) in units.enumerated() where unit.kustomization == nil {
            for reference in unit.links.named where !unit.links.defined.contains(reference) {
                let isSetting = ManifestLinks.referable.contains(reference.kind)
                connect(index, Set(definers[reference] ?? []), within: isSetting ? Self.farthestSettings : Self.farthest)
            }
            var found: [Set<Int>] = []
            for selector in unit.links.selectors {
                let lists = selector.entries.map { label in
                    pods[LabelKey(namespace: selector.namespace, key: label.key, value: label.value)] ?? []
                }
                guard let rarest = lists.min(by: { $0.count < $1.count }) else { continue }
                found.append(Set(rarest.filter { $0.labels.contains(all: selector.entries) }.map(\.unit)))
            }
            for candidates in found where !candidates.contains(index) { connect(index, candidates, within: Self.farthest) }
        }
    }

    /// Links a unit with the nearest of those that have what it names.
    private mutating func connect(_ index: Int, _ candidates: Set<Int>, within limit: Int) {
        guard let nearest = candidates.map({ distance(index, $0) }).min(), nearest <= limit else { return }
        for other in candidates where distance(index, other) == nearest {
            neighbours[index].insert(other)
            neighbours[other].insert(index)
        }
    }

    /// Steps up and down from one folder to the other.
    private func distance(_ left: Int, _ right: Int) -> Int {
        let common = zip(depths[left], depths[right]).prefix { $0 == $1 }.count
        return depths[left].count + depths[right].count - 2 * common
    }

    /// Whether what a unit is linked with excludes each other: then it belongs to each of them.
    private func isShared(_ index: Int) -> Bool {
        guard units[index].kustomization == nil else { return false }
        guard units[index].isSignificant else { return true }
        var seen: Set<ObjectReference> = []
        var roots = 0
        for other in neighbours[index] where units[other].isSignificant {
            let objects = units[other].links.exposing
            guard objects.isDisjoint(with: units[index].links.exposing) else { continue }
            roots += units[other].kustomization == nil ? 0 : 1
            guard seen.isDisjoint(with: objects), roots < 2 else { return true }
            seen.formUnion(objects)
        }
        return false
    }

    // MARK: Groups

    private func group(_ index: Int) -> Int {
        var index = index
        while leader[index] != index { index = leader[index] }
        return index
    }

    private func mayJoin(_ left: Int, _ right: Int) -> Bool {
        guard left != right, !(hasRoot.contains(left) && hasRoot.contains(right)) else { return false }
        return objects[left, default: []].isDisjoint(with: objects[right, default: []])
    }

    private mutating func join(_ from: Int, _ to: Int) {
        let (from, to) = (group(from), group(to))
        guard mayJoin(from, to) else { return }
        let (small, large) = members[from, default: []].count < members[to, default: []].count ? (from, to) : (to, from)
        leader[small] = large
        members[large, default: []] += members.removeValue(forKey: small) ?? []
        objects[large, default: []].formUnion(objects.removeValue(forKey: small) ?? [])
        if hasRoot.contains(small) { hasRoot.insert(large) }
    }

    /// Folders below a folder of plain manifests belong to it, unless they have an object in common with it or with each other.
    private mutating func joinBelow(_ shared: Set<Int>) {
        let plain = units.indices.filter { units[$0].kustomization == nil && units[$0].isSignificant && !shared.contains($0) }
        let byFolder = Dictionary(plain.map { (units[$0].folder, $0) }) { first, _ in first }
        var below: [Int: [Int]] = [:]
        for index in plain { if let above = nearestAbove(index, byFolder) { below[above, default: []].append(index) } }
        for (above, inner) in below.sorted(by: { $0.key < $1.key }) {
            var counts: [ObjectReference: Int] = [:]
            for index in inner { for reference in units[index].links.exposing { counts[reference, default: 0] += 1 } }
            for index in inner where units[index].links.exposing.allSatisfy({ counts[$0] == 1 }) { join(above, index) }
        }
    }

    private func nearestAbove(_ index: Int, _ byFolder: [String: Int]) -> Int? {
        let parts = depths[index]
        for count in (0..<parts.count).reversed() {
            let folder = count == 0 ? "." : parts.prefix(count).joined(separator: "/")
            let absolute = units[index].folder.hasPrefix("/") ? "/" + folder : folder
            if let above = byFolder[absolute], above != index { return above }
        }
        return nil
    }

    /// Units that several apps share, and those that expose nothing, as far as a group leads to them.
    private func attached(to key: Int, _ shared: Set<Int>) -> [Int] {
        var seen = Set(members[key] ?? [])
        var open = members[key] ?? []
        var result: [Int] = []
        let objects = objects[key, default: []]
        while let index = open.popLast() {
            for other in neighbours[index].sorted() where shared.contains(other) && units[other].links.exposing.isDisjoint(with: objects) {
                guard seen.insert(other).inserted else { continue }
                result.append(other)
                open.append(other)
            }
        }
        return result
    }
}
