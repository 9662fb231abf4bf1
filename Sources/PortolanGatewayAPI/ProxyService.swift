// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest
package import PortolanModel

/// The Service that an implementation creates in front of a Gateway's proxies.
///
/// It is read like one of a manifest, so that the target's own Service controller decides over it.
package struct ProxyService: Sendable {
    /// A port of it.
    package struct Port: Sendable {
        /// `name`.
        package var name: String
        /// `port`.
        package var port: Int
        /// `protocol`.
        package var transport: TransportProtocol
        /// `targetPort`.
        package var target: Int

        /// Makes a port.
        package init(name: String, port: Int, transport: TransportProtocol, target: Int) {
            self.name = name
            self.port = port
            self.transport = transport
            self.target = target
        }
    }

    /// `metadata.namespace`.
    package var namespace: String
    /// `metadata.name`.
    package var name: String
    /// What the implementation puts behind the name that is not known here (a hash); empty where nothing.
    package var unknownSuffix = ""
    /// `metadata.annotations`.
    package var annotations: StringMap
    /// `metadata.labels`.
    package var labels: StringMap
    /// `spec.type`.
    package var type = "LoadBalancer"
    /// `spec.ports`.
    package var ports: [Port]
    /// `spec.externalTrafficPolicy`; `nil` for the API server's default.
    package var externalTrafficPolicy: String?
    /// `spec.loadBalancerClass`.
    package var loadBalancerClass: String?
    /// `spec.loadBalancerIP`.
    package var loadBalancerIP: String?
    /// `spec.loadBalancerSourceRanges`.
    package var sourceRanges: [String] = []
    /// `spec.externalIPs`.
    package var externalIPs: [String] = []
    /// `spec.allocateLoadBalancerNodePorts`; `nil` for the default.
    package var allocatesNodePorts: Bool?
    /// `spec.ipFamilies` with the policy that they need; none for the cluster's default.
    package var families: [IPFamily] = []
    /// `spec.ipFamilyPolicy`; `nil` for what `families` need.
    package var familyPolicy: String?

    /// Makes a Service of type `LoadBalancer`.
    package init(namespace: String, name: String, ports: [Port], annotations: StringMap = StringMap(), labels: StringMap = StringMap()) {
        self.namespace = namespace
        self.name = name
        self.ports = ports
        self.annotations = annotations
        self.labels = labels
    }

    /// `ns/name`, as far as it is known.
    package var path: String { "\(namespace)/\(name)\(unknownSuffix)" }

    /// The Service as the API server of a cluster takes it, or why it does not.
    package func read(in families: [IPFamily]) -> (service: Service?, reason: String?) {
        let (tree, _) = YAMLTree.compose(Array(json.utf8), file: "Service \(path)")
        var reader = ObjectReader(clusterFamilies: families)
        for document in tree.documents { reader.read(document) }
        let refusal = reader.inventory.rejections.first?.reasons.first
        return (
            reader.inventory.services.first, refusal.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") }
        )
    }

    private var json: String {
        var spec = ["\"type\":\(Self.quoted(type))"]
        if let externalTrafficPolicy { spec.append("\"externalTrafficPolicy\":\(Self.quoted(externalTrafficPolicy))") }
        if let loadBalancerClass { spec.append("\"loadBalancerClass\":\(Self.quoted(loadBalancerClass))") }
        if let loadBalancerIP { spec.append("\"loadBalancerIP\":\(Self.quoted(loadBalancerIP))") }
        if !sourceRanges.isEmpty { spec.append("\"loadBalancerSourceRanges\":\(Self.list(sourceRanges))") }
        if !externalIPs.isEmpty { spec.append("\"externalIPs\":\(Self.list(externalIPs))") }
        if let allocatesNodePorts { spec.append("\"allocateLoadBalancerNodePorts\":\(allocatesNodePorts)") }
        if !families.isEmpty {
            spec.append("\"ipFamilies\":\(Self.list(families.map(\.rawValue)))")
            spec.append("\"ipFamilyPolicy\":\"\(families.count > 1 ? "RequireDualStack" : "SingleStack")\"")
        } else if let familyPolicy {
            spec.append("\"ipFamilyPolicy\":\(Self.quoted(familyPolicy))")
        }
        spec.append("\"selector\":{\"app.kubernetes.io/name\":\(Self.quoted(name))}")
        let written = ports.map { port in
            "{\"name\":\(Self.quoted(port.name)),\"port\":\(port.port),\"protocol\":\"\(port.transport.rawValue)\",\"targetPort\":\(port.target)}"
        }
        spec.append("\"ports\":[\(written.joined(separator: ","))]")
        let metadata =
            "\"name\":\(Self.quoted(name)),\"namespace\":\(Self.quoted(namespace)),\"annotations\":\(Self.map(annotations)),\"labels\":\(Self.map(labels))"
        return "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\(metadata)},\"spec\":{\(spec.joined(separator: ","))}}"
    }

    private static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ","))]" }

    private static func map(_ map: StringMap) -> String {
        "{\(map.entries.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ","))}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default: result += scalar.value < 0x20 ? " " : String(scalar)
            }
        }
        return result + "\""
    }
}
