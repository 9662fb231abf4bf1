// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// Which hosts get nothing because a wildcard stands before them: the order of rules without a priority is that of hashed names.
struct AppGatewayOrder {
    private struct Key: Hashable {
        var frontend: AppGatewayFrontend
        var port: Int
        var host: String
    }

    private var places: [Key: Int] = [:]

    init(_ builder: AppGatewayBuilder) {
        for (place, site) in builder.sites.enumerated() {
            for host in site.id.hosts {
                let key = Key(frontend: site.id.frontend, port: site.id.port, host: host.lowercased())
                if places[key] == nil { places[key] = place }
            }
        }
    }

    /// The hosts of an Ingress that a wildcard takes first.
    func notes(of ingress: AppGatewayIngress) -> [String] {
        ingress.listeners().flatMap { listener in
            listener.id.hosts.compactMap { host in
                wildcard(before: host.lowercased(), listener.id).map {
                    "requests for \(host) on port \(listener.id.port) go to the rules of \($0): it stands first by the chance of hashed names,"
                        + " unless \(AppGatewayKey.rulePriority.rawValue) says otherwise"
                }
            }
        }
    }

    private func wildcard(before host: String, _ id: AppGatewayListenerID) -> String? {
        guard !host.contains("*"), let own = places[Key(frontend: id.frontend, port: id.port, host: host)] else { return nil }
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            let pattern = "*" + rest[dot...]
            if let place = places[Key(frontend: id.frontend, port: id.port, host: pattern)], place < own { return pattern }
            rest = rest[rest.index(after: dot)...]
        }
        return nil
    }
}
