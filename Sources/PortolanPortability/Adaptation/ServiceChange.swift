// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// One change to a Service that an adapted manifest makes.
public enum ServiceChange: Hashable, Sendable {
    /// An annotation is set.
    case annotation(key: String, value: String)
    /// An annotation is removed.
    case annotationRemoval(key: String)
    /// A field of the spec is set to a text: `loadBalancerClass`, `loadBalancerIP`, `externalTrafficPolicy`,
    /// `sessionAffinity`, and `type` towards `LoadBalancer`.
    case field(name: String, value: String)
    /// A field of the spec is set to a list of texts: `loadBalancerSourceRanges`.
    case list(name: String, values: [String])
    /// A field of the spec is removed.
    case removal(name: String)

    /// The start of every value that only the user knows.
    public static let placeholderPrefix = Placeholder.prefix

    /// A named value that only the user knows.
    static func placeholder(_ id: RequirementID) -> String {
        placeholderPrefix + id.rawValue.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    }

    /// The Service with the change made.
    func applied(to service: Service) -> Service {
        var service = service
        switch self {
        case .annotation(let key, let value):
            var entries = service.metadata.annotations.entries
            if let index = entries.firstIndex(where: { $0.key == key }) {
                entries[index].value = value
            } else {
                entries.append(StringMap.Entry(key: key, value: value))
            }
            service.metadata.annotations = StringMap(entries)
        case .annotationRemoval(let key):
            service.metadata.annotations = StringMap(service.annotations.entries.filter { $0.key != key })
        case .field("loadBalancerClass", let value): service.loadBalancerClass = value
        case .field("loadBalancerIP", let value): service.loadBalancerIP = value
        case .field("externalTrafficPolicy", let value): service.externalTrafficPolicy = value == "Local" ? .local : .cluster
        case .field("type", Service.Kind.loadBalancer.rawValue): service.type = .loadBalancer
        case .field("sessionAffinity", let value):
            service.hasClientIPAffinity = value == "ClientIP"
            service.affinityTimeoutSeconds = service.hasClientIPAffinity ? service.affinityTimeoutSeconds ?? 10_800 : nil
        case .list("loadBalancerSourceRanges", let values): service.loadBalancerSourceRanges = values
        case .removal("loadBalancerClass"): service.loadBalancerClass = nil
        case .removal("loadBalancerIP"): service.loadBalancerIP = nil
        case .field, .list, .removal: break
        }
        return service
    }

    /// Whether a Service is another one with the change made.
    func changes(_ service: Service) -> Bool {
        switch self {
        case .annotation(let key, let value): service.annotations[key] != value
        case .annotationRemoval(let key): service.annotations[key] != nil
        case .field("loadBalancerClass", let value): service.loadBalancerClass != value
        case .field("loadBalancerIP", let value): service.loadBalancerIP != value
        case .field("externalTrafficPolicy", let value): service.externalTrafficPolicy.rawValue != value
        case .field("sessionAffinity", let value): service.hasClientIPAffinity != (value == "ClientIP")
        case .field("type", let value): service.type.rawValue != value
        case .list("loadBalancerSourceRanges", let values): service.loadBalancerSourceRanges != values
        case .removal("loadBalancerClass"): service.loadBalancerClass != nil
        case .removal("loadBalancerIP"): service.loadBalancerIP != nil
        case .field, .list, .removal: false
        }
    }

    /// Whether the change is to the annotations, not to the spec.
    var isAnnotation: Bool {
        switch self {
        case .annotation, .annotationRemoval: true
        case .field, .list, .removal: false
        }
    }

    /// Whether the change takes something away that was asked for.
    var isRemoval: Bool {
        switch self {
        case .annotationRemoval, .removal, .field("sessionAffinity", "None"): true
        case .annotation, .field, .list: false
        }
    }

    /// What the change is about: of several changes of one thing only the last counts.
    private var subject: String {
        switch self {
        case .annotation(let key, _), .annotationRemoval(let key): "metadata.annotations.\(key)"
        case .field(let name, _), .list(let name, _), .removal(let name): "spec.\(name)"
        }
    }

    /// Changes in their order, of each thing the last one only, and none that leaves the original as it is.
    static func condensed(_ changes: [ServiceChange], of original: Service) -> [ServiceChange] {
        changes.enumerated().filter { index, change in
            change.changes(original) && !changes[(index + 1)...].contains { $0.subject == change.subject }
        }.map(\.element)
    }
}
