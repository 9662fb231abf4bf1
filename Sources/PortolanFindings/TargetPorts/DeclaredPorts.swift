// SPDX-License-Identifier: Apache-2.0

import PortolanGraph
import PortolanKubernetes
import PortolanManifest
import PortolanModel

extension ServicePort {
    /// Where its target is written: `targetPort`, else the port.
    var targetLocation: SourceLocation { (node.value("targetPort") ?? node).location }

    /// `http` or `8080`, the target.
    var targetWords: String {
        switch targetPort {
        case .int(let number): "\(number)"
        case .string(let name): name
        }
    }

    /// Whether a container of a pod declares the target.
    func isDeclared(in pod: PodTemplate) -> Bool { ServiceGraph.target(of: self, in: pod).container != nil }

    /// The name of its target; `nil` for a number.
    var targetName: String? {
        guard case .string(let name) = targetPort else { return nil }
        return name
    }

    /// The number of its target; `nil` for a name.
    var targetNumber: Int? {
        guard case .int(let number) = targetPort else { return nil }
        return number
    }
}

extension PodTemplate {
    /// The ports that its running containers declare.
    var declaredPorts: [ContainerPort] { runningContainers.flatMap(\.ports) }
}
