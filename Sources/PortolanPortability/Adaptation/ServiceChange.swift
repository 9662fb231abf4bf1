// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// One change to a Service that an adapted manifest makes.
public enum ServiceChange: Hashable, Sendable {
    /// An annotation is set.
    case annotation(key: String, value: String)
    /// A field of the spec is set to a text: `loadBalancerClass`, `loadBalancerIP`, `externalTrafficPolicy`.
    case field(name: String, value: String)
    /// A field of the spec is set to a list of texts: `loadBalancerSourceRanges`.
    case list(name: String, values: [String])
    /// A field of the spec is removed.
    case removal(name: String)

    /// The start of every value that only the user knows.
    public static let placeholderPrefix = "PORTOLAN-FILL-IN-"

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
        case .field("loadBalancerClass", let value): service.loadBalancerClass = value
        case .field("loadBalancerIP", let value): service.loadBalancerIP = value
        case .field("externalTrafficPolicy", let value): service.externalTrafficPolicy = value == "Local" ? .local : .cluster
        case .list("loadBalancerSourceRanges", let values): service.loadBalancerSourceRanges = values
        case .removal("loadBalancerClass"): service.loadBalancerClass = nil
        case .removal("loadBalancerIP"): service.loadBalancerIP = nil
        case .field, .list, .removal: break
        }
        return service
    }
}
