// SPDX-License-Identifier: Apache-2.0

import PortolanModel

/// What Azure refuses of a configuration that AGIC builds without a word: the gateway then stays as it was, for every Ingress.
///
/// Source: AGIC f42103da (nothing of it is checked there); Microsoft's reference of Application Gateway, and the project's issues 1195 and 1048.
struct AppGatewayRefusals {
    private(set) var all: [String] = []

    init(_ builder: AppGatewayBuilder) {
        var priorities: Set<Int> = []
        var hosts: Set<String> = []
        var protocols: [String: Bool] = [:]
        for site in builder.sites {
            if !priorities.insert(site.priority).inserted { all.append("two rules have the priority \(site.priority)") }
            for host in site.id.hosts where !hosts.insert("\(site.id.frontend.rawValue) \(site.id.port) \(host)").inserted {
                all.append("two listeners of port \(site.id.port) have the host \(host)")
            }
            let place = "\(site.id.frontend.rawValue) \(site.id.port)"
            if let known = protocols[place], known != site.config.isHTTPS { all.append("port \(site.id.port) is to speak HTTP and HTTPS") }
            protocols[place] = site.config.isHTTPS
            check(site)
        }
        for (key, setting) in builder.settings.settings.sorted(by: { $0.key.order < $1.key.order })
        where setting.probe.protocol != setting.protocol {
            all.append(
                "\(key.backend.service):\(key.backend.written) is spoken to in \(setting.protocol) and its health check in"
                    + " \(setting.probe.protocol)")
        }
    }

    private mutating func check(_ site: AppGatewayBuilder.Site) {
        if site.map.hasBoth, !site.map.rules.isEmpty {
            all.append("the default of \(site.id.hosts.joined(separator: ", ")) is a redirect and a backend at once")
        }
        for rule in site.map.rules {
            let fixed = rule.pattern.hasSuffix("*") ? rule.pattern.dropLast() : rule.pattern[...]
            if fixed.contains(where: { $0 == "*" || $0 == "?" || $0 == "#" }) || !rule.pattern.hasPrefix("/") {
                all.append("the path \(rule.pattern) may have a * at its end only, and neither ? nor #")
            }
        }
    }
}

extension AppGatewaySettingTable.Key {
    fileprivate var order: (Int, String, String) { (ingress, backend.service, backend.written) }
}
