// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// Which controller's words annotations of Ingresses are: what is written for another one does nothing, and nobody says so in a cluster.
struct AnnotationOwners {
    private var exact: [String: [String]] = [:]
    private var families: [(row: Catalogue.Annotation, id: String)] = []
    private var prefixes: [(prefix: String, id: String)] = []
    private let services: Catalogue

    /// Learns the words of all controllers that are known.
    ///
    /// - Parameter services: The catalogue of the target's own Service controller.
    init(_ modules: [RoutingModule], services: Catalogue) {
        self.services = services
        // A controller that has the vocabulary of another one is not meant where that one's words stand.
        for catalogue in modules.map(\.catalogue) where catalogue.vocabulary == nil {
            for row in catalogue.annotations where !row.isLabel && row.key != "kubernetes.io/ingress.class" && row.state != .ignored {
                if row.key.contains("*") { families.append((row, catalogue.id)) } else { exact[row.key, default: []].append(catalogue.id) }
            }
            prefixes += catalogue.prefixes.map { ($0, catalogue.id) }
        }
    }

    /// What a controller that takes an Ingress does not read, a sentence for each annotation.
    ///
    /// - Parameter said: What the controller says itself; an annotation that it names is not named again.
    func notes(on ingress: Ingress, takenBy catalogue: Catalogue, said: [String]) -> [String] {
        ingress.metadata.annotations.compactMap { entry -> String? in
            let key = entry.key
            guard key != "kubernetes.io/ingress.class", !key.hasPrefix("kubectl.kubernetes.io/"), key.contains("/") else { return nil }
            let own = catalogue.annotations.first { !$0.isLabel && $0.matches(key) }
            if let own, own.state != .ignored { return nil }
            let text: String
            if own != nil {
                text = "\(catalogue.id) ignores the annotation \(key)"
            } else if catalogue.prefixes.contains(where: key.hasPrefix) {
                text = "\(catalogue.id) does not know the annotation \(key)"
            } else if let owners = owners(of: key, but: catalogue.id) {
                text = "\(key) is an annotation of \(owners), which \(catalogue.id) does not read"
            } else if services.prefixes.contains(where: key.hasPrefix), services.annotations.contains(where: { $0.matches(key) }) {
                text = "\(key) is read at a Service, and does nothing at an Ingress of \(catalogue.id)"
            } else {
                return nil
            }
            return said.contains { $0.contains(key) } ? nil : text
        }
    }

    private func owners(of key: String, but own: String) -> String? {
        var found = exact[key] ?? []
        if found.isEmpty { found = families.filter { $0.row.matches(key) }.map(\.id) }
        if found.isEmpty { found = prefixes.filter { key.hasPrefix($0.prefix) }.map(\.id) }
        let others = Set(found).subtracting([own]).sorted()
        guard let last = others.last else { return nil }
        return others.count == 1 ? last : others.dropLast().joined(separator: ", ") + " and " + last
    }
}
