// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// A port that a pod takes on its node.
struct HostPort {
    var port: Int
    var `protocol`: TransportProtocol
    /// The node's address that it takes; `nil` for all.
    var address: String?
    var node: YAMLNode

    /// `TCP 443`.
    var words: String { "\(`protocol`.rawValue) \(port)" }

    /// Whether two pods cannot both have theirs on a node.
    func clashes(with other: Self) -> Bool {
        port == other.port && `protocol` == other.protocol && (address == nil || other.address == nil || address == other.address)
    }
}

extension Workload {
    /// The ports that its pods take on their nodes: host ports, and with `hostNetwork` every port that is declared, since the API server
    /// makes each a host port.
    // Source: kubernetes 1.34 pkg/apis/core/v1/defaults.go, SetDefaults_PodSpec (defaultHostNetworkPorts)
    var hostPorts: [HostPort] {
        pod.runningContainers.flatMap { container in
            container.ports.compactMap { declared in
                guard let port = declared.hostPort ?? (pod.hostNetwork ? declared.containerPort : nil) else { return nil }
                let address = declared.node.value("hostIP")?.text
                let isEvery = address == nil || address == "" || address == "0.0.0.0" || address == "::"
                return HostPort(port: port, protocol: declared.protocol, address: isEvery ? nil : address, node: declared.node)
            }
        }
    }
}
