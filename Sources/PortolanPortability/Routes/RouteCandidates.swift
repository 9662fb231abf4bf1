// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// What could be written so that a routing controller of a target serves an Ingress as its home does: its class, then its own words.
struct RouteCandidates: Sendable {
    /// The annotation that named a class before there was a field.
    static let classAnnotation = "kubernetes.io/ingress.class"

    private let catalogues: [Catalogue]

    /// - Parameter modules: The routing controllers that the target has.
    init(_ modules: [RoutingModule]) { catalogues = modules.map(\.catalogue) }

    /// Ways to name a class that one of the controllers takes, each as changes; the one with the fewest lines first.
    func classes(for ingress: Ingress) -> [[ServiceChange]] {
        let hasAnnotation = ingress.metadata.annotations[Self.classAnnotation] != nil
        let withoutAnnotation: [ServiceChange] = hasAnnotation ? [.annotationRemoval(key: Self.classAnnotation)] : []
        let withoutField: [ServiceChange] = ingress.className == nil ? [] : [.removal(name: "ingressClassName")]
        var ways: [[ServiceChange]] = [withoutField + withoutAnnotation]
        for name in catalogues.flatMap(\.classes) {
            if ingress.className != name || hasAnnotation {
                ways.append([.field(name: "ingressClassName", value: name)] + withoutAnnotation)
            }
            ways.append(withoutField + [.annotation(key: Self.classAnnotation, value: name)])
        }
        return ways.filter { !$0.isEmpty }.enumerated()
            .sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }.map(\.element)
    }

    /// Words of the target's controllers that may restore what is lost, one annotation each.
    ///
    /// - Parameters:
    ///   - isSecured: Whether TLS is asked for, so that a certificate is wanted which only the user can name.
    func words(for ingress: Ingress, isSecured: Bool) -> [ServiceChange] {
        var changes: [ServiceChange] = []
        for row in catalogues.flatMap(\.annotations) where row.state == .read && !row.isLabel && row.key != Self.classAnnotation {
            for mapping in row.requirements where mapping.isWritten && mapping.entry == nil && !row.key.contains("*") {
                switch mapping.id {
                case .reachability, .backendTarget, .tlsRedirect:
                    changes += mapping.values.map { .annotation(key: row.key, value: $0.name) }
                case .tlsCertificate where isSecured:
                    changes.append(.annotation(key: row.key, value: ServiceChange.placeholder(.tlsCertificate)))
                default: continue
                }
            }
        }
        return changes.filter { change in
            guard case .annotation(let key, let value) = change else { return true }
            return ingress.metadata.annotations[key] != value
        }
    }
}

extension Ingress {
    /// The Ingress with changes made.
    func applying(_ changes: [ServiceChange]) -> Ingress {
        var ingress = self
        for change in changes {
            switch change {
            case .annotation(let key, let value):
                var entries = ingress.metadata.annotations.entries.filter { $0.key != key }
                entries.append(StringMap.Entry(key: key, value: value))
                ingress.metadata.annotations = StringMap(entries)
            case .annotationRemoval(let key):
                ingress.metadata.annotations = StringMap(ingress.metadata.annotations.entries.filter { $0.key != key })
            case .field("ingressClassName", let value): ingress.className = value
            case .removal("ingressClassName"): ingress.className = nil
            case .field, .list, .removal: continue
            }
        }
        return ingress
    }
}
