// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// A `[LoadBalancerClass "name"]` section of the controller's configuration.
///
/// Source: cloud-provider-openstack c453fb7, pkg/openstack/openstack.go LBClass.
struct LoadBalancerClass {
    private(set) var values: [String: String] = [:]

    /// A value; `nil` where the section has none.
    subscript(key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// The class that a Service names, from the option `loadBalancerClasses`: `name.key=value` between commas.
    ///
    /// - Returns: `nil` where the Service names none.
    static func named(by service: Service, in cluster: Cluster) throws(Refusal) -> LoadBalancerClass? {
        let name = service.text(.loadBalancerClass)
        guard !name.isEmpty else { return nil }
        var found: LoadBalancerClass?
        for entry in cluster.options.list("loadBalancerClasses") {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let path = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard path[0] == name else { continue }
            var section = found ?? LoadBalancerClass()
            if path.count == 2, parts.count == 2 { section.values[path[1]] = parts[1] }
            found = section
        }
        guard let found else { throw Refusal("invalid loadbalancer class \"\(name)\"") }
        return found
    }
}
