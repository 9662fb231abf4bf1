// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Reads the path at which an app answers health checks from its pods' readiness probes.
struct ReadinessReader {
    /// The origin's key of what is read here.
    static let key = "readinessProbe"

    let graph: ServiceGraph

    /// One requirement for each port whose pods all answer an HTTP probe on that very port; none where a probe asks another port.
    func requirements(of service: Service) -> [Requirement] {
        let workloads = graph.workloads(behind: service).filter { !$0.isJob }
        guard !workloads.isEmpty else { return [] }
        return service.ports.compactMap { port in
            let probes = workloads.map { Self.probe(of: port, in: $0.pod) }
            guard let first = probes.first ?? nil, probes.allSatisfy({ $0?.path == first.path }) else { return nil }
            return Requirement(
                id: .healthCheckPath, port: .init(number: port.port, protocol: port.protocol.rawValue), value: first.path,
                origin: Requirement.Origin(key: Self.key, location: first.location, words: "kubernetes", isDefault: true))
        }
    }

    /// The path that a container's probe asks on the port that the Service leads to.
    private static func probe(of port: ServicePort, in pod: PodTemplate) -> (path: String, location: SourceLocation)? {
        let target = ServiceGraph.target(of: port, in: pod)
        guard let container = pod.runningContainers.first(where: { $0.name == target.container }),
            let request = container.node.at("readinessProbe", "httpGet"), let asked = request.value("port")
        else { return nil }
        let number = asked.text.flatMap { Int($0) } ?? container.ports.first { $0.name == asked.text }?.containerPort
        guard let number, target.port == .number(number) else { return nil }
        let path = request.value("path")?.text ?? "/"
        return (path.isEmpty ? "/" : path, request.location)
    }
}
